"""What a workbook holds beside its cells, told from the names of its parts."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """Some parts of one sort: what they are called, how many, and what happens to them."""

    word: str
    count: int
    fate: str = ""


# What runs, fetches or hides something foreign. A form that everybody is handed may do none of it.
_REFUSED: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(vbaproject|^xl/macrosheets/|^xl/dialogsheets/|^customui)"),
        "Berkas memuat makro. Simpan sebagai .xlsx tanpa makro, lalu unggah lagi.",
    ),
    (
        re.compile(r"(^xl/activex/|^xl/embeddings/)"),
        "Berkas memuat objek tertanam (ActiveX atau OLE) yang dapat menjalankan program. Hapus"
        " objek itu di Excel, lalu unggah lagi.",
    ),
    (
        re.compile(r"^xl/(connections\.xml|querytables/|externallinks/|webextensions/)"),
        "Berkas mengambil data dari luar. Hapus koneksi datanya di Excel (menu Data), lalu unggah"
        " lagi.",
    ),
)
_MACRO_TYPE = b"macroenabled"

_KNOWN: tuple[tuple[str, str, str], ...] = (
    (r"^xl/worksheets/[^/]+\.xml$", "lembar kerja", ""),
    (r"^xl/media/", "gambar", ""),
    (r"^xl/charts/chart[^/]*\.xml$", "grafik", "angkanya terhitung ulang saat dibuka"),
    (r"^xl/(comments/)?comments?\d*\.xml$|^xl/threadedcomments/", "kumpulan komentar", ""),
    (r"^xl/tables/", "tabel Excel", ""),
    (r"^xl/drawings/[^/]+\.xml$", "lembar gambar dan bentuk", ""),
    (r"^xl/ctrlprops/", "kendali formulir", ""),
    (r"^xl/printersettings/", "setelan pencetak", ""),
    (
        r"^xl/pivottables/",
        "tabel pivot",
        "isinya baru ikut berubah setelah dimuat ulang di Excel",
    ),
    (
        r"^_xmlsignatures/.*\.xml$",
        "tanda tangan elektronik",
        "tidak berlaku lagi, karena isi berkas berubah",
    ),
)


def refusal_of(archive: zipfile.ZipFile) -> str:
    """Why this workbook may not be handed on to others; empty when it may."""
    for name in (one.lower() for one in archive.namelist()):
        for pattern, sentence in _REFUSED:
            if pattern.search(name):
                return sentence
    types = next(name for name in archive.namelist() if name.lower() == "[content_types].xml")
    return _REFUSED[0][1] if _MACRO_TYPE in archive.read(types).lower() else ""


def holdings_of(archive: zipfile.ZipFile) -> list[Holding]:
    """What is in the workbook, in fixed order; sorts of which there is nothing are left out."""
    names = [one.lower() for one in archive.namelist() if not one.endswith("/")]
    found = []
    for pattern, word, fate in _KNOWN:
        count = sum(1 for name in names if re.search(pattern, name))
        if count:
            found.append(Holding(word, count, fate))
    return found
