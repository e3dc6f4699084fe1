"""From an uploaded workbook to rows of plain text, with what is wrong in single cells."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from units.imports.columns import Column, Content, SheetLayout
from zi_portal.lib.dates import DateFormatError, parse_date
from zi_portal.lib.unseen import without_unseen
from zi_portal.lib.workbooks.archive import Limits
from zi_portal.lib.workbooks.cells import Cell, Sheet, column_letters, read_sheets
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


MOST_ROWS = 5000
LIMITS = Limits(
    file_bytes=10_000_000, rows=MOST_ROWS + 100, last_row=20_000, last_column=100, cells=100_000
)
HEADING_WITHIN_ROWS = 10
# Excel counts days from here; 60 stands for a 29 February 1900 that never was.
EXCEL_EPOCH = dt.date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)


@dataclass(frozen=True, slots=True)
class RawRow:
    """One filled row: cleaned text by column key, and sentences about single cells by key."""

    number: int
    values: dict[str, str]
    errors: dict[str, str]

    def get(self, key: str) -> str:
        return self.values.get(key, "")


def read_rows(path: Path, layout: SheetLayout) -> list[RawRow]:
    """The rows of the one sheet that has the columns of the layout, wherever they stand.

    Raises WorkbookRefusedError with a sentence that names the missing or doubled column.
    """
    sheets = [sheet for sheet in read_sheets(path, LIMITS) if not sheet.hidden]
    found = [(sheet, heading) for sheet in sheets if (heading := _heading(sheet, layout))]
    if not found:
        raise WorkbookRefusedError(_missing(sheets, layout))
    if len(found) > 1:
        names = ", ".join(f"“{sheet.name}”" for sheet, _ in found)
        raise WorkbookRefusedError(
            f"Ada beberapa lembar berisi kolom yang sama: {names}. Sisakan satu lembar saja."
        )
    sheet, (first_row, columns) = found[0]
    merged = [area for area in sheet.merged if area[2] >= first_row]
    if merged:
        place = f"{column_letters(merged[0][1])}{merged[0][0]}"
        raise WorkbookRefusedError(
            f"Ada sel gabungan di {place}, jadi barisnya tidak dapat dibaca pasti. Pisahkan sel"
            " gabungan di bawah judul kolom, lalu unggah lagi."
        )
    rows = [
        row
        for number in sheet.row_numbers()
        if number >= first_row and (row := _row(sheet, number, columns)) is not None
    ]
    if not rows:
        raise WorkbookRefusedError("Lembar itu belum berisi baris. Isi dulu, lalu unggah lagi.")
    if len(rows) > MOST_ROWS:
        raise WorkbookRefusedError(
            f"Berkas berisi lebih dari {MOST_ROWS:,} baris. Bagi menjadi beberapa berkas.".replace(
                ",", "."
            )
        )
    return rows


def read_upload(chunks: Iterable[bytes], layout: SheetLayout) -> list[RawRow]:
    """As `read_rows`, of bytes that are put aside in a file only while they are read."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        return read_rows(Path(file.name), layout)


def _plain(text: str) -> str:
    """One space between words and none around them; NBSP and line breaks are spaces."""
    return " ".join(without_unseen(text).split())


def _titles(sheet: Sheet, number: int) -> dict[int, str]:
    cells = ((column, cell) for (row, column), cell in sheet.cells.items() if row == number)
    return {column: _plain(cell.text).casefold().rstrip("*: ") for column, cell in cells}


def _heading(sheet: Sheet, layout: SheetLayout) -> tuple[int, dict[int, Column]] | None:
    """The first row of data and the column each known title stands over."""
    for number in sheet.row_numbers()[:HEADING_WITHIN_ROWS]:
        titles = _titles(sheet, number)
        if all(c.title.casefold() in titles.values() for c in layout.columns if c.needed):
            _refuse_doubles(titles, layout)
            by_title = {column.title.casefold(): column for column in layout.columns}
            columns = {at: by_title[title] for at, title in titles.items() if title in by_title}
            return number + 1, columns
    return None


def _refuse_doubles(titles: dict[int, str], layout: SheetLayout) -> None:
    for column in layout.columns:
        if list(titles.values()).count(column.title.casefold()) > 1:
            raise WorkbookRefusedError(
                f"Kolom {column.title} ada lebih dari satu. Hapus salah satunya, lalu unggah lagi."
            )


def _missing(sheets: list[Sheet], layout: SheetLayout) -> str:
    """Which needed titles are absent in the sheet that comes nearest."""
    needed = [column.title for column in layout.columns if column.needed]
    best: list[str] = needed
    for sheet in sheets:
        for number in sheet.row_numbers()[:HEADING_WITHIN_ROWS]:
            titles = _titles(sheet, number).values()
            absent = [title for title in needed if title.casefold() not in titles]
            best = min(best, absent, key=len)
    return (
        f"Kolom {', '.join(best)} tidak ditemukan, jadi tidak ada yang dibaca. Pakai templat, dan"
        " jangan ganti judul kolomnya."
    )


def _row(sheet: Sheet, number: int, columns: dict[int, Column]) -> RawRow | None:
    values: dict[str, str] = {}
    errors: dict[str, str] = {}
    for at, column in columns.items():
        cell = sheet.cells.get((number, at))
        if cell is None:
            continue
        try:
            values[column.key] = _value(cell, column)
        except ValueError as error:
            errors[column.key] = str(error)
            # What cannot be trusted is not passed on; the sentence about it is.
            values[column.key] = ""
    return RawRow(number, values, errors) if any(values.values()) or errors else None


def _value(cell: Cell, column: Column) -> str:
    """The cell's text. Raises ValueError with a sentence for the user."""
    if cell.formula is not None:
        raise ValueError(
            f"Sel {cell.coordinate} berisi rumus. Tempel sebagai nilai, lalu unggah lagi."
        )
    text = _plain(cell.text)
    if len(text) > column.longest:
        raise ValueError(f"Isinya lebih dari {column.longest} huruf. Singkatkan.")
    if column.content is Content.DIGITS and cell.number and text:
        raise ValueError(
            f"Sel {cell.coordinate} menyimpan NIP sebagai angka, sehingga angka belakangnya sudah"
            " berubah. Ubah format kolom menjadi Teks, lalu ketik ulang 18 angkanya."
        )
    if column.content is Content.DAY and text:
        return _day(cell, text).isoformat()
    return text


def _day(cell: Cell, text: str) -> dt.date:
    if cell.number:
        whole = text.partition(".")[0]
        if not whole.isdecimal() or int(whole) not in EXCEL_DAYS:
            raise ValueError(
                f"Sel {cell.coordinate} berisi angka, bukan tanggal. Contoh: 5 Agustus 2026."
            )
        return EXCEL_EPOCH + dt.timedelta(days=int(whole))
    try:
        return parse_date(text)
    except DateFormatError as error:
        raise ValueError(str(error)) from error
