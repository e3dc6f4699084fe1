"""A plain letter as DOCX, which the office goes on writing; the same bytes for the same words."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from functools import cache
from typing import Any

from reports.packets.archive import StoredZip
from reports.packets.letter_text import xml_text
from reports.packets.letter_xml import NAMESPACE, Paragraph, Row, paragraph_xml, table_xml


KEPT_STYLES = {
    "Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "List Number",
    "List Bullet",
}  # fmt: skip


# What the first cell of a row of sums says.
SUM = "Jumlah"
# Centimetres: name, colon, value, and what stands beside the first.
ALONE, BESIDE = (2.4, 0.4, 13.2), (2.4, 0.4, 8.6, 4.6)


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
        from docx.shared import Cm, Pt

        self.document: Any = Document(io.BytesIO(_template()))
        # What stands in it, from top to bottom.
        self._body: list[str] = []
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

    def paragraph(self, text: str, *, with_next: bool = False) -> None:
        """A paragraph; what stands in square brackets is a blank and yellow.

        `with_next` keeps it on one page with what follows.
        """
        align = "left" if "\n" in text else "both"
        self._put(Paragraph(text, align=align, with_next=with_next))

    def point(self, text: str, *, numbered: bool = True) -> None:
        """A point of a list."""
        self._put(Paragraph(text, align="both", style="ListNumber" if numbered else "ListBullet"))

    def title(self, text: str, below: str) -> None:
        """What it is, in the middle, and a line of its own below."""
        self._put(Paragraph(text, bold=True, size=13, align="center", after=0))
        self._put(Paragraph(below, align="center"))

    def notice(self, *lines: str) -> None:
        """A grey box at the top that tells of the draft and is deleted with it."""
        for text in lines:
            self._put(Paragraph(text, size=9, align="left", shaded=True, after=0))
        self._gap()

    def letterhead(self, name: str, address: str) -> None:
        """Who writes, above a thick rule; the office puts its emblem to the left."""
        self._put(Paragraph(name, bold=True, size=14, align="center", after=0))
        self._put(Paragraph(address, size=10, align="center", ruled=True, after=10))

    def signature(self, *lines: str) -> None:
        """Lines at the right that no page break tears apart."""
        for text in lines:
            last = text == lines[-1]
            self._put(
                Paragraph(text, align="left", with_next=not last, indent=9, after=12 if last else 0)
            )

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
            Row(
                [
                    Paragraph(
                        text,
                        bold=row is head or row[0] == SUM,
                        size=10,
                        align="right" if column in numbers else "",
                        before=1,
                        after=1,
                    )
                    for column, text in enumerate(row)
                ],
                head=row is head,
                whole=True,
            )
            for row in (head, *rows)
        ]
        self._body.append(table_xml(written, widths, style="TableGrid"))
        self._gap()

    def facts(self, rows: Sequence[tuple[str, str]], *, beside: str = "") -> None:
        """Name and value side by side, without lines; `beside` to the right of the first."""
        written: list[Row] = []
        for name, value in rows:
            cells = [Paragraph(text, after=1) for text in (name, ":", value)]
            if beside:
                cells.append(Paragraph("" if written else beside, align="right", after=1))
            written.append(Row(cells))
        self._body.append(table_xml(written, BESIDE if beside else ALONE))
        self._gap()

    def _gap(self) -> None:
        """Half a line: two tables need a paragraph between them."""
        self._put(Paragraph(after=0, line=7))

    def _put(self, one: Paragraph) -> None:
        self._body.append(paragraph_xml(one))

    def saved(self) -> bytes:
        """The file, its parts stored with fixed times so that every machine writes the same."""
        from docx.oxml import parse_xml

        # The last element of a document is the page it is written on.
        page = self.document.element.body[-1]
        for one in parse_xml(f'<w:body xmlns:w="{NAMESPACE}">{"".join(self._body)}</w:body>'):
            page.addprevious(one)
        packed, plain = io.BytesIO(), io.BytesIO()
        self.document.save(packed)
        with zipfile.ZipFile(packed) as source, StoredZip(plain) as out:
            for name in source.namelist():
                out.add(name, source.read(name))
        return plain.getvalue()
