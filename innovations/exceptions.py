"""What can go wrong with innovations. Each message is a sentence for the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models

from units.exceptions import RefusedError
from zi_portal.lib.dates import month_name


class InnovationChangedError(RefusedError):
    """Somebody else changed fields this writer changed too; both versions are at hand.

    `mine` are the fields the writer changed, `row` is what stands now.
    """

    def __init__(
        self,
        *,
        theirs: Mapping[str, Any],
        actor_name: str,
        at: dt.datetime,
        version: int,
        mine: Collection[str],
        row: models.Model,
    ) -> None:
        super().__init__()
        self.theirs, self.actor_name, self.at, self.version = dict(theirs), actor_name, at, version
        self.mine, self.row = frozenset(mine), row

    @property
    def sentence(self) -> str:  # type: ignore[override]
        return (
            f"{self.actor_name} juga mengubah isian ini sementara Anda mengisi, jadi belum ada yang"
            " disimpan. Bandingkan kedua versi di bawah, lalu simpan yang Anda pilih."
        )


class StateNotNextError(RefusedError):
    """An innovation was to be moved to a state that does not follow its own."""

    sentence = (
        "Inovasi tidak dapat berpindah ke keadaan itu dari keadaannya sekarang. Muat ulang halaman,"
        " lalu pilih langkah yang tersedia."
    )


class StepTooEarlyError(RefusedError):
    """A step was dated before the one it follows."""

    sentence = (
        "Tanggalnya lebih awal daripada langkah sebelumnya. Periksa tanggalnya, lalu simpan lagi."
    )


class LoopOfInnovationsError(RefusedError):
    """An innovation was to build on one that builds on it."""

    sentence = (
        "Inovasi yang dipilih sebagai dasar justru merupakan lanjutan dari inovasi ini. Pilih"
        " inovasi lain."
    )


class ValueTakenError(RefusedError):
    """A measure was to get a second value for one day."""

    sentence = (
        "Nilai untuk tanggal itu sudah ada. Hapus dulu nilai yang lama bila keliru, atau tulis"
        " tanggal lain."
    )


class PromiseNotKeptUpError(RefusedError):
    """The clock was to start for a promise that is not given today."""

    sentence = (
        "Janji ini tidak berlaku hari ini, jadi kasus baru tidak dapat dimulai. Periksa masa"
        " berlakunya, atau catat kasus lama."
    )


class MonthHasFiguresError(RefusedError):
    """A case was done in a month of which figures were told."""

    def __init__(self, month: dt.date) -> None:
        super().__init__()
        self.month = month

    @property
    def sentence(self) -> str:  # type: ignore[override]
        return (
            f"{month_name(self.month)} sudah dicatat sebagai angka bulanan. Satu bulan hanya berisi"
            " kasus atau angka bulanan: hapus dulu angka bulan itu bila kasusnya akan dicatat."
        )


class MonthHasCasesError(RefusedError):
    """Figures were to be told of a month whose cases are there."""

    def __init__(self, month: dt.date) -> None:
        super().__init__()
        self.month = month

    @property
    def sentence(self) -> str:  # type: ignore[override]
        return (
            f"{month_name(self.month)} sudah punya kasus yang dicatat satu per satu, dan angkanya"
            " dihitung dari situ. Angka bulanan hanya untuk bulan tanpa kasus."
        )


class MonthTakenError(RefusedError):
    """Figures of a month were to be told a second time."""

    sentence = "Angka bulan itu sudah ada. Ubah angka yang sudah ada, atau pilih bulan lain."


class CaseRunningError(RefusedError):
    """The clock was to start for a number whose clock runs already."""

    def __init__(self, reference: str) -> None:
        super().__init__()
        self.reference = reference

    @property
    def sentence(self) -> str:  # type: ignore[override]
        return (
            f"Waktu untuk nomor {self.reference} sudah berjalan, mungkin dimulai rekan Anda. Tekan"
            " Selesai padanya bila permohonannya selesai."
        )


class CaseTakenError(RefusedError):
    """A case with this number and start is there already."""

    sentence = (
        "Kasus dengan nomor dan waktu mulai itu sudah tercatat. Periksa nomornya, atau buka kasus"
        " yang sudah ada."
    )


class ImportRefusedError(RefusedError):
    """Cases from a spreadsheet cannot be added, or not be taken back, as things are."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class OwnAssistanceError(RefusedError):
    """A unit was to assist itself."""

    sentence = (
        "Unit tidak dapat mendampingi dirinya sendiri. Pilih unit lain, atau tulis nama instansi"
        " lain."
    )


