"""All answers of one or a few assessments, read with one query and without model objects."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from pengungkit.models import Answer


FIELDS = (
    "assessment_id",
    "code",
    "area",
    "status",
    "choice",
    "counts",
    "index",
    "assignee_id",
    "due_on",
    "updated_at",
    "updated_by_id",
    "repair_by_id",
)


class AnswerLine(NamedTuple):
    """What lists and counts need of one answer; columns as in FIELDS."""

    assessment_id: int
    code: str
    area: str
    status: str
    choice: str
    counts: dict[str, int | None] | None
    survey: Decimal | None
    assignee_id: int | None
    due_on: dt.date | None
    updated_at: dt.datetime | None
    updated_by_id: int | None
    repair_by_id: int | None

    @property
    def is_done(self) -> bool:
        return self.status in Answer.DONE_STATUSES


def answer_lines(assessment_ids: Iterable[int]) -> Mapping[int, list[AnswerLine]]:
    """Answers by assessment, in office order."""
    found: dict[int, list[AnswerLine]] = defaultdict(list)
    rows = (
        Answer.objects.filter(assessment__in=list(assessment_ids))
        .order_by("assessment_id", "position")
        .values_list(*FIELDS)
    )
    for row in rows:
        found[row[0]].append(AnswerLine(*row))
    return found
