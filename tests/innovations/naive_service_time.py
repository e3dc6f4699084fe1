"""Time of service counted a second way: every minute is looked at by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from zoneinfo import ZoneInfo


MINUTE = dt.timedelta(minutes=1)


def counted_minutes(
    start: dt.datetime,
    end: dt.datetime,
    *,
    zone: ZoneInfo,
    days: Collection[int],
    opens: dt.time,
    closes: dt.time,
    pause: tuple[dt.time, dt.time] | None,
    holidays: Collection[dt.date],
) -> int:
    """Minutes of service that begin from `start` on and before `end`; both on whole minutes."""
    count, minute = 0, start
    while minute < end:
        here = minute.astimezone(zone)
        clock = here.time()
        at_work = here.isoweekday() in days and here.date() not in holidays
        if at_work and opens <= clock < closes and not (pause and pause[0] <= clock < pause[1]):
            count += 1
        minute += MINUTE
    return count
