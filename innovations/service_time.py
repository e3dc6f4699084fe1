"""How long a service took: the time between two moments that its promise counts.

A promise counts either every hour or only hours of service: certain weekdays, from opening to
closing, without the break and without holidays, all by the clock of the unit. Figures are told in
whole minutes, rounded up, so that rounding never turns a miss into a promise kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo


Span = tuple[dt.time, dt.time]
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a service is given. `days` are ISO weekdays (1 is Monday), `spans` hours of one day."""

    days: frozenset[int]
    spans: tuple[Span, ...]

    @classmethod
    def of_a_day(
        cls,
        days: Collection[int],
        opens: dt.time,
        closes: dt.time,
        pause: Span | None = None,
    ) -> Hours:
        """From opening to closing, cut in two by a break inside them."""
        spans = ((opens, pause[0]), (pause[1], closes)) if pause else ((opens, closes),)
        return cls(frozenset(days), tuple(span for span in spans if span[0] < span[1]))


def seconds_between(
    start: dt.datetime,
    end: dt.datetime,
    *,
    zone: ZoneInfo,
    hours: Hours | None = None,
    holidays: Collection[dt.date] = (),
) -> int:
    """Seconds from start to end that count; `hours` None counts all of them.

    Parts of seconds are dropped from both moments. An end before its start counts nothing.
    """
    begun, ended = _whole(start), _whole(end)
    if ended <= begun:
        return 0
    if hours is None:
        return int((ended - begun).total_seconds())
    total = 0
    day, last = begun.astimezone(zone).date(), ended.astimezone(zone).date()
    while day <= last:
        if day.isoweekday() in hours.days and day not in holidays:
            for opens, closes in hours.spans:
                first = max(begun, _moment(day, opens, zone))
                final = min(ended, _moment(day, closes, zone))
                total += max(0, int((final - first).total_seconds()))
        day += ONE_DAY
    return total


def minutes_of(seconds: int) -> int:
    """Whole minutes, rounded up."""
    return -(-seconds // 60)


def month_of(moment: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The first day of the month a moment lies in at the unit."""
    return moment.astimezone(zone).date().replace(day=1)


def _whole(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _moment(day: dt.date, clock: dt.time, zone: ZoneInfo) -> dt.datetime:
    """In UTC: two times of one zone would be subtracted by what their clocks show."""
    return dt.datetime.combine(day, clock, zone).astimezone(dt.UTC)
