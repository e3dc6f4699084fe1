"""The text of a DOCX, read in the child: headings, paragraphs, lists and tables, nothing else.

Headers, footnotes, comments and pictures are left out; deleted text too, since it is not what the
document says. Addresses of links stand behind them as text.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from pengungkit.previews.blocks import (
    HEADING,
    ITEM,
    LONGEST_TEXT,
    PARAGRAPH,
    TABLE,
    TABLE_CHARACTERS,
    TABLE_COLUMNS,
    TABLE_ROWS,
    Block,
    Collector,
)
from pengungkit.previews.jobs import Job
from pengungkit.previews.package import (
    Budget,
    EnoughError,
    Relations,
    opened,
    read_part,
    relations_of,
)


MAIN, STYLES = "word/document.xml", "word/styles.xml"
# Their text is not shown: deleted, moved away, instructions to the program, doubled for old ones.
SKIPPED = {
    *("del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback"),
    *("rPr", "sectPr", "tabs", "pPrChange", "tblPr", "tblGrid", "trPr", "tcPr"),
}
PICTURES = {"drawing", "pict", "object"}
PICTURE = "[gambar]"
_HEADING_NAME = re.compile(r"^(?:heading|judul)\s*([1-9])$", re.IGNORECASE)


def document(job: Job) -> dict[str, Any]:
    """`bagian-1.json` ...: the text in blocks; says how many parts and whether it was cut."""
    with opened(job.source) as archive:
        collector = Collector(job.out)
        reader = _Reader(collector, heading_styles(archive), relations_of(archive, MAIN))
        budget = Budget()
        read_part(archive, MAIN, reader.start, reader.end, reader.text, budget)
        collector.flush()
    cut = collector.cut or budget.cut
    return {"bagian": collector.parts, "dipotong": cut, "gambar": reader.pictures}


def heading_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """The level of every paragraph style that makes a heading, by its id."""
    levels: dict[str, int] = {}
    current = ""

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal current
        value = attributes.get("val", "")
        if element == "style":
            current = attributes.get("styleId", "")
        elif element == "name":
            if match := _HEADING_NAME.match(value):
                levels[current] = int(match[1])
            elif value.lower() in ("title", "judul"):
                levels[current] = 1
        elif element == "outlineLvl" and value.isdigit() and int(value) < 9:
            levels.setdefault(current, int(value) + 1)

    if STYLES in archive.namelist():
        read_part(archive, STYLES, start)
    return levels


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    level: int = 0
    listed: int = -1
    pictured: bool = False

    def add(self, text: str) -> None:
        if self.length < LONGEST_TEXT:
            self.pieces.append(text[: LONGEST_TEXT - self.length])
            self.length += len(text)

    def block(self) -> Block | None:
        text = "".join(self.pieces).strip()
        if not text:
            return None
        if self.level:
            return Block(HEADING, text, self.level)
        if self.listed >= 0:
            return Block(ITEM, text, min(self.listed, 8))
        return Block(PARAGRAPH, text)


@dataclass(slots=True)
class _Table:
    """A table while it is read; a table inside a cell gives its text to that cell."""

    rows: list[list[list[str]]] = field(default_factory=list)
    characters: int = 0
    cut: bool = False

    def add_row(self) -> None:
        self.rows.append([])

    def add_cell(self) -> None:
        if self.rows:
            self.rows[-1].append([])

    def add(self, text: str) -> None:
        if not self.rows or not self.rows[-1]:
            return
        if self.characters + len(text) > TABLE_CHARACTERS:
            self.cut = True
            return
        self.characters += len(text)
        self.rows[-1][-1].append(text)

    def block(self) -> Block:
        rows = tuple(
            tuple("\n".join(cell) for cell in row[:TABLE_COLUMNS]) for row in self.rows[:TABLE_ROWS]
        )
        if len(self.rows) > TABLE_ROWS or any(len(row) > TABLE_COLUMNS for row in self.rows):
            self.cut = True
        return Block(TABLE, rows=rows)


class _Reader:
    """Handlers for the main part, which hand every finished block to the collector."""

    def __init__(
        self, collector: Collector, headings: dict[str, int], relations: Relations
    ) -> None:
        self.collector = collector
        self.headings = headings
        self.relations = relations
        self.paragraphs: list[_Paragraph] = []
        self.tables: list[_Table] = []
        self.links: list[str] = []
        self.skipping = 0
        self.in_text = False
        self.pictures = 0

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if self.skipping or element in SKIPPED:
            self.skipping += 1
            return
        match element:
            case "p":
                self.paragraphs.append(_Paragraph())
            case "tbl":
                self.tables.append(_Table())
            case "tr" if self.tables:
                self.tables[-1].add_row()
            case "tc" if self.tables:
                self.tables[-1].add_cell()
            case "hyperlink":
                self.links.append(self.relations.addresses.get(attributes.get("id", ""), ""))
            case _ if self.paragraphs:
                self._inside(self.paragraphs[-1], element, attributes)

    def _inside(self, paragraph: _Paragraph, element: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        match element:
            case "t":
                self.in_text = True
            case "tab":
                paragraph.add("\t")
            case "br" | "cr":
                paragraph.add("\n")
            case "noBreakHyphen":
                paragraph.add("-")
            case "pStyle":
                paragraph.level = self.headings.get(value, 0)
            case "outlineLvl" if value.isdigit() and int(value) < 9:
                paragraph.level = int(value) + 1
            case "numPr":
                paragraph.listed = max(paragraph.listed, 0)
            case "ilvl" if value.isdigit():
                paragraph.listed = int(value)
            case "numId" if value == "0":
                paragraph.listed = -1
            case _ if element in PICTURES and not paragraph.pictured:
                paragraph.pictured = True
                self.pictures += 1
                paragraph.add(PICTURE)

    def text(self, data: str) -> None:
        if self.in_text and not self.skipping and self.paragraphs:
            self.paragraphs[-1].add(data)

    def end(self, element: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        match element:
            case "t":
                self.in_text = False
            case "hyperlink" if self.links:
                address = self.links.pop()
                if address and self.paragraphs:
                    self.paragraphs[-1].add(f" ({address})")
            case "p" if self.paragraphs:
                self._give(self.paragraphs.pop().block())
            case "tbl" if self.tables:
                table = self.tables.pop()
                self._give(table.block())
                self.collector.cut = self.collector.cut or table.cut

    def _give(self, block: Block | None) -> None:
        """Hand a finished block to the cell it stands in, or else to the collector."""
        if block is None:
            return
        if not self.tables:
            self.collector.add(block)
            if self.collector.cut:
                raise EnoughError
            return
        lines = [" · ".join(row) for row in block.rows] if block.rows else [block.text]
        for line in lines:
            self.tables[-1].add(line)
