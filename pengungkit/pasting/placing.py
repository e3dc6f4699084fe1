"""Which row of a pasted block belongs to which item, and which cell holds what.

Tried in this order, and nothing is guessed beyond it:

1. a column with item codes, with or without a heading;
2. the LKE as offices keep it, with its heading or with a column of choices ("Ya/Tidak", "A/B/C"),
   counts in the rows below a ratio item; the reader of whole workbooks does the matching;
3. the outline letters of the whole area or of one of its parts, or as many rows as they have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pengungkit.instruments import Area, Instrument
from pengungkit.pasting.clipboard import Grid
from pengungkit.pasting.columns import PasteColumns, cell_at
from pengungkit.pasting.headings import headings_of
from pengungkit.pasting.lke import lke_rows
from pengungkit.pasting.ordering import by_order
from pengungkit.pasting.placed import Misplaced, NotPlacedError, Placed, Placing
from pengungkit.pasting.values import looks_like_count
from pengungkit.workbooks.columns import plain


_CODE_EDGES = ".,;:()[]"
LONGEST_CODE = 40
_LIKE_A_CODE = re.compile(r"^[a-z](?:\.[a-z0-9]{1,4}){2,}$")


def place(grid: Grid, instrument: Instrument, area: Area) -> Placing:
    """Every pasted row at its item of the area. Raises `NotPlacedError`."""
    if not any(cell.strip() for row in grid for cell in row):
        raise NotPlacedError(
            "Tempelan kosong. Salin baris tabel di Excel, lalu tempel di kotak ini."
        )
    codes = {item.code.casefold(): item.code for item in instrument.items}
    named = [[codes.get(bare_code(cell), "") for cell in row] for row in grid]
    column = code_column(named)
    if column is not None:
        return by_code(grid, [cell_at(row, column) for row in named], column, instrument, area)
    rows = lke_rows(grid, instrument, area)
    return Placing(rows, how="menurut susunan LKE") if rows else by_order(grid, area)


def bare_code(text: str) -> str:
    """A cell as a code would be looked up; stray dots and spaces do not count."""
    return "".join(text[:LONGEST_CODE].split()).strip(_CODE_EDGES).casefold()


def is_unknown_code(text: str, instrument: Instrument) -> bool:
    """Whether a cell is written like an item's code and is none, nor the beginning of one."""
    code = bare_code(text)
    known = [item.code.casefold() for item in instrument.items]
    return (
        len(text.strip()) < LONGEST_CODE
        and bool(_LIKE_A_CODE.match(code))
        and any(one[0] == code[0] for one in known)
        and not any(one.startswith(f"{code}.") for one in known)
    )


def code_column(named: list[list[str]]) -> int | None:
    """The column in which most item codes stand, if there are any."""
    found: dict[int, int] = {}
    for row in named:
        for column, code in enumerate(row):
            if code:
                found[column] = found.get(column, 0) + 1
    return max(found, key=lambda column: (found[column], -column)) if found else None


def by_code(
    grid: Grid, codes: list[str], column: int, instrument: Instrument, area: Area
) -> Placing:
    """Rows in any order, each naming its item; rows below a ratio item may hold its counts."""
    first = next(index for index, code in enumerate(codes) if code)
    headings = next((roles for row in reversed(grid[:first]) if (roles := headings_of(row))), {})
    items = [instrument.item(code) if code else None for code in codes]
    columns = PasteColumns.of(
        headings, [(row, item) for row, item in zip(grid, items, strict=True) if item], column
    )
    placing = Placing([], how="menurut kode butir")
    lines: dict[str, int] = {}
    above: Placed | None = None
    for line, (row, item) in enumerate(zip(grid, items, strict=True), start=1):
        if item is None:
            if is_unknown_code(cell := cell_at(row, column), instrument):
                reason = "Tidak ada butir dengan kode ini. Periksa kodenya, lalu tempel lagi."
                placing.misplaced.append(Misplaced(line, cell.strip(), reason))
            above = with_count(above, row, columns)
            if above is not None:
                placing.rows[-1] = above
            continue
        above = None
        if item.area_key != area.key:
            reason = f"{item.code} bukan butir area ini. Tempel di areanya sendiri."
            placing.misplaced.append(Misplaced(line, item.code, reason))
        elif item.code in lines:
            reason = f"{item.code} sudah ada di baris {lines[item.code]}. Hapus salah satunya."
            placing.misplaced.append(Misplaced(line, item.code, reason))
        else:
            lines[item.code] = line
            above = columns.placed(item, line, row)
            placing.rows.append(above)
    return placing


def with_count(above: Placed | None, row: Sequence[str], columns: PasteColumns) -> Placed | None:
    """The ratio item above with one more count, when this row's words name one of its counts."""
    if above is None or above.item.ratio is None:
        return None
    words = plain(" ".join(cell for cell in row if not looks_like_count(cell)))
    number = cell_at(row, columns.answer).strip()
    if not looks_like_count(number):
        number = next((cell.strip() for cell in reversed(row) if looks_like_count(cell)), "")
    for one in above.item.ratio.inputs:
        barred = any(word[0] == "!" and word[1:] in words for word in one.words)
        named = any(word[0] != "!" and word in words for word in one.words)
        if number and not barred and (named or plain(one.wording) == words):
            counts = dict(above.counts or {}) | {one.key: number}
            return replace(above, counts=counts, answer=None)
    return above
