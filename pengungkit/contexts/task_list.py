"""The task list of an assessment: what is done, what is left, who does it, by when.

One query for the answers, one for the evidence, one for the people. Everything else is arithmetic
in memory, because this page is opened at every return to the work.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.item_findings import readiness_url, to_repair
from pengungkit.contexts.reminders import reminder
from pengungkit.contexts.task_rows import task_rows
from pengungkit.contexts.tasks import (
    DONE,
    FILTERS,
    NOTHING_ASKED,
    REPAIR,
    RULES,
    Asked,
    Next,
    Selection,
    Task,
    areas_allowed,
    next_task,
    tasks_of,
)
from pengungkit.instruments import Area
from pengungkit.instruments.area_names import area_heading, area_label
from pengungkit.models import Assessment
from units.models import User
from units.permissions import Permission, Rights, holders_of, rights_of
from zi_portal.lib.dates import format_date_long, format_moment
from zi_portal.lib.numbers import format_input, format_percent, format_points, telling_places


@dataclass(frozen=True, slots=True)
class AreaTasks:
    """One area with those of its tasks that are shown; `done` and `items` count all of them.

    They are text, because the template engine would format each number anew wherever it stands.
    `weak` are items whose evidence would be sent back or asked about; 0 is not worth a word.
    """

    key: str
    heading: str
    url: str
    done: str
    items: str
    weak: int
    score: str
    rows: SafeString
    may_answer: bool


@dataclass(frozen=True, slots=True)
class FilterChip:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody items can be given to, with the areas they answer for."""

    pk: int
    label: str

    @property
    def value(self) -> str:
        return str(self.pk)


@dataclass(frozen=True, slots=True)
class TaskList:
    assessment: Assessment
    crumbs: list[Crumb]
    title: str
    heading: str
    total: str
    checks: str
    due: str
    is_late: bool
    closed: str
    url: str
    readiness_url: str
    areas: list[AreaTasks]
    chips: list[FilterChip]
    selection: Selection
    shown: int
    matching: int
    next: Next | None
    people: list[Person]
    may_assign: bool
    may_answer: bool
    may_close: bool
    may_reopen: bool
    may_pack: bool
    # Whether the ministry's own workbook can be had filled in.
    has_form: bool
    # What a coordinator may send around about the items shown; "" when there is no reason to.
    reminder: str
    asked: Asked


def task_list(
    assessment: Assessment, user: User, selection: Selection, asked: Asked = NOTHING_ASKED
) -> TaskList:
    """Everything the page shows, in three queries."""
    rights = rights_of(user)
    structure = assessment.structure
    assignable = areas_allowed(assessment, rights, Permission.ASSIGN)
    answerable = areas_allowed(assessment, rights, Permission.ANSWER)
    tasks = tasks_of(assessment)
    in_view = [task for task in tasks if not selection.area or task.area == selection.area]
    found = [task for task in in_view if selection.finds(structure, task)]
    rule = RULES[selection.saring]
    shown = [task for task in found if rule(task, user.pk)]
    keys = {task.area for task in in_view}
    area = structure.area(selection.area) if selection.area else None
    return TaskList(
        assessment=assessment,
        crumbs=crumbs_of(assessment, selection),
        title=f"Penilaian {assessment.year}{f', {area_heading(area)}' if area else ''}",
        heading=heading(in_view, area),
        total=format_points(assessment.total),
        checks=f"{assessment.checks_met} dari {len(structure.minimums)}",
        due=due_words(assessment),
        is_late=is_late(assessment),
        closed=closed_words(assessment),
        url=assessment.get_absolute_url(),
        readiness_url=readiness_url(assessment),
        areas=area_groups(assessment, selection, in_view, shown, rights, asked.codes),
        chips=chips_of(found, selection, user.pk, coordinates=bool(assignable & keys)),
        selection=selection,
        shown=len(shown),
        matching=sum(1 for task in shown if task.area in assignable),
        next=next_task(in_view, user.pk, answerable),
        people=people_of(assessment, assignable) if assignable & keys else [],
        may_assign=bool(assignable & keys),
        may_answer=bool(answerable & keys),
        may_close=assessment.is_open
        and rights.allows(Permission.CLOSE_ASSESSMENT, assessment.unit),
        may_reopen=not assessment.is_open
        and rights.allows(Permission.REOPEN_ASSESSMENT, assessment.unit),
        may_pack=rights.allows(Permission.MAKE_PACKET, assessment.unit),
        has_form=assessment.instrument.official_form_id is not None,
        reminder=reminder(assessment, selection, shown) if assignable & keys else "",
        asked=asked,
    )


