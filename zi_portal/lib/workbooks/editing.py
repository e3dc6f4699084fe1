"""Filling cells of somebody else's workbook in place: every other byte of it stays as it is.

Only the `<c>` elements that are filled are written anew, with the style they had. Results kept
beside formulas are dropped, since they are those of the empty form, and the workbook is marked to
be counted anew when it is opened. Nothing is parsed into a model and written back, so
nothing that a library does not know can get lost.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat
from xml.sax.saxutils import escape

from zi_portal.lib.workbooks.archive import DAMAGED, Limits, opened, safe_parser
from zi_portal.lib.workbooks.cell_text import escaped, looks_like_formula, plain_text
from zi_portal.lib.workbooks.cells import column_letters, position, sheet_parts
from zi_portal.lib.workbooks.linking import Link, linked, relations_part
from zi_portal.lib.workbooks.quoting import Quoting
from zi_portal.lib.workbooks.recounting import recounted_on_open
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


# None empties a cell; text is always text, however much it looks like a formula.
Value = str | int | Decimal | None
Changes = Mapping[str, Mapping[str, Value]]

_TAG = re.compile(rb"<[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_TYPE = re.compile(rb"\st=(?:\"[^\"]*\"|'[^']*')")
_SPANS = re.compile(rb"\sspans=(?:\"[^\"]*\"|'[^']*')")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
STYLES = "xl/styles.xml"
BOOK = "xl/workbook.xml"


class FormulaInTheWayError(ValueError):
    """A cell that was to be filled holds a formula of the form."""


def fill_cells(
    source: Path,
    out: BinaryIO,
    changes: Changes,
    limits: Limits,
    *,
    packed: bool = True,
    links: Mapping[str, Mapping[str, Link]] | None = None,
) -> None:
    """Copy a workbook with some cells filled; `changes` are by sheet name and cell ("J12").

    `links` say where cells lead, likewise. The same source and changes give the same bytes; with
    `packed` False those of zlib do not matter either. Raises WorkbookRefusedError and
    FormulaInTheWayError.
    """
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with opened(source, limits) as archive, zipfile.ZipFile(out, "w", how) as filled:
        parts = {part: name for name, part in sheet_parts(archive, limits).items()}
        quoting = Quoting(archive.read(STYLES) if STYLES in archive.namelist() else b"")
        rewritten = {
            part: _filled_sheet(archive.read(part), changes.get(name, {}), quoting)
            for part, name in parts.items()
        }
        present = set(archive.namelist())
        for part, name in parts.items():
            if wanted := (links or {}).get(name):
                place = relations_part(part)
                known = archive.read(place) if place in present else None
                rewritten[part], relations = linked(rewritten[part], known, wanted)
                rewritten |= {place: relations} if relations is not None else {}
        rewritten[BOOK] = recounted_on_open(archive.read(BOOK))
        if quoting.styles:
            rewritten[STYLES] = quoting.styles
        names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
        for filename in [*names, *(one for one in rewritten if one not in present)]:
            info = zipfile.ZipInfo(filename, _EARLIEST)
            info.compress_type, info.external_attr = how, 0o644 << 16
            data = rewritten.get(filename)
            filled.writestr(info, archive.read(filename) if data is None else data)


@dataclass(slots=True)
class _Element:
    """Where an element stands, and what its opening tag says."""

    start: int
    inside: int
    end: int
    attributes: dict[str, str]
    name: str

    @property
    def is_empty(self) -> bool:
        return self.inside == self.end


@dataclass(slots=True)
class _CellElement:
    place: _Element
    formula: str | None = None
    values: list[_Element] = field(default_factory=list)


@dataclass(slots=True)
class _RowElement:
    place: _Element
    number: int
    cells: dict[int, _CellElement] = field(default_factory=dict)


class _Map:
    """Where rows and cells stand in the bytes of a sheet."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.rows: list[_RowElement] = []
        self.sheet_data: _Element | None = None
        self.column_styles: list[tuple[int, int, str]] = []
        self._open: list[_Element] = []
        self._column = 0
        self._cell: _CellElement | None = None
        self._parser = safe_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(data, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        tag = _TAG.match(self.data, at)
        if tag is None:
            raise WorkbookRefusedError(DAMAGED)
        element = _Element(at, tag.end(), 0, attributes, name)
        self._open.append(element)
        match name.rpartition(":")[2]:
            case "sheetData":
                self.sheet_data = element
            case "col" if "style" in attributes:
                first, last = int(attributes["min"]), int(attributes["max"])
                self.column_styles.append((first, last, attributes["style"]))
            case "row":
                last_number = self.rows[-1].number if self.rows else 0
                number = int(attributes.get("r", last_number + 1))
                self.rows.append(_RowElement(element, number))
                self._column = 0
            case "c" if self.rows:
                reference = attributes.get("r")
                self._column = position(reference)[1] if reference else self._column + 1
                self._cell = self.rows[-1].cells[self._column] = _CellElement(element)
            case "f" if self._cell is not None:
                self._cell.formula = attributes.get("t", "normal")
            case "v" if self._cell is not None:
                self._cell.values.append(element)

    def _end(self, name: str) -> None:
        element = self._open.pop()
        if self.data[element.inside - 2 : element.inside] == b"/>":
            element.end = element.inside
        else:
            element.end = self.data.index(b">", self._parser.CurrentByteIndex) + 1
        if name.rpartition(":")[2] == "c":
            self._cell = None

    def style_for(self, row: _RowElement | None, column: int) -> str:
        """The style a cell that does not stand in the file has all the same."""
        if row is not None and row.place.attributes.get("customFormat") in {"1", "true"}:
            return row.place.attributes.get("s", "")
        return next((s for a, b, s in self.column_styles if a <= column <= b), "")


def _filled_sheet(data: bytes, changes: Mapping[str, Value], quoting: Quoting) -> bytes:
    _require_utf8(data)
    try:
        found = _Map(data)
    except (KeyError, ValueError, expat.ExpatError) as error:
        raise WorkbookRefusedError(DAMAGED) from error
    splices = [_without_result(data, cell) for row in found.rows for cell in row.cells.values()]
    by_row: dict[int, dict[int, Value]] = {}
    for reference, value in changes.items():
        row, column = position(reference)
        by_row.setdefault(row, {})[column] = value
    rows = {row.number: row for row in found.rows}
    for number, values in sorted(by_row.items()):
        if number in rows:
            splices += _row_splices(found, rows[number], values, quoting)
        else:
            splices.append(_new_row(found, number, values, quoting))
    return _spliced(data, [one for one in splices if one is not None])


Splice = tuple[int, int, bytes]


def _require_utf8(data: bytes) -> None:
    """Offsets are counted in bytes of UTF-8, which is what every program writes."""
    declaration = data[:200].lower()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        b"encoding=" in declaration
        and not re.search(rb"encoding=[\"'](utf-8|us-ascii)", declaration)
    ):
        raise WorkbookRefusedError(
            "Berkas memakai pengkodean huruf yang tidak lazim. Simpan ulang dari Excel atau"
            " LibreOffice sebagai .xlsx."
        )


