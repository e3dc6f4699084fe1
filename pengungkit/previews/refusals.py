"""Why a file has no preview, as a word the child can say and a sentence for people."""

from __future__ import annotations


REASONS = {
    "sandi": "berkasnya dikunci sandi",
    "rusak": "berkasnya rusak atau terpotong",
    "terlalu-besar": "isinya terlalu besar untuk ditampilkan di halaman",
    "terlalu-lama": "pembuatannya melewati batas waktu",
    "tidak-lazim": "susunannya tidak lazim sehingga tidak aman dibuka",
    "tanpa-alat": "komponen pembuat pratinjau di server belum terpasang",
    "penuh": "ruang simpan server penuh",
    "sibuk": "server sedang membuat pratinjau lain, jadi muat ulang halaman ini sebentar lagi",
    "gagal": "isinya tidak dapat dibaca",
}
# What may be otherwise when it is tried again; anything else lies in the file itself.
PASSING = {"terlalu-lama", "tanpa-alat", "penuh", "sibuk", "gagal"}


class CannotPreviewError(Exception):
    """There is no preview; `reason` is a key of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason if reason in REASONS else "gagal"

    def __str__(self) -> str:
        return f"Pratinjau tidak dapat dibuat: {REASONS[self.reason]}; unduh berkas aslinya."
