"""Paragraphs and tables of a letter as the XML they are in the file.

Put together property by property, they cost a hundred times as much as written down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from reports.packets.letter_text import pieces, xml_text


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Twentieths of a point, which the format measures in, and half points of a letter's size.
A_POINT, A_CM, HALF_POINTS = 20, 1440 / 2.54, 2
SHADE = '<w:shd w:val="clear" w:color="auto" w:fill="EDEFF2"/>'
RULE = '<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="6" w:color="auto"/></w:pBdr>'
FIXED = (
    '<w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/>'
    '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0"'
    ' w:noVBand="1" w:val="04A0"/>'
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text and how it stands; sizes and spaces in points, 0 and None for those of the letter.

    `align` is left, center, right or both; `with_next` keeps it on one page with what follows;
    `indent` in centimetres; `line` is an exact height; `ruled` draws a thick line below.
    """

    text: str = ""
    bold: bool = False
    size: int = 0
    align: str = ""
    style: str = ""
    with_next: bool = False
    ruled: bool = False
    shaded: bool = False
    before: float | None = None
    after: float | None = None
    line: float | None = None
    indent: float = 0


@dataclass(frozen=True, slots=True)
class Row:
    """The paragraphs of its cells; a `head` is shaded and repeats on every page.

    `whole`: no page break tears it apart.
    """

    cells: Sequence[Paragraph]
    head: bool = False
    whole: bool = False


def paragraph_xml(one: Paragraph) -> str:
    """The properties stand in the order that the format wants."""
    properties = (
        (f'<w:pStyle w:val="{one.style}"/>' if one.style else "")
        + ("<w:keepNext/>" if one.with_next else "")
        + (RULE if one.ruled else "")
        + (SHADE if one.shaded else "")
        + _spacing(one)
        + (f'<w:ind w:left="{round(one.indent * A_CM)}"/>' if one.indent else "")
        + (f'<w:jc w:val="{one.align}"/>' if one.align else "")
    )
    return f"<w:p><w:pPr>{properties}</w:pPr>{_runs(one)}</w:p>"


def table_xml(rows: Iterable[Row], widths: Sequence[float], style: str = "") -> str:
    """A table of fixed widths in centimetres."""
    twips = [round(width * A_CM) for width in widths]
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    # In the cells, as Word reads them, and in the grid, as LibreOffice does.
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    written = "".join(_row(row, twips) for row in rows)
    return f"<w:tbl><w:tblPr>{named}{FIXED}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>"


def _row(row: Row, twips: Sequence[int]) -> str:
    flags = ("<w:cantSplit/>" if row.whole else "") + ("<w:tblHeader/>" if row.head else "")
    shade = SHADE if row.head else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{shade}</w:tcPr>'
        f"{paragraph_xml(cell)}</w:tc>"
        for cell, width in zip(row.cells, twips, strict=True)
    )
    return f"<w:tr><w:trPr>{flags}</w:trPr>{cells}</w:tr>"


def _spacing(one: Paragraph) -> str:
    told = (("before", one.before), ("after", one.after), ("line", one.line))
    spaces = [
        f'w:{name}="{round(points * A_POINT)}"' for name, points in told if points is not None
    ]
    exact = ' w:lineRule="exact"' if one.line is not None else ""
    return f"<w:spacing {' '.join(spaces)}{exact}/>" if spaces else ""


def _runs(one: Paragraph) -> str:
    """The text cut at its blanks, which are yellow."""
    size = f'<w:sz w:val="{one.size * HALF_POINTS}"/>' if one.size else ""
    looks = ("<w:b/>" if one.bold else "") + size
    yellow = '<w:highlight w:val="yellow"/>'
    return "".join(
        f"<w:r><w:rPr>{looks}{yellow if is_blank else ''}</w:rPr>{_text(piece)}</w:r>"
        for piece, is_blank in pieces(xml_text(one.text))
    )


def _text(text: str) -> str:
    """The text with its line ends and tabs, for which the format has elements of their own."""
    lines = ("<w:tab/>".join(map(_words, line.split("\t"))) for line in text.split("\n"))
    return "<w:br/>".join(lines)


def _words(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
