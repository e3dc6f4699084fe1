"""What index.html tells beside the LKE: innovations, replications and assistance, each with proof.

A chapter is a section of the record (docs/packet.md). Records of any age are read, so a key that
was not kept then is no error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from innovations.models import Replication
from reports.contexts.record import Document, RecordContext
from reports.contexts.record_words import document_words, kept_elsewhere
from reports.packets.index_innovations import EntryWords, innovations_of
from reports.packets.layout import Layout
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_size


Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proof:
    """A document under an item. `href` is empty for a link, whose address `where` says."""

    title: str
    about: str
    href: str
    where: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One innovation, replication or assistance, with its documents."""

    words: EntryWords
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Entries of one section; `others` are documents that belong to it and to no entry."""

    anchor: str
    title: str
    entries: tuple[Entry, ...]
    others: tuple[Proof, ...]


def proof_of(document: Document, layout: Layout) -> Proof:
    about = document_words(document)
    if document.file is None:
        return Proof(document.title, about, "", kept_elsewhere(document))
    facts = f"{document.file.extension.upper()}, {format_size(document.file.size)}"
    about = f"{about} · {facts}" if about else facts
    where = ""
    if not layout.is_here(document):
        where = f"di bagian {layout.part_of[document.uuid]}"
    return Proof(document.title, about, quote(layout.way_to(document)), where)


def chapters_of(context: RecordContext, layout: Layout) -> tuple[Chapter, ...]:
    """Every section that has entries or documents of its own."""
    chapters = (
        _chapter(key, title, rows(context.sections.get(key)), context, layout)
        for key, (title, rows) in SECTIONS.items()
    )
    return tuple(one for one in chapters if one.entries or one.others)


def without_chapter(context: RecordContext, layout: Layout) -> tuple[Proof, ...]:
    """Documents that prove no item and belong to no chapter."""
    return tuple(
        proof_of(one, layout)
        for one in context.documents
        if not one.item_codes and not SECTIONS.keys() & set(one.sections)
    )


def _chapter(
    key: str, title: str, rows: Iterable[EntryWords], context: RecordContext, layout: Layout
) -> Chapter:
    documents = {one.uuid: one for one in context.documents}
    named: set[str] = set()
    entries = []
    for row in rows:
        proofs = [documents[uuid] for uuid in dict.fromkeys(row.proofs) if uuid in documents]
        named |= {one.uuid for one in proofs}
        entries.append(Entry(row, tuple(proof_of(one, layout) for one in proofs)))
    others = tuple(
        proof_of(one, layout)
        for one in context.documents
        if key in one.sections and not one.item_codes and one.uuid not in named
    )
    return Chapter(key, title, tuple(entries), others)


def _replications(section: Any) -> Iterator[EntryWords]:
    for one in (section or {}).get("diberikan", ()):
        confirmation: Told = one.get("konfirmasi") or {}
        confirmed = f"acuan {confirmation['acuan']}" if confirmation else ""
        yield EntryWords(
            name=f"{one['nama']} di {one['penerima']}",
            about=_joined(_state(one["keadaan"]), one.get("provinsi"), confirmed),
            told=_told(("Hasil", one.get("hasil"))),
            items="",
            proofs=(*one["bukti"], confirmation.get("surat", "")),
        )


def _assistances(section: Any) -> Iterator[EntryWords]:
    for one in section or ():
        agreed = len(one.get("tindak_lanjut", ()))
        yield EntryWords(
            name=one["nama"],
            about=_joined(
                one["didampingi"],
                format_date_long(dt.date.fromisoformat(one["tanggal"])),
                f"{agreed} tindak lanjut" if agreed else "",
            ),
            told=_told(("Saran", one.get("saran")), ("Hasil", one.get("hasil"))),
            items=", ".join(one.get("butir", ())),
            proofs=tuple(one["bukti"]),
        )


def _joined(*facts: str | None) -> str:
    return " · ".join(filter(None, facts))


def _told(*pairs: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in pairs if text)


def _state(code: str) -> str:
    known = {state.value: str(state.label) for state in Replication.State}
    return known.get(code, code)


# By the key of the section: its heading, and what reads it.
SECTIONS: dict[str, tuple[str, Callable[[Any], Iterable[EntryWords]]]] = {
    "inovasi": ("Inovasi", innovations_of),
    "replikasi": ("Replikasi", _replications),
    "asistensi": ("Asistensi", _assistances),
}
