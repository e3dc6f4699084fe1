"""Which items of one office wait for one person: repairs, due items, approvals, other tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pengungkit.models import Answer, Assessment
from reports.contexts.answers import AnswerLine
from reports.contexts.followups import approvable
from reports.contexts.links import assessment_url, item_url
from units.models import User
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_date_long, relative_day


Status = Answer.Status
SOON_DAYS = 7
# Items of a kind that are listed; the rest is one link away.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item that waits, with what to say about it."""

    code: str
    title: str
    url: str
    note: str = ""
    tone: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class ItemList:
    """The first items of a kind, how many there are, and where all of them stand."""

    lines: tuple[ItemLine, ...]
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Resume:
    """The item the person left last, or the one to begin with (`left_at` None)."""

    line: ItemLine
    left_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Worklist:
    """Everything in one assessment that waits for one person, each item in one list only."""

    resume: Resume | None
    repairs: ItemList
    due: ItemList
    approvals: ItemList
    tasks: ItemList
    finished: int

    @property
    def waiting(self) -> int:
        return self.repairs.count + self.due.count + self.approvals.count + self.tasks.count


def worklist_of(
    assessment: Assessment,
    lines: Sequence[AnswerLine],
    *,
    user: User,
    rights: Rights,
    today: dt.date,
    notes: Mapping[str, str],
) -> Worklist:
    """`notes` are the repair notes by item code; in a closed assessment nothing waits."""
    page = assessment_url(assessment)
    own = [line for line in lines if line.assignee_id == user.pk]
    open_lines = lines if assessment.is_open else []
    repairs = repairs_for(assessment, open_lines, user, rights)
    approvals = approvable(rights, assessment, open_lines)
    todo = [
        line
        for line in open_lines
        if line.assignee_id == user.pk and not line.is_done and line not in repairs
    ]
    soon = today + dt.timedelta(days=SOON_DAYS)
    due = sorted(
        (line for line in todo if line.due_on and line.due_on <= soon),
        key=lambda line: line.due_on or today,
    )
    tasks = [line for line in todo if line not in due]

    def listed(found: Sequence[AnswerLine], query: str) -> ItemList:
        shown = tuple(_line(assessment, line, today, notes) for line in found[:SHOWN])
        return ItemList(shown, len(found), f"{page}?{query}")

    return Worklist(
        resume=_resume(assessment, open_lines, [*repairs, *due, *tasks], user, rights, today),
        repairs=listed(repairs, "saring=perbaikan"),
        due=listed(due, "saring=saya"),
        approvals=listed(approvals, "saring=siap"),
        tasks=listed(tasks, "saring=saya"),
        finished=sum(line.is_done for line in own),
    )


def repairs_for(
    assessment: Assessment, lines: Iterable[AnswerLine], user: User, rights: Rights
) -> list[AnswerLine]:
    """Items sent back that this person has to repair: their own, and nobody's in their area.

    Who sent an item back waits for it and does not repair it.
    """
    return [
        line
        for line in lines
        if line.status == Status.REPAIR
        and (
            line.assignee_id == user.pk
            or (
                line.assignee_id is None
                and line.repair_by_id != user.pk
                and rights.allows(Permission.ANSWER, assessment.unit, line.area)
            )
        )
    ]


def _resume(
    assessment: Assessment,
    lines: Sequence[AnswerLine],
    waiting: Sequence[AnswerLine],
    user: User,
    rights: Rights,
    today: dt.date,
) -> Resume | None:
    """Where to go on: the unfinished item touched last, else what waits, else a free item."""
    touched = [
        line
        for line in lines
        if line.updated_by_id == user.pk
        and line.updated_at
        and not line.is_done
        and not (line.status == Status.REPAIR and line.repair_by_id == user.pk)
    ]
    last = max(touched, key=lambda line: line.updated_at or dt.datetime.min, default=None)
    if last is not None:
        return Resume(_line(assessment, last, today, {}), last.updated_at)
    free = (
        line
        for line in lines
        if line.assignee_id is None
        and line.status == Status.EMPTY
        and rights.allows(Permission.ANSWER, assessment.unit, line.area)
    )
    first = next(iter(waiting), None) or next(free, None)
    return Resume(_line(assessment, first, today, {}), None) if first else None


def _line(
    assessment: Assessment, line: AnswerLine, today: dt.date, notes: Mapping[str, str]
) -> ItemLine:
    tone = tag = ""
    if line.due_on and not line.is_done:
        tone = "error" if line.due_on < today else "warning"
        tag = relative_day(line.due_on, today)
        if line.due_on < today:
            tag = f"terlambat {(today - line.due_on).days} hari"
        if line.due_on > today + dt.timedelta(days=SOON_DAYS):
            tone, tag = "neutral", f"s.d. {format_date_long(line.due_on)}"
    return ItemLine(
        code=line.code,
        title=assessment.structure.item(line.code).wording,
        url=item_url(assessment, line.code),
        note=notes.get(line.code, ""),
        tone=tone,
        tag=tag,
    )