def area_groups(
    assessment: Assessment,
    selection: Selection,
    in_view: list[Task],
    shown: list[Task],
    rights: Rights,
    ticked: Collection[str],
) -> list[AreaTasks]:
    """The areas looked at; with a filter only those in which it finds something."""
    assignable = areas_allowed(assessment, rights, Permission.ASSIGN)
    answerable = areas_allowed(assessment, rights, Permission.ANSWER)
    url = assessment.get_absolute_url()
    found = {task.area for task in shown}
    weak = to_repair(assessment, in_view, {task.code: task.documents for task in in_view})
    return [
        AreaTasks(
            key=area.key,
            heading=area_heading(area),
            url=f"{url}area/{area.key}/",
            done=str(sum(task.area == area.key and task.is_done for task in in_view)),
            items=str(len(area.items)),
            weak=weak[area.key],
            score=area_score(assessment, area),
            rows=task_rows(
                (task for task in shown if task.area == area.key),
                titles={item.code: item.wording for item in area.items},
                url=url,
                choosable=area.key in assignable,
                ticked=ticked,
            ),
            may_answer=area.key in answerable,
        )
        for area in assessment.structure.areas
        if selection.area in ("", area.key) and (area.key in found or not selection.narrows)
    ]


def is_late(assessment: Assessment) -> bool:
    due = assessment.due_on if assessment.is_open else None
    return due is not None and due < assessment.unit.today


def crumbs_of(assessment: Assessment, selection: Selection) -> list[Crumb]:
    if not selection.area:
        return assessment_crumbs(assessment)
    return assessment_crumbs(assessment, area_label(assessment.structure.area(selection.area)))


def heading(tasks: list[Task], area: Area | None) -> str:
    """First sentence of the page: how far the work is, and what came back."""
    done = sum(1 for task in tasks if task.status in DONE)
    repair = sum(1 for task in tasks if task.status == REPAIR)
    if done == len(tasks):
        sentence = f"Semua {done} butir siap direviu"
    elif done:
        sentence = f"{done} dari {len(tasks)} butir siap direviu"
    else:
        sentence = f"Belum ada dari {len(tasks)} butir yang siap direviu"
    if repair:
        sentence += f", {repair} perlu perbaikan"
    return f"{area_heading(area)}: {sentence[0].lower()}{sentence[1:]}." if area else f"{sentence}."


def due_words(assessment: Assessment) -> str:
    """ "31 Maret 2027, 23.59 WIT": the last minute of the day in the unit's zone; "" if none."""
    if not assessment.is_open or assessment.due_on is None:
        return ""
    return f"{format_date_long(assessment.due_on)}, 23.59 {assessment.unit.zone_label}"


def closed_words(assessment: Assessment) -> str:
    """Why nothing can be changed, and who could change that; "" while the assessment is open."""
    if assessment.is_open:
        return ""
    when = format_moment(assessment.closed_at, assessment.unit.time_zone)
    return (
        f"Pengisian ditutup {when}. Isinya tetap dapat dibaca. Bila masih ada yang harus"
        " diperbaiki, minta admin wilayah atau admin pusat membukanya kembali."
    )


def chips_of(
    found: list[Task], selection: Selection, me: int, *, coordinates: bool
) -> list[FilterChip]:
    """The filters with how many of the found tasks each lets through."""
    chips = []
    for key, label, rule, for_coordinators in FILTERS:
        count = sum(1 for task in found if rule(task, me))
        current = key == selection.saring
        if current or not for_coordinators or (coordinates and count):
            chips.append(FilterChip(label, count, selection.query(saring=key) or "?", current))
    return chips


def area_score(assessment: Assessment, area: Area) -> str:
    """ "5,90 dari 8 (73,8%, minimum 75%)", from the totals kept on the assessment."""
    percent = Decimal(assessment.area_percents.get(area.key, "0"))
    minimum = area_minimum(assessment, area)
    places = telling_places(percent, minimum) if minimum is not None else 1
    words = format_percent(percent, places)
    if minimum is not None:
        words += f", minimum {format_input(minimum)}%"
    points = format_points(percent * area.weight / 100)
    return f"{points} dari {format_input(area.weight)} ({words})"


def area_minimum(assessment: Assessment, area: Area) -> Decimal | None:
    """The percentage the area must reach for the target; None where the rules name none."""
    target = assessment.structure.target(assessment.target).code
    for minimum in assessment.structure.minimums:
        if minimum.level == "area" and minimum.measured == area.key and minimum.unit == "persen":
            return minimum.minimum[target]
    return None


def people_of(assessment: Assessment, areas: Collection[str]) -> list[Person]:
    """Those who answer in at least one of these areas, with the areas they are bound to."""
    people = []
    for holder in holders_of(Permission.ANSWER, assessment.unit):
        if any(holder.covers(area) for area in areas):
            bound = f" (area {', '.join(sorted(holder.areas))})" if holder.areas else ""
            people.append(Person(holder.user_id, f"{holder.name}{bound}"))
    return people
