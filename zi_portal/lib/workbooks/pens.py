"""Rows of styled cells for write-only sheets: each style is made once, a cell only points to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Hashable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from zi_portal.lib.workbooks.cell_text import escaped, looks_like_formula, plain_text


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


@dataclass(slots=True)
class Cell:
    """One cell: the number of its style, its kind and content as the file has them, its link."""

    style: str
    kind: str = ""
    content: str = ""
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
        self._parts: dict[tuple[Hashable, ...], int] = {}
        self._stream: Generator[None, Any, None] | None = None

    def row(
        self, cells: Iterable[Cell | None], *, height: float | None = None, adjusts: bool = False
    ) -> int:
        """Write the next row; its number. `height` in points, for programs that guess none.

        `adjusts`: Excel makes the height anew as soon as somebody types.
        """
        from openpyxl.utils import get_column_letter
        from openpyxl.xml.functions import fromstring

        if self._stream is None:
            self._stream = _begun(self.sheet)
        self.rows += 1
        fixed = "" if adjusts else ' customHeight="1"'
        written = [f'<row r="{self.rows}"', "" if height is None else f' ht="{height:g}"{fixed}']
        written.append(">")
        for column, cell in enumerate(cells, start=1):
            if cell is None:
                continue
            at = f"{get_column_letter(column)}{self.rows}"
            written.append(f'<c r="{at}" s="{cell.style}"{cell.kind}>{cell.content}</c>')
            if cell.target or cell.place:
                self._link(cell, at)
        written.append("</row>")
        self._stream.send(fromstring("".join(written)))
        return self.rows

    def _link(self, cell: Cell, at: str) -> None:
        from openpyxl.worksheet.hyperlink import Hyperlink

        leads = Hyperlink(ref=at, target=cell.target or None, location=cell.place or None)
        self.sheet._hyperlinks.append(leads)

    def _style(self, look: Look, quoted: bool = False) -> str:
        known = self._styles.get((look, quoted))
        if known is None:
            known = self._styles[look, quoted] = self._styled(look, quoted)
        return known

    def _styled(self, look: Look, quoted: bool) -> str:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles.cell_style import StyleArray

        cell = WriteOnlyCell(self.sheet)
        style = cell._style = StyleArray()
        style.fontId = self._part("_fonts", _font, look.size, look.bold, look.color, look.link)
        if look.fill:
            style.fillId = self._part("_fills", _fill, look.fill)
        if look.framed:
            style.borderId = self._part("_borders", _frame)
        style.alignmentId = self._part("_alignments", _alignment, look.across, look.wrap)
        style.protectionId = self._part("_protections", _protection, look.open)
        cell.number_format, cell.quotePrefix = look.form, quoted
        return str(cell.style_id)

    def _part(self, shelf: str, make: Callable[..., Any], *facts: Hashable) -> int:
        """Where a part of a style stands in the workbook, which compares slowly: asked once."""
        known = self._parts.get((shelf, *facts))
        if known is None:
            known = self._parts[shelf, *facts] = getattr(self.sheet.parent, shelf).add(make(*facts))
        return known

    def text(self, text: str, look: Look) -> Cell:
        """A cell of text, whatever the text is."""
        text = plain_text(text)
        style = self._style(look, looks_like_formula(text))
        if not text:
            return Cell(style)
        kept = ' xml:space="preserve"' if text != text.strip() else ""
        return Cell(style, ' t="inlineStr"', f"<is><t{kept}>{escape(escaped(text))}</t></is>")

    def number(self, number: Decimal | float, look: Look) -> Cell:
        # As many digits as Excel keeps.
        shown = str(number) if isinstance(number, int) else f"{float(number):.16g}"
        return Cell(self._style(look), "", f"<v>{shown}</v>")

    def day(self, day: dt.date | dt.datetime, look: Look) -> Cell:
        """A date; a time must be without zone, as Excel knows none."""
        from openpyxl.utils.datetime import to_excel

        return Cell(self._style(look), "", f"<v>{to_excel(day):.16g}</v>")

    def formula(self, expression: str, look: Look, result: float | str) -> Cell:
        """A formula of our own making, and what it comes to; never hand it what a person typed."""
        kind = ' t="str"' if isinstance(result, str) else ""
        # The result is for phones, mail programs and Excel's protected view: they count nothing.
        content = f"<f>{escape(expression)}</f><v>{escape(str(result))}</v>"
        return Cell(self._style(look), kind, content)

    def empty(self, look: Look) -> Cell:
        """A cell to be filled by hand."""
        return Cell(self._style(look))

    def link(self, cell: Cell, *, target: str = "", place: str = "") -> Cell:
        """The cell as a link to a file or page, or to a place in this workbook ("'Bukti'!A5")."""
        return replace(cell, target=target, place=place)


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


def _font(size: float, bold: bool, color: str, link: bool) -> Any:
    from openpyxl.styles import Font

    underline = "single" if link else None
    return Font(name=FONT, size=size, bold=bold, color=color, underline=underline)


def _fill(color: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=color)


def _frame() -> Any:
    from openpyxl.styles import Border, Side

    line = Side("thin", color=STROKE)
    return Border(left=line, right=line, top=line, bottom=line)


def _alignment(across: str, wrap: bool) -> Any:
    from openpyxl.styles import Alignment

    # Numbers keep clear of the text in the next column.
    return Alignment(across, "top", wrap_text=wrap, indent=1 if across == "right" else 0)


def _protection(is_open: bool) -> Any:
    from openpyxl.styles import Protection

    return Protection(locked=not is_open)
