"""Which column of an LKE holds what, found by its headings and never by its place.

Offices insert columns, split headings over two or three rows, merge them, and put the evaluator's
columns beside their own. A heading is judged by its words; of several columns with the same role
the unit's own is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from zi_portal.lib.workbooks.cells import Cell, Sheet


SEARCHED_ROWS = 80
SEARCHED_COLUMNS = 60
DEEPEST_HEADER = 3
WIDEST_HEADING = 7


class Role(StrEnum):
    """What a column is for; the values are what it is called in reports."""

    QUESTION = "penilaian"
    WEIGHT = "bobot"
    CRITERIA = "penjelasan"
    CHOICES = "pilihan jawaban"
    ANSWER = "jawaban"
    SCORE = "nilai"
    PERCENT = "persen"
    NOTE = "catatan"
    EVIDENCE = "bukti"


# First match wins, so "pilihan jawaban" is settled before "jawaban". Headings are matched whole or
# by their beginning, in lower case; group headings ("unit kerja") may stand in front.
_PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.CHOICES, re.compile(r"\bpilihan\b")),
    (Role.NOTE, re.compile(r"\b(catatan|keterangan|narasi|rekomendasi|tanggapan)\b")),
    (Role.EVIDENCE, re.compile(r"\b(eviden|evidence|bukti|data dukung|link|tautan|dokumen)\b")),
    (Role.CRITERIA, re.compile(r"\b(penjelasan|kriteria)\b")),
    (Role.ANSWER, re.compile(r"\b(jawaban|isian|jawab)\b")),
    (Role.PERCENT, re.compile(r"(%|\bpersen(tase)?\b)")),
    (Role.WEIGHT, re.compile(r"\bbobot\b")),
    (Role.SCORE, re.compile(r"\b(nilai|skor|score)\b")),
    (Role.QUESTION, re.compile(r"\b(penilaian|komponen|uraian|pertanyaan|indikator|butir|area)\b")),
)
_OWN = re.compile(
    r"\b(unit|satker|satuan|upt|kantor|mandiri|opd|sendiri|pengisian|self|assessment)\b"
)
EVALUATOR = re.compile(
    r"\b(tpi|tpn|evaluator|evaluasi|penilai|itjen|inspektorat|reviu|review|verifikator|verifikasi"
    r"|asesor|apip|kementerian|final|akhir|panel|tahun lalu|sebelumnya)\b"
)
# Codes may stand right of everything else, as in the portal's own workbook.
_CODES = re.compile(r"^kode butir$")
_IDENTITY = re.compile(r"^(no|no\.|nomor|id|kode|#)$")
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the table starts and which column has which role (1-based).

    `outline` are the columns that hold outline letters, ids and the text of the question; `words`
    are the headings themselves, by column. `is_own`: the answers are named as the unit's own.
    `texts` is the whole heading of each column, its group heading in front.
    """

    first_row: int
    roles: dict[Role, int]
    outline: tuple[int, ...]
    words: frozenset[tuple[int, str]]
    is_own: bool
    texts: dict[int, str]

    def get(self, role: Role) -> int | None:
        return self.roles.get(role)


def plain(text: str) -> str:
    """Lower case, one space between words, no surrounding space (NBSP included)."""
    return " ".join(text.replace("\u00a0", " ").split()).casefold()


def find_columns(sheet: Sheet) -> Columns | None:
    """The best heading in the upper part of a sheet, or None when there is none."""
    headings = _headings(sheet)
    best: tuple[int, Columns] | None = None
    for top in sorted(headings):
        for height in range(1, DEEPEST_HEADER + 1):
            found = _columns(headings, top, height)
            if found is None:
                continue
            # A higher heading must tell more to be preferred, else it swallows a row of data.
            score = len(set(found.roles) - {Role.QUESTION}) * DEEPEST_HEADER - height
            # So is a group heading that tells the unit's columns from the evaluator's.
            score += 2 if found.is_own else 0
            if best is None or score > best[0]:
                best = (score, found)
    return best[1] if best else None


