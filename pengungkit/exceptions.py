"""What can go wrong when an assessment is written. Each message is a sentence for the user."""

from __future__ import annotations

import datetime as dt
from typing import Any


class AssessmentClosedError(Exception):
    """The assessment is no longer open: nothing in it may change."""

    def __str__(self) -> str:
        return (
            "Penilaian ini sudah ditutup sehingga tidak dapat diubah. Minta admin membukanya"
            " kembali bila masih ada yang perlu diperbaiki."
        )


class ItemNotAnsweredError(Exception):
    """An item was to be declared ready or approved, but holds no answer."""

    def __str__(self) -> str:
        return "Butir ini belum dijawab. Pilih jawaban atau isi angkanya lebih dahulu."


class ItemNotReadyError(Exception):
    """An item was to be approved before its team declared it ready."""

    def __str__(self) -> str:
        return "Butir ini belum dinyatakan siap direviu, jadi belum dapat disetujui."


class ItemChangedError(Exception):
    """An item was to be judged that had changed since the judge read it."""

    def __str__(self) -> str:
        return "Butir ini berubah sejak Anda membukanya. Periksa isinya sekali lagi, lalu putuskan."


class ConcurrentChangeError(Exception):
    """Somebody else changed the same fields since the writer read them.

    `fields` are those in conflict; `mine` is all the writer typed, `theirs` all that is stored.
    `actor_name` changed one of the fields last, at `at`.
    """

    def __init__(
        self,
        *,
        answer: Any,
        fields: list[str],
        mine: dict[str, Any],
        theirs: dict[str, Any],
        actor_name: str,
        at: dt.datetime,
    ) -> None:
        super().__init__(", ".join(fields))
        self.answer = answer
        self.fields = fields
        self.mine = mine
        self.theirs = theirs
        self.actor_name = actor_name
        self.at = at


class InstrumentInUseError(Exception):
    """An instrument version that an assessment uses was to be changed."""

    def __str__(self) -> str:
        return (
            "Versi instrumen ini sudah dipakai penilaian sehingga tidak dapat diubah. Muat"
            " perubahannya sebagai versi baru dengan kode lain."
        )


class InstrumentInvalidError(Exception):
    """An instrument document that breaks its own sums. `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class AlreadyOpenError(Exception):
    """The unit has an assessment for that year already."""

    def __str__(self) -> str:
        return "Unit ini sudah punya penilaian untuk tahun itu. Buka dari daftar penilaian."


class PasteNotUndoableError(Exception):
    """A paste was to be undone too late, twice, or before it was applied; str() says which."""


class PasteAlreadyAppliedError(Exception):
    """A paste or an import was to be applied a second time."""

    def __init__(self, noun: str) -> None:
        super().__init__(
            f"{noun.capitalize()} ini sudah diterapkan. Tidak ada yang diubah dua kali."
        )


class PasteClashError(Exception):
    """Items changed after the paste was previewed and nobody chose between the two versions."""

    def __init__(self, codes: list[str], noun: str) -> None:
        since = "berkas ini diunduh" if noun == "impor" else "Anda menempel"
        super().__init__(
            f"{len(codes)} butir diubah orang lain setelah {since}: {', '.join(codes)}. Pilih"
            " isi yang dipakai, lalu terapkan lagi; belum ada yang diubah."
        )
        self.codes = codes


class NothingToCopyError(Exception):
    """The unit has no earlier assessment to copy from."""

    def __str__(self) -> str:
        return "Unit ini belum punya penilaian tahun sebelumnya, jadi tidak ada yang dapat disalin."


class EvidenceRefusedError(Exception):
    """A file was refused. The message says what, why, and what to do."""


class NotStoredError(EvidenceRefusedError):
    """The disk did not take a file: it is full, or it fails."""

    def __init__(self, *, is_full: bool, what: str = "berkas") -> None:
        super().__init__(
            f"Ruang simpan server penuh sehingga {what} belum tersimpan. Beri tahu admin, lalu"
            " unggah lagi setelah ruang dikosongkan."
            if is_full
            else f"Server tidak dapat menulis {what} ini ke disk, jadi belum tersimpan. Beri tahu"
            " admin, lalu unggah lagi."
        )


class TooManyLooksError(Exception):
    """Somebody opens kept files faster than people read; str() is the sentence for them."""

    def __str__(self) -> str:
        return (
            "Anda membuka terlalu banyak berkas bukti dalam satu menit, jadi portal menahannya"
            " sebentar. Tunggu satu menit, lalu buka lagi. Untuk semua bukti sekaligus, minta paket"
            " penilaian."
        )


class NothingToDestroyError(Exception):
    """None of the versions named still has a file."""

    def __str__(self) -> str:
        return "Berkas itu sudah tidak ada, jadi tidak ada yang dimusnahkan."


class EvidenceProtectedError(Exception):
    """Files were to be destroyed that something still rests on; `reasons` are sentences."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons

    def __str__(self) -> str:
        return (
            f"Belum ada yang dimusnahkan. {' '.join(dict.fromkeys(self.reasons))} Yang sudah"
            " diajukan tidak boleh berubah, jadi berkas ini harus tetap ada."
        )


class QuotaError(EvidenceRefusedError):
    """The unit has no room for the file."""


class RejectedFileError(EvidenceRefusedError):
    """The unit has this very file, and a virus scanner rejected it."""

    def __init__(self, finding: str) -> None:
        super().__init__(
            f"Berkas ini pernah ditolak pemindai virus ({finding}), jadi tidak diterima lagi. Buat"
            " ulang dokumennya dari sumber yang bersih, lalu unggah hasilnya; dan periksa perangkat"
            " Anda dengan antivirus."
        )


class TooManyUploadsError(EvidenceRefusedError):
    """The person has as many unfinished uploads as allowed."""


class UploadConflictError(Exception):
    """Bytes were sent for another place than where the upload stands; `offset` is where it does."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class UploadGoneError(Exception):
    """The upload was cancelled, or expired, while bytes were on their way."""


class UploadKeptError(Exception):
    """An upload was to be cancelled whose file had become evidence already."""

    def __str__(self) -> str:
        return (
            "Berkas ini sudah selesai dan tersimpan sebagai bukti. Bila tidak jadi dipakai, lepas"
            " dari butirnya."
        )


class PhotosNotJoinedError(Exception):
    """Photos did not become one PDF. The message says why, and what to do."""


class SortingNotUndoableError(Exception):
    """A sorting of documents was to be undone too late or twice; str() says which."""


class ZipImportStateError(Exception):
    """An import was asked for something that its state does not allow; str() says what and why."""


class ZipImportIncompleteError(Exception):
    """An import was to be applied that still has lines which make no sense."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} berkas masih berisi kode butir atau tanggal yang tidak terbaca. Saring"
            " “Perlu diperbaiki”, perbaiki, lalu terapkan lagi; belum ada yang dimasukkan."
        )


class ForeignWorkbookError(Exception):
    """A workbook was handed out for another unit, year or instrument; str() says which."""


class OfficialFormStateError(Exception):
    """An official form was asked for something that its state does not allow; str() says what."""
