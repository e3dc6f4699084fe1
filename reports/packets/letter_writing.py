"""A plain letter as DOCX, which the office goes on writing; the same bytes for the same words."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from functools import cache
from typing import Any

from reports.packets.archive import StoredZip
from reports.packets.letter_tables import TableCell, TableRow, table_xml
from reports.packets.letter_text import pieces, xml_text


KEPT_STYLES = {
    "Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "List Number",
    "List Bullet",
}  # fmt: skip


# What the first cell of a row of sums says.
SUM = "Jumlah"


@cache
def _template() -> bytes:
    """The library's own template without 0.8 MB of table styles and a picture of itself."""
    from docx import Document

    document: Any = Document()
    for style in list(document.styles):
        if style.name not in KEPT_STYLES:
            style.delete()
    main = document.part
    for rels in (main.package.rels, main.rels):
        for key, one in list(rels.items()):
            if one.reltype.endswith(("/thumbnail", "/stylesWithEffects")):
                del rels[key]
    plain = io.BytesIO()
    document.save(plain)
    return plain.getvalue()


class Letter:
    """A4, one typeface, and blanks in yellow: "[isi nomor surat]"."""

    def __init__(self, title: str, made_at: dt.datetime | None) -> None:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
        from docx.shared import Cm, Pt

        self._align, self._colour, self._cm, self._pt = WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX, Cm, Pt
        self.document: Any = Document(io.BytesIO(_template()))
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(1.6)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(11)
        style.paragraph_format.space_after = Pt(5)
        facts = self.document.core_properties
        facts.title, facts.author, facts.last_modified_by = xml_text(title), "Portal ZI", ""
        facts.comments, facts.language, facts.revision = "", "id-ID", 1
        moment = (made_at or dt.datetime(2000, 1, 1, tzinfo=dt.UTC)).astimezone(dt.UTC)
        facts.created = facts.modified = moment.replace(tzinfo=None)

    def paragraph(
        self,
        text: str = "",
        *,
        bold: bool = False,
        centred: bool = False,
        size: int = 0,
        style: str | None = None,
        with_next: bool = False,
    ) -> Any:
        """A paragraph; what stands in square brackets is a blank and yellow.

        `with_next` keeps it on one page with what follows.
        """
        paragraph = self.document.add_paragraph(style=style)
        wide = "\n" not in text and not size
        paragraph.alignment = self._align.CENTER if centred else self._align.JUSTIFY
        if not (centred or wide):
            paragraph.alignment = self._align.LEFT
        paragraph.paragraph_format.keep_with_next = with_next
        self._fill(paragraph, text, bold=bold, size=size)
        return paragraph

    def notice(self, *lines: str) -> None:
        """A grey box at the top that tells of the draft and is deleted with it."""
        for text in lines:
            paragraph = self.paragraph(text, size=9)
            paragraph.paragraph_format.space_after = self._pt(0)
            self._property(paragraph, "w:shd", val="clear", color="auto", fill="EDEFF2")
        self._gap()

    def letterhead(self, *lines: str) -> None:
        """Who writes, above a thick rule; the office puts its emblem to the left."""
        for number, text in enumerate(lines):
            paragraph = self.paragraph(
                text, centred=True, bold=not number, size=10 if number else 14
            )
            paragraph.paragraph_format.space_after = self._pt(0 if text != lines[-1] else 10)
        border = self._property(paragraph, "w:pBdr")
        self._element(border, "w:bottom", val="single", sz="18", space="6", color="auto")

    def signature(self, *lines: str) -> None:
        """Lines at the right that no page break tears apart."""
        for text in lines:
            paragraph = self.paragraph(text, with_next=text != lines[-1])
            paragraph.alignment = self._align.LEFT
            paragraph.paragraph_format.left_indent = self._cm(9)
            paragraph.paragraph_format.space_after = self._pt(0)
        paragraph.paragraph_format.space_after = self._pt(12)

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        numbers: Sequence[int] = (),
    ) -> None:
        """A ruled table whose head repeats on every page; widths in centimetres.

        Columns of `numbers` stand to the right.
        """
        written = [
            TableRow(
                [
                    TableCell(
                        text, row is head or row[0] == SUM, 10, column in numbers, row is head
                    )
                    for column, text in enumerate(row)
                ],
                head=row is head,
                whole=True,
            )
            for row in (head, *rows)
        ]
        self._table(table_xml(written, widths, style="TableGrid", above=True))

    def facts(self, rows: Sequence[tuple[str, str]], *, beside: str = "") -> None:
        """Name and value side by side, without lines; `beside` to the right of the first."""
        widths = (2.4, 0.4, 8.6, 4.6) if beside else (2.4, 0.4, 13.2)
        written = [
            TableRow([TableCell(name), TableCell(":"), TableCell(value)]) for name, value in rows
        ]
        if beside:
            written = [
                TableRow([*row.cells, TableCell("" if number else beside, right=not number)])
                for number, row in enumerate(written)
            ]
        self._table(table_xml(written, widths))

    def _table(self, xml: str) -> None:
        from docx.oxml import parse_xml

        # The last element of a document is the page it is written on.
        self.document.element.body[-1].addprevious(parse_xml(xml))
        self._gap()

    def _gap(self) -> None:
        """Half a line: two tables need a paragraph between them."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = self._pt(0)
        paragraph.paragraph_format.line_spacing = self._pt(7)

    def _fill(self, paragraph: Any, text: str, *, bold: bool = False, size: int = 0) -> None:
        for piece, is_blank in pieces(xml_text(text)):
            run = paragraph.add_run(piece)
            run.bold = bold or None
            if size:
                run.font.size = self._pt(size)
            if is_blank:
                run.font.highlight_color = self._colour.YELLOW

    def _property(self, paragraph: Any, name: str, **attributes: str) -> Any:
        """A property of a paragraph; the format wants those before spacing and alignment."""
        properties = paragraph._p.get_or_add_pPr()
        element = self._element(properties, name, **attributes)
        after = properties.xpath("w:spacing | w:ind | w:jc | w:rPr")
        if after:
            after[0].addprevious(element)
        return element

    def _element(self, parent: Any, name: str, **attributes: str) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        element = OxmlElement(name)
        for key, value in attributes.items():
            element.set(qn(f"w:{key}"), value)
        parent.append(element)
        return element

    def saved(self) -> bytes:
        """The file, its parts stored with fixed times so that every machine writes the same."""
        packed, plain = io.BytesIO(), io.BytesIO()
        self.document.save(packed)
        with zipfile.ZipFile(packed) as source, StoredZip(plain) as out:
            for name in source.namelist():
                out.add(name, source.read(name))
        return plain.getvalue()
