"""What a rule is, and what it finds. The rules stand in `item_rules` and `document_rules`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import NamedTuple
from uuid import UUID

from pengungkit.findings.facts import DocumentFacts, ItemFacts


class Severity(IntEnum):
    """How an evaluator takes it: sends the item back, asks about it, or would be glad of more.

    Nothing here keeps anybody from doing anything.
    """

    HINT = 1
    WARNING = 2
    BLOCKING = 3


class Place(StrEnum):
    """Where on the page of the item it is repaired; the values are ids there.

    Whoever only reads the item finds the same ids.
    """

    ANSWER = "jawaban"
    NARRATIVE = "penjelasan"
    EVIDENCE = "bukti"
    # The store of the unit, where many documents are described at once.
    STORE = "kotak"
    TOP = ""


class Limits(NamedTuple):
    """What an installation sets: see ZI_BUKTI_BUTIR_MAKS and ZI_BUKTI_TAHUN_MUNDUR."""

    most_items: int = 5
    years_back: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding: its key in addresses, its name in lists, why it matters, what to do."""

    code: str
    severity: Severity
    name: str
    why: str
    act: str
    place: Place = Place.EVIDENCE
    # Whether the usual evidence of the sub-area helps whoever repairs it.
    wants_examples: bool = False


class Pointed(NamedTuple):
    """A document that a finding is about, with what is to be said of this one."""

    uuid: UUID
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """That a rule found something at an item, in a sentence, and in which documents."""

    rule: Rule
    what: str
    documents: tuple[Pointed, ...] = ()


Says = Callable[[ItemFacts, Limits], str]


@dataclass(frozen=True, slots=True)
class ItemRule:
    """`says` the sentence when the rule finds something, "" otherwise."""

    rule: Rule
    says: Says

    def find(self, facts: ItemFacts, limits: Limits) -> Finding | None:
        what = self.says(facts, limits)
        return Finding(self.rule, what) if what else None


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """`holds` for each document it is about; `what` takes {tahun} and {butir}.

    Links are never looked into, so rules are about kept files unless `of_links` says otherwise.
    """

    rule: Rule
    what: str
    holds: Callable[[DocumentFacts, ItemFacts, Limits], bool]
    note: Callable[[DocumentFacts], str] = lambda one: ""
    of_links: bool = False

    def find(self, facts: ItemFacts, limits: Limits) -> Finding | None:
        found = [
            Pointed(one.uuid, one.title, self.note(one))
            for one in facts.documents
            if one.is_link == self.of_links and self.holds(one, facts, limits)
        ]
        if not found:
            return None
        what = self.what.format(tahun=facts.year - limits.years_back, butir=limits.most_items)
        # Whatever order documents were attached in, the same is said.
        return Finding(self.rule, what, tuple(sorted(found, key=lambda one: (one.title, one.uuid))))
