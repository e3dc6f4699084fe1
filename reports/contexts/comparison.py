"""One year of a unit against the year before and against offices of the same kind.

All figures are stored totals of self-assessments; no answer is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pengungkit.models import Assessment
from pengungkit.scoring import Check, checks, totals_from_sub_areas
from reports.contexts.links import comparison_url, dashboard_url
from reports.contexts.peers import Peers, peers_of
from reports.contexts.trends import daily_totals, score_on
from reports.contexts.verdicts import shown_minimum, shown_value
from units.permissions import Rights
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_number, format_percent, format_signed


@dataclass(frozen=True, slots=True)
class YearLine:
    """One requirement now and the year before; `before` is "–" where that year did not ask it."""

    name: str
    now: str
    met: bool
    before: str
    change: str
    minimum: str


@dataclass(frozen=True, slots=True)
class PeerLine:
    """One office the person may open, with its distance to this one."""

    name: str
    url: str
    total: str
    checks: str
    distance: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the tab Banding shows."""

    assessment: Assessment
    previous: Assessment | None
    headline: str
    same_day: str
    lines: tuple[YearLine, ...]
    peers: Peers
    peer_lines: tuple[PeerLine, ...]
    years: tuple[tuple[int, str], ...]

    @property
    def board_url(self) -> str:
        return f"{dashboard_url(self.assessment.unit.code)}?tahun={self.assessment.year}"

    @property
    def url(self) -> str:
        return f"{comparison_url(self.assessment.unit.code)}?tahun={self.assessment.year}"

    @property
    def spread_head(self) -> tuple[str, ...]:
        return ("Yang diukur", "Unit ini", "Kuartil bawah", "Median", "Kuartil atas", "Letak")

    @property
    def spread_rows(self) -> list[tuple[str, ...]]:
        return [spread.cells for spread in self.peers.spreads]


def comparison_of(
    assessment: Assessment, years: Sequence[Assessment], rights: Rights
) -> ComparisonPage:
    """`assessment` is one of `years`, the unit's assessments with the newest first."""
    previous = next((one for one in years if one.year < assessment.year), None)
    peers = peers_of(assessment, rights)
    return ComparisonPage(
        assessment=assessment,
        previous=previous,
        headline=_headline(assessment, previous),
        same_day=_same_day(assessment, previous) if previous else "",
        lines=tuple(_year_lines(assessment, previous)),
        peers=peers,
        peer_lines=tuple(_peer_line(one, assessment) for one in peers.seen),
        years=tuple(
            (one.year, f"{comparison_url(one.unit.code)}?tahun={one.year}") for one in years
        ),
    )


def _headline(assessment: Assessment, previous: Assessment | None) -> str:
    now = format_number(assessment.total)
    if previous is None:
        return f"Nilai {now}; belum ada tahun sebelumnya untuk dibandingkan."
    before = format_number(previous.total)
    change = assessment.total - previous.total
    if not change:
        return f"Nilai {now}, sama dengan {previous.year}."
    if change < 0 and assessment.is_open:
        # A year half filled in has not fallen.
        return f"Nilai {now} sejauh ini; {previous.year} berakhir dengan {before}."
    word = "naik" if change > 0 else "turun"
    return f"Nilai {now}, {word} {format_number(abs(change))} dari {before} pada {previous.year}."


def _same_day(assessment: Assessment, previous: Assessment) -> str:
    """Where the year before stood on this day of its year, while this one is still being filled."""
    today = assessment.unit.today
    if not assessment.is_open or today.year != assessment.year:
        return ""
    # 29 February has no day of its own in the year before.
    day = today.replace(year=previous.year, day=min(today.day, 28 if today.month == 2 else 31))
    then = score_on(day, previous.scored_on, previous.total, daily_totals(previous))
    if then == previous.total:
        return ""
    return f"Pada {format_date_long(day)} nilainya baru {format_number(then)}."


def _year_lines(assessment: Assessment, previous: Assessment | None) -> list[YearLine]:
    earlier = {one.code: one for one in _checks(previous, assessment.target)} if previous else {}
    return [
        _year_line(check, earlier.get(check.code))
        for check in _checks(assessment, assessment.target)
    ]


def _checks(assessment: Assessment, target: str) -> tuple[Check, ...]:
    """The requirements of a target held against the stored totals of one year."""
    structure = assessment.structure
    stored = {code: Fraction(value) for code, value in assessment.sub_scores.items()}
    return checks(structure, target.lower(), totals_from_sub_areas(structure, stored))


def _year_line(check: Check, before: Check | None) -> YearLine:
    return YearLine(
        name=check.name.replace(": ", " ", 1),
        now=shown_value(check),
        met=check.met,
        before=shown_value(before) if before else "–",
        change=_change(check, check.value - before.value) if before else "–",
        minimum=shown_minimum(check),
    )


def _change(check: Check, change: Decimal) -> str:
    if check.unit != "persen":
        return format_signed(change)
    shown = format_percent(abs(change))
    sign = "" if shown.strip("0,%") == "" else "+" if change > 0 else "-"
    return f"{sign}{shown.removesuffix('%')} poin persen"


def _peer_line(peer: Assessment, assessment: Assessment) -> PeerLine:
    return PeerLine(
        name=peer.unit.short_name,
        url=f"{dashboard_url(peer.unit.code)}?tahun={peer.year}",
        total=format_number(peer.total),
        checks=f"{peer.checks_met} dari {len(peer.structure.minimums)}",
        distance=format_signed(peer.total - assessment.total),
    )
