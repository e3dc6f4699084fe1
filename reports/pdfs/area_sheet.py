"""The sheet for a weekly meeting: one area item by item, with room for what is decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pengungkit.instruments.area_names import area_label
from pengungkit.models import Answer, Assessment
from reports.contexts.record import ItemLine, RecordContext
from reports.contexts.record_words import answer_words
from reports.pdfs.figures import sum_row
from reports.pdfs.frame import Frame, page_of, shortened
from zi_portal.lib.dates import format_date_short
from zi_portal.lib.numbers import format_points


# A note is a reminder here; the whole of it stands at the item.
LONGEST_NOTE = 240


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One item as the meeting sees it."""

    code: str
    wording: str
    answer: str
    points: str
    status: str
    needs_work: bool
    person: str
    due: str
    is_late: bool
    proofs: int
    note: str


def area_sheet(assessment: Assessment, area_key: str, now: dt.datetime) -> str:
    """Always the state of now: a meeting decides about what is open."""
    context = RecordContext.live(assessment)
    area = next(one for one in context.areas if one.key == area_key)
    answers = assessment.answers.filter(area=area_key).select_related("assignee")
    by_code = {answer.code: answer for answer in answers}
    today = now.astimezone(context.unit.zone).date()
    return page_of(
        "area_sheet.html",
        Frame.of(context, f"Lembar {area_label(area)}", now),
        area=area,
        score=sum_row(area.title, area.score),
        ready=sum(answer.status in Answer.DONE_STATUSES for answer in by_code.values()),
        count=len(area.items),
        parts=[
            (
                f"{part.sub_area.code} {part.sub_area.name}",
                [_row(item, by_code[item.code], today) for item in part.items],
            )
            for part in area.sub_areas
        ],
    )


def _row(line: ItemLine, answer: Answer, today: dt.date) -> SheetRow:
    done = answer.status in Answer.DONE_STATUSES
    return SheetRow(
        code=line.code,
        wording=line.item.wording,
        answer=answer_words(line),
        points=f"{format_points(line.value)} / {format_points(line.weight)}",
        status=line.status_label,
        needs_work=answer.status == Answer.Status.REPAIR,
        person=answer.assignee.name if answer.assignee else "",
        due=format_date_short(answer.due_on) if answer.due_on else "",
        is_late=not done and answer.due_on is not None and answer.due_on < today,
        proofs=len(line.documents),
        note=shortened(line.repair_note or line.remark, LONGEST_NOTE),
    )
