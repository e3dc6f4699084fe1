"""The list of assessments a person may see: any number of units in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.safestring import SafeString

from pengungkit.models import Answer, Assessment
from pengungkit.models.assessments import AssessmentQuerySet
from units.permissions import Permission, Rights
from zi_portal.lib.chips import status_chip
from zi_portal.lib.dates import format_date_short
from zi_portal.lib.numbers import format_points


PAGE_SIZE = 50
# Below this many assessments a list can be read whole, and a filter would only be in the way.
WORTH_FILTERING = 8


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """One line of the list; everything is ready to show."""

    url: str
    unit_name: str
    year: int
    target: str
    chip: SafeString
    total: str
    checks: str
    done: int
    items: int
    due: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the person searched for; an empty field does not filter."""

    q: str = ""
    year: int | None = None
    target: str = ""
    state: str = ""

    @property
    def active(self) -> bool:
        return bool(self.q or self.year or self.target or self.state)


@dataclass(frozen=True, slots=True)
class AssessmentList:
    rows: list[AssessmentRow]
    page: Page
    filters: Filters
    years: list[int]
    targets: list[tuple[str, str]]
    states: list[tuple[str, str]]
    shows_filters: bool
    may_open: bool


def listed(rights: Rights, filters: Filters) -> AssessmentQuerySet:
    """The assessments of the list, the person's own office first, then the newest year."""
    home = rights.home
    return (
        filtered(Assessment.objects.visible_to(rights), filters)
        .annotate(
            distance=Case(
                When(unit_id=home.unit_id if home else 0, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("distance", "-year", "unit__name", "pk")
        .with_structure()
    )


def assessment_list_page(rights: Rights, filters: Filters, number: Any) -> AssessmentList:
    """One page of the list."""
    visible = Assessment.objects.visible_to(rights)
    years = list(visible.order_by("-year").values_list("year", flat=True).distinct())
    page = Paginator(listed(rights, filters), PAGE_SIZE).get_page(number)
    assessments = list(page.object_list)
    done = done_counts(assessments)
    return AssessmentList(
        rows=[row_of(one, done.get(one.pk, 0)) for one in assessments],
        page=page,
        filters=filters,
        years=years,
        targets=list(Assessment.Target.choices),
        states=list(Assessment.State.choices),
        shows_filters=filters.active or page.paginator.count > WORTH_FILTERING,
        may_open=rights.has_anywhere(Permission.OPEN_ASSESSMENT),
    )


def filtered(assessments: AssessmentQuerySet, filters: Filters) -> AssessmentQuerySet:
    """Every word must occur in the unit's name, short name or code."""
    for word in filters.q.split():
        assessments = assessments.filter(
            Q(unit__name__icontains=word)
            | Q(unit__short_name__icontains=word)
            | Q(unit__code__icontains=word)
        )
    if filters.year:
        assessments = assessments.filter(year=filters.year)
    if filters.target:
        assessments = assessments.filter(target=filters.target)
    if filters.state:
        assessments = assessments.filter(state=filters.state)
    return assessments


def done_counts(assessments: list[Assessment]) -> dict[int, int]:
    """How many items of each are ready or approved, by primary key; those of this page only."""
    return dict(
        Answer.objects.filter(
            assessment__in=[one.pk for one in assessments], status__in=Answer.DONE_STATUSES
        )
        .order_by()
        .values_list("assessment")
        .annotate(done=Count("pk"))
    )


def row_of(assessment: Assessment, done: int) -> AssessmentRow:
    structure = assessment.structure
    due = assessment.due_on if assessment.is_open else None
    return AssessmentRow(
        url=assessment.get_absolute_url(),
        unit_name=assessment.unit.name,
        year=assessment.year,
        target=assessment.target,
        chip=status_chip(assessment.get_state_display()),
        total=format_points(assessment.total),
        checks=f"{assessment.checks_met} dari {len(structure.minimums)}",
        done=done,
        items=len(structure.items),
        due=format_date_short(due) if due else "",
        is_late=due is not None and due < assessment.unit.today and done < len(structure.items),
    )
