"""Why a packet cannot be made or read. Each message is a sentence for the user."""

from __future__ import annotations


class DamagedFileError(Exception):
    """A kept file is gone, or is no longer what was received: no packet is made of it."""

    def __init__(self, title: str, sha256: str, how: str) -> None:
        super().__init__(
            f"Paket tidak dapat dibuat: berkas bukti “{title}” {how} di penyimpanan (sidik"
            f" {sha256[:12]}). Beri tahu admin agar berkas itu dipulihkan dari cadangan, lalu buat"
            " paket lagi."
        )


class DamagedFormError(DamagedFileError):
    """The kept official form is gone, or is no longer what was uploaded."""

    def __init__(self, name: str) -> None:
        Exception.__init__(
            self,
            f"Paket tidak dapat dibuat: formulir resmi “{name}” rusak atau hilang di penyimpanan."
            " Minta admin pusat mengunggah lagi berkas aslinya, lalu buat paket lagi.",
        )


class RejectedEvidenceError(Exception):
    """A virus scanner rejected a file that the record names: no packet carries it out."""

    def __init__(self, title: str, finding: str) -> None:
        super().__init__(
            f"Paket tidak dapat dibuat: bukti “{title}” ditolak pemindai virus ({finding}). Ganti"
            " berkasnya dengan yang bersih; bila penilaian sudah ditutup, minta admin membukanya"
            " kembali, lalu buat paket lagi."
        )


class NoPacketError(Exception):
    """What was brought to be checked is not a packet. The message says what, why, what to do."""
