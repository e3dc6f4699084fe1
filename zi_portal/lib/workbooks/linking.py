"""Links of cells in somebody else's workbook, put into the bytes of its sheet and relations."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from zi_portal.lib.workbooks.archive import safe_parser


# The elements of a sheet stand in a fixed order; links come before any of these.
_AFTER = frozenset({
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "drawingHF",
    "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
})  # fmt: skip
_KNOWN = re.compile(rb"\sId=(?:\"([^\"]*)\"|'([^']*)')")
_END = re.compile(rb"(?:/>|</(?:\w+:)?Relationships\s*>)\s*$")
_OPENING = re.compile(rb"<((?:\w+:)?)Relationships\b[^>]*>")
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# What a workbook says that was saved as "Strict Open XML".
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships'
    b' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


@dataclass(frozen=True, slots=True)
class Link:
    """Where a cell leads: an address or a path beside the workbook, and a place in it."""

    target: str
    place: str = ""
    tip: str = ""


def relations_part(sheet: str) -> str:
    """The part that names what a sheet points to."""
    folder, name = posixpath.split(sheet)
    return f"{folder}/_rels/{name}.rels"


def linked(
    sheet: bytes, relations: bytes | None, links: Mapping[str, Link]
) -> tuple[bytes, bytes | None]:
    """Sheet and relations with the links; cells that have one of the form keep theirs."""
    at, prefix, is_inside, taken = _room(sheet)
    wanted = {cell: link for cell, link in links.items() if cell not in taken}
    if not wanted:
        return sheet, relations
    relations = relations or _EMPTY
    kind = _STRICT_RELATIONS if _STRICT in sheet[:2000] else _RELATIONS
    known = {(one or other).decode() for one, other in _KNOWN.findall(relations)}
    elements, entries = [], []
    number = 0
    opening = _OPENING.search(relations)
    lead = opening.group(1).decode() if opening else ""
    for cell, link in wanted.items():
        number += 1
        while f"tautan{number}" in known:
            number += 1
        told = [f'ref="{cell}"', f'r:id="tautan{number}"', f'xmlns:r="{kind}"']
        told += [f"location={quoteattr(link.place)}"] if link.place else []
        told += [f"tooltip={quoteattr(link.tip)}"] if link.tip else []
        elements.append(f"<{prefix}hyperlink {' '.join(told)}/>")
        entries.append(
            f'<{lead}Relationship Id="tautan{number}" Type="{kind}/hyperlink"'
            f' Target={quoteattr(link.target)} TargetMode="External"/>'
        )
    inner = "".join(elements)
    if not is_inside:
        inner = f"<{prefix}hyperlinks>{inner}</{prefix}hyperlinks>"
    sheet = sheet[:at] + inner.encode() + sheet[at:]
    return sheet, _extended(relations, "".join(entries).encode(), lead)


def _extended(relations: bytes, entries: bytes, lead: str) -> bytes:
    end = _END.search(relations)
    if end is None:
        return relations + entries
    if end.group().startswith(b"/>"):
        return relations[: end.start()] + b">" + entries + f"</{lead}Relationships>".encode()
    return relations[: end.start()] + entries + relations[end.start() :]


def _room(sheet: bytes) -> tuple[int, str, bool, set[str]]:
    """Where links go, the prefix of the sheet's names, whether inside its own list, whose cells."""
    parser = safe_parser()
    depth, prefix, taken = 0, "", set()
    before: int | None = None
    own_end: int | None = None
    root_end = len(sheet)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, prefix, before
        depth += 1
        lead, _, plain = name.rpartition(":")
        if depth == 1:
            prefix = f"{lead}:" if lead else ""
        if depth == 2 and plain in _AFTER and before is None:
            before = parser.CurrentByteIndex
        if plain == "hyperlink" and depth == 3:
            taken.add(attributes.get("ref", ""))

    def end(name: str) -> None:
        nonlocal depth, own_end, root_end
        if depth == 2 and name.rpartition(":")[2] == "hyperlinks":
            own_end = parser.CurrentByteIndex
        if depth == 1:
            root_end = parser.CurrentByteIndex
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(sheet, True)
    if own_end is not None:
        return own_end, prefix, True, taken
    return root_end if before is None else before, prefix, False, taken
