"""The units a person oversees, each with the stored outcome of its newest assessment.

Stored roll-ups are read, never answers, so a page costs the same however many units there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Value, When

from pengungkit.instruments import Level
from pengungkit.models import Assessment, InstrumentVersion
from pengungkit.models.instruments import structure_of
from pengungkit.scoring import Check, checks, totals_from_sub_areas
from reports.contexts.links import dashboard_url
from reports.contexts.verdicts import shown_minimum, shown_value
from units.models import Unit
from units.permissions import Permission, Rights
from zi_portal.lib.numbers import format_number


PER_PAGE = 20
# More units than this are not written while somebody waits.
AT_ONCE = 5000
LONGEST_QUERY = 80
WITHOUT = "tanpa"
# What the choice "urut" offers; the first is the default.
SORTS = {
    "selisih": "Paling jauh dari syarat",
    "nilai": "Nilai tertinggi",
    "lama": "Paling lama tidak berubah",
    "nama": "Nama unit",
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit with what its newest assessment holds; `missing` is its worst requirement."""

    name: str
    province: str
    url: str
    target: str
    total: str
    met: int
    minimums: int
    missing: str
    changed_on: dt.date | None
    state: str


@dataclass(frozen=True, slots=True)
class UnitList:
    """One page of the overseen units and the choices that led to it."""

    lines: tuple[UnitLine, ...]
    page: Page
    query: str
    sort: str
    without: bool
    # Where the whole list is asked for when it is too long for a download, else "".
    recap_of: str

    @property
    def sorts(self) -> list[tuple[str, str]]:
        return list(SORTS.items())


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """The rows a person wants to see, and how each becomes a line."""

    rows: QuerySet[Any]
    line: Callable[[Any], UnitLine]
    query: str
    sort: str
    without: bool


def units_wanted(rights: Rights, wanted: Mapping[str, str]) -> UnitChoice:
    """`wanted` holds "q", "urut" and "saring" as they came in the address."""
    query = " ".join(wanted.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
    sort = wanted.get("urut", "")
    sort = sort if sort in SORTS else next(iter(SORTS))
    without = wanted.get("saring") == WITHOUT
    rows: QuerySet[Any]
    rows = _units_without(rights, query) if without else _assessments(rights, query, sort)
    return UnitChoice(rows, _bare_line if without else _line, query, sort, without)


def unit_list_of(rights: Rights, wanted: Mapping[str, str]) -> UnitList:
    """One page of them; `wanted` also holds "page"."""
    choice = units_wanted(rights, wanted)
    page = Paginator(choice.rows, PER_PAGE).get_page(wanted.get("page"))
    lines = tuple(choice.line(row) for row in page.object_list)
    above = rights.overseen_code if page.paginator.count > AT_ONCE else ""
    return UnitList(lines, page, choice.query, choice.sort, choice.without, above)


def _assessments(rights: Rights, query: str, sort: str) -> QuerySet[Assessment]:
    rows = Assessment.objects.visible_to(rights).newest().with_structure()
    rows = rows.filter(named(query.split(), "unit__"), unit__is_active=True)
    if sort == "selisih":
        rows = rows.annotate(shortfall=_total_minimum() - F("total"))
        return rows.order_by("checks_met", "-shortfall", "unit__name", "pk")
    orders = {
        "nilai": ("-total", "unit__name", "pk"),
        "lama": ("scored_on", "unit__name", "pk"),
        "nama": ("unit__name", "pk"),
    }
    return rows.order_by(*orders[sort])


def _units_without(rights: Rights, query: str) -> QuerySet[Unit]:
    assessed = Assessment.objects.filter(unit=OuterRef("pk"))
    return (
        Unit.objects.filter(rights.scope(Permission.VIEW), named(query.split()), is_active=True)
        .exclude(Exists(assessed))
        .order_by("name", "pk")
    )


def named(words: Iterable[str], prefix: str = "") -> Q:
    """Units of which each word is in the name, the code or the province."""
    condition = Q()
    for word in words:
        condition &= (
            Q(**{f"{prefix}name__icontains": word})
            | Q(**{f"{prefix}code__icontains": word})
            | Q(**{f"{prefix}province__icontains": word})
        )
    return condition


def _total_minimum() -> Case:
    """The minimum of the total per instrument and target, for sorting inside the query."""
    cases = []
    for version in InstrumentVersion.objects.defer("document"):
        structure = structure_of(version)
        for minimum in structure.minimums:
            if minimum.level is not Level.TOTAL:
                continue
            cases += [
                When(instrument=version.pk, target__iexact=target, then=Value(points))
                for target, points in minimum.minimum.items()
            ]
    field: DecimalField = DecimalField(max_digits=12, decimal_places=9)
    return Case(*cases, default=Value(0), output_field=field)


def _line(assessment: Any) -> UnitLine:
    structure, unit = assessment.structure, assessment.unit
    scores = {code: Fraction(value) for code, value in assessment.sub_scores.items()}
    found = checks(structure, assessment.target, totals_from_sub_areas(structure, scores))
    levels = {minimum.code: minimum.level for minimum in structure.minimums}
    failed = [check for check in found if not check.met]
    # The total is short because a part is: the part is what somebody can act on.
    narrow = [c for c in failed if levels[c.code] not in (Level.TOTAL, Level.COMPONENT)]
    worst = max(narrow or failed, key=_share_missing, default=None)
    return UnitLine(
        name=unit.name,
        province=unit.province,
        url=dashboard_url(unit.code),
        target=f"{assessment.target} {assessment.year}",
        total=format_number(assessment.total),
        met=assessment.checks_met,
        minimums=len(found),
        missing=_told(worst) if worst else "",
        changed_on=assessment.scored_on,
        state=assessment.get_state_display(),
    )


def _share_missing(check: Check) -> Any:
    return check.gap / check.minimum if check.minimum else check.gap


def _told(check: Check) -> str:
    name = check.name.replace(": ", " ", 1)
    return f"{name} {shown_value(check)} dari {shown_minimum(check)}"


def _bare_line(unit: Any) -> UnitLine:
    return UnitLine(
        name=unit.name,
        province=unit.province,
        url=dashboard_url(unit.code),
        target="",
        total="",
        met=0,
        minimums=0,
        missing="",
        changed_on=None,
        state="",
    )
