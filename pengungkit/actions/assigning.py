"""Sharing out items: who is in charge, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from pengungkit.actions.many_answers import locked_answers
from pengungkit.models import Answer, Assessment
from units import audit
from units.models import User


@dataclass(frozen=True, slots=True)
class Reassigned:
    """One item that changed hands or date: person (primary key) and ISO day, before and after."""

    code: str
    person_before: int | None
    due_before: str | None
    person_after: int | None
    due_after: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@transaction.atomic
def assign_items(
    *,
    assessment: Assessment,
    codes: Collection[str],
    by: User,
    assignee: User | None = None,
    due_on: dt.date | None = None,
    set_assignee: bool = False,
    set_due: bool = False,
) -> list[Reassigned]:
    """Set the person in charge and/or the due date of items; returns what changed, for undoing.

    `set_assignee` and `set_due` say which of the two is meant, so that None can clear it. The
    number of queries does not depend on the number of items.
    """
    wanted = frozenset(codes)
    changes = []
    for answer in locked_answers(assessment, wanted):
        if answer.code not in wanted:
            continue
        before = (answer.assignee_id, answer.due_on)
        after = (
            (assignee.pk if assignee else None) if set_assignee else answer.assignee_id,
            due_on if set_due else answer.due_on,
        )
        if before != after:
            changes.append((answer, before, after))
    _store(assessment, changes, {assignee.pk: assignee.username} if assignee else {}, by)
    return [
        Reassigned(answer.code, before[0], _iso(before[1]), after[0], _iso(after[1]))
        for answer, before, after in changes
    ]


@transaction.atomic
def undo_assignment(
    *, assessment: Assessment, changes: Iterable[Reassigned], by: User
) -> tuple[int, list[str]]:
    """Put items back to the hands they were in; returns how many, and the codes left alone.

    An item that was given to somebody else since, or got another date, is left as it is.
    """
    wanted = {change.code: change for change in changes}
    restored, left = [], []
    for answer in locked_answers(assessment, wanted):
        change = wanted.get(answer.code)
        if change is None:
            continue
        now = (answer.assignee_id, answer.due_on)
        if (now[0], _iso(now[1])) != (change.person_after, change.due_after):
            left.append(answer.code)
            continue
        due_before = dt.date.fromisoformat(change.due_before) if change.due_before else None
        restored.append((answer, now, (change.person_before, due_before)))
    people = {person for _, _, (person, _) in restored if person}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "username"))
    _store(assessment, restored, names, by)
    return len(restored), left


Held = tuple[int | None, dt.date | None]


def _store(
    assessment: Assessment,
    changes: list[tuple[Answer, Held, Held]],
    names: dict[int, str],
    by: User,
) -> None:
    """Write the new person and day of each answer, one event each; `names` are account names."""
    events = []
    for answer, (person_before, due_before), (person, due_on) in changes:
        data: dict[str, Any] = {"code": answer.code}
        if person_before != person:
            known = answer.assignee.username if answer.assignee else None
            data["penanggung_jawab"] = [known, names.get(person) if person else None]
        if due_before != due_on:
            data["tenggat"] = [due_before, due_on]
        answer.assignee_id, answer.due_on = person, due_on
        events.append(audit.Event("butir_ditugaskan", answer, assessment.unit.code, data))
    if changes:
        Answer.objects.bulk_update([answer for answer, _, _ in changes], ["assignee", "due_on"])
        audit.record_many(by, events)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
