"""What the registers of a unit say about items of the LKE: facts in, proposals out, no database.

Which rule serves which item, and what the instrument calls each outcome, is data
(`data/usulan.json`, by code and version of the instrument); a rule only knows its outcomes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pengungkit.proposals import Proposal
from zi_portal.lib.numbers import format_count


TABLE = Path(__file__).resolve().parent / "data" / "usulan.json"
NAMED = 3
# The items ask about every service; the register knows those somebody made a promise for.
ONLY_PROMISED = "Layanan tanpa janji tidak terhitung; cocokkan dengan daftar standar pelayanan."


@dataclass(frozen=True, slots=True)
class InnovationFact:
    """One innovation people are served by. `origin` as `Innovation.Origin`, "" when not told."""

    name: str
    url: str
    origin: str
    closer: bool | None
    has_need: bool
    improved: bool
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """One service promised today. `innovation` is the alive innovation that makes it easier."""

    service: str
    url: str
    compensates: bool
    innovation: InnovationFact | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    innovations: tuple[InnovationFact, ...] = ()
    promises: tuple[PromiseFact, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule comes to: a key or counts, and on what it rests."""

    reason: str
    key: str = ""
    counts: Mapping[str, int] | None = None
    sources: tuple[InnovationFact | PromiseFact, ...] = ()


def _innovation(facts: Facts) -> Outcome | None:
    """How far an innovation is the unit's own, brings service closer, and was replicated."""
    alive = facts.innovations
    if not alive:
        return Outcome("belum ada inovasi yang diuji coba atau berjalan di daftar.", "tidak_ada")
    own = tuple(one for one in alive if one.origin == "sendiri" and one.closer)
    replicated = tuple(one for one in own if one.confirmed)
    if replicated:
        count = sum(one.confirmed for one in replicated)
        return Outcome(
            f"{_names(replicated)} khas unit ini, mendekatkan layanan, dan sudah ditiru"
            f" ({format_count(count)} replikasi dikonfirmasi penerimanya).",
            "ditiru",
            sources=replicated,
        )
    if own:
        return Outcome(
            f"{_names(own)} khas unit ini dan mendekatkan layanan, tetapi belum ada replikasi yang"
            " dikonfirmasi penerimanya.",
            "khas",
            sources=own,
        )
    for origin, key, words in (
        ("meniru", "meniru", "meniru lalu mengembangkan inovasi pihak lain."),
        ("induk", "induk", "menjalankan inovasi instansi induk."),
    ):
        found = tuple(one for one in alive if one.origin == origin)
        if found:
            return Outcome(f"{_names(found)} {words}", key, sources=found)
    return None


def _improvement(facts: Facts) -> Outcome | None:
    """Whether the innovations answer needs and all promised services became better."""
    alive = facts.innovations
    if not alive:
        return Outcome("belum ada inovasi yang diuji coba atau berjalan di daftar.", "tidak_ada")
    needed = tuple(one for one in alive if one.has_need)
    if not needed:
        return Outcome(
            f"{_names(alive)} belum menyebut kebutuhan yang dijawabnya.",
            "tanpa_kebutuhan",
            sources=alive,
        )
    better = [one for one in facts.promises if one.innovation and one.innovation.improved]
    if facts.promises and len(better) == len(facts.promises):
        return Outcome(
            f"{format_count(len(better))} dari {format_count(len(facts.promises))} layanan yang"
            f" dijanjikan punya inovasi dengan ukuran yang membaik. {ONLY_PROMISED}",
            "semua",
            sources=tuple(better),
        )
    return Outcome(
        f"{_names(needed)} menjawab kebutuhan, tetapi ukuran yang membaik baru ada untuk"
        f" {format_count(len(better))} dari {format_count(len(facts.promises))} layanan yang"
        " dijanjikan.",
        "sebagian",
        sources=needed,
    )


def _made_easier(facts: Facts) -> Outcome | None:
    """How many of the promised services an innovation makes easier."""
    if not facts.promises:
        return None
    easier = tuple(one for one in facts.promises if one.innovation)
    return Outcome(
        f"dari {format_count(len(facts.promises))} layanan yang punya janji layanan,"
        f" {format_count(len(easier))} dipermudah oleh inovasi. {ONLY_PROMISED}",
        counts={"terdaftar": len(facts.promises), "dipermudah": len(easier)},
        sources=easier,
    )


def _compensation(facts: Facts) -> Outcome | None:
    """For how many of the promised services there is compensation."""
    total = len(facts.promises)
    if not total:
        return None
    paying = tuple(one for one in facts.promises if one.compensates)
    key = "tidak_ada"
    if len(paying) == total:
        key = "semua"
    elif len(paying) * 2 > total:
        key = "mayoritas"
    elif paying:
        key = "minoritas"
    return Outcome(
        f"{format_count(len(paying))} dari {format_count(total)} janji layanan menyebut"
        f" kompensasi. {ONLY_PROMISED}",
        key,
        sources=paying,
    )


RULES: dict[str, Callable[[Facts], Outcome | None]] = {
    "inovasi": _innovation,
    "perbaikan": _improvement,
    "dipermudah": _made_easier,
    "kompensasi": _compensation,
}
# What every rule can come to, so that the table can be checked to name each.
OUTCOMES: dict[str, frozenset[str]] = {
    "inovasi": frozenset({"ditiru", "khas", "meniru", "induk", "tidak_ada"}),
    "perbaikan": frozenset({"semua", "sebagian", "tanpa_kebutuhan", "tidak_ada"}),
    "dipermudah": frozenset({"terdaftar", "dipermudah"}),
    "kompensasi": frozenset({"semua", "mayoritas", "minoritas", "tidak_ada"}),
}
REGISTERS = {
    "inovasi": "daftar inovasi",
    "perbaikan": "daftar inovasi",
    "dipermudah": "daftar inovasi dan janji layanan",
    "kompensasi": "daftar janji layanan",
}


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def served_by(instrument: str) -> dict[str, Any]:
    """The items of an instrument ("code/version") that a rule serves."""
    return table().get(instrument, {})


def propose(served: Mapping[str, Any], facts: Facts) -> Proposal | None:
    """What the rule of one line of the table proposes; None when the registers do not tell."""
    rule = served["aturan"]
    outcome = RULES[rule](facts)
    if outcome is None:
        return None
    counts = None
    if outcome.counts is not None:
        counts = {served["jumlah"][key]: number for key, number in outcome.counts.items()}
    choice = served["pilihan"][outcome.key] if outcome.key else ""
    return Proposal(
        register=REGISTERS[rule],
        reason=f"Karena {outcome.reason}",
        choice=choice,
        counts=counts,
        sources=tuple(
            (one.name if isinstance(one, InnovationFact) else one.service, one.url)
            for one in outcome.sources[:NAMED]
        ),
    )


def _names(found: tuple[InnovationFact, ...]) -> str:
    names = [one.name for one in found[:NAMED]]
    more = len(found) - len(names)
    if more:
        return f"{', '.join(names)} dan {format_count(more)} lainnya"
    return " dan ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else names[0]
