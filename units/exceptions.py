"""What can go wrong with people and units. Each message is a sentence for the user."""

from __future__ import annotations


class RefusedError(Exception):
    """An act on people or units that the rules forbid; its text tells the user what to do."""

    sentence = "Tindakan ini tidak dapat dilakukan."

    def __str__(self) -> str:
        return self.sentence


class JustTakenError(RefusedError):
    """Somebody else, or a second click, saved the same code, name, e-mail or NIP a moment ago."""

    sentence = (
        "Kode, nama akun, surel, atau NIP itu baru saja disimpan, mungkin oleh klik kedua. Lihat"
        " dulu daftarnya; bila memang lain, pakai yang belum dipakai."
    )


class UnitLoopError(RefusedError):
    """A unit was to be placed under itself."""

    sentence = (
        "Unit tidak dapat ditempatkan di bawah dirinya sendiri atau di bawah unit yang ada di"
        " bawahnya. Pilih unit atasan lain."
    )


class UnitTooDeepError(RefusedError):
    """A unit was to be placed more levels down than a path can say."""

    sentence = (
        "Pohon unit paling banyak 20 tingkat, jadi unit ini tidak muat di sana. Pilih unit atasan"
        " yang lebih tinggi."
    )


class UnitOutOfReachError(RefusedError):
    """A unit was to be added, moved or changed outside the scope of whoever does it."""

    sentence = "Unit itu di luar wilayah Anda. Pilih unit di dalam wilayah Anda."


class UnitHasActiveChildrenError(RefusedError):
    """A unit with active units below it was to be deactivated."""

    sentence = (
        "Unit ini masih membawahi unit yang aktif. Nonaktifkan atau pindahkan dulu unit di"
        " bawahnya."
    )


class OwnUnitError(RefusedError):
    """Somebody tried to deactivate the unit their own role as admin hangs on."""

    sentence = (
        "Peran admin Anda melekat pada unit ini, jadi menonaktifkannya akan mengunci Anda sendiri."
        " Minta admin di atas Anda."
    )


class GrantRefusedError(RefusedError):
    """Somebody tried to give a role above their own rank or outside their scope."""

    sentence = (
        "Peran ini di luar wewenang Anda. Anda hanya dapat memberi atau mengubah peran sampai"
        " setingkat peran Anda sendiri, di unit yang Anda kelola."
    )


class RoleAlreadyHeldError(RefusedError):
    """The person holds this role in this unit already during some of those days."""

    sentence = (
        "Orang ini sudah memegang peran itu di unit tersebut pada masa yang sama. Ubah atau akhiri"
        " peran yang ada."
    )


class RoleEndedError(RefusedError):
    """A role that lies in the past was to be changed or ended once more."""

    sentence = (
        "Peran ini sudah berakhir, dan riwayatnya tidak diubah lagi. Untuk melanjutkannya, beri"
        " peran baru."
    )


class OwnRoleError(RefusedError):
    """An admin tried to change the own role as admin, or to take another one."""

    sentence = (
        "Peran admin Anda sendiri tidak dapat Anda beri atau ubah, agar masa berlakunya selalu"
        " ditentukan orang lain. Minta admin lain melakukannya."
    )


class UnknownAreaError(RefusedError):
    """An area that the instrument does not have, or a role that is not bound to areas."""

    sentence = (
        "Area itu tidak dikenal, atau peran ini tidak dibatasi per area. Pembatasan area hanya"
        " untuk anggota tim dan koordinator area."
    )


class PersonOutOfReachError(RefusedError):
    """The account holds a role above the rank or outside the scope of the one changing it."""

    sentence = (
        "Akun ini juga memegang peran di luar wewenang Anda, jadi Anda tidak dapat mengubahnya."
        " Minta admin pusat."
    )


class OwnAccountError(RefusedError):
    """Somebody tried to take rights or access from their own account."""

    sentence = (
        "Ini akun Anda sendiri. Agar Anda tidak terkunci dari portal, minta admin lain"
        " melakukannya."
    )


class ImportOutdatedError(RefusedError):
    """The preview of an import is too old, or is not this person's."""

    sentence = (
        "Pratinjau ini sudah kedaluwarsa, jadi tidak ada yang diubah. Unggah berkasnya sekali lagi."
    )


class PredicateHeldError(RefusedError):
    """The unit already holds the predicate that was to be recorded."""

    sentence = (
        "Predikat ini sudah tercatat dan masih dipegang unit ini. Ubah catatan yang ada, atau catat"
        " dulu pencabutannya."
    )


class RevocationTooEarlyError(RefusedError):
    """A predicate was to be revoked before it was given."""

    sentence = (
        "Tanggal pencabutan lebih awal daripada penetapannya. Periksa kedua tanggalnya, lalu simpan"
        " lagi."
    )


class NotRestorableError(RefusedError):
    """Something removed was to be brought back too late, or twice."""

    sentence = (
        "Catatan itu tidak dapat dikembalikan lagi: batas 24 jam sudah lewat atau sudah"
        " dikembalikan. Catat ulang bila masih perlu."
    )


class AdminExistsError(RefusedError):
    """A first admin was to be made although there is one."""

    sentence = (
        "Admin pusat sudah ada. Masuk dengan akun itu, lalu tambah orang lewat Kelola. Bila kata"
        " sandinya hilang, jalankan perintah tautan_sandi."
    )
