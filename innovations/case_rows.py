"""Cases as rows of a spreadsheet: what each cell says, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from pengungkit.pasting.clipboard import Grid, PasteTooLargeError, grid_of
from zi_portal.lib.clock_fields import ClockFormatError, parse_moment
from zi_portal.lib.dates import DateFormatError
from zi_portal.lib.workbooks.archive import MEGABYTE, Limits
from zi_portal.lib.workbooks.cells import Sheet, read_sheets
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


MOST_ROWS = 500
LONGEST_CASE = dt.timedelta(days=366)
# In this order when the first row names no columns.
COLUMNS = {
    "reference": "Nomor",
    "started_at": "Mulai",
    "finished_at": "Selesai",
    "miss_reason": "Sebab terlewat",
    "compensation": "Kompensasi",
}
LENGTHS = {"reference": 60, "miss_reason": 500, "compensation": 500}
# How headings of offices begin.
HEADINGS = {
    "nomor": "reference", "no": "reference", "referensi": "reference", "tiket": "reference",
    "mulai": "started_at", "diterima": "started_at", "selesai": "finished_at",
    "sebab": "miss_reason", "alasan": "miss_reason", "kompensasi": "compensation",
}  # fmt: skip
TOO_LARGE = (
    f"Paling banyak {MOST_ROWS} baris sekali impor. Bagi per bulan, lalu impor satu per satu."
)
# What makes two rows the same case.
Key = tuple[str, dt.datetime | None]
LIMITS = Limits(file_bytes=5 * MEGABYTE, unpacked_bytes=60 * MEGABYTE, sheets=20)


@dataclass(slots=True)
class CaseRow:
    """One row; `wrong` says by column what is wrong, and then no case can be made of it."""

    line: int
    cells: dict[str, str]
    started_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Empty numbers are never the same."""
        return self.cells["reference"], self.started_at


def rows_in(text: str, zone: ZoneInfo, now: dt.datetime) -> list[CaseRow]:
    """Every row of the text that is not empty. Raises `PasteTooLargeError`."""
    grid = cases_grid(text)
    columns = list(COLUMNS)
    start = 0
    if grid and (named := _headings(grid[0])):
        columns, start = named, 1
    rows: list[CaseRow] = []
    seen: dict[Key, int] = {}
    for line, cells in enumerate(grid[start:], start + 1):
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(line, _under(columns, cells), zone, now)
        if row.cells["reference"] and row.key in seen:
            row.wrong["reference"] = f"Sama dengan baris {seen[row.key]}."
        seen.setdefault(row.key, line)
        rows.append(row)
    return rows


def cases_grid(text: str) -> Grid:
    """The cells of the text, or a refusal in words about cases."""
    try:
        return grid_of(text)
    except PasteTooLargeError:
        raise PasteTooLargeError(TOO_LARGE) from None


def text_of_workbook(path: Path) -> str:
    """The first visible sheet with cells, as the clipboard would give it.

    Raises `WorkbookRefusedError`.
    """
    for sheet in read_sheets(path, LIMITS):
        if sheet.hidden or not sheet.cells:
            continue
        return "\n".join("\t".join(cells) for cells in _lines(sheet))
    raise WorkbookRefusedError("Tidak ada isi di buku kerja ini. Periksa berkasnya.")


def _lines(sheet: Sheet) -> Sequence[list[str]]:
    width = max(column for _, column in sheet.cells)
    lines = []
    for number in sheet.row_numbers():
        found = [sheet.cells.get((number, column)) for column in range(1, width + 1)]
        lines.append(
            [
                ""
                if cell is None
                else f"={cell.formula}"
                if cell.formula is not None
                else " ".join(cell.text.split())
                for cell in found
            ]
        )
    return lines


def _headings(cells: Sequence[str]) -> list[str] | None:
    """Fields in the order of the headings; None when the row names no start."""
    named = []
    for cell in cells:
        words = cell.casefold().replace(".", " ").split()
        named.append(next((HEADINGS[word] for word in words if word in HEADINGS), ""))
    # A column that only counts the rows is no number of a request where there is another.
    for at, cell in enumerate(cells):
        if cell.casefold().strip(" .") in ("no", "nomor") and named.count("reference") > 1:
            named[at] = ""
    return named if "started_at" in named else None


def _under(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """What a row says by field; a day and an hour in two columns are one moment."""
    found: dict[str, str] = {}
    for name, cell in zip(columns, cells, strict=False):
        found[name] = f"{found.get(name, '')} {cell}".strip()
    return found


def _row(line: int, found: dict[str, str], zone: ZoneInfo, now: dt.datetime) -> CaseRow:
    row = CaseRow(line, {name: " ".join(found.get(name, "").split()) for name in COLUMNS})
    for name, cell in row.cells.items():
        if cell.startswith("="):
            row.wrong[name] = "Sel ini berisi rumus. Salin sebagai nilai."
        elif len(cell) > LENGTHS.get(name, len(cell)):
            row.wrong[name] = f"Terlalu panjang; paling banyak {LENGTHS[name]} huruf."
    row.started_at = _moment(row, "started_at", zone, now)
    row.finished_at = _moment(row, "finished_at", zone, now)
    if not row.cells["started_at"]:
        row.wrong["started_at"] = "Waktu mulai belum diisi."
    if row.started_at and row.finished_at:
        if row.finished_at < row.started_at:
            row.wrong["finished_at"] = "Lebih awal daripada mulainya."
        elif row.finished_at - row.started_at > LONGEST_CASE:
            row.wrong["finished_at"] = "Lebih dari setahun sesudah mulai. Periksa tahunnya."
    return row


def _moment(row: CaseRow, name: str, zone: ZoneInfo, now: dt.datetime) -> dt.datetime | None:
    cell = row.cells[name]
    if not cell or name in row.wrong:
        return None
    try:
        moment = parse_moment(cell).replace(tzinfo=zone).astimezone(dt.UTC)
    except (ClockFormatError, DateFormatError) as error:
        row.wrong[name] = str(error)
        return None
    if moment > now:
        row.wrong[name] = "Waktu itu belum tiba."
    return moment