def _without_result(data: bytes, cell: _CellElement) -> Splice | None:
    """A formula cell without the result of the empty form. Data tables keep theirs."""
    if cell.formula is None or cell.formula == "dataTable" or not cell.values:
        return None
    place = cell.place
    content = bytearray(_TYPE.sub(b"", data[place.start : place.inside]))
    at = place.inside
    for value in cell.values:
        content += data[at : value.start]
        at = value.end
    content += data[at : place.end]
    return place.start, place.end, bytes(content)


def _row_splices(
    found: _Map, row: _RowElement, values: Mapping[int, Value], quoting: Quoting
) -> list[Splice]:
    splices: list[Splice] = []
    place = row.place
    new: list[tuple[int, bytes]] = []
    for column, value in sorted(values.items()):
        cell = row.cells.get(column)
        if cell is None:
            if value is not None:
                style = found.style_for(row, column)
                new.append((column, _cell(place.name, row.number, column, style, value, quoting)))
            continue
        if cell.formula is not None:
            raise FormulaInTheWayError(f"{column_letters(column)}{row.number}")
        style = cell.place.attributes.get("s", "")
        written = _cell(place.name, row.number, column, style, value, quoting)
        splices.append((cell.place.start, cell.place.end, written))
    if not new:
        return splices
    tag = _SPANS.sub(b"", found.data[place.start : place.inside])
    if place.is_empty:
        inner = b"".join(content for _, content in new)
        closing = f"</{place.name}>".encode()
        return [*splices, (place.start, place.end, tag[:-2].rstrip() + b">" + inner + closing)]
    splices.append((place.start, place.inside, tag))
    for column, content in new:
        later = [one.place.start for at, one in row.cells.items() if at > column]
        before = min(later, default=found.data.rindex(b"<", place.inside, place.end))
        splices.append((before, before, content))
    return splices


def _new_row(
    found: _Map, number: int, values: Mapping[int, Value], quoting: Quoting
) -> Splice | None:
    data = found.sheet_data
    if data is None:
        raise WorkbookRefusedError(DAMAGED)
    prefix = data.name.rpartition(":")[0]
    name = f"{prefix}:row" if prefix else "row"
    cells = b"".join(
        _cell(name, number, column, found.style_for(None, column), value, quoting)
        for column, value in sorted(values.items())
        if value is not None
    )
    if not cells:
        return None
    row = f'<{name} r="{number}">'.encode() + cells + f"</{name}>".encode()
    if data.is_empty:
        tag = found.data[data.start : data.inside]
        return data.start, data.end, tag[:-2].rstrip() + b">" + row + f"</{data.name}>".encode()
    later = [one.place.start for one in found.rows if one.number > number]
    before = min(later, default=found.data.rindex(b"<", data.inside, data.end))
    return before, before, row


def _cell(
    row_name: str, row: int, column: int, style: str, value: Value, quoting: Quoting
) -> bytes:
    prefix = row_name.rpartition(":")[0]
    lead = f"{prefix}:" if prefix else ""
    if isinstance(value, str) and looks_like_formula(value):
        style = quoting.style(style)
    told = f' s="{int(style)}"' if style else ""
    start = f'<{lead}c r="{column_letters(column)}{row}"{told}'
    if value is None or value == "":
        return f"{start}/>".encode()
    if isinstance(value, str):
        text = escape(escaped(plain_text(value)))
        return (
            f'{start} t="inlineStr"><{lead}is><{lead}t xml:space="preserve">{text}</{lead}t>'
            f"</{lead}is></{lead}c>"
        ).encode()
    number = str(value) if isinstance(value, int) else f"{value:f}"
    return f"{start}><{lead}v>{number}</{lead}v></{lead}c>".encode()


def _spliced(data: bytes, splices: list[Splice]) -> bytes:
    """The bytes with each piece replaced; pieces do not overlap."""
    out = bytearray()
    at = 0
    # At one place what is put in comes before what is replaced, in the order it was asked for.
    for start, end, content in sorted(splices, key=lambda one: (one[0], one[1])):
        out += data[at:start]
        out += content
        at = end
    return bytes(out + data[at:])
