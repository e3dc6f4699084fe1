"""What a file's name tells, and how it is shown: as one visible line without traps."""

from __future__ import annotations

import re
import unicodedata

from pengungkit.file_types import ALIASES, TYPES


# Put behind the name by the browser (static/js/photos.js); what was sent is the evidence.
SHRUNK = "(diperkecil di perangkat)"
# Shown names are cut to this many characters; the name as received stays in the trail.
SHOWN_NAME = 120
LONGEST_ENDING = 5
NAMELESS = "tanpa-nama"
_ENDING = re.compile(r"\.[a-z0-9]{2,5}$")
_MARKS = re.compile(r"\(\d+\)|\bcopy( of)?\b|\bsalinan( dari)?\b")
# Letters only: numbers, dates and times say when, not what.
_WORD = re.compile(r"[^\W\d_]+")
# Shorter words are letters of a code, but for these abbreviations of office life.
SHORTEST = 3
TELLING = {"sk", "st", "nd", "ba", "wb", "ik", "ip"}
_EMPTY_WORDS = (
    # What cameras, phones, scanners and chat programs call their files.
    "img image images foto photo pic picture gambar dsc dscn dscf pxl mvimg vid video wa whatsapp"
    " at pukul telegram line snapchat screenshot screen shot capture tangkapan layar cuplikan"
    " scan scanned scanner scans pindai pindaian hasil camscanner adobe lens office kamera camera"
    " doc docs docx document documents dokumen new baru untitled tanpa nama judul skm kmbt mfp"
    # What people call them in a hurry.
    " file files berkas bukti eviden evidence lampiran attachment data dukung fix final revisi rev"
    " versi version draft test tes coba asdf qwerty xxx aaa temp tmp download unduhan pdf jpg jpeg"
    " png xls xlsx ppt pptx mp page halaman lembar page bagian part microsoft word"
    # Dates in words.
    " jan januari january feb februari february mar maret march apr april mei may jun juni june jul"
    " juli july agu agt ags agustus aug august sep sept september okt oktober oct october nov"
    " november des desember dec december senin selasa rabu kamis jumat sabtu minggu tgl tanggal"
    " tahun wib wita wit am pm"
)
EMPTY = frozenset(_EMPTY_WORDS.split())


def clean_name(name: str) -> str:
    """A sender's file name as visible text on one line: no path, no control or bidi characters.

    A name that is too long is cut before its ending.
    """
    name = re.split(r"[\\/]", name)[-1]
    visible = "".join(c for c in name if unicodedata.category(c)[0] not in "CZ" or c == " ")
    visible = visible.strip(". ")
    if visible.lower() in {*TYPES, *ALIASES}:
        # Nothing but an ending, which whoever saves the file needs.
        visible = f"{NAMELESS}.{visible}"
    stem, dot, ending = visible.rpartition(".")
    if len(visible) > SHOWN_NAME and len(ending) <= LONGEST_ENDING:
        return stem[: SHOWN_NAME - len(dot + ending)] + dot + ending
    return visible[:SHOWN_NAME] or NAMELESS


def title_from(name: str) -> str:
    """A first title for a file: its name without the ending."""
    shown = clean_name(name)
    stem = shown.rsplit(".", 1)[0] if "." in shown else shown
    return stem.replace("_", " ").strip() or shown


def says_nothing(name: str) -> bool:
    """Whether a file name or a title leaves open what the document is.

    "IMG_2031.jpg", "scan0001", "WhatsApp Image 2026-01-05 at 10.11.12" and "dokumen (2)" do;
    "SK Tim ZI" and "notulen rapat 5 Januari" do not.
    """
    bare = _ENDING.sub("", name.strip().lower().replace(SHRUNK, "").strip())
    bare = _MARKS.sub(" ", bare)
    words = _WORD.findall(bare)
    return not any(
        word in TELLING or (len(word) >= SHORTEST and word not in EMPTY) for word in words
    )


def was_shrunk(name: str) -> bool:
    """Whether the file came as a photo that the sender's browser had made smaller."""
    return SHRUNK in name
