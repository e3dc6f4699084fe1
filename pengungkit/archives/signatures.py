"""Telling a ZIP from other archives, by name before it is sent and by its first bytes after."""

from __future__ import annotations

from pathlib import PurePosixPath

from pengungkit.archives.refusals import MAKE_ANEW, ArchiveRefusedError


# How far into a file `refuse_unless_zip` wants to look.
HEAD_BYTES = 512
_ZIP, _EMPTY, _SPLIT = b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"
_OTHERS = (
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "GZ"),
    (b"BZh", "BZ2"),
    (b"\xfd7zXZ\x00", "XZ"),
)
_ENDINGS = {
    "rar": "RAR", "7z": "7z", "tar": "TAR", "gz": "GZ", "tgz": "TGZ", "bz2": "BZ2", "xz": "XZ",
    "arj": "ARJ", "cab": "CAB", "iso": "ISO", "zipx": "ZIPX",
}  # fmt: skip
# Endings of archives that may lie inside a ZIP; they are never opened.
ARCHIVE_ENDINGS = frozenset({"zip", *_ENDINGS})
NESTED = (
    "Arsip di dalam ZIP tidak dibuka. Keluarkan dahulu isinya ke foldernya, lalu buat ulang"
    " ZIP-nya, atau unggah berkasnya satu per satu."
)


def ending_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().strip().removeprefix(".")


def _other(kind: str) -> ArchiveRefusedError:
    return ArchiveRefusedError(
        f"Berkas ini arsip {kind}, bukan ZIP. Buka dengan WinRAR atau 7-Zip, keluarkan isinya ke"
        " sebuah folder, klik kanan folder itu, pilih Kirim ke, lalu Folder terkompresi (zip)."
    )


def refuse_by_name(name: str) -> None:
    """Raise `ArchiveRefusedError` unless the name is one of a ZIP."""
    ending = ending_of(name)
    if kind := _ENDINGS.get(ending):
        raise _other(kind)
    if ending != "zip":
        raise ArchiveRefusedError(
            "Di sini hanya ZIP yang diterima. Berkas satuan diunggah di Kotak bukti; untuk satu"
            " folder, klik kanan foldernya, pilih Kirim ke, lalu Folder terkompresi (zip)."
        )


def refuse_unless_zip(head: bytes) -> None:
    """Raise `ArchiveRefusedError` unless these first bytes begin a ZIP that holds something."""
    if head.startswith(_ZIP):
        return
    for signature, kind in _OTHERS:
        if head.startswith(signature):
            raise _other(kind)
    if head[257:262] == b"ustar":
        raise _other("TAR")
    if head.startswith(_EMPTY):
        raise ArchiveRefusedError(f"ZIP ini kosong. {MAKE_ANEW}")
    if head.startswith(_SPLIT):
        raise ArchiveRefusedError(
            "ZIP ini terpecah menjadi beberapa bagian. Buat satu ZIP utuh; bila terlalu besar, buat"
            " satu ZIP tiap subfolder."
        )
    raise ArchiveRefusedError(f"Isi berkas ini bukan ZIP, atau awalnya rusak. {MAKE_ANEW}")
