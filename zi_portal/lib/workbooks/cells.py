"""From the XML of a workbook to its filled cells, read as a stream and within limits.

Styles, drawings, macros, links and queries are never looked at. A formula is kept as text and never
calculated; its cached value is kept too, but whoever reads answers must not trust it.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from zi_portal.lib.workbooks.archive import (
    CHUNK,
    DAMAGED,
    TOO_BIG,
    TOO_MANY_ROWS,
    Limits,
    opened,
    safe_parser,
)
from zi_portal.lib.workbooks.cell_text import unescaped
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


# What Excel itself allows in one cell.
LONGEST_TEXT = 32_767


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell. `text` is what is stored; `formula` is None for a typed value."""

    row: int
    column: int
    text: str
    number: bool = False
    boolean: bool = False
    formula: str | None = None

    @property
    def coordinate(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@dataclass(slots=True)
class Sheet:
    """One worksheet: its filled cells by (row, column), merged ranges, and hidden columns.

    Hidden columns are told as (first, last), as they stand in the file.
    """

    name: str
    hidden: bool
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def row_numbers(self) -> list[int]:
        return sorted({row for row, _ in self.cells})


def column_letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def position(reference: str) -> tuple[int, int]:
    """("AB12") -> (12, 28). Raises ValueError."""
    head = reference.rstrip("0123456789")
    if not head.isascii() or not head.isalpha() or len(head) > 3:
        raise ValueError(reference)
    column = 0
    for letter in head.upper():
        column = column * 26 + ord(letter) - 64
    return int(reference[len(head) :]), column


class _Budget:
    """What one workbook may still use up."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.elements = limits.elements
        self.cells = limits.cells
        self.characters = limits.text_characters

    def spend_element(self) -> None:
        self.elements -= 1
        if self.elements < 0:
            raise WorkbookRefusedError(TOO_BIG)

    def spend_cell(self, characters: int) -> None:
        self.cells -= 1
        self.characters -= characters
        if self.cells < 0 or self.characters < 0:
            raise WorkbookRefusedError(TOO_BIG)


def read_sheets(
    path: Path, limits: Limits | None = None, order: Callable[[Sheet], Any] | None = None
) -> Generator[Sheet, None, None]:
    """The worksheets of an xlsx one after another, each read only when it is asked for.

    They come in workbook order, or sorted by `order`, which sees name and visibility. Raises
    WorkbookRefusedError, also midway. Close the iterator when stopping early.
    """
    limits = limits or Limits()
    budget = _Budget(limits)
    with opened(path, limits) as archive:
        places = [(Sheet(name, hidden), part) for name, hidden, part in _places(archive, budget)]
        if not places:
            raise WorkbookRefusedError("Buku kerja ini tidak memuat lembar. Pilih berkas lain.")
        if len(places) > limits.sheets:
            raise WorkbookRefusedError(TOO_BIG)
        if order is not None:
            wanted = order
            places.sort(key=lambda place: wanted(place[0]))
        strings = _shared_strings(archive, budget)
        for sheet, part in places:
            handler = _SheetHandler(sheet, strings, budget)
            _parse(archive, part, budget, handler.start, handler.end, handler.characters)
            yield sheet


def sheet_names(path: Path, limits: Limits | None = None) -> list[str]:
    """What the worksheets are called; none of them is read. Raises WorkbookRefusedError."""
    limits = limits or Limits()
    with opened(path, limits) as archive:
        return [name for name, _, _ in _places(archive, _Budget(limits))]


def _parse(
    archive: zipfile.ZipFile,
    part: str,
    budget: _Budget,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Run one XML part through the handlers; element names come without their prefix."""
    parser = safe_parser()

    def on_start(name: str, attributes: dict[str, str]) -> None:
        budget.spend_element()
        start(name.rpartition(":")[2], attributes)

    parser.StartElementHandler = on_start
    if end is not None:
        on_end = end
        parser.EndElementHandler = lambda name: on_end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                left = budget.elements
                parser.Parse(chunk, False)
                # No program writes a tag this long; a million attributes arrive at once and cost.
                if len(chunk) == CHUNK and budget.elements == left:
                    raise WorkbookRefusedError(DAMAGED)
        parser.Parse(b"", True)
    except (KeyError, ValueError, expat.ExpatError) as error:
        raise WorkbookRefusedError(DAMAGED) from error


def sheet_parts(archive: zipfile.ZipFile, limits: Limits) -> dict[str, str]:
    """The part of every worksheet by the sheet's name, in workbook order."""
    return {name: part for name, _, part in _places(archive, _Budget(limits))}


def _places(archive: zipfile.ZipFile, budget: _Budget) -> list[tuple[str, bool, str]]:
    """Name, hidden or not, and part of every worksheet."""
    targets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = attributes["Target"]
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes["Id"]] = posixpath.normpath(path)

    names: list[tuple[str, bool, str]] = []

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            keys = [k for k in attributes if k.rpartition(":")[2] == "id" and ":" in k]
            place = targets.get(attributes[keys[0]]) if keys else None
            if place is not None:
                hidden = attributes.get("state", "visible") != "visible"
                names.append((attributes["name"], hidden, place))

    _parse(archive, "xl/_rels/workbook.xml.rels", budget, relation)
    _parse(archive, "xl/workbook.xml", budget, sheet)
    present = set(archive.namelist())
    return [place for place in names if place[2] in present]


