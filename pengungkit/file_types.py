"""Which files are accepted as evidence, told by their content and their name together.

Neither alone decides: the name says what the sender means it to be, the first bytes say what it
is, and both must agree. What is accepted is stored with one declared type and never sniffed again.
"""

from __future__ import annotations

import html
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pengungkit.exceptions import EvidenceRefusedError


@dataclass(frozen=True, slots=True)
class FileType:
    """One accepted type. `inline` ones may be shown in the browser, under a sandbox."""

    extension: str
    content_type: str
    label: str
    inline: bool

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def is_video(self) -> bool:
        return self.content_type.startswith("video/")


_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    kind.extension: kind
    for kind in (
        FileType("pdf", "application/pdf", "PDF", inline=True),
        FileType("jpg", "image/jpeg", "JPG", inline=True),
        FileType("png", "image/png", "PNG", inline=True),
        FileType("webp", "image/webp", "WEBP", inline=True),
        FileType("docx", _OFFICE + "wordprocessingml.document", "DOCX", inline=False),
        FileType("xlsx", _OFFICE + "spreadsheetml.sheet", "XLSX", inline=False),
        FileType("pptx", _OFFICE + "presentationml.presentation", "PPTX", inline=False),
        FileType("mp4", "video/mp4", "MP4", inline=True),
    )
}
ALIASES = {"jpeg": "jpg", "jpe": "jpg", "m4v": "mp4"}
ACCEPTED = "PDF, JPG, PNG, WEBP, DOCX, XLSX, PPTX, atau MP4"
# For the `accept` of a file input; it filters the picker, the server decides.
ACCEPT = ",".join(f".{extension}" for extension in (*TYPES, "jpeg"))
# What a locked office document and the formats before 2007 begin with.
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The part every document of the kind has, at its fixed place in the package.
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
MP4_BRANDS = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"dash",
    b"3gp4",
    b"3gp5",
)
# Photos as iPhones keep them; few office PCs open them.
HEIC_ENDINGS = {"heic", "heif"}
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
HEIC_REFUSED = (
    "Foto HEIC dari iPhone tidak diterima karena kebanyakan komputer kantor tidak dapat membukanya."
    " Di iPhone buka Pengaturan, Kamera, Format, lalu pilih Paling Kompatibel; atau kirim fotonya"
    " sebagai JPG."
)
# Limits for packages of office files, read from the directory before anything is unpacked.
PACKAGE_ENTRIES = 2_000
PACKAGE_BYTES = 200_000_000
# A small form of many empty rows packs as well as a bomb, and harms nobody.
PACKAGE_RATIO, PACKAGE_RATIO_FROM_BYTES = 100, 5_000_000
# The part that says what every other part is, and what it calls those of documents with macros.
CONTENT_TYPES, CONTENT_TYPES_BYTES = "[content_types].xml", 4_000_000
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet")


def type_of_name(name: str) -> FileType:
    """The accepted type a file's name claims, or `EvidenceRefusedError` with the sentence."""
    bare = "".join(c for c in name if c.isprintable()).replace("\\", "/").rstrip(". ")
    extension = PurePosixPath(bare).suffix.lower().removeprefix(".")
    extension = ALIASES.get(extension, extension)
    if extension in HEIC_ENDINGS:
        raise EvidenceRefusedError(HEIC_REFUSED)
    if extension not in TYPES:
        shown = f".{extension}" if extension else "tanpa akhiran"
        raise EvidenceRefusedError(f"Jenis berkas {shown} tidak diterima. Gunakan {ACCEPTED}.")
    return TYPES[extension]


def type_of(name: str, head: bytes, path: Path) -> FileType:
    """The accepted type of a received file, or `EvidenceRefusedError` with the sentence.

    `name` is what the sender called it, `head` its first bytes, `path` where it lies.
    """
    extension = type_of_name(name).extension
    if extension in OFFICE_PARTS and head.startswith(COMPOUND_FILE):
        raise EvidenceRefusedError(
            "Berkas Office ini dikunci sandi atau berformat lama, sehingga penilai tidak dapat"
            f" membukanya. Simpan ulang sebagai {extension.upper()} tanpa sandi, lalu unggah lagi."
        )
    if head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS:
        raise EvidenceRefusedError(HEIC_REFUSED)
    if not _agrees(extension, head):
        raise EvidenceRefusedError(
            f"Isi berkas ini bukan {extension.upper()} seperti akhiran namanya. Buka berkas aslinya"
            f" lalu simpan ulang sebagai {ACCEPTED}."
        )
    if extension in OFFICE_PARTS:
        _check_package(extension, path)
    return TYPES[extension]


def _agrees(extension: str, head: bytes) -> bool:
    """Signatures count only at byte 0: text before "%PDF-" is a page in disguise."""
    match extension:
        case "pdf":
            return head.startswith(b"%PDF-")
        case "jpg":
            return head.startswith(b"\xff\xd8\xff")
        case "png":
            return head.startswith(b"\x89PNG\r\n\x1a\n")
        case "webp":
            return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        case "mp4":
            return head[4:8] == b"ftyp" and head[8:12] in MP4_BRANDS
        case _:
            return head.startswith(b"PK\x03\x04")


def _check_package(extension: str, path: Path) -> None:
    """Refuse office files that are something else, locked, active, or made to explode."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            declared = _declared_types(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        raise EvidenceRefusedError(
            "Berkas Office ini rusak atau terkunci sandi sehingga penilai tidak dapat membukanya."
            " Simpan ulang tanpa sandi, lalu unggah lagi."
        ) from None
    names = {entry.filename for entry in entries}
    if _explodes(entries):
        raise EvidenceRefusedError(
            "Berkas Office ini mengembang terlalu besar saat dibuka sehingga tidak aman. Simpan"
            " sebagai PDF, lalu unggah lagi."
        )
    if OFFICE_PARTS[extension] not in names:
        raise EvidenceRefusedError(
            f"Isi berkas ini bukan {extension.upper()}. Buka berkas aslinya lalu simpan ulang"
            f" sebagai {extension.upper()}."
        )
    lower = [name.lower() for name in names]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in lower) or any(
        mark in declared for mark in MACRO_TYPES
    ):
        raise EvidenceRefusedError(
            "Berkas Office ini memuat makro. Simpan ulang tanpa makro atau sebagai PDF, lalu"
            " unggah lagi."
        )


def _explodes(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether the package holds more than any office document does."""
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    return (
        len(entries) > PACKAGE_ENTRIES
        or total > PACKAGE_BYTES
        or total > max(PACKAGE_RATIO * packed, PACKAGE_RATIO_FROM_BYTES)
        or any(
            entry.file_size > CONTENT_TYPES_BYTES
            for entry in entries
            if entry.filename.lower() == CONTENT_TYPES
        )
    )


def _declared_types(package: zipfile.ZipFile) -> str:
    """What the package says its parts are, in small letters, however it is written.

    Parts may have any name, so that only this tells a document with macros that was renamed.
    """
    for entry in package.infolist():
        if entry.filename.lower() == CONTENT_TYPES and entry.file_size <= CONTENT_TYPES_BYTES:
            # Without zero bytes UTF-16 reads like any other.
            said = package.read(entry).replace(b"\0", b"").decode("latin-1")
            return html.unescape(said).lower()
    return ""
