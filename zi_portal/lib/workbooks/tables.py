"""One way to write a list as a workbook: header, widths, dates, filter, and text that stays text.

Rows come one by one and are gone once written, so that a list of any length needs little memory.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING, Any

from zi_portal.lib.workbooks.links import web_target
from zi_portal.lib.workbooks.pens import PRIMARY_DEEP, Cell, Look, Pen
from zi_portal.lib.workbooks.saving import saved


if TYPE_CHECKING:
    from openpyxl import Workbook

SHEET = "Daftar"
FACTS = "Keterangan"
LANDSCAPE_A4 = 9
# Points of height a line takes, and what Excel allows a row.
LINE, TALLEST = 13.5, 400


class Form(StrEnum):
    """What a column holds; the values are Excel's number formats."""

    TEXT = "@"
    WHOLE = "#,##0"
    NUMBER = "0.00"
    PERCENT = '0.00"%"'
    DAY = "dd-mm-yyyy"
    MOMENT = "dd-mm-yyyy hh:mm"
    # An address; it is a link when it is one of the web.
    LINK = "General"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A heading, its width in letters, and what stands below it."""

    title: str
    width: float
    form: Form = Form.TEXT


Value = str | int | float | Decimal | dt.date | dt.datetime | None
Facts = Sequence[tuple[str, str]]
HEADING = Look(fill=PRIMARY_DEEP, color="FFFFFF", bold=True, wrap=True)
_TEXT = Look(wrap=True)
_LOOKS = {
    Form.TEXT: _TEXT,
    Form.LINK: replace(_TEXT, color="0B55C4", link=True),
    Form.DAY: Look(across="center", form=Form.DAY),
    Form.MOMENT: Look(across="center", form=Form.MOMENT),
    Form.WHOLE: Look(across="right", form=Form.WHOLE),
    Form.NUMBER: Look(across="right", form=Form.NUMBER),
    Form.PERCENT: Look(across="right", form=Form.PERCENT),
}


def table_workbook(
    columns: Sequence[TableColumn], rows: Iterable[Sequence[Value]], facts: Facts = ()
) -> bytes:
    """The list as a workbook, with a second sheet that says what it is and how it was filtered."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    count = write_table(book, columns, rows)
    write_facts(book, [*facts, ("Jumlah baris", str(count))])
    return saved(book)


def write_table(
    book: Workbook,
    columns: Sequence[TableColumn],
    rows: Iterable[Sequence[Value]],
    title: str = SHEET,
    printed: int | None = None,
) -> int:
    """The list as one sheet of a write-only workbook; returns how many rows there were.

    `printed` is how many of the columns go on paper, by default all.
    """
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet: Any = book.create_sheet(title)
    pen = Pen(sheet)
    last = get_column_letter(len(columns))
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", LANDSCAPE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    pen.row([pen.text(column.title, HEADING) for column in columns], height=30)
    count = 0
    for values in rows:
        count += 1
        lines = max(_lines(one, column) for one, column in zip(values, columns, strict=True))
        # LibreOffice gives every row one line unless it is told.
        height = min(lines * LINE, TALLEST) if lines > 1 else None
        cells = [_cell(pen, one, column) for one, column in zip(values, columns, strict=True)]
        pen.row(cells, height=height)
    sheet.auto_filter.ref = f"A1:{last}{count + 1}"
    sheet.print_area = f"A1:{get_column_letter(printed or len(columns))}{count + 1}"
    return count


def write_facts(book: Workbook, facts: Facts) -> None:
    """A small sheet that says where the list comes from."""
    sheet: Any = book.create_sheet(FACTS)
    pen = Pen(sheet)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 80
    for label, value in facts:
        pen.row([pen.text(label, replace(_TEXT, bold=True)), pen.text(value, _TEXT)])


def _lines(value: Value, column: TableColumn) -> int:
    """How many lines a text takes in its column."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, ceil(len(line) / column.width)) for line in value.split("\n"))


def _cell(pen: Pen, value: Value, column: TableColumn) -> Cell:
    look = _LOOKS[column.form]
    if value is None or value == "":
        return pen.empty(_TEXT)
    if isinstance(value, str):
        if column.form is Form.LINK and (target := web_target(value)):
            return pen.link(pen.text(value, look), target=target)
        return pen.text(value, _TEXT)
    if isinstance(value, dt.date):
        return pen.day(value, look)
    return pen.number(value, look)
