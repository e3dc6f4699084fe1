"""A plain letter as DOCX, which the office goes on writing; the same bytes for the same words."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from functools import cache
from typing import Any

from reports.packets.archive import StoredZip


KEPT_STYLES = {
    "Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "List Number",
    "List Bullet",
}  # fmt: skip


def xml_text(text: str) -> str:
    """Without characters that no XML may hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t").replace("\ufffe", "")


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
        section.top_margin = section.bottom_margin = Cm(2.2)
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = "Arial", Pt(11)
        style.paragraph_format.space_after = Pt(6)
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
        right: bool = False,
    ) -> None:
        """A paragraph; what stands in square brackets is a blank and yellow."""
        paragraph = self.document.add_paragraph(style=style)
        if centred:
            paragraph.alignment = self._align.CENTER
        if right:
            paragraph.paragraph_format.left_indent = self._cm(9)
        self._fill(paragraph, text, bold=bold, size=size)

    def table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """A ruled table whose head repeats on every page; widths in centimetres."""
        table = self.document.add_table(rows=1, cols=len(head), style="Table Grid")
        table.autofit = False
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            self._fill(cell.paragraphs[0], text, bold=True, size=10)
        self._repeat(table.rows[0])
        for row in rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=True):
                self._fill(cell.paragraphs[0], text, size=10)
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = self._cm(width)
                cell.paragraphs[0].paragraph_format.space_after = self._pt(2)
        self.document.add_paragraph().paragraph_format.space_after = self._pt(2)

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Name and value side by side, without lines."""
        table = self.document.add_table(rows=0, cols=2)
        table.autofit = False
        for name, value in rows:
            cells = table.add_row().cells
            for cell, text, width in zip(cells, (name, f": {value}"), (3.2, 12.8), strict=True):
                self._fill(cell.paragraphs[0], text)
                cell.width = self._cm(width)
                cell.paragraphs[0].paragraph_format.space_after = self._pt(0)
        self.document.add_paragraph().paragraph_format.space_after = self._pt(0)

    def _fill(self, paragraph: Any, text: str, *, bold: bool = False, size: int = 0) -> None:
        for piece, is_blank in pieces(xml_text(text)):
            run = paragraph.add_run(piece)
            run.bold = bold or None
            if size:
                run.font.size = self._pt(size)
            if is_blank:
                run.font.highlight_color = self._colour.YELLOW

    def _repeat(self, row: Any) -> None:
        from docx.oxml import OxmlElement

        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

    def saved(self) -> bytes:
        """The file, its parts stored with fixed times so that every machine writes the same."""
        packed, plain = io.BytesIO(), io.BytesIO()
        self.document.save(packed)
        with zipfile.ZipFile(packed) as source, StoredZip(plain) as out:
            for name in source.namelist():
                out.add(name, source.read(name))
        return plain.getvalue()


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut at its blanks: (piece, whether it is a blank). Data holds no blanks."""
    found: list[tuple[str, bool]] = []
    while (start := text.find("[isi ")) >= 0 and (end := text.find("]", start)) >= 0:
        found += [(text[:start], False), (text[start : end + 1], True)]
        text = text[end + 1 :]
    return [piece for piece in [*found, (text, False)] if piece[0]]
