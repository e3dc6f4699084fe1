"""What the help page says about roles and words."""

from __future__ import annotations

from dataclasses import dataclass

from units.permissions import Role


@dataclass(frozen=True, slots=True)
class RoleGuide:
    """What the holder of one role does in the portal, in the order of the work."""

    role: Role
    does: tuple[str, ...]

    @property
    def name(self) -> str:
        return str(self.role.label)


ROLE_GUIDE = (
    RoleGuide(
        Role.ANGGOTA,
        (
            "Mengisi butir di areanya: jawaban, penjelasan, dan bukti.",
            "Menyatakan butir siap direviu, dan memperbaiki butir yang dikembalikan.",
            "Mencatat inovasi, janji layanan, dan replikasi unit.",
        ),
    ),
    RoleGuide(
        Role.KOORDINATOR,
        (
            "Semua yang dilakukan anggota, di area yang dikoordinasikannya.",
            "Membagi butir kepada anggota beserta tenggatnya.",
            "Menyetujui butir yang siap, atau mengembalikannya dengan catatan.",
            "Mencatat asistensi kepada kantor lain.",
        ),
    ),
    RoleGuide(
        Role.KETUA,
        (
            "Semua yang dilakukan koordinator, di semua area.",
            "Membuka penilaian tahun baru dan menutup pengisian.",
            "Mencatat predikat dan tonggak unit, dan membaca jejak audit.",
            "Merekam penilaian dan membuat paket untuk diserahkan.",
            "Menjawab atas nama unit tentang inovasi yang diterima.",
        ),
    ),
    RoleGuide(
        Role.KEPALA,
        (
            "Melihat di dasbor apakah unit memenuhi syarat dan di mana kurangnya.",
            "Menutup pengisian, membuat paket, dan membaca jejak audit. Tidak mengisi butir.",
            "Menjawab atas nama unit tentang inovasi yang diterima.",
        ),
    ),
    RoleGuide(
        Role.TPI,
        (
            "Membaca penilaian dan bukti semua unit di lingkupnya.",
            "Tidak mengubah isian unit.",
        ),
    ),
    RoleGuide(
        Role.ADMIN_WILAYAH,
        (
            "Mengelola unit, orang, dan peran di wilayahnya; memberi tautan kata sandi baru.",
            "Membuka penilaian, dan membuka kembali pengisian yang sudah ditutup.",
            "Mencatat perjalanan dan asistensi, membuat paket, dan membaca jejak audit.",
        ),
    ),
    RoleGuide(
        Role.ADMIN_PUSAT,
        (
            "Semua yang dilakukan admin wilayah, di seluruh lingkup pusat.",
            "Mengubah daftar jenis kantor, dan memasang formulir resmi kementerian.",
            "Memusnahkan berkas bukti, hanya atas dasar hukum.",
        ),
    ),
    RoleGuide(
        Role.PENGAMAT,
        ("Membaca semua unit di lingkupnya tanpa mengubah apa pun.",),
    ),
)

WORDS = (
    ("Butir", "Satu pertanyaan LKE yang diberi nilai."),
    ("Area", "Satu dari enam area perubahan; di luar itu ada bagian hasil."),
    (
        "Bukti",
        "Berkas yang menunjukkan bahwa jawaban benar; sering disebut eviden. Satu berkas dapat"
        " dipakai beberapa butir.",
    ),
    ("Lepas bukti", "Bukti tidak lagi dipakai di satu butir; berkasnya tetap tersimpan di unit."),
    (
        "Siap direviu",
        "Pernyataan tim bahwa sebuah butir selesai. Koordinator atau ketua lalu menyetujui atau"
        " mengembalikannya.",
    ),
    (
        "Penilaian sendiri",
        "Nilai dari jawaban unit sendiri. Nilai TPI dan nilai akhir adalah hal lain dan tidak"
        " dicampur dengannya.",
    ),
    (
        "Syarat",
        "Nilai minimal yang harus dicapai bersamaan: total, pengungkit, tiap area, dan tiap"
        " bagian hasil. Total yang tinggi saja tidak cukup.",
    ),
    ("Ambang", "Batas terendah sebuah syarat; di grafik berupa garis tegak."),
    ("Tonggak", "Satu langkah bertanggal di perjalanan unit, rencana atau sudah dilaksanakan."),
    ("Jejak audit", "Catatan siapa mengubah apa dan kapan; tidak dapat diubah siapa pun."),
)
