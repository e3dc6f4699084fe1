"""The assessments of the demo: every answer with its steps, and the score of every day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from pengungkit import history, rollups
from pengungkit.demo import catalogue
from pengungkit.demo.courses import Calendar, Ending, Step, course_of
from pengungkit.demo.diary import Diary
from pengungkit.instruments import Area, Item
from pengungkit.merging import ENTRY_FIELDS
from pengungkit.models import Answer, Assessment, DailyScore, InstrumentVersion
from pengungkit.models.answers import response_from
from pengungkit.scoring import Response, score_sub_area
from units.models import Unit, User


EMPTY = dict.fromkeys(("choice", "narrative"), "") | {
    "counts": None,
    "index": None,
    "status": Answer.Status.EMPTY.value,
}


@dataclass(frozen=True)
class Plan:
    """One assessment of the demo: how far it has come, when, and through whom.

    `column` names the answers it is filled from, `first_items` cuts them off after so many.
    `team` maps an area to the person in charge; "" stands for every other area. The team sits
    down every `pace` working days and does several items at once.
    """

    unit: Unit
    year: int
    target: str
    column: str
    first: dt.date
    last: dt.date
    leader: User
    coordinator: User
    team: dict[str, User]
    due_on: dt.date
    first_items: int = 113
    closed: bool = False
    endings: dict[str, Ending] = field(default_factory=dict)
    with_drafts: bool = True
    pace: int = 4

    def member_for(self, item: Item) -> User:
        return self.team.get(item.area_key, self.team[""])


def fill(plan: Plan, version: InstrumentVersion, diary: Diary) -> dict[str, Answer]:
    """Store one assessment with everything that happened in it; its answers by item code."""
    calendar = Calendar(plan.first, plan.last, plan.unit.time_zone)
    opened = calendar.at(0, 0)
    assessment = Assessment(
        unit=plan.unit,
        year=plan.year,
        target=plan.target,
        instrument=version,
        due_on=plan.due_on,
        opened_at=opened,
        opened_by=plan.leader,
    )
    courses = _courses(plan, assessment, calendar)
    days = _scores_by_day(assessment, courses, opened.date(), calendar)
    _set_rollup(assessment, days)
    if plan.closed:
        assessment.state = Assessment.State.FINAL
        assessment.closed_at, assessment.closed_by = calendar.at(10_000, 6), plan.leader
    assessment.save(force_insert=True)
    DailyScore.objects.bulk_create(
        DailyScore(assessment=assessment, day=day, total=rollup.total, checks_met=rollup.checks_met)
        for day, rollup in list(days.items())[:-1]
    )
    answers = Answer.objects.bulk_create(
        _answer(plan, assessment, item, courses[item.code], calendar)
        for item in assessment.structure.items
    )
    _tell(plan, assessment, answers, courses, calendar, diary)
    return {answer.code: answer for answer in answers}


def _courses(plan: Plan, assessment: Assessment, calendar: Calendar) -> dict[str, list[Step]]:
    """The steps of every item, spread evenly over the working days; none where nothing is done."""
    items = assessment.structure.items
    begun = [
        (item, values)
        for item in _side_by_side(assessment.structure.areas)
        if item.position <= plan.first_items
        and (values := catalogue.values_for(item, plan.column, plan.unit.code))
    ]
    room = len(calendar.days) - 4
    courses: dict[str, list[Step]] = {item.code: [] for item in items}
    for rank, (item, values) in enumerate(begun):
        courses[item.code] = course_of(
            item,
            values,
            plan.endings.get(item.code, Ending.APPROVED),
            start=1 + rank * room // len(begun) // plan.pace * plan.pace,
            calendar=calendar,
            member=plan.member_for(item),
            coordinator=plan.coordinator,
            with_draft=plan.with_drafts and item.position % 3 != 0,
        )
    return courses


def _side_by_side(areas: tuple[Area, ...]) -> list[Item]:
    """All items in the order in which teams of all areas get to them at one time."""
    turns = [
        ((number + 0.5) / len(area.items), item.position, item)
        for area in areas
        for number, item in enumerate(area.items)
    ]
    return [item for _, _, item in sorted(turns, key=lambda turn: turn[:2])]


def _scores_by_day(
    assessment: Assessment, courses: dict[str, list[Step]], opened: dt.date, calendar: Calendar
) -> dict[dt.date, rollups.Rollup]:
    """The totals with which each day ended, oldest first: the true ones, counted as it went."""
    structure = assessment.structure
    steps = sorted(
        (
            (step.at, code, step.values)
            for code, course in courses.items()
            for step in course
            if step.action == "butir_diisi"
        ),
        key=lambda step: step[0],
    )
    by_day: dict[dt.date, list[tuple[str, dict[str, Any]]]] = {}
    for at, code, values in steps:
        by_day.setdefault(at.astimezone(calendar.zone).date(), []).append((code, values))
    responses: dict[str, Response] = {}
    sub_scores = {one.code: str(Fraction(0)) for one in structure.sub_areas}
    result = {opened: rollups.rollup_of(assessment, sub_scores)}
    for day, changes in by_day.items():
        for code, values in changes:
            if (response := _response(values)) is not None:
                responses[code] = response
        for sub_area in {structure.item(code).sub_area_code for code, _ in changes}:
            sub_scores[sub_area] = str(score_sub_area(structure, sub_area, responses))
        result[day] = rollups.rollup_of(assessment, sub_scores)
    return result


def _set_rollup(assessment: Assessment, days: dict[dt.date, rollups.Rollup]) -> None:
    day, rollup = list(days.items())[-1]
    assessment.sub_scores = rollup.sub_scores
    assessment.total = rollup.total
    assessment.pengungkit = rollup.pengungkit
    assessment.area_percents = rollup.area_percents
    assessment.checks_met = rollup.checks_met
    assessment.scored_on = day


def _response(values: dict[str, Any]) -> Response | None:
    return response_from(choice=values["choice"], counts=values["counts"], index=values["index"])


def _answer(
    plan: Plan, assessment: Assessment, item: Item, course: list[Step], calendar: Calendar
) -> Answer:
    """The row as its last step left it."""
    last = course[-1] if course else None
    values = last.values if last else EMPTY
    repair = next((step for step in course if step.note), None)
    done = values["status"] in Answer.DONE_STATUSES
    # What is not finished is due in the coming weeks; some of it is late already.
    due = (
        last.at.date() + dt.timedelta(days=5)
        if last and done
        else plan.last + dt.timedelta(days=item.position % 24 - 4)
    )
    return Answer(
        assessment=assessment,
        code=item.code,
        sub_area=item.sub_area_code,
        area=item.area_key,
        position=item.position,
        version=len(course),
        **{name: values[name] for name in (*ENTRY_FIELDS, "status")},
        repair_note=repair.note if repair else "",
        repair_at=repair.at if repair else None,
        repair_by=repair.actor if repair else None,
        assignee=plan.member_for(item),
        due_on=due,
        updated_at=last.at if last else None,
        updated_by=last.actor if last else None,
    )


def _tell(
    plan: Plan,
    assessment: Assessment,
    answers: list[Answer],
    courses: dict[str, list[Step]],
    calendar: Calendar,
    diary: Diary,
) -> None:
    """Opening, sharing out, every step, and closing."""
    unit = plan.unit
    diary.note(
        assessment.opened_at, plan.leader, "penilaian_dibuka", assessment, unit,
        year=plan.year, sasaran=plan.target, instrumen=assessment.instrument.code,
    )  # fmt: skip
    for answer in answers:
        member = plan.member_for(assessment.structure.item(answer.code))
        diary.note(
            calendar.at(0, 3), plan.coordinator, "butir_ditugaskan", answer, unit,
            code=answer.code,
            penanggung_jawab=[None, member.username],
            tenggat=[None, answer.due_on],
        )  # fmt: skip
        before: dict[str, Any] = EMPTY
        for version, step in enumerate(courses[answer.code], start=1):
            more = {"note": step.note} if step.note else {}
            diary.note(
                step.at, step.actor, step.action, answer, unit,
                code=answer.code, year=plan.year, version=version,
                changes=history.changes_between(before, step.values), **more,
            )  # fmt: skip
            before = step.values
    if assessment.closed_at:
        diary.note(
            assessment.closed_at, plan.leader, "penilaian_ditutup", assessment, unit,
            alasan="Tahun berakhir (contoh).", total=assessment.total,
        )  # fmt: skip
