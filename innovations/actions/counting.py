"""How a case becomes minutes: written into the case when it is done, and anew when days change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from innovations.models import Case, Promise
from innovations.models.promises import holidays_of, hours_of
from innovations.service_time import minutes_of, month_of, seconds_between
from units.models import Unit


def measured(
    promise: Promise,
    started_at: dt.datetime,
    finished_at: dt.datetime,
    *,
    holidays: Collection[dt.date],
    case: Case | None = None,
) -> dict[str, Any]:
    """The fields of a finished case, by its own limit and rule when it has them already."""
    rule = promise.rule if case is None or case.rule is None else case.rule
    limit = promise.limit_minutes
    if case is not None and case.limit_minutes is not None:
        limit = case.limit_minutes
    minutes = minutes_of(
        seconds_between(
            started_at, finished_at, zone=promise.zone, hours=hours_of(rule), holidays=holidays
        )
    )
    return {
        "started_at": started_at,
        "finished_at": finished_at,
        "minutes": minutes,
        "limit_minutes": limit,
        "rule": rule,
        "month": month_of(finished_at, promise.zone),
        "met": minutes <= limit,
    }


def recount(unit: Unit, cases: Iterable[Case]) -> dict[str, list[int | None]]:
    """Count finished cases anew by the rule each keeps; minutes before and after of the changed."""
    zone, holidays = ZoneInfo(unit.time_zone), holidays_of(unit)
    changed, told = [], {}
    for case in cases:
        if case.finished_at is None or case.rule is None or case.limit_minutes is None:
            continue
        seconds = seconds_between(
            case.started_at,
            case.finished_at,
            zone=zone,
            hours=hours_of(case.rule),
            holidays=holidays,
        )
        before, case.minutes = case.minutes, minutes_of(seconds)
        case.met = case.minutes <= case.limit_minutes
        changed.append(case)
        if case.minutes != before:
            told[str(case.pk)] = [before, case.minutes]
    Case.objects.bulk_update(changed, ["minutes", "met", "rule"], batch_size=200)
    return told
