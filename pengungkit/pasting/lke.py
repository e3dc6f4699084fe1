"""A pasted piece of the LKE itself, matched by the reader of whole workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pengungkit.instruments import Area, Instrument
from pengungkit.pasting.clipboard import Grid
from pengungkit.pasting.placed import Placed
from pengungkit.workbooks.columns import Role, find_columns, plain
from pengungkit.workbooks.matching import Match, match_rows
from pengungkit.workbooks.table import table_rows
from zi_portal.lib.workbooks.cells import Cell, Sheet


_CHOICES = {"%", "jumlah", "0-4", "0–4", "ya/tidak"}


def lke_rows(grid: Grid, instrument: Instrument, area: Area) -> list[Placed]:
    """Rows of the area's items as an LKE shows them; empty when the grid is no piece of an LKE."""
    headed, shift = with_heading(grid)
    if headed is None:
        return []
    sheet = sheet_of(headed)
    columns = find_columns(sheet)
    if columns is None:
        return []
    rows = table_rows(sheet, columns, {})
    match = match_rows(replace(instrument, areas=(area,)), rows)
    if not is_certain(match, area, len([row for row in rows if row.kind])):
        return []
    has_notes = columns.get(Role.NOTE) is not None
    return list(readings(match, area, shift, has_notes))


def is_certain(match: Match, area: Area, choice_rows: int) -> bool:
    """Whether the match may be trusted: a heading was recognised, or the area is there whole."""
    counts = len(match.counts) + len(match.sums)
    fits = len(match.items) + counts >= choice_rows * 0.6
    whole = {len(area.items)} | {
        sum(len(sub_area.items) for sub_area in part.sub_areas) for part in area.parts
    }
    return bool(match.items) and fits and (match.headings > 0 or len(match.items) in whole)


def readings(match: Match, area: Area, shift: int, has_notes: bool) -> Iterator[Placed]:
    for item in area.items:
        row = match.items.get(item.code)
        counts: dict[str, str] | None = None
        if item.ratio is not None:
            found = {
                one.key: match.counts[item.code, one.key]
                for one in item.ratio.inputs
                if (item.code, one.key) in match.counts
            }
            counts = {key: text_of(one.answer) for key, one in found.items()} or None
            row = row or next(iter(found.values()), None)
        if row is None:
            continue
        # The percentage of a ratio item is only ever a result of its counts.
        answer = text_of(row.answer) if item.ratio is None else None
        note = text_of(row.note) if has_notes else None
        yield Placed(item, row.number - shift, answer=answer, counts=counts, note=note)


def text_of(cell: Cell | None) -> str:
    return cell.text.strip() if cell is not None else ""


def with_heading(grid: Grid) -> tuple[Grid | None, int]:
    """The grid with a heading above it, and by how many rows that moved it.

    People often copy the rows and not the heading. The column of choices is then told by its
    cells, and the answers stand right of it as in the official layout.
    """
    if find_columns(sheet_of(grid)) is not None:
        return grid, 0
    column = choices_column(grid)
    if column is None:
        return None, 0
    width = max(len(row) for row in grid)
    heading = [""] * max(width, column + 2)
    heading[0] = "Penilaian"
    heading[column] = "Pilihan Jawaban"
    heading[column + 1] = "Jawaban"
    note = note_column(grid, column + 2)
    if note is not None:
        heading[note] = "Catatan"
    weight = weight_column(grid, column)
    if weight is not None:
        heading[weight] = "Bobot"
    return [heading, *grid], 1


def choices_column(grid: Grid) -> int | None:
    """The column whose cells mostly name choices ("Ya/Tidak", "A/B/C", "%", "Jumlah")."""
    found: dict[int, int] = {}
    filled = sum(1 for row in grid if any(cell.strip() for cell in row))
    for row in grid:
        for column, cell in enumerate(row):
            bare = plain(cell).replace(" ", "")
            letters = bare.split("/")
            if bare in _CHOICES or (len(letters) > 1 and all(len(x) == 1 for x in letters)):
                found[column] = found.get(column, 0) + 1
    best = max(found, key=lambda column: found[column], default=None)
    return best if best is not None and found[best] * 2 >= filled else None


def note_column(grid: Grid, start: int) -> int | None:
    """The column right of the answers with the most text; scores and percentages have none."""
    width = max(len(row) for row in grid)
    letters = {
        column: sum(
            len(row[column])
            for row in grid
            if column < len(row) and any(sign.isalpha() for sign in row[column])
        )
        for column in range(start, width)
    }
    best = max(letters, key=lambda column: letters[column], default=None)
    return best if best is not None and letters[best] else None


def weight_column(grid: Grid, end: int) -> int | None:
    """The first column before the choices in which decimal numbers stand."""
    for column in range(1, end):
        cells = [row[column].strip() for row in grid if column < len(row) and row[column].strip()]
        numbers = [cell for cell in cells if cell.replace(",", "", 1).replace(".", "", 1).isdigit()]
        if cells and len(numbers) == len(cells) and any("," in one or "." in one for one in cells):
            return column
    return None


def sheet_of(grid: Grid) -> Sheet:
    sheet = Sheet(name="tempelan", hidden=False)
    for number, row in enumerate(grid, start=1):
        for column, text in enumerate(row, start=1):
            if text.strip():
                sheet.cells[number, column] = Cell(number, column, text)
    return sheet
