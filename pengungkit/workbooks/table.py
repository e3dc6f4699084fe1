"""The rows of an LKE table as features: outline label, text, kind of answer, weight, cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pengungkit.workbooks.columns import Columns, Role, is_heading_row, plain
from zi_portal.lib.workbooks.cells import Cell, Sheet


# More rows than this with text in them are no LKE; matching compares each with each.
MOST_ROWS = 1000

COUNT = "jumlah"
PERCENT = "%"
INDEX = "indeks"

_LABEL = re.compile(r"^\(?(?:([a-z]|[ivx]{1,5}|[0-9]{1,2})\s*[.)]?\)?|([-–—•]))$")
_INLINE = re.compile(r"^\(?(?:([a-z]|[ivx]{1,5}|[0-9]{1,2})\s*[.)]|([-–—•]))\s*(\S.*)$", re.DOTALL)
_BARE = re.compile(r"^([a-z])\s+([A-Z].*)$", re.DOTALL)
_CODE = re.compile(r"^[A-Z](?:\.[A-Z0-9]{1,5}){1,6}$", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9]{2,}")
_FILLER = frozenset(
    {"yang", "dan", "di", "ke", "dari", "dalam", "dengan", "pada", "untuk", "atas", "oleh"}
    | {"serta", "atau", "telah", "sudah", "agar", "sebagai", "para", "adalah", "terhadap"}
    | {"unit", "kerja"}
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """What one row shows. `label` is the outline label without its dot, "-" for a dash, or "".

    `kind` is the set of choices joined ("ya/tidak", "a/b/c"), "%", "jumlah", "indeks" or "".
    """

    number: int
    label: str
    text: str
    lower: str
    words: frozenset[str]
    kind: str
    weight: Decimal | None
    code: str
    identity: int | None
    answer: Cell | None
    note: Cell | None
    score: Cell | None

    @property
    def is_answered(self) -> bool:
        """Whether something was typed as answer (a heading has none)."""
        return self.answer is not None and self.answer.formula is None


def words_of(text: str) -> frozenset[str]:
    """The meaningful words of a text, for comparing it with another."""
    return frozenset(_WORD.findall(plain(text))) - _FILLER


def table_rows(sheet: Sheet, columns: Columns, codes: Mapping[str, str]) -> list[TableRow]:
    """All rows below the heading that could mean something, repeated headings left out.

    `codes` are the codes of the instrument by their lower-case spelling.
    """
    by_row: dict[int, list[Cell]] = {}
    for cell in sheet.cells.values():
        if cell.row >= columns.first_row:
            by_row.setdefault(cell.row, []).append(cell)
    identity_column = _identity_column(by_row.values(), columns)
    rows = []
    for number in sorted(by_row):
        cells = sorted(by_row[number], key=lambda cell: cell.column)
        if not is_heading_row(cells, columns):
            row = _table_row(number, cells, columns, identity_column, codes)
            if row.text or row.kind or row.code or row.identity is not None:
                rows.append(row)
        if len(rows) > MOST_ROWS:
            break
    return rows


def _identity_column(rows: Iterable[list[Cell]], columns: Columns) -> int | None:
    """The outline column that holds a rising number on most rows, if there is one."""
    numbers: dict[int, list[int]] = {}
    total = 0
    for cells in rows:
        total += 1
        for cell in cells:
            if cell.column in columns.outline and re.fullmatch(r"[0-9]{1,4}(?:\.0)?", cell.text):
                numbers.setdefault(cell.column, []).append(int(float(cell.text)))
    for column in sorted(numbers):
        found = numbers[column]
        # The numbers of the six areas also stand alone in a column, but they are few.
        if len(found) >= max(15, total // 2) and len(set(found)) > len(found) * 0.9:
            return column
    return None


def _table_row(
    number: int,
    cells: list[Cell],
    columns: Columns,
    identity_column: int | None,
    codes: Mapping[str, str],
) -> TableRow:
    by_column = {cell.column: cell for cell in cells}
    identity = None
    code = ""
    outline: list[str] = []
    for column in columns.outline:
        cell = by_column.get(column)
        if cell is None or not cell.text.strip():
            continue
        text = " ".join(cell.text.replace("\u00a0", " ").split())
        if column == identity_column and re.fullmatch(r"[0-9]{1,4}(?:\.0)?", text):
            identity = int(float(text))
        elif _CODE.match(text.rstrip(".")):
            # Codes of another making ("A.1.VI.v.") tell nothing here.
            code = code or codes.get(plain(text).rstrip("."), "")
        else:
            outline.append(re.sub(r"\.0$", "", text) if cell.number else text)
    label, text = _label_and_text(outline)
    return TableRow(
        number=number,
        label=label,
        text=text,
        lower=plain(text),
        words=words_of(text),
        kind=_kind(_text_at(by_column, columns.get(Role.CHOICES))),
        weight=_weight(_text_at(by_column, columns.get(Role.WEIGHT))),
        code=code,
        identity=identity,
        answer=_cell_at(by_column, columns.get(Role.ANSWER)),
        note=_cell_at(by_column, columns.get(Role.NOTE)),
        score=_cell_at(by_column, columns.get(Role.SCORE)),
    )


def _label_and_text(outline: list[str]) -> tuple[str, str]:
    """The label from its own cell, or from the beginning of the text; and the longest text."""
    label = ""
    rest = list(outline)
    for index, text in enumerate(outline):
        match = _LABEL.match(plain(text))
        if match:
            label = match.group(1) or "-"
            rest = outline[index + 1 :] or outline[:index]
            break
    text = max(rest, key=len, default="")
    if not label:
        match = _INLINE.match(plain(text)) or _BARE.match(text)
        if match:
            label = match.group(1) or "-"
            text = text[len(text) - len(match.group(match.lastindex or 1)) :]
    return label, text.strip()


def _cell_at(by_column: dict[int, Cell], column: int | None) -> Cell | None:
    return by_column.get(column) if column is not None else None


def _text_at(by_column: dict[int, Cell], column: int | None) -> str:
    cell = _cell_at(by_column, column)
    return cell.text if cell else ""


def _kind(text: str) -> str:
    """What the column of choices says, in one spelling."""
    bare = plain(text).replace(" ", "").replace("\\", "/").replace(",", "/").strip("./")
    if not bare:
        return ""
    if bare in {"%", "persen", "persentase"}:
        return PERCENT
    if bare.startswith(COUNT) or bare in {"angka", "orang"}:
        return COUNT
    if "0-4" in bare or "0–4" in bare or bare in {"nilai", "indeks", "1-4"}:
        return INDEX
    letters = bare.split("/")
    if letters == ["ya", "tidak"] or (len(letters) > 1 and all(len(x) == 1 for x in letters)):
        return "/".join(letters)
    return ""


def _weight(text: str) -> Decimal | None:
    bare = plain(text).replace(",", ".").rstrip("%")
    try:
        weight = Decimal(bare)
    except InvalidOperation:
        return None
    return weight if weight.is_finite() and 0 < weight <= 100 else None
