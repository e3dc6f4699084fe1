"""What the heading of a pasted column means, when it is not the heading of a whole LKE."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum, auto

from pengungkit.workbooks.columns import plain


LONGEST_HEADING = 60


class Heading(StrEnum):
    CODE = auto()
    ANSWER = auto()
    COUNT = auto()
    NOTE = auto()
    # Known, and not read: scores are calculated here, evidence is files.
    OTHER = auto()


# First match wins: "Pilihan Jawaban" is no answer, "Jawaban TPI" not the unit's own.
_PATTERNS: tuple[tuple[Heading, re.Pattern[str]], ...] = (
    (Heading.OTHER, re.compile(r"\b(pilihan|tpi|tpn|evaluator|penilai|tahun lalu|reviu)\b")),
    (Heading.CODE, re.compile(r"^(kode|kode butir|id|no\.?|nomor)$")),
    (Heading.COUNT, re.compile(r"^(jumlah|angka)\b.{0,40}$")),
    (Heading.NOTE, re.compile(r"\b(catatan|keterangan|penjelasan|narasi|uraian jawaban)\b")),
    (Heading.ANSWER, re.compile(r"\b(jawaban|jawab|isian|indeks)\b")),
    (
        Heading.OTHER,
        re.compile(
            r"^(butir|penilaian|pertanyaan|indikator|uraian|bobot|nilai|skor|%|persen|status|bukti"
            r"|eviden|evidence|data dukung|tautan|link|kriteria|pic|penanggung jawab|tenggat)\b"
        ),
    ),
)


def heading_of(text: str) -> Heading | None:
    bare = plain(text)
    if not bare or len(bare) > LONGEST_HEADING:
        return None
    return next((role for role, pattern in _PATTERNS if pattern.search(bare)), None)


def headings_of(row: Sequence[str]) -> dict[int, Heading]:
    """Columns by their meaning, when the row is a heading; otherwise nothing.

    A heading names an answer, a count or a note, and no cell of it is anything else.
    """
    roles = {}
    for column, cell in enumerate(row):
        if not cell.strip():
            continue
        role = heading_of(cell)
        if role is None:
            return {}
        roles[column] = role
    told = {Heading.ANSWER, Heading.COUNT, Heading.NOTE} & set(roles.values())
    return roles if told else {}
