"""What is refused at the door besides wrong types: files nobody can open, or that fetch commands.

Most files are not opened for this. A hint in the raw bytes decides whether the confined child has
a look; when that look cannot be had now, the file is taken in and the look follows behind it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.previews.inspecting import DDE, TEMPLATE
from pengungkit.previews.inspection import inspect_unkept
from pengungkit.previews.markers import says_encrypted
from pengungkit.previews.refusals import CannotPreviewError


# Where a PDF names its encryption: in the trailer at its end, or at its beginning when it was made
# for reading while it loads.
END_BYTES = 1_000_000
# How much of a document is searched for the name of a command.
SEARCHED_BYTES, PIECE = 20_000_000, 256 * 1024
TEMPLATES, DOCUMENT, LINKS = (
    "word/_rels/settings.xml.rels",
    "word/document.xml",
    "xl/externallinks/",
)
LOCKED = (
    "PDF ini berkata sandi sehingga penilai tidak dapat membukanya. Simpan ulang tanpa kata sandi,"
    " misalnya dengan mencetaknya sebagai PDF, lalu unggah lagi."
)
REFUSED = {
    TEMPLATE: (
        "Dokumen ini mengambil templat dari alamat luar setiap kali dibuka, cara yang biasa dipakai"
        " virus. Salin isinya ke dokumen baru atau simpan sebagai PDF, lalu unggah lagi."
    ),
    DDE: (
        "Berkas Office ini memuat perintah ke program lain (DDE) sehingga tidak aman dibuka. Hapus"
        " perintahnya atau simpan sebagai PDF, lalu unggah lagi."
    ),
}


def refuse_at_first_look(path: Path, extension: str) -> None:
    """Raise `EvidenceRefusedError` for a locked PDF, and for Office files that reach out."""
    if not _is_hinted(path, extension):
        return
    try:
        seen = inspect_unkept(path, extension)
    except CannotPreviewError:
        return
    if seen.locked:
        raise EvidenceRefusedError(LOCKED)
    for word, sentence in REFUSED.items():
        if word in seen.active:
            raise EvidenceRefusedError(sentence)


def _is_hinted(path: Path, extension: str) -> bool:
    try:
        if extension == "pdf":
            return _names_encryption(path)
        if extension in ("docx", "xlsx"):
            with zipfile.ZipFile(path) as package:
                return _reaches_out(package)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, EOFError):
        # Whatever is wrong with it, the child finds out.
        return True
    return False


def _names_encryption(path: Path) -> bool:
    with path.open("rb") as file:
        beginning = file.read(END_BYTES)
        size = path.stat().st_size
        file.seek(max(0, size - END_BYTES))
        return says_encrypted(beginning) or says_encrypted(file.read(END_BYTES))


def _reaches_out(package: zipfile.ZipFile) -> bool:
    names = package.namelist()
    if any(name.lower().startswith(LINKS) for name in names):
        return True
    return any(
        word in found
        for part, word in ((TEMPLATES, b"External"), (DOCUMENT, b"DDE"))
        if part in names
        for found in _pieces(package, part, len(word))
    )


def _pieces(package: zipfile.ZipFile, part: str, overlap: int) -> Iterator[bytes]:
    """A part in pieces, each beginning with the end of the one before."""
    with package.open(part) as file:
        before, left = b"", SEARCHED_BYTES
        while left > 0 and (piece := file.read(PIECE)):
            yield before + piece
            before, left = piece[-overlap:], left - len(piece)