class AdopterIsGiverError(RefusedError):
    """A unit was to adopt its own innovation."""

    sentence = (
        "Penerima replikasi tidak boleh unit pemilik inovasinya sendiri. Pilih unit atau instansi"
        " lain."
    )


class AdoptedTwiceError(RefusedError):
    """The replication by this adopter is on record already."""

    sentence = (
        "Replikasi inovasi ini oleh penerima itu sudah tercatat. Buka catatan yang ada, lalu ubah"
        " di sana."
    )


class AdopterFixedError(RefusedError):
    """The adopter was to become another one after it had answered."""

    sentence = (
        "Penerima sudah pernah menjawab atas nama instansinya, jadi namanya tidak dapat diganti."
        " Catat replikasi baru untuk instansi lain."
    )


class NotConfirmableError(RefusedError):
    """An adopter was to answer about a replication that does not wait for an answer."""

    sentence = (
        "Replikasi ini sedang tidak menunggu jawaban penerima: sudah dijawab, ditolak, atau"
        " berhenti. Muat ulang halaman untuk melihat keadaannya."
    )


class UnitAnswersItselfError(RefusedError):
    """A link was to be made for a unit that has accounts in the portal."""

    sentence = (
        "Unit ini memakai portal, jadi ketua tim atau kepalanya mengonfirmasi lewat akunnya"
        " sendiri di halaman Diterima. Tautan hanya untuk instansi di luar portal."
    )


class GiverCannotConfirmError(RefusedError):
    """Somebody of the unit that owns the innovation was to answer for the adopter."""

    sentence = (
        "Konfirmasi harus datang dari penerima, sedangkan Anda bekerja di unit pemilik inovasi ini."
        " Mintalah orang di instansi penerima yang mengisinya, dari perangkat mereka sendiri."
    )


class LinkSpentError(RefusedError):
    """A link no longer counts; which of the reasons it is stays untold."""

    sentence = "Tautan ini tidak berlaku."


class NothingToWithdrawError(RefusedError):
    """No standing confirmation belongs to what was sent."""

    sentence = (
        "Tidak ada konfirmasi yang cocok dengan kode itu, atau sudah pernah dicabut. Periksa"
        " kodenya, lalu coba lagi."
    )


class InnovationInUseError(RefusedError):
    """An innovation was to be removed on which something else rests."""

    sentence = (
        "Inovasi ini sudah punya replikasi, janji layanan, atau inovasi lanjutan, jadi tidak dapat"
        " dihapus. Catat langkah Berhenti bila tidak dipakai lagi."
    )


class ReplicationAnsweredError(RefusedError):
    """A replication was to be removed that is also the adopter's word."""

    sentence = (
        "Replikasi ini diminta atau sudah dijawab penerimanya, jadi tidak dapat dihapus. Catat"
        " langkah Ditolak atau Berhenti."
    )


class CannotRestoreError(RefusedError):
    """What was removed has no place to be put back to."""

    sentence = (
        "Yang dihapus tidak dapat dikembalikan: sudah ada yang lain di tempatnya, atau catatan"
        " induknya sudah tidak ada. Isinya tetap terbaca di jejak audit; catat lagi bila perlu."
    )
