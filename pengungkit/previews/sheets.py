"""One sheet of an XLSX as rows of text, read in the child within limits.

Values are those the workbook was saved with; nothing is calculated and nothing is fetched.
"""

from __future__ import annotations

import datetime as dt
import math
import mimetypes
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pengungkit.previews.blocks import write_part
from pengungkit.previews.jobs import Job
from pengungkit.previews.package import COMPOUND_FILE
from pengungkit.previews.refusals import CannotPreviewError
from zi_portal.lib.workbooks import archive
from zi_portal.lib.workbooks.cells import column_letters
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


MOST_FILE_BYTES = 10 * archive.MEGABYTE
MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 2000, 100, 50
ROWS_A_PART = 100
# Of one cell, and of one part: the page must stay small.
LONGEST_TEXT = 500
PART_CHARACTERS = 40_000
# A sheet is read as a stream and only to its last shown row, so that it may be long.
LIMITS = archive.Limits(
    file_bytes=MOST_FILE_BYTES,
    xml_bytes=150 * archive.MEGABYTE,
    part_bytes=100 * archive.MEGABYTE,
    external_links=True,
)
REASONS = {
    archive.TOO_BIG: "terlalu-besar",
    archive.TOO_MANY_ROWS: "terlalu-besar",
    archive.DAMAGED: "rusak",
    archive.NOT_XLSX: "rusak",
}
# Whole numbers from here on are not kept exactly by the program that wrote them.
EXACT = 10**15
_DECIMALS = re.compile(r"\.(0+)")

# The number of a row in the workbook, and the text of its cells.
Line = tuple[int, list[str]]


def sheet(job: Job) -> dict[str, Any]:
    """`bagian-1.json` ...: the rows of the sheet that the option `nomor` (from 1) names.

    A part holds at most 100 rows, fewer where they are long.
    """
    # openpyxl asks for the system's list of file types, which is out of reach here.
    mimetypes.knownfiles.clear()
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    judge(job.source)
    # To learn a size that we do not believe anyway it would read a long sheet to its end.
    ReadOnlyWorksheet._get_size = lambda self: None
    # As an open file: by its path openpyxl would want an ending, and kept files have none.
    stream = job.source.open("rb")
    book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = book.worksheets[:MOST_SHEETS]
        number = job.options["nomor"]
        if not 1 <= number <= len(sheets):
            raise CannotPreviewError("rusak")
        lines, cut = read_lines(sheets[number - 1])
        parts = in_parts(lines)
        for place, part in enumerate(parts, start=1):
            write_part(job.out, place, part)
        columns = max((len(cells) for _, cells in lines), default=0)
        return {
            "lembar": [[one.title[:80], one.sheet_state != "visible"] for one in sheets],
            "semua_lembar": len(book.worksheets),
            "kolom": [column_letters(n) for n in range(1, columns + 1)],
            "bagian": len(parts),
            "dipotong": cut,
        }
    finally:
        book.close()
        stream.close()


def judge(path: Path) -> None:
    """Look at the workbook's ZIP before any library does. Raises `CannotPreviewError`."""
    with path.open("rb") as stream:
        if stream.read(8) == COMPOUND_FILE:
            raise CannotPreviewError("sandi")
    try:
        with archive.opened(path, LIMITS):
            pass
    except WorkbookRefusedError as refused:
        raise CannotPreviewError(REASONS.get(str(refused), "tidak-lazim")) from refused


def read_lines(sheet: Any) -> tuple[list[Line], bool]:
    """The rows that hold something, and whether there was more than is shown."""
    # What the sheet says of its own size may be a lie; without it, rows end where they end.
    sheet.reset_dimensions()
    lines: list[Line] = []
    cut = False
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1)
    for number, row in enumerate(rows, start=1):
        cells = texts(row)
        if len(cells) > MOST_COLUMNS:
            cut = True
            cells = cells[:MOST_COLUMNS]
        if not cells:
            continue
        if number > MOST_ROWS:
            return lines, True
        lines.append((number, cells))
    return lines, cut


def texts(row: Iterable[Any]) -> list[str]:
    """The cells of a row as text, without the empty ones at its end."""
    cells = [shown(cell.value, getattr(cell, "number_format", "")) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def in_parts(lines: Sequence[Line]) -> list[list[Line]]:
    """Rows in parts of at most 100, and of at most so many characters."""
    parts: list[list[Line]] = []
    characters = 0
    for line in lines:
        length = sum(map(len, line[1]))
        full = parts and (len(parts[-1]) >= ROWS_A_PART or characters + length > PART_CHARACTERS)
        if not parts or full:
            parts.append([])
            characters = 0
        parts[-1].append(line)
        characters += length
    return parts


def shown(value: Any, number_format: str | None) -> str:
    """A cell's value as an Indonesian reader writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "BENAR" if value else "SALAH"
    if isinstance(value, int | float):
        return shown_number(value, number_format or "")
    if isinstance(value, dt.datetime):
        plain = value.hour == value.minute == value.second == 0
        return value.strftime("%d-%m-%Y" if plain else "%d-%m-%Y %H.%M")
    if isinstance(value, dt.date):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, dt.time):
        return value.strftime("%H.%M")
    text = str(value).strip()
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def shown_number(value: float, number_format: str) -> str:
    """With the decimals, thousands and percent of its format, comma before decimals."""
    if not math.isfinite(value):
        return str(value)
    percent = "%" in number_format
    if percent:
        value *= 100
    decimals = _DECIMALS.search(number_format)
    grouped = "," if "#,#" in number_format else ""
    if decimals or percent or grouped:
        text = f"{value:{grouped}.{len(decimals[1]) if decimals else 0}f}"
    elif value == int(value) and abs(value) < EXACT:
        text = str(int(value))
    else:
        text = f"{value:.10g}"
    swapped = text.translate(str.maketrans(",.", ".,"))
    return f"{swapped}%" if percent else swapped
