"""Entries of index.html, and those of innovations: what each is, what came of it, what it did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.packets.matrix import result_words
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_count


Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EntryWords:
    """What an entry of the index says. `proofs` are the uuids of its documents.

    Older records have no activities and voices, and only innovations have any.
    """

    name: str
    about: str
    told: tuple[tuple[str, str], ...]
    items: str
    proofs: tuple[str, ...]
    results: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    voices: tuple[tuple[str, str], ...] = ()


def innovations_of(section: Any) -> list[EntryWords]:
    return [_innovation(one) for one in section or ()]


def _innovation(one: Node) -> EntryWords:
    about = (one.get("fase", ""), one["jenis_nama"], one["keadaan_nama"], one["layanan"])
    told = (
        ("Kebutuhan", one.get("kebutuhan", "")),
        ("Solusi", one["solusi"]),
        ("Pembeda", one.get("pembeda", "")),
    )
    return EntryWords(
        name=one["nama"],
        about=" · ".join(filter(None, about)),
        told=tuple(pair for pair in told if pair[1]),
        items=", ".join(one["butir"]),
        results=tuple(filter(None, map(result_words, one.get("ukuran", ())))),
        activities=tuple(map(_activity, one.get("kegiatan", ()))),
        voices=tuple((voice["kesaksian"], voice["dari"]) for voice in one.get("kesaksian", ())),
        proofs=tuple(one["bukti"]),
    )


def _activity(act: Node) -> str:
    """ "5 Maret 2026: Kelas akuntansi, di Ternate, 12 peserta. Semua lulus."."""
    day = format_date_long(dt.date.fromisoformat(act["tanggal"]))
    facts = [
        act["nama"],
        f"di {act['tempat']}" if act["tempat"] else "",
        f"diminta {act['diminta_oleh']}" if act["diminta_oleh"] else "",
        f"{format_count(act['peserta'])} peserta" if act["peserta"] is not None else "",
    ]
    words = f"{day}: {', '.join(filter(None, facts))}"
    return f"{words}. {act['hasil']}" if act["hasil"] else words
