"""Rows of styled cells for write-only sheets: each style is made once, a cell only points to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from zi_portal.lib.workbooks.cell_text import escaped, looks_like_formula, plain_text


# The tokens of static/css/zi.css.
PRIMARY_DEEP, PRIMARY_SOFT, PRIMARY_LINE = "0A2E66", "EDF4FE", "B9D2F6"
SUNKEN, STROKE, CONTENT, MUTED = "ECEFF4", "DDE2E9", "191D24", "505A68"
OPEN, POSITIVE_SOFT, POSITIVE, NEGATIVE = "FFF5D9", "E7F5EC", "17692F", "B0131D"
FONT = "Calibri"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks; colours are hexadecimal, "" for none. `open`: may be typed into."""

    fill: str = ""
    color: str = CONTENT
    bold: bool = False
    size: float = 10
    form: str = "General"
    across: str = "left"
    wrap: bool = False
    open: bool = False
    framed: bool = True
    link: bool = False


@dataclass(slots=True)
class Cell:
    """What stands in one cell, as the file says it."""

    style: str
    kind: str = ""
    value: str = ""
    result: str | float = ""
    target: str = ""
    place: str = ""


class Pen:
    """Writes the rows of one sheet, from the top down.

    Widths, panes and print titles must be set before the first row; what stands below the rows in
    the file (merged cells, validations, filters) may be set later.
    """

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.rows = 0
        self._styles: dict[tuple[Look, bool], str] = {}
        self._stream: Generator[None, Any, None] | None = None

    def row(
        self, cells: Iterable[Cell | None], *, height: float | None = None, adjusts: bool = False
    ) -> int:
        """Write the next row; its number. `height` in points, for programs that guess none.

        `adjusts`: Excel makes the height anew as soon as somebody types.
        """
        from openpyxl.utils import get_column_letter
        from openpyxl.xml.functions import Element, SubElement

        if self._stream is None:
            self._stream = _begun(self.sheet)
        self.rows += 1
        row = Element("row", {"r": str(self.rows)})
        if height is not None:
            row.set("ht", f"{height:g}")
            if not adjusts:
                row.set("customHeight", "1")
        for column, cell in enumerate(cells, start=1):
            if cell is None:
                continue
            at = f"{get_column_letter(column)}{self.rows}"
            _fill(SubElement(row, "c", {"r": at, "s": cell.style}), cell, SubElement)
            if cell.target or cell.place:
                self._link(cell, at)
        self._stream.send(row)
        return self.rows

    def _link(self, cell: Cell, at: str) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink

        leads = Hyperlink(ref=at, target=cell.target or None, location=cell.place or None)
        self.sheet._hyperlinks.append(leads)

    def _style(self, look: Look, quoted: bool = False) -> str:
        known = self._styles.get((look, quoted))
        if known is None:
            known = self._styles[look, quoted] = _styled(self.sheet, look, quoted)
        return known

    def text(self, text: str, look: Look) -> Cell:
        """A cell of text, whatever the text is."""
        text = plain_text(text)
        style = self._style(look, looks_like_formula(text))
        return Cell(style, "s", escaped(text)) if text else Cell(style)

    def number(self, number: Decimal | float, look: Look) -> Cell:
        # As many digits as Excel keeps.
        shown = str(number) if isinstance(number, int) else f"{float(number):.16g}"
        return Cell(self._style(look), "n", shown)

    def day(self, day: dt.date | dt.datetime, look: Look) -> Cell:
        """A date; a time must be without zone, as Excel knows none."""
        from openpyxl.utils.datetime import to_excel

        return Cell(self._style(look), "n", f"{to_excel(day):.16g}")

    def formula(self, expression: str, look: Look, result: float | str) -> Cell:
        """A formula of our own making, and what it comes to; never hand it what a person typed."""
        return Cell(self._style(look), "f", expression, result)

    def empty(self, look: Look) -> Cell:
        """A cell to be filled by hand."""
        return Cell(self._style(look))

    def link(self, cell: Cell, *, target: str = "", place: str = "") -> Cell:
        """The cell as a link to a file or page, or to a place in this workbook ("'Bukti'!A5")."""
        return replace(cell, target=target, place=place)


def _fill(drawn: Any, cell: Cell, add: Callable[..., Any]) -> None:
    """What stands in a cell, as elements of the file."""
    if cell.kind == "s":
        drawn.set("t", "inlineStr")
        text = add(add(drawn, "is"), "t")
        text.text = cell.value
        if cell.value != cell.value.strip():
            text.set(SPACE, "preserve")
    elif cell.kind == "f":
        add(drawn, "f").text = cell.value
        if isinstance(cell.result, str):
            drawn.set("t", "str")
        # Phones, mail programs and Excel's protected view calculate nothing.
        add(drawn, "v").text = str(cell.result)
    elif cell.kind == "n":
        add(drawn, "v").text = cell.value


def _begun(sheet: Any) -> Generator[None, Any, None]:
    """Takes rows from now on; openpyxl ends it when it closes the sheet.

    In the place of openpyxl's own rows, each cell of which goes through five functions.
    """
    sheet._get_writer()
    sheet._rows = rows = _rows(sheet._writer.xf)
    next(rows)
    return rows


def _rows(page: Any) -> Generator[None, Any, None]:
    file = page.send(True)
    with file.element("sheetData"), suppress(GeneratorExit):
        while True:
            file.write((yield))
    page.send(None)


def _styled(sheet: Any, look: Look, quoted: bool) -> str:
    """The number of the style in the workbook."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    cell = WriteOnlyCell(sheet)
    cell.font = Font(
        name=FONT,
        size=look.size,
        bold=look.bold,
        color=look.color,
        underline="single" if look.link else None,
    )
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    if look.framed:
        line = Side("thin", color=STROKE)
        cell.border = Border(left=line, right=line, top=line, bottom=line)
    # Numbers keep clear of the text in the next column.
    indent = 1 if look.across == "right" else 0
    cell.alignment = Alignment(look.across, "top", wrap_text=look.wrap, indent=indent)
    cell.number_format = look.form
    cell.protection = Protection(locked=not look.open)
    cell.quotePrefix = quoted
    return str(cell.style_id)