def is_heading_row(cells: list[Cell], columns: Columns) -> bool:
    """Whether a row repeats the heading (it does on every printed page)."""
    same = sum(1 for cell in cells if (cell.column, plain(cell.text)) in columns.words)
    return same >= 2 and 2 * same >= len(cells)


def _headings(sheet: Sheet) -> dict[int, dict[int, str]]:
    """Short texts in the upper rows by row and column, with merged headings spread out."""
    texts: dict[int, dict[int, str]] = {}
    filled = sorted({row for row, _ in sheet.cells})[:SEARCHED_ROWS]
    rows = set(filled)
    for (row, column), cell in sheet.cells.items():
        if column > SEARCHED_COLUMNS or row not in rows or cell.number:
            continue
        if len(cell.text) <= _LONGEST_HEADING:
            texts.setdefault(row, {})[column] = plain(cell.text)
    for top, left, bottom, right in sheet.merged:
        text = texts.get(top, {}).get(left)
        # A heading over more columns than this is the title of the sheet.
        if text and bottom - top < DEEPEST_HEADER and right - left < WIDEST_HEADING:
            for column in range(left + 1, right + 1):
                texts[top].setdefault(column, text)
    return texts


def _columns(headings: dict[int, dict[int, str]], top: int, height: int) -> Columns | None:
    joined: dict[int, list[str]] = {}
    for row in range(top, top + height):
        for column, text in headings.get(row, {}).items():
            if text not in joined.setdefault(column, []):
                joined[column].append(text)
    texts = {column: " ".join(parts) for column, parts in joined.items()}
    candidates: dict[Role, list[tuple[int, int]]] = {}
    for column, text in texts.items():
        role = role_of(text)
        if role is not None:
            candidates.setdefault(role, []).append((_strangeness(text), column))
    roles = {role: min(found)[1] for role, found in candidates.items()}
    if Role.ANSWER not in roles and Role.SCORE in roles and Role.CHOICES in roles:
        # Some offices write their letters straight into the score column.
        roles[Role.ANSWER] = roles.pop(Role.SCORE)
    known = {Role.WEIGHT, Role.CRITERIA, Role.CHOICES} & set(roles)
    if Role.ANSWER not in roles or not known:
        return None
    _keep_own_neighbours(roles, candidates)
    return Columns(
        first_row=top + height,
        roles=roles,
        outline=_outline(texts, roles, candidates),
        is_own=min(candidates.get(Role.ANSWER, [(1, 0)]))[0] == 0,
        words=frozenset((column, text) for column, parts in joined.items() for text in parts),
        texts=texts,
    )


def role_of(text: str) -> Role | None:
    for role, pattern in _PATTERNS:
        if pattern.search(text):
            return role
    return None


def _strangeness(text: str) -> int:
    """0 for a column named as the unit's own, 1 for one that does not say, 2 for another's."""
    if EVALUATOR.search(text):
        return 2
    return 0 if _OWN.search(text) else 1


def _keep_own_neighbours(
    roles: dict[Role, int], candidates: dict[Role, list[tuple[int, int]]]
) -> None:
    """Of equal score, percent and note columns take the first right of the answer."""
    answer = roles[Role.ANSWER]
    for role in (Role.SCORE, Role.PERCENT, Role.NOTE, Role.EVIDENCE):
        found = candidates.get(role)
        if role in roles and found:
            least = min(found)[0]
            right = [column for strange, column in found if strange == least and column > answer]
            if right:
                roles[role] = min(right)


def _outline(
    texts: dict[int, str],
    roles: dict[Role, int],
    candidates: dict[Role, list[tuple[int, int]]],
) -> tuple[int, ...]:
    others = {
        column
        for role, found in candidates.items()
        if role is not Role.QUESTION
        for _, column in found
    }
    question = roles.get(Role.QUESTION, 0)
    edge = min((column for column in others if column > question), default=min(others))
    kept = []
    for column in range(1, edge):
        text = texts.get(column, "")
        stranger = text and role_of(text) is not Role.QUESTION and not _IDENTITY.match(text)
        if column not in others and not stranger:
            kept.append(column)
    return (*kept, *(column for column, text in texts.items() if _CODES.match(text)))
