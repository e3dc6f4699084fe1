"""Text of a document as plain blocks, in parts small enough for one page over a slow link."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


# One part is one page of the preview.
PART_CHARACTERS = 20_000
PART_BLOCKS = 150
# All of a document that is shown.
MOST_CHARACTERS = 600_000
MOST_BLOCKS = 6_000
LONGEST_TEXT = 5_000
TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS = 500, 40, 60_000

HEADING, PARAGRAPH, ITEM, TABLE = "judul", "alinea", "butir", "tabel"


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (level 1-9), a paragraph, a list item (level 0-8), or a table of texts."""

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def length(self) -> int:
        return len(self.text) + sum(len(cell) for row in self.rows for cell in row)

    def to_json(self) -> list[Any]:
        return [self.kind, self.text, self.level, self.rows]

    @classmethod
    def from_json(cls, said: Any) -> Block:
        """Raises `ValueError` or `TypeError` for anything that is no block."""
        kind, text, level, rows = said
        if kind not in (HEADING, PARAGRAPH, ITEM, TABLE) or not isinstance(text, str):
            raise ValueError(kind)
        cells = tuple(tuple(str(cell) for cell in row) for row in rows)
        return cls(kind, text, int(level), cells)


@dataclass(slots=True)
class Collector:
    """Takes blocks in order and writes them out part by part; `full` once it takes no more."""

    folder: Path
    parts: int = 0
    cut: bool = False
    characters: int = 0
    blocks: int = 0
    waiting: list[Block] = field(default_factory=list)
    waiting_characters: int = 0

    @property
    def full(self) -> bool:
        return self.characters >= MOST_CHARACTERS or self.blocks >= MOST_BLOCKS

    def add(self, block: Block) -> None:
        if self.full:
            self.cut = True
            return
        self.waiting.append(block)
        self.waiting_characters += block.length
        self.characters += block.length
        self.blocks += 1
        if self.waiting_characters >= PART_CHARACTERS or len(self.waiting) >= PART_BLOCKS:
            self.flush()

    def flush(self) -> None:
        """Write what waits as the next part."""
        if self.waiting:
            self.parts += 1
            write_part(self.folder, self.parts, [block.to_json() for block in self.waiting])
            self.waiting, self.waiting_characters = [], 0


def write_part(folder: Path, number: int, content: Any) -> None:
    (folder / f"bagian-{number}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def read_part(folder: Path, number: int) -> Any:
    """Raises `OSError` or `ValueError`."""
    return json.loads((folder / f"bagian-{number}.json").read_bytes())
