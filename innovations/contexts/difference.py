"""The page that tells WBK and WBBM apart: its facts from the database, told by `telling_apart`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from innovations.contexts.register import day_or_year, state_chip
from innovations.models import Innovation, Measure, MeasureValue, Replication
from innovations.telling_apart import (
    AreaLine,
    Difference,
    ResultLine,
    Told,
    about_words,
    area_lines,
    compared_years,
    is_better,
    told_apart,
)
from pengungkit.models import Assessment
from units.models import PredicateRecord, Unit
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_figure


@dataclass(frozen=True, slots=True)
class DifferencePage:
    unit: Unit
    told: Difference
    then: Assessment | None
    now: Assessment | None
    may_record: bool


def difference_page(unit: Unit, rights: Rights) -> DifferencePage:
    """Both phases side by side; a fixed number of queries however much was told."""
    results = _results(unit)
    sure = Count("replications", filter=Q(replications__state=Replication.State.CONFIRMED))
    innovations = unit.innovations.annotate(confirmed=sure).order_by("name", "pk")
    told = [_told(one, results[one.pk]) for one in innovations]
    years = list(Assessment.objects.with_structure().filter(unit=unit).order_by("year"))
    held = list(unit.predicates.filter(predicate=PredicateRecord.Predicate.WBK))
    then, now = compared_years(years, ever_held=bool(held))
    holds_wbk = any(one.revoked_on is None for one in held)
    return DifferencePage(
        unit=unit,
        told=told_apart(unit.code, told, areas_of(then, now), holds_wbk=holds_wbk),
        then=then,
        now=now,
        may_record=rights.allows(Permission.RECORD_INNOVATION, unit),
    )


def areas_of(then: Assessment | None, now: Assessment | None) -> list[AreaLine]:
    if then is None or now is None:
        return []
    return area_lines(now.structure.areas, _percents(then), _percents(now))


def _percents(assessment: Assessment) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in assessment.area_percents.items()}


def _told(one: Innovation, results: list[ResultLine]) -> Told:
    since = day_or_year(one.started_on, one.only_year_known)
    confirmed: int = one.confirmed  # type: ignore[attr-defined]
    return Told(
        slug=one.slug,
        name=one.name,
        phase=one.phase,
        about=about_words(
            one.name_meaning or one.get_kind_display(),
            one.service,
            f"sejak {since}" if since else "",
            confirmed=confirmed,
        ),
        state=one.get_state_display(),
        alive=one.state in Innovation.ALIVE_STATES,
        confirmed=confirmed,
        difference=one.difference,
        results=tuple(results),
        chip=state_chip(one.state),
    )


def _results(unit: Unit) -> dict[int, list[ResultLine]]:
    """The measures of every innovation of the unit with their newest value; two queries."""
    newest: dict[int, MeasureValue] = {}
    for value in MeasureValue.objects.filter(measure__innovation__unit=unit):
        newest[value.measure_id] = value
    lines: dict[int, list[ResultLine]] = defaultdict(list)
    measures = Measure.objects.filter(innovation__unit=unit).select_related("innovation")
    for measure in measures.order_by("innovation__name", "pk"):
        lines[measure.innovation_id].append(_line(measure, newest.get(measure.pk)))
    return lines


def _line(measure: Measure, latest: MeasureValue | None) -> ResultLine:
    unit, better = measure.unit_name, None
    if latest is not None and measure.baseline is not None:
        better = is_better(measure.direction, latest.value, measure.baseline)
    return ResultLine(
        innovation=measure.innovation.name,
        name=measure.name,
        before=f"{format_figure(measure.baseline)} {unit}" if measure.baseline is not None else "",
        after=f"{format_figure(latest.value)} {unit} ({format_date_long(latest.measured_on)})"
        if latest is not None
        else "",
        better=better,
    )
