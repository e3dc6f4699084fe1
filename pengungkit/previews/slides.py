"""The text of a PPTX, read in the child: per slide its title, paragraphs and tables."""

from __future__ import annotations

import zipfile
from typing import Any

from pengungkit.previews.blocks import (
    HEADING,
    ITEM,
    LONGEST_TEXT,
    PARAGRAPH,
    TABLE,
    TABLE_COLUMNS,
    TABLE_ROWS,
    Block,
    Collector,
)
from pengungkit.previews.jobs import Job
from pengungkit.previews.package import Budget, opened, read_part, relations_of


MAIN = "ppt/presentation.xml"
MOST_SLIDES = 300
# On one page of the preview.
SLIDES_A_PART = 15
PICTURE = "[gambar]"
TITLES = {"title", "ctrTitle"}


def slides(job: Job) -> dict[str, Any]:
    """`bagian-1.json` ...: fifteen slides each, every slide beginning with its heading."""
    with opened(job.source) as archive:
        parts = slide_parts(archive)
        collector, budget = Collector(job.out), Budget()
        pictures = 0
        for number, part in enumerate(parts[:MOST_SLIDES], start=1):
            reader = _Reader()
            read_part(archive, part, reader.start, reader.end, reader.text, budget)
            title = f"Salindia {number}" + (f": {reader.title}" if reader.title else "")
            collector.add(Block(HEADING, title, 1))
            for block in reader.blocks:
                collector.add(block)
            pictures += reader.pictures
            if number % SLIDES_A_PART == 0:
                collector.flush()
            if collector.full or budget.cut:
                break
        collector.flush()
    cut = collector.cut or budget.cut or len(parts) > MOST_SLIDES
    return {
        "bagian": collector.parts,
        "dipotong": cut,
        "gambar": pictures,
        "salindia": len(parts),
    }


def slide_parts(archive: zipfile.ZipFile) -> list[str]:
    """The slides in the order they are shown, those that are really there."""
    relations = relations_of(archive, MAIN)
    present = set(archive.namelist())
    found: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "sldId":
            # Of its two ids the one with a prefix names the relation.
            wanted = next((v for key, v in attributes.items() if key.endswith(":id")), "")
            part = relations.parts.get(wanted, "")
            if part in present:
                found.append(part)

    read_part(archive, MAIN, start)
    return found


class _Reader:
    """Handlers for one slide."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.title = ""
        self.pictures = 0
        self.pieces: list[str] = []
        self.length = 0
        self.level = 0
        self.is_title = False
        self.in_text = False
        self.rows: list[list[list[str]]] | None = None

    def start(self, element: str, attributes: dict[str, str]) -> None:
        match element:
            case "sp":
                self.is_title = False
            case "ph":
                self.is_title = attributes.get("type") in TITLES
            case "pic":
                self.pictures += 1
                self.blocks.append(Block(PARAGRAPH, PICTURE))
            case "tbl":
                self.rows = []
            case "tr" if self.rows is not None:
                self.rows.append([])
            case "tc" if self.rows:
                self.rows[-1].append([])
            case "p":
                self.pieces, self.length, self.level = [], 0, 0
            case "pPr":
                level = attributes.get("lvl", "0")
                self.level = int(level) if level.isdigit() else 0
            case "br":
                self.pieces.append("\n")
            case "t":
                self.in_text = True

    def text(self, data: str) -> None:
        if self.in_text and self.length < LONGEST_TEXT:
            self.pieces.append(data[: LONGEST_TEXT - self.length])
            self.length += len(data)

    def end(self, element: str) -> None:
        match element:
            case "t":
                self.in_text = False
            case "p":
                self._give("".join(self.pieces).strip())
                self.pieces = []
            case "tbl" if self.rows is not None:
                rows = tuple(
                    tuple("\n".join(cell) for cell in row[:TABLE_COLUMNS])
                    for row in self.rows[:TABLE_ROWS]
                )
                self.blocks.append(Block(TABLE, rows=rows))
                self.rows = None

    def _give(self, text: str) -> None:
        if not text:
            return
        if self.rows is not None:
            if self.rows and self.rows[-1]:
                self.rows[-1][-1].append(text)
        elif self.is_title and not self.title:
            self.title = " ".join(text.split())[:200]
        elif self.level:
            self.blocks.append(Block(ITEM, text, min(self.level, 8)))
        else:
            self.blocks.append(Block(PARAGRAPH, text))
