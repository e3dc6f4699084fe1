"""The leader's dashboard of one assessment. All figures are the unit's own assessment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone

from pengungkit.claims import Claims, claims_of
from pengungkit.contexts.item_findings import readiness_url
from pengungkit.instruments import Level
from pengungkit.models import Assessment
from reports.contexts.answers import AnswerLine, answer_lines
from reports.contexts.followups import FollowUp, follow_ups
from reports.contexts.links import comparison_url, dashboard_url
from reports.contexts.simulation import Simulation, simulation_of
from reports.contexts.standings import standing_of
from reports.contexts.trends import Trend, daily_totals, trend_of
from reports.contexts.verdicts import Verdict, verdict_of
from units.models import PredicateRecord
from units.permissions import Rights
from zi_portal.lib.charts import Bar
from zi_portal.lib.numbers import format_number, format_signed


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bullet bars under one heading."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class OtherYear:
    """The stored outcome of another year's assessment of the same unit."""

    year: int
    target: str
    total: str
    checks: str
    url: str


@dataclass(frozen=True, slots=True)
class DashboardContext:
    """Everything the dashboard shows, read with a fixed number of queries."""

    assessment: Assessment
    verdict: Verdict
    total: str
    change: str
    change_label: str
    updated_at: dt.datetime | None
    read_at: dt.datetime
    done: int
    items: int
    bar_groups: tuple[BarGroup, ...]
    follow_ups: tuple[FollowUp, ...]
    readiness_url: str
    simulation: Simulation
    trend: Trend
    other_years: tuple[OtherYear, ...]
    claims: Claims | None

    @property
    def url(self) -> str:
        return f"{dashboard_url(self.assessment.unit.code)}?tahun={self.assessment.year}"

    @property
    def comparison_url(self) -> str:
        return f"{comparison_url(self.assessment.unit.code)}?tahun={self.assessment.year}"

    @property
    def threshold(self) -> str:
        return f"ambang {self.assessment.target}"

    @property
    def bar_head(self) -> tuple[str, ...]:
        return ("Yang diukur", "Nilai", "Minimal", "Kekurangan")

    @property
    def bar_rows(self) -> list[tuple[str, str, str, str]]:
        """The numbers of all bars, for the table beside them."""
        return [
            (check.name, check.value, check.minimum, check.gap or "terpenuhi")
            for check in self.verdict.checks
        ]


def simulation_for(assessment: Assessment, wanted: Collection[str]) -> Simulation:
    """Only the what-if, for the fragment that is fetched when a box is ticked."""
    lines = answer_lines([assessment.pk])[assessment.pk]
    predicates = list(PredicateRecord.objects.filter(unit=assessment.unit))
    return simulation_of(assessment, standing_of(assessment, lines, predicates), wanted)


def dashboard_of(
    assessment: Assessment,
    years: Sequence[Assessment],
    *,
    rights: Rights,
    wanted: Collection[str],
) -> DashboardContext:
    """`assessment` is one of `years`, the unit's assessments; `wanted` is what is ticked."""
    lines = answer_lines([assessment.pk])[assessment.pk]
    predicates = list(PredicateRecord.objects.filter(unit=assessment.unit))
    standing = standing_of(assessment, lines, predicates)
    total = standing.result.total
    verdict = verdict_of(assessment, standing.readiness, predicates)
    trend = trend_of(assessment, total, standing.readiness, daily_totals(assessment))
    return DashboardContext(
        assessment=assessment,
        verdict=verdict,
        total=format_number(total),
        change="" if trend.change is None else format_signed(trend.change),
        change_label=trend.change_label,
        updated_at=_last_change(lines),
        read_at=timezone.now(),
        done=sum(line.is_done for line in lines),
        items=len(lines),
        bar_groups=_bar_groups(verdict),
        follow_ups=follow_ups(rights, assessment, lines, assessment.unit.today),
        readiness_url=readiness_url(assessment),
        simulation=simulation_of(assessment, standing, wanted),
        trend=trend,
        other_years=tuple(_other_year(one) for one in years if one.pk != assessment.pk),
        claims=claims_of(assessment),
    )


def _last_change(lines: Sequence[AnswerLine]) -> dt.datetime | None:
    return max((line.updated_at for line in lines if line.updated_at), default=None)


def _bar_groups(verdict: Verdict) -> tuple[BarGroup, ...]:
    """The requirements as bars: the totals, the areas, the results."""
    wide = (Level.TOTAL, Level.COMPONENT)
    parts = (
        ("Total dan pengungkit", [c for c in verdict.checks if c.level in wide]),
        ("Enam area perubahan", [c for c in verdict.checks if c.level is Level.AREA]),
        (
            "Hasil",
            [c for c in verdict.checks if c.level not in wide and c.level is not Level.AREA],
        ),
    )
    return tuple(
        BarGroup(
            title,
            tuple(check.bar for check in checks),
        )
        for title, checks in parts
        if checks
    )


def _other_year(assessment: Assessment) -> OtherYear:
    count = len(assessment.structure.minimums)
    return OtherYear(
        year=assessment.year,
        target=assessment.target,
        total=format_number(assessment.total),
        checks=f"{assessment.checks_met} dari {count}",
        url=dashboard_url(assessment.unit.code) + f"?tahun={assessment.year}",
    )
