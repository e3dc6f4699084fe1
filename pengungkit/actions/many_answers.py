"""Changing many answers of one assessment at once, with a number of queries that does not grow."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pengungkit import history, rollups
from pengungkit.exceptions import AssessmentClosedError
from pengungkit.models import Answer, Assessment
from units import audit
from units.models import User


STORED = (
    "choice",
    "counts",
    "index",
    "narrative",
    "status",
    "version",
    "updated_at",
    "updated_by",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One answer with its fields before and after, and what else its event should tell."""

    answer: Answer
    before: dict[str, Any]
    after: dict[str, Any]
    more: dict[str, Any]


def locked_answers(assessment: Assessment, codes: Collection[str]) -> list[Answer]:
    """The answers of every sub-area the codes lie in, locked, in office order.

    Rows are locked in the order in which saving one item locks them (answers by position, whole
    sub-areas, then the assessment), so that the two never wait for each other. Raises
    `AssessmentClosedError` when the assessment is not open.
    """
    structure = assessment.structure
    sub_areas = {structure.item(code).sub_area_code for code in codes}
    answers = list(
        Answer.objects.select_for_update(of=("self",), no_key=True)
        .select_related("assignee")
        .filter(assessment=assessment.pk, sub_area__in=sub_areas)
        .order_by("position")
    )
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    locked.unit, locked.instrument = assessment.unit, assessment.instrument
    if not locked.is_open:
        raise AssessmentClosedError
    for answer in answers:
        answer.assessment = locked
    return answers


def write_many(
    answers: list[Answer], changes: Iterable[Change], action: str, by: User
) -> list[Change]:
    """Store the changes as the next version of each answer, and everything that follows.

    `answers` are what `locked_answers` gave; the changed ones are among them. Call it last in a
    transaction, because the trail takes the chain's lock.
    """
    changes = list(changes)
    if not changes:
        return []
    now = timezone.now()
    for change in changes:
        answer = change.answer
        if change.before == change.after:
            continue
        for field in ("choice", "counts", "narrative", "status"):
            setattr(answer, field, change.after[field])
        index = change.after["index"]
        answer.index = Decimal(index) if index is not None else None
        answer.version += 1
        answer.updated_at, answer.updated_by = now, by
    changed = [change.answer for change in changes if change.before != change.after]
    Answer.objects.bulk_update(changed, STORED)
    touched = {answer.sub_area for answer in changed}
    assessment = answers[0].assessment
    if touched:
        rollups.store_sub_areas(
            assessment, [answer for answer in answers if answer.sub_area in touched]
        )
    audit.record_many(by, [event_of(change, action) for change in changes])
    return changes


def event_of(change: Change, action: str) -> audit.Event:
    """The event from which the item's history can be walked back."""
    answer = change.answer
    data = {
        "code": answer.code,
        "year": answer.assessment.year,
        "version": answer.version,
        "changes": history.changes_between(change.before, change.after),
    }
    return audit.Event(action, answer, answer.assessment.unit.code, data | change.more)
