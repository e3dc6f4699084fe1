"""Writing an assessment into a copy of the ministry's own workbook.

Which cells is what was found when the form was uploaded (`pengungkit.official`). Only those cells
are written; a cell for which the portal has nothing is emptied, so that nobody takes what stood in
the form for an answer of the office.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pengungkit.instruments import Kind
from pengungkit.official.analysis import LIMITS
from pengungkit.official.places import Asked, ItemPlace, Places, Unplaced
from pengungkit.official.section import KEY
from reports.contexts.record import ItemLine, Judgement, RecordContext
from reports.workbooks.content import LinkFor
from zi_portal.lib import blobs
from zi_portal.lib.workbooks.cell_text import plain_text
from zi_portal.lib.workbooks.editing import Value, fill_cells
from zi_portal.lib.workbooks.linking import Link
from zi_portal.lib.workbooks.links import file_target, web_target


PLACES = Decimal("0.0001")
# Where all documents of an item are listed, by its code.
ItemLink = Callable[[str], Link]


@dataclass(frozen=True)
class OfficialFormFacts:
    """The form an assessment is to be written into, as its record names it."""

    name: str
    sha256: str
    size: int
    places: Places

    @classmethod
    def named_by(cls, context: RecordContext) -> OfficialFormFacts:
        """Of a record, or a live state, that names one (`KEY in context.sections`)."""
        node = context.sections[KEY]
        places = Places.from_json(node["letak"])
        return cls(node["nama"], node["sha256"], node["ukuran"], places)


@dataclass(frozen=True)
class Filling:
    """What goes into which cell, and what has no place there although the office filled it in.

    `links` say where cells with evidence lead.
    """

    cells: Mapping[str, Value]
    links: Mapping[str, Link]
    unwritten: tuple[Unplaced, ...]


def filling_of(
    context: RecordContext, form: OfficialFormFacts, link_for: LinkFor, item_link: ItemLink
) -> Filling:
    """`link_for` says where a document lies, `item_link` where all of an item are listed."""
    cells: dict[str, Value] = {}
    links: dict[str, Link] = {}
    unwritten: list[Unplaced] = []
    for area in context.areas:
        for line in area.items:
            place = form.places.items.get(line.code)
            if place is None:
                if line.answered or line.narrative or line.documents:
                    unwritten.append(
                        Unplaced(line.code, "semua isian", "butir tidak ada di formulir")
                    )
                continue
            cells |= _cells(line, place, link_for)
            if place.evidence and line.documents:
                links[place.evidence] = evidence_link(line, link_for, item_link)
            unwritten += _unwritten(line, place)
    return Filling(cells, links, tuple(unwritten))


def _cells(line: ItemLine, place: ItemPlace, link_for: LinkFor) -> dict[str, Value]:
    own = Judgement(
        choice=line.choice,
        counts=line.counts,
        index=line.index,
        note=line.narrative,
        share=line.share,
        value=line.value,
    )
    cells = _answered(line, place, place.own, own)
    if place.evidence:
        cells[place.evidence] = evidence_text(line, link_for) or None
    for who, asked in place.judged.items():
        given = {"tpi": line.tpi, "akhir": line.final}.get(who)
        cells |= _answered(line, place, asked, given)
    return cells


def _answered(
    line: ItemLine, place: ItemPlace, asked: Asked, given: Judgement | None
) -> dict[str, Value]:
    cells: dict[str, Value] = dict.fromkeys(asked.cells)
    if given is None:
        return cells
    if asked.answer:
        if line.item.kind is Kind.CHOICE:
            cells[asked.answer] = place.choices.get(given.choice)
        else:
            cells[asked.answer] = given.index
    if asked.note:
        cells[asked.note] = given.note or None
    if asked.value:
        cells[asked.value] = given.share.quantize(PLACES)
    for key, cell in asked.counts.items():
        cells[cell] = (given.counts or {}).get(key)
    return cells


def evidence_link(line: ItemLine, link_for: LinkFor, item_link: ItemLink) -> Link:
    """A cell leads to one place: to the document, or to the list when there are several."""
    if len(line.documents) == 1:
        [document] = line.documents
        place = link_for(document) or ""
        if target := web_target(place) or file_target(place) or web_target(document.url):
            return Link(target, tip=f"Buka {plain_text(document.title)[:200]}")
    tip = f"Buka daftar bukti butir {line.code}: {len(line.documents)} dokumen"
    return replace(item_link(line.code), tip=tip)


def evidence_text(line: ItemLine, link_for: LinkFor) -> str:
    """A numbered line per document, and below it where it lies.

    LibreOffice shows the text of a link as one line; marks keep its parts apart there.
    """
    told = []
    for number, document in enumerate(line.documents, start=1):
        text = f"{number}. {document.title}"
        place = link_for(document) or ""
        if target := web_target(place) or file_target(place) or web_target(document.url):
            text += f":\n{place if file_target(place) else target}"
        told.append(text)
    return ";\n".join(told)


def _unwritten(line: ItemLine, place: ItemPlace) -> Iterator[Unplaced]:
    code, own, item = line.code, place.own, line.item
    if item.kind is Kind.CHOICE and line.choice:
        if not own.answer:
            yield Unplaced(code, f"jawaban {line.choice}", "formulir tidak punya sel untuknya")
        elif line.choice not in place.choices:
            yield Unplaced(
                code, f"jawaban {line.choice}", "daftar pilihan selnya tidak memuatnya", own.answer
            )
    if item.kind is Kind.INDEX and line.index is not None and not own.answer:
        yield Unplaced(code, "indeks", "formulir tidak punya sel untuknya")
    for key, count in (line.counts or {}).items():
        if count is not None and key not in own.counts and item.ratio is not None:
            yield Unplaced(code, item.ratio.input(key).wording, "formulir tidak punya sel untuknya")
    if line.narrative and not own.note:
        yield Unplaced(code, "catatan", "formulir tidak punya sel untuknya")
    if line.documents and not place.evidence:
        yield Unplaced(code, "daftar bukti", "formulir tidak punya kolom bukti")


def official_form(form: OfficialFormFacts, filling: Filling, *, packed: bool = True) -> bytes:
    """The filled copy. Raises `BlobDamagedError` when the kept form is not what was uploaded."""
    blobs.open_whole(form.sha256, form.size).close()
    out = io.BytesIO()
    fill_cells(
        blobs.path_of(form.sha256),
        out,
        {form.places.sheet: filling.cells},
        LIMITS,
        packed=packed,
        links={form.places.sheet: filling.links},
    )
    return out.getvalue()


def notes_text(form: OfficialFormFacts, filling: Filling) -> str:
    """What was not written, as a text to lie beside the form."""
    lines = [
        f"Formulir resmi “{form.name}”, diisi dari portal.",
        f"SHA-256 berkas asli: {form.sha256}",
    ]
    if not filling.unwritten:
        return "\r\n".join([*lines, "Semua isian mendapat tempat.", ""])
    lines += [
        "",
        "Isian berikut tidak mendapat tempat. Tulis sendiri di formulir bila perlu; isinya ada di",
        "portal dan di LKE portal.",
        "",
    ]
    for one in filling.unwritten:
        where = f" (sel {one.cell})" if one.cell else ""
        lines.append(f"{one.code}  {one.what}: {one.why}{where}.")
    return "\r\n".join([*lines, ""])
