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
OWN_TONE = "info"


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
        return self.tone == OWN_TONE


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
    may_assign = rights.allows(Permission.ASSIGN, assessment.unit)
    free = sum(line.assignee_id is None and not line.is_done for line in lines) * may_assign
    may_close = rights.allows(Permission.CLOSE_ASSESSMENT, assessment.unit)
    due_on = assessment.due_on
    candidates = (
        (mine, f"{mine} butir siap direviu", f"{page}?saring=siap", OWN_TONE, "setujui"),
        (
            ready - mine,
            f"{ready - mine} butir menunggu koordinator area",
            f"{page}?saring=siap",
            "neutral",
            "siap direviu",
        ),
        (
            may_close and all(line.is_done for line in lines),
            "Semua butir siap; tutup pengisian",
            close_url(assessment),
            OWN_TONE,
            "putuskan",
        ),
        (
            repair,
            f"{repair} butir dikembalikan",
            f"{page}?saring=perbaikan",
            "warning",
            "perlu perbaikan",
        ),
        (late, f"{late} butir lewat tenggat", f"{page}?saring=lewat-tenggat", "error", "terlambat"),
        (empty, f"{empty} butir belum diisi", f"{page}?saring=kosong", "neutral", "kosong"),
        (
            free,
            f"{free} butir belum ada penanggung jawab",
            f"{page}?saring=tanpa-petugas",
            "neutral",
            "tugaskan",
        ),
        (
            due_on is not None,
            f"Pengisian sampai {format_date_long(due_on)}",
            page,
            "error" if due_on and due_on < today else "neutral",
            relative_day(due_on, today) if due_on else "",
        ),
    )
    return tuple(FollowUp(*words) for waits, *words in candidates if waits)
