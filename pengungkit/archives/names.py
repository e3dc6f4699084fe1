"""What the names in a ZIP are, which of them are dangerous, and which are of no interest."""

from __future__ import annotations

import unicodedata
import zipfile

from pengungkit.archives.refusals import dangerous_name


LONGEST = 1000
_UTF8 = 0x800
# Left behind by systems and programs; nobody means them as evidence.
_IGNORED_FOLDERS = {
    "__macosx": "catatan macOS",
    ".git": "catatan program",
    ".svn": "catatan program",
    "$recycle.bin": "tempat sampah",
    ".trash": "tempat sampah",
}
_IGNORED_FILES = {
    ".ds_store": "catatan macOS",
    "thumbs.db": "gambar kecil Windows",
    "ehthumbs.db": "gambar kecil Windows",
    "desktop.ini": "pengaturan folder Windows",
    "icon\r": "gambar folder macOS",
}


def name_of(info: zipfile.ZipInfo) -> str:
    """The name as its maker meant it, in composed letters.

    Without the mark for UTF-8 the standard says cp437, which nobody keeps to: macOS and Linux write
    UTF-8 anyway, Windows the old code page of its language, which in Indonesia is cp850.
    """
    # `filename` has been cut at a zero byte already; this has not.
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp850")
    return unicodedata.normalize("NFC", name)


def refuse_dangerous(name: str) -> None:
    """Raise `ArchiveRefusedError` for a name that means to reach outside its folder."""
    if not name:
        raise dangerous_name(name, "tanpa nama")
    if "\0" in name:
        raise dangerous_name(name, "memuat byte nol")
    if "\\" in name:
        raise dangerous_name(name, "memuat garis miring terbalik")
    if name.startswith("/"):
        raise dangerous_name(name, "dimulai dari akar disk")
    if name[0].isalpha() and name[1:2] == ":":
        raise dangerous_name(name, "menyebut huruf disk")
    # Also "...", ".. " and their like, which some disks take for "..".
    if any(part not in {"", "."} and not part.strip(" .") for part in name.split("/")):
        raise dangerous_name(name, "keluar dari foldernya")
    if len(name) > LONGEST:
        raise dangerous_name(name, "terlalu panjang")


def why_ignored(name: str) -> str:
    """What a file is that comes along by itself; "" for a file somebody means to send."""
    *folders, last = name.casefold().split("/")
    for folder in folders:
        if folder in _IGNORED_FOLDERS:
            return _IGNORED_FOLDERS[folder]
    if last in _IGNORED_FILES:
        return _IGNORED_FILES[last]
    if last.startswith("._"):
        return "catatan macOS"
    if last.startswith("~$"):
        return "tanda berkas Office yang sedang terbuka"
    if last.startswith(".~lock."):
        return "tanda berkas LibreOffice yang sedang terbuka"
    if last.endswith((".tmp", ".crdownload", ".part")):
        return "berkas sementara"
    return ""


def plain_path(name: str) -> str:
    """The path without what says nothing: "./", a second slash, the last slash of a folder.

    Nor what cannot be seen, such as marks that turn the direction of a whole line.
    """
    visible = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    return "/".join(part for part in visible.split("/") if part not in {"", "."})
