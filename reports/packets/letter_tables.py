"""The tables of a letter, as the XML they are in the file.

A cell built property by property costs a hundred times as much as one that is written down.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reports.packets.letter_text import pieces, xml_text


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Twentieths of a point in a centimetre, and half points of a letter's size.
TWIPS_A_CM, HALF_POINTS = 1440 / 2.54, 2
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EDEFF2"/>'
BOLD, YELLOW = "<w:b/>", '<w:highlight w:val="yellow"/>'
RIGHT = '<w:jc w:val="right"/>'
SPACED, SPACED_BELOW = '<w:spacing w:before="20" w:after="20"/>', '<w:spacing w:after="20"/>'


@dataclass(frozen=True, slots=True)
class TableCell:
    """A text and how it stands in its cell; `size` in points, 0 for that of the letter."""

    text: str
    bold: bool = False
    size: int = 0
    right: bool = False
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells from left to right; `head` repeats on every page, `whole` never breaks over two."""

    cells: Sequence[TableCell]
    head: bool = False
    whole: bool = False


def table_xml(
    rows: Collection[TableRow], widths: Sequence[float], *, style: str = "", above: bool = False
) -> str:
    """A table of fixed widths in centimetres; `above`: with room also above each text."""
    twips = [round(width * TWIPS_A_CM) for width in widths]
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    spacing = SPACED if above else SPACED_BELOW
    # In the cells, as Word reads them, and in the grid, as LibreOffice does.
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    return (
        f'<w:tbl xmlns:w="{NAMESPACE}"><w:tblPr>{named}<w:tblW w:type="auto" w:w="0"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0"'
        ' w:lastRow="0" w:noHBand="0" w:noVBand="1" w:val="04A0"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
        + "".join(_row(row, twips, spacing) for row in rows)
        + "</w:tbl>"
    )


def _row(row: TableRow, twips: Sequence[int], spacing: str) -> str:
    flags = ("<w:cantSplit/>" if row.whole else "") + ("<w:tblHeader/>" if row.head else "")
    cells = "".join(
        _cell(cell, width, spacing) for cell, width in zip(row.cells, twips, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{flags}</w:trPr>' if flags else ''}{cells}</w:tr>"


def _cell(cell: TableCell, width: int, spacing: str) -> str:
    shade, side = SHADE if cell.shaded else "", RIGHT if cell.right else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{shade}</w:tcPr>'
        f"<w:p><w:pPr>{spacing}{side}</w:pPr>{_runs(cell)}</w:p></w:tc>"
    )


def _runs(cell: TableCell) -> str:
    size = f'<w:sz w:val="{cell.size * HALF_POINTS}"/>' if cell.size else ""
    looks = (BOLD if cell.bold else "") + size
    return "".join(
        f"<w:r><w:rPr>{looks}{YELLOW if is_blank else ''}</w:rPr>{_text(piece)}</w:r>"
        for piece, is_blank in pieces(xml_text(cell.text))
    )


def _text(text: str) -> str:
    """The text with its line ends and tabs, for which the format has elements of their own."""
    lines = (
        "<w:tab/>".join(
            f'<w:t xml:space="preserve">{escape(one)}</w:t>' for one in line.split("\t")
        )
        for line in text.split("\n")
    )
    return "<w:br/>".join(lines)
