"""The score over time: sampled at even distances, so that the line does not bend the calendar."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from pengungkit.instruments import Level
from pengungkit.models import Assessment
from pengungkit.readiness import Readiness
from zi_portal.lib.dates import MONTHS, format_date_long
from zi_portal.lib.numbers import format_number


MOST_POINTS = 12
CHANGE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Trend:
    """Points from the opening until today (or until closing), and the change of late.

    `change` is None once the assessment is closed: then nothing changes any more.
    """

    points: tuple[tuple[str, Decimal], ...]
    rows: tuple[tuple[str, str], ...]
    threshold: Decimal | None
    maximum: Decimal
    change: Decimal | None
    change_label: str

    @property
    def head(self) -> tuple[str, str]:
        return ("Tanggal", "Nilai total")


DayTotal = tuple[dt.date, Decimal]


def daily_totals(assessment: Assessment) -> list[DayTotal]:
    """The totals with which the days ended on which the score changed, oldest first."""
    return list(assessment.daily_scores.order_by("day").values_list("day", "total"))


def trend_of(
    assessment: Assessment, total: Decimal, now: Readiness, daily: Sequence[DayTotal]
) -> Trend:
    """The course of one assessment whose total is now `total`; `daily` is sorted by day."""
    zone = ZoneInfo(assessment.unit.time_zone)
    closed = assessment.closed_at
    last = timezone.localdate(closed, zone) if closed else assessment.unit.today
    opened = timezone.localdate(assessment.opened_at, zone)
    first = min([opened, last] + [day for day, _ in daily[:1]])
    course = [
        (day, score_on(day, assessment.scored_on, total, daily))
        for day in sampled_days(first, last)
    ]
    since = max(first, last - dt.timedelta(days=CHANGE_DAYS))
    is_month = since > first
    # An assessment begins empty, also when it was opened today.
    before = score_on(since, assessment.scored_on, total, daily) if is_month else Decimal(0)
    return Trend(
        points=tuple((_short_day(day, first, last), score) for day, score in course),
        rows=tuple((format_date_long(day), format_number(score)) for day, score in course),
        threshold=_total_minimum(assessment, now),
        maximum=assessment.structure.weight,
        change=None if closed else total - before,
        change_label=f"sejak {CHANGE_DAYS} hari lalu"
        if is_month
        else f"sejak {format_date_long(since)}",
    )


def _total_minimum(assessment: Assessment, now: Readiness) -> Decimal | None:
    totals = {m.code for m in assessment.structure.minimums if m.level is Level.TOTAL}
    return next((check.minimum for check in now.checks if check.code in totals), None)


def score_on(
    day: dt.date, scored_on: dt.date | None, total: Decimal, daily: Sequence[DayTotal]
) -> Decimal:
    """The total with which a day ended; 0 before the first record."""
    if scored_on is None or day >= scored_on:
        return total
    index = bisect_right([one[0] for one in daily], day)
    return daily[index - 1][1] if index else Decimal(0)


def sampled_days(first: dt.date, last: dt.date) -> list[dt.date]:
    """At most MOST_POINTS days from first to last, both included, evenly spaced."""
    span = (last - first).days
    steps = min(MOST_POINTS - 1, span)
    if steps == 0:
        return [last]
    return [first + dt.timedelta(days=round(span * step / steps)) for step in range(steps + 1)]


def _short_day(day: dt.date, first: dt.date, last: dt.date) -> str:
    """ "12 Jul", or "Jul 2025" on a line that runs into another year."""
    month = MONTHS[day.month - 1][:3]
    return f"{day.day} {month}" if first.year == last.year else f"{month} {day.year}"
