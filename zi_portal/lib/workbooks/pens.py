"""Styled cells for write-only sheets: each style is made once, each cell only points to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zi_portal.lib.workbooks.cell_text import escaped, looks_like_formula, plain_text


if TYPE_CHECKING:
    from openpyxl.cell import Cell

# The tokens of static/css/zi.css.
PRIMARY_DEEP, PRIMARY_SOFT, PRIMARY_LINE = "0A2E66", "EDF4FE", "B9D2F6"
SUNKEN, STROKE, CONTENT, MUTED = "ECEFF4", "DDE2E9", "191D24", "505A68"
OPEN, POSITIVE_SOFT, POSITIVE, NEGATIVE = "FFF5D9", "E7F5EC", "17692F", "B0131D"
FONT = "Calibri"


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


class Pen:
    """Makes the cells of one sheet."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self._styles: dict[tuple[Look, bool], Any] = {}
        self._empty: dict[Look, Cell] = {}

    def _style(self, look: Look, quoted: bool = False) -> Any:
        known = self._styles.get((look, quoted))
        if known is None:
            known = self._styles[look, quoted] = _styled(self.sheet, look, quoted)
        return known

    def _cell(self, look: Look, value: Any, kind: str, quoted: bool = False) -> Cell:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self.sheet)
        # What the public setters arrive at, without their looking each style up again.
        cell._style = self._style(look, quoted)
        cell._value, cell.data_type = value, kind
        return cell

    def text(self, text: str, look: Look) -> Cell:
        """A cell of text, whatever the text is."""
        text = plain_text(text)
        return self._cell(look, escaped(text), "s", looks_like_formula(text))

    def number(self, number: Decimal | float, look: Look) -> Cell:
        return self._cell(look, number if isinstance(number, int) else float(number), "n")

    def day(self, day: dt.date | dt.datetime, look: Look) -> Cell:
        """A date; a time must be without zone, as Excel knows none."""
        return self._cell(look, day, "d")

    def formula(self, expression: str, look: Look) -> Cell:
        """A formula of our own making; never hand it what a person typed."""
        return self._cell(look, f"={expression}", "f")

    def empty(self, look: Look) -> Cell:
        """A cell to be filled by hand. It is told its place as it is written, so one will do."""
        known = self._empty.get(look)
        if known is None:
            known = self._empty[look] = self._cell(look, None, "n")
        return known

    def link(self, cell: Cell, *, target: str = "", place: str = "") -> Cell:
        """The cell as a link to a file or page, or to a place in this workbook ("'Bukti'!A5")."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell._hyperlink = Hyperlink(ref="A1", target=target or None, location=place or None)
        return cell


def _styled(sheet: Any, look: Look, quoted: bool) -> Any:
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
    return cell._style
