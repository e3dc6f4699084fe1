"""Offices of the same kind in the same year: what may be said of them, and to whom.

A person sees by name only what they may open. Of the others nothing is told but quartiles, and
those only when at least `FEWEST` offices stand behind them that the person cannot see: with fewer,
who sees all but one of them could work out the one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import quantiles

from django.db.models import F, QuerySet
from django.db.models.functions import Abs

from pengungkit.models import Assessment
from units.permissions import Permission, Rights
from zi_portal.lib.numbers import format_number, format_percent


FEWEST = 5
MOST_SHOWN = 20
Figures = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is compared: its key in `Figures`, its name, and the most it can be."""

    key: str
    name: str
    maximum: Decimal
    percent: bool

    def shown(self, value: Decimal) -> str:
        return format_percent(value) if self.percent else format_number(value, 1)


@dataclass(frozen=True, slots=True)
class Spread:
    """One measure of this unit among the others: quartiles, and in words where it lies."""

    measure: Measure
    own: Decimal
    low: Decimal
    median: Decimal
    high: Decimal

    @property
    def place(self) -> str:
        if self.own < self.low:
            return "seperempat terbawah"
        if self.own > self.high:
            return "seperempat teratas"
        if self.own == self.median:
            return "tepat di tengah"
        return "di atas median" if self.own > self.median else "di bawah median"

    @property
    def quartiles(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.low, self.median, self.high

    @property
    def cells(self) -> tuple[str, ...]:
        values = (self.own, self.low, self.median, self.high)
        return (self.measure.name, *map(self.measure.shown, values), self.place)


@dataclass(frozen=True, slots=True)
class Peers:
    """`spreads` are empty where nothing may be said; `count` only speaks where they are not."""

    kind: str
    spreads: tuple[Spread, ...]
    count: int
    seen: tuple[Assessment, ...]
    seen_count: int


def peers_of(assessment: Assessment, rights: Rights) -> Peers:
    """Three queries, however many offices there are. `assessment.unit.kind` is joined."""
    others = _others(assessment)
    figures = [
        figures_of(total, pengungkit, percents)
        for total, pengungkit, percents in others.values_list(
            "total", "pengungkit", "area_percents"
        )
    ]
    visible = others.filter(rights.scope(Permission.VIEW, "unit__"))
    seen_count = visible.count()
    hidden = len(figures) - seen_count
    may_tell = len(figures) >= FEWEST and (hidden == 0 or hidden >= FEWEST)
    return Peers(
        kind=assessment.unit.kind.name,
        spreads=tuple(_spreads(assessment, figures)) if may_tell else (),
        count=len(figures) if may_tell else 0,
        seen=tuple(_nearest(visible, assessment)) if seen_count else (),
        seen_count=seen_count,
    )


def figures_of(total: Decimal, pengungkit: Decimal, percents: dict[str, str]) -> Figures:
    return {
        "total": total,
        "pengungkit": pengungkit,
        **{key: Decimal(value) for key, value in percents.items()},
    }


def measures_of(assessment: Assessment) -> list[Measure]:
    structure = assessment.structure
    pengungkit = next(one for one in structure.components if one.key == "pengungkit")
    return [
        Measure("total", "Nilai total", structure.weight, percent=False),
        Measure("pengungkit", "Nilai pengungkit", pengungkit.weight, percent=False),
        *(
            Measure(area.key, _area_name(area.key, area.name), Decimal(100), percent=True)
            for area in structure.areas
        ),
    ]


def _others(assessment: Assessment) -> QuerySet[Assessment]:
    """The same year, kind and instrument, begun, in offices that still exist."""
    return Assessment.objects.filter(
        year=assessment.year,
        instrument_id=assessment.instrument_id,
        unit__kind_id=assessment.unit.kind_id,
        unit__is_active=True,
        total__gt=0,
    ).exclude(pk=assessment.pk)


def _nearest(visible: QuerySet[Assessment], assessment: Assessment) -> Iterable[Assessment]:
    """Those whose total is nearest, by name: they are for learning from, not for ranking."""
    nearest = (
        visible.with_structure()  # type: ignore[attr-defined]
        .annotate(distance=Abs(F("total") - assessment.total))
        .order_by("distance", "unit__short_name")[:MOST_SHOWN]
    )
    return sorted(nearest, key=lambda one: one.unit.short_name)


def _spreads(assessment: Assessment, figures: list[Figures]) -> Iterable[Spread]:
    own = figures_of(assessment.total, assessment.pengungkit, assessment.area_percents)
    for measure in measures_of(assessment):
        values = [one.get(measure.key, Decimal(0)) for one in figures]
        low, median, high = quantiles(values, n=4, method="inclusive")
        yield Spread(measure, own.get(measure.key, Decimal(0)), low, median, high)


def _area_name(key: str, name: str) -> str:
    return f"Area {key} {name}" if key.isdigit() else name
