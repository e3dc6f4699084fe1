"""Findings as pages show them: of all items of an assessment, or of one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from pengungkit.contexts.document_facts import Documents
from pengungkit.findings import (
    DocumentFacts,
    Finding,
    ItemFacts,
    Limits,
    Place,
    Severity,
    Standing,
    findings_of,
    item_facts,
    standing_of,
)
from pengungkit.findings.sources import contributed
from pengungkit.instruments import Item
from pengungkit.models import Answer, Assessment


# Documents named in one line; the rest is counted.
NAMED = 3
TONES = {Severity.BLOCKING: "no", Severity.WARNING: "warn", Severity.HINT: "none"}
# What weighs enough to be counted beside an area or an office.
TO_REPAIR = frozenset({Standing.BLOCKED, Standing.WARNED})


class Answered(Protocol):
    """A row about one item, of whatever list."""

    @property
    def code(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def choice(self) -> str: ...
    @property
    def counts(self) -> dict[str, int | None] | None: ...
    @property
    def survey(self) -> Decimal | None: ...
    @property
    def due_on(self) -> dt.date | None: ...
    @property
    def has_narrative(self) -> bool: ...


Row = TypeVar("Row", bound=Answered)


class Judged(NamedTuple, Generic[Row]):
    """One item with what is found at it."""

    task: Row
    facts: ItemFacts
    findings: tuple[Finding, ...]
    standing: Standing


def limits() -> Limits:
    """What this installation sets."""
    return Limits(settings.EVIDENCE_MOST_ITEMS, settings.EVIDENCE_YEARS_BACK)


def judged(
    assessment: Assessment, tasks: Sequence[Row], documents: Mapping[str, Documents]
) -> list[Judged[Row]]:
    """Every row with its findings; `documents` are by item code.

    No query but those of rooms to the right.
    """
    structure, today, allowed = assessment.structure, assessment.unit.today, limits()
    more = contributed(assessment, [task.code for task in tasks])
    found = []
    for task in tasks:
        facts = item_facts(
            structure.item(task.code),
            year=assessment.year,
            today=today,
            choice=task.choice,
            counts=task.counts,
            index=task.survey,
            has_narrative=task.has_narrative,
            status=task.status,
            due_on=task.due_on if assessment.is_open else None,
            documents=documents.get(task.code, ()),
        )
        findings = together(findings_of(facts, allowed), more.get(task.code, ()))
        found.append(Judged(task, facts, findings, standing_of(facts, findings)))
    return found


def together(own: tuple[Finding, ...], more: tuple[Finding, ...]) -> tuple[Finding, ...]:
    if not more:
        return own
    return tuple(sorted((*own, *more), key=lambda one: -one.rule.severity))


def findings_at(
    answer: Answer, item: Item, documents: tuple[DocumentFacts, ...]
) -> tuple[Finding, ...]:
    """What is found at one item whose answer and documents are at hand."""
    assessment = answer.assessment
    facts = item_facts(
        item,
        year=assessment.year,
        today=assessment.unit.today,
        choice=answer.choice,
        counts=answer.counts,
        index=answer.index,
        has_narrative=bool(answer.narrative),
        status=answer.status,
        due_on=answer.due_on if assessment.is_open else None,
        documents=documents,
    )
    more = contributed(assessment, [item.code])
    return together(findings_of(facts, limits()), more.get(item.code, ()))


# --- Shown ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """One document a finding names, with its page: there it is described and replaced."""

    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One line: what is wrong, where, why it matters, and the way to the place of repair.

    `more` documents are not named. `url` is "" where the documents' own pages are that place.
    """

    code: str
    tone: str
    name: str
    what: str
    documents: tuple[ShownDocument, ...]
    more: int
    why: str
    act: str
    url: str
    examples: tuple[str, ...]


def shown_finding(assessment: Assessment, item: Item, finding: Finding, page: str) -> ShownFinding:
    """`page` is the item's address, "" on that page itself."""
    rule = finding.rule
    named = finding.documents[:NAMED]
    sub_area = assessment.structure.sub_area(item.sub_area_code)
    if rule.place is Place.STORE:
        place = store_url(assessment)
    elif finding.documents:
        place = ""
    else:
        place = f"{page}#{rule.place}" if rule.place else page
    return ShownFinding(
        code=rule.code,
        tone=TONES[rule.severity],
        name=rule.name,
        what=finding.what,
        documents=tuple(
            ShownDocument(
                one.title, reverse("pengungkit:evidence_detail", args=[one.uuid]), one.note
            )
            for one in named
        ),
        more=len(finding.documents) - len(named),
        why=rule.why,
        act=rule.act,
        url=place,
        examples=sub_area.evidence_examples if rule.wants_examples else (),
    )


@dataclass(frozen=True, slots=True)
class ItemReadiness:
    """What is found at one item, as its own page shows it beside the evidence."""

    heading: str
    findings: tuple[ShownFinding, ...]

    @classmethod
    def of(
        cls, answer: Answer, item: Item, documents: tuple[DocumentFacts, ...]
    ) -> ItemReadiness | None:
        """None where nothing is to be said."""
        found = findings_at(answer, item, documents)
        if not found:
            return None
        weighty = sum(one.rule.severity > Severity.HINT for one in found)
        words = f"{weighty} hal" if weighty else f"cukup, {len(found)} saran"
        # The page names the usual evidence itself, a few lines below.
        shown = (shown_finding(answer.assessment, item, one, page="") for one in found)
        return cls(f"Kesiapan bukti: {words}", tuple(replace(one, examples=()) for one in shown))


def store_url(assessment: Assessment) -> str:
    """The store of the assessment's unit."""
    return f"{reverse('pengungkit:evidence_list')}?unit={assessment.unit.code}"


def readiness_url(assessment: Assessment, **query: str) -> str:
    """The page of findings, narrowed by what is given."""
    url = reverse("pengungkit:readiness", args=[assessment.year, assessment.unit.code])
    pairs = {key: value for key, value in query.items() if value}
    return f"{url}?{urlencode(pairs)}" if pairs else url


def to_repair(
    assessment: Assessment, tasks: Sequence[Row], documents: Mapping[str, Documents]
) -> Counter[str]:
    """How many items would be sent back or asked about, by area."""
    found = judged(assessment, tasks, documents)
    return Counter(one.task.area for one in found if one.standing in TO_REPAIR)
