"""What waits in one assessment: approvals, repairs, overdue items, and the closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pengungkit.models import Answer, Assessment
from reports.contexts.answers import AnswerLine
from reports.contexts.links import assessment_url, close_url
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_date_long, relative_day


Status = Answer.Status
# What waits for the person's own decision has a tone of its own.
OWN = "info"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One line of what waits: words, the rows behind it, and a tag with its tone.

    `own` marks what only this person's decision settles.
    """

    title: str
    url: str
    tone: str
    tag: str

    @property
    def own(self) -> bool:
        return self.tone == OWN


def approvable(
    rights: Rights, assessment: Assessment, lines: Iterable[AnswerLine]
) -> list[AnswerLine]:
    """Items declared ready that this person may approve now."""
    if not assessment.is_open:
        return []
    return [
        line
        for line in lines
        if line.status == Status.READY
        and rights.allows(Permission.APPROVE_ITEM, assessment.unit, line.area)
    ]


def follow_ups(
    rights: Rights, assessment: Assessment, lines: Sequence[AnswerLine], today: dt.date
) -> tuple[FollowUp, ...]:
    """Everything that waits, what only this person can settle first; () once closed."""
    if not assessment.is_open:
        return ()
    page = assessment_url(assessment)
    ready = sum(line.status == Status.READY for line in lines)
    mine = len(approvable(rights, assessment, lines))
    repair = sum(line.status == Status.REPAIR for line in lines)
    empty = sum(line.status == Status.EMPTY for line in lines)
    late = sum(bool(line.due_on and line.due_on < today and not line.is_done) for line in lines)
    free = sum(line.assignee_id is None and not line.is_done for line in lines)
    may_close = rights.allows(Permission.CLOSE_ASSESSMENT, assessment.unit)
    complete = all(line.is_done for line in lines)

    def items(count: int, words: str, filtered: str, tone: str, tag: str) -> list[FollowUp]:
        line = FollowUp(f"{count} butir {words}", f"{page}?saring={filtered}", tone, tag)
        return [line] if count else []

    closing = FollowUp("Semua butir siap; tutup pengisian", close_url(assessment), OWN, "putuskan")
    return (
        *items(mine, "siap direviu", "siap", OWN, "setujui"),
        *items(ready - mine, "menunggu koordinator area", "siap", "neutral", "siap direviu"),
        *([closing] if may_close and complete else []),
        *items(repair, "dikembalikan", "perbaikan", "warning", "perlu perbaikan"),
        *items(late, "lewat tenggat", "lewat-tenggat", "error", "terlambat"),
        *items(empty, "belum diisi", "kosong", "neutral", "kosong"),
        *(
            items(free, "belum ada penanggung jawab", "tanpa-petugas", "neutral", "tugaskan")
            if rights.allows(Permission.ASSIGN, assessment.unit)
            else []
        ),
        *_until(assessment, page, today),
    )


def _until(assessment: Assessment, page: str, today: dt.date) -> list[FollowUp]:
    """The day filling in ends, when there is one."""
    due = assessment.due_on
    if due is None:
        return []
    tone = "error" if due < today else "neutral"
    return [
        FollowUp(f"Pengisian sampai {format_date_long(due)}", page, tone, relative_day(due, today))
    ]
