"""Sharing out items: who is in charge, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from pengungkit.exceptions import AssessmentClosedError
from pengungkit.models import Answer, Assessment
from units import audit
from units.models import User


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
) -> int:
    """Set the person in charge and/or the due date of items; returns how many rows changed.

    `set_assignee` and `set_due` say which of the two is meant, so that None can clear it. The
    number of queries does not depend on the number of items.
    """
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not locked.is_open:
        raise AssessmentClosedError
    answers = list(
        Answer.objects.filter(assessment=locked, code__in=codes).select_related("assignee")
    )
    events, changed = [], []
    for answer in answers:
        data: dict[str, list] = {}
        if set_assignee and answer.assignee_id != (assignee.pk if assignee else None):
            before = answer.assignee.username if answer.assignee else None
            data["penanggung_jawab"] = [before, assignee.username if assignee else None]
            answer.assignee = assignee
        if set_due and answer.due_on != due_on:
            data["tenggat"] = [answer.due_on, due_on]
            answer.due_on = due_on
        if data:
            changed.append(answer)
            events.append(
                audit.Event(
                    "butir_ditugaskan", answer, assessment.unit.code, {"code": answer.code} | data
                )
            )
    Answer.objects.bulk_update(changed, ["assignee", "due_on"])
    if events:
        audit.record_many(by, events)
    return len(changed)