def _shared_strings(archive: zipfile.ZipFile, budget: _Budget) -> list[str]:
    part = next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), None)
    if part is None:
        return []
    strings: list[str] = []
    collector = _TextCollector({"t"}, skip={"rPh"})

    def start(name: str, _: dict[str, str]) -> None:
        if name == "si":
            collector.reset()
        collector.start(name)

    def end(name: str) -> None:
        collector.end(name)
        if name == "si":
            text = collector.text()
            budget.characters -= len(text)
            if budget.characters < 0:
                raise WorkbookRefusedError(TOO_BIG)
            strings.append(unescaped(text))

    _parse(archive, part, budget, start, end, collector.characters)
    return strings


class _TextCollector:
    """Gathers the text inside some elements, up to the length of a cell."""

    def __init__(self, wanted: set[str], skip: set[str]) -> None:
        self.wanted = wanted
        self.skip = skip
        self.reset()

    def reset(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.inside = 0
        self.skipping = 0

    def start(self, name: str) -> None:
        if name in self.skip:
            self.skipping += 1
        elif name in self.wanted:
            self.inside += 1

    def end(self, name: str) -> None:
        if name in self.skip:
            self.skipping -= 1
        elif name in self.wanted:
            self.inside -= 1

    def characters(self, data: str) -> None:
        if self.inside > 0 and self.skipping <= 0 and self.length < LONGEST_TEXT:
            self.pieces.append(data[: LONGEST_TEXT - self.length])
            self.length += len(data)

    def text(self) -> str:
        return "".join(self.pieces)


class _SheetHandler:
    """Collects the filled cells of one worksheet."""

    def __init__(self, sheet: Sheet, strings: list[str], budget: _Budget) -> None:
        self.sheet = sheet
        self.strings = strings
        self.budget = budget
        self.rows = 0
        self.row = 0
        self.column = 0
        self.type = "n"
        self.in_cell = False
        self.formula: str | None = None
        self.value = _TextCollector({"v", "t"}, skip={"rPh", "f"})
        self.formula_text = _TextCollector({"f"}, skip=set())

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r")
            if reference is None:
                self.column += 1
            else:
                self.row, self.column = position(reference)
            self.type = attributes.get("t", "n")
            self.in_cell = True
            self.formula = None
            self.value.reset()
        elif name == "row":
            self.rows += 1
            if self.rows > self.budget.limits.rows:
                raise WorkbookRefusedError(TOO_MANY_ROWS)
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
        elif name == "mergeCell":
            self.merge(attributes.get("ref", ""))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.hide(int(attributes.get("min", 0)), int(attributes.get("max", 0)))
        elif self.in_cell:
            if name == "f":
                self.formula = ""
                self.formula_text.reset()
                self.formula_text.start("f")
            self.value.start(name)

    def end(self, name: str) -> None:
        if name == "c":
            self.finish()
            self.in_cell = False
        elif self.in_cell:
            self.value.end(name)
            if name == "f":
                self.formula_text.end("f")
                self.formula = self.formula_text.text()

    def characters(self, data: str) -> None:
        if self.in_cell:
            self.value.characters(data)
            if self.formula is not None:
                self.formula_text.characters(data)

    def finish(self) -> None:
        text = self.value.text()
        if self.type == "s" and text:
            index = int(text)
            text = self.strings[index] if 0 <= index < len(self.strings) else ""
        elif self.type in ("inlineStr", "str"):
            text = unescaped(text)
        if not text.strip() and self.formula is None:
            return
        limits = self.budget.limits
        if self.row > limits.last_row or self.column > limits.last_column:
            raise WorkbookRefusedError(
                "Ada isian sangat jauh di luar tabel. Hapus baris dan kolom kosong di luar"
                " tabel, lalu simpan ulang."
            )
        self.budget.spend_cell(len(text) if self.type != "s" else 0)
        self.sheet.cells[self.row, self.column] = Cell(
            self.row,
            self.column,
            text,
            number=self.type == "n",
            boolean=self.type == "b",
            formula=self.formula,
        )

    def hide(self, first: int, last: int) -> None:
        if len(self.sheet.hidden_columns) < self.budget.limits.last_column:
            self.sheet.hidden_columns.append((first, last))

    def merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last and len(self.sheet.merged) < self.budget.limits.rows:
            top, left = position(first)
            bottom, right = position(last)
            self.sheet.merged.append((top, left, bottom, right))
