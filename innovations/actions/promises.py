"""A service promise made, changed, ended; days on which a unit gives no service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from innovations.actions.counting import recount
from innovations.merging import as_recorded, changes_of, merged
from innovations.models import Case, Holiday, Promise
from units import audit
from units.models import Unit, User


@transaction.atomic
def make_promise(*, unit: Unit, by: User | None, **fields: Any) -> Promise:
    """Record what the unit promises. The caller has checked that the innovation is the unit's."""
    promise = Promise.objects.create(unit=unit, recorded_by=by, **fields)
    isian = {name: as_recorded(value) for name, value in fields.items()}
    audit.record(
        actor=by, action="janji_dicatat", target=promise, unit=unit.code, version=1, isian=isian
    )
    return promise


@transaction.atomic
def change_promise(
    *, promise: Promise, base_version: int, by: User, recounting: bool = False, **fields: Any
) -> Promise:
    """Change what is promised, merged with what others changed since `base_version`.

    Finished cases keep the limit and the hours they were counted by; with `recounting` they are
    counted anew by the new hours, since the old ones were a mistake. Raises
    `InnovationChangedError`.
    """
    row = Promise.objects.select_for_update().get(pk=promise.pk)
    row.unit = promise.unit
    new = merged(row, fields, base_version=base_version, by=by)
    changes = changes_of(row, new)
    if not changes and not recounting:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*new, "version"])
    counted = {}
    if recounting:
        cases = list(row.cases.select_for_update().filter(finished_at__isnull=False))
        for case in cases:
            case.rule = row.rule
        counted = recount(row.unit, cases)
    more = {"kasus": counted} if counted else {}
    _record("janji_diubah", row, by, version=row.version, changes=changes, **more)
    return row


@transaction.atomic
def end_promise(*, promise: Promise, valid_until: dt.date | None, by: User) -> Promise:
    """Say until when a promise is given; None when it goes on after all."""
    row = Promise.objects.select_for_update().get(pk=promise.pk)
    row.unit = promise.unit
    if row.valid_until == valid_until:
        return row
    changes = {"valid_until": [as_recorded(row.valid_until), as_recorded(valid_until)]}
    row.valid_until = valid_until
    row.version += 1
    row.save(update_fields=["valid_until", "version"])
    action = "janji_diakhiri" if valid_until else "janji_dilanjutkan"
    _record(action, row, by, version=row.version, changes=changes)
    return row


@transaction.atomic
def add_holidays(*, unit: Unit, days: Mapping[dt.date, str], by: User | None) -> int:
    """Note days without service; a day that is there already gets the new name.

    Cases that lie over a new day are counted anew. Returns how many of them changed.
    """
    _wait_for_cases(unit)
    there = {one.day: one for one in unit.holidays.all()}
    fresh = [Holiday(unit=unit, day=day, name=days[day]) for day in sorted(days.keys() - there)]
    renamed = [one for day, one in there.items() if days.get(day, one.name) != one.name]
    for one in renamed:
        one.name = days[one.day]
    Holiday.objects.bulk_create(fresh)
    Holiday.objects.bulk_update(renamed, ["name"])
    if not fresh and not renamed:
        return 0
    counted = recount(unit, _cases_over(unit, [one.day for one in fresh]))
    audit.record(
        actor=by,
        action="hari_libur_dicatat",
        target=unit,
        unit=unit.code,
        hari={one.day.isoformat(): one.name for one in [*fresh, *renamed]},
        kasus=counted,
    )
    return len(counted)


@transaction.atomic
def remove_holiday(*, holiday: Holiday, by: User) -> int:
    """Take a day back; cases that lie over it are counted anew. Returns how many changed."""
    unit, day, name = holiday.unit, holiday.day, holiday.name
    _wait_for_cases(unit)
    holiday.delete()
    counted = recount(unit, _cases_over(unit, [day]))
    audit.record(
        actor=by,
        action="hari_libur_dihapus",
        target=unit,
        unit=unit.code,
        hari={day.isoformat(): name},
        kasus=counted,
    )
    return len(counted)


def _wait_for_cases(unit: Unit) -> None:
    """Nobody else counts a case of the unit while its days change, or notes the same day."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    list(Promise.objects.select_for_update().filter(unit=unit).order_by("pk"))


def _cases_over(unit: Unit, days: Iterable[dt.date]) -> list[Case]:
    """Finished cases of the unit that were under way on one of the days."""
    wanted = sorted(days)
    if not wanted:
        return []
    zone = ZoneInfo(unit.time_zone)
    first = dt.datetime.combine(wanted[0], dt.time.min, zone)
    last = dt.datetime.combine(wanted[-1], dt.time.max, zone)
    cases = Case.objects.select_for_update(of=("self",)).filter(
        promise__unit=unit, started_at__lte=last, finished_at__gte=first
    )
    return [
        case
        for case in cases
        if any(
            case.started_at.astimezone(zone).date()
            <= day
            <= case.finished_at.astimezone(zone).date()
            for day in wanted
            if case.finished_at
        )
    ]


def _record(action: str, promise: Promise, by: User | None, **data: Any) -> None:
    audit.record(actor=by, action=action, target=promise, unit=promise.unit.code, **data)
