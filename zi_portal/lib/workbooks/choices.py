"""What a workbook lets people choose in its cells: lists of its data validation."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from zi_portal.lib.workbooks.archive import safe_parser
from zi_portal.lib.workbooks.cells import Cell, Sheet, position


MOST_CHOICES = 60
_AREA = re.compile(
    r"^=?(?:(?:'((?:[^']|'')+)'|([^'!\[\]]+))!)?\$?([A-Z]{1,3})\$?(\d{1,7})"
    r"(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$"
)


@dataclass(frozen=True, slots=True)
class _List:
    areas: tuple[tuple[int, int, int, int], ...]
    formula: str


class ChoiceLists:
    """The lists of one sheet. `sheets` are all sheets by name, since a list may stand elsewhere."""

    def __init__(
        self, archive: zipfile.ZipFile, part: str, sheet: Sheet, sheets: Mapping[str, Sheet]
    ) -> None:
        self.sheet = sheet
        self.sheets = sheets
        self.names = _defined_names(archive)
        self.lists = _lists(archive.read(part))

    def of(self, row: int, column: int) -> list[str] | None:
        """What the cell allows; None when anything goes, or the list cannot be told."""
        for one in self.lists:
            for top, left, bottom, right in one.areas:
                if top <= row <= bottom and left <= column <= right:
                    return self._spelled_out(one.formula)
        return None

    def _spelled_out(self, formula: str) -> list[str] | None:
        formula = formula.strip()
        if formula.startswith('"') and formula.endswith('"'):
            entries = formula[1:-1].replace('""', '"').split(",")
            return [entry.strip() for entry in entries][:MOST_CHOICES]
        formula = self.names.get(formula.lstrip("=").casefold(), formula)
        match = _AREA.match(formula)
        if match is None:
            return None
        quoted, bare, first, top, last, bottom = match.groups()
        name = quoted.replace("''", "'") if quoted else bare
        sheet = self.sheets.get(name) if name else self.sheet
        if sheet is None:
            return None
        top_row, left = position(f"{first}{top}")
        bottom_row, right = position(f"{last or first}{bottom or top}")
        cells = [
            sheet.cells.get((row, column))
            for row in range(top_row, min(bottom_row, top_row + MOST_CHOICES) + 1)
            for column in range(left, min(right, left + MOST_CHOICES) + 1)
        ]
        return [text for cell in cells if cell and (text := _text(cell))] or None


def _text(cell: Cell) -> str:
    return cell.text.strip()


def _defined_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """What each name stands for, by the name in lower case; those of single sheets too."""
    names: dict[str, str] = {}
    inside: list[str] = []
    parser = safe_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "definedName":
            inside.append(attributes.get("name", "").casefold())
            names[inside[0]] = ""

    def end(name: str) -> None:
        if name.rpartition(":")[2] == "definedName":
            inside.clear()

    def text(data: str) -> None:
        if inside:
            names[inside[0]] += data

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(archive.read("xl/workbook.xml"), True)
    return names


def _lists(data: bytes) -> list[_List]:
    """Lists in both spellings: Excel's own, and its extension for lists on other sheets."""
    found: list[_List] = []
    state: dict[str, str] = {}
    piece = ""
    parser = safe_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal piece
        local = name.rpartition(":")[2]
        if local == "dataValidation":
            state.clear()
            state["kind"] = attributes.get("type", "")
            state["sqref"] = attributes.get("sqref", "")
            state["formula1"] = ""
        piece = local if state and local in {"formula1", "f", "sqref", "formula2"} else piece
        if local == "formula2":
            state["done"] = "1"

    def end(name: str) -> None:
        nonlocal piece
        local = name.rpartition(":")[2]
        if local in {"formula1", "f", "sqref", "formula2"}:
            piece = ""
        if local == "dataValidation" and state:
            if state["kind"] == "list":
                found.append(_List(_areas(state["sqref"]), state["formula1"]))
            state.clear()

    def text(chunk: str) -> None:
        if not state or not piece or (piece in {"f", "formula1"} and "done" in state):
            return
        key = "sqref" if piece == "sqref" else "formula1"
        if piece != "formula2":
            state[key] += chunk

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    return found


def _areas(sqref: str) -> tuple[tuple[int, int, int, int], ...]:
    areas = []
    for one in sqref.split():
        first, _, last = one.partition(":")
        try:
            areas.append((*position(first), *position(last or first)))
        except ValueError:
            # Whole columns or rows ("A:A"): no official form keeps its answers so.
            continue
    return tuple(areas)
