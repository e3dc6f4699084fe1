"""When something last happened to an innovation, and whether it has fallen silent."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Case as ByZone
from django.db.models import (
    DateField,
    DateTimeField,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

from innovations.models import (
    Activity,
    Case,
    Innovation,
    InnovationStep,
    MeasureValue,
    MonthlyFigures,
    Testimony,
)
from innovations.service_figures import next_month
from units.models import Unit


# Names of the annotations that are days: of activities, values, voices and steps. A case has a
# moment, and figures told as sums have a month.
DAYS = ("acted_on", "measured_on", "voiced_on", "stepped_on")


def with_movement(found: QuerySet[Innovation]) -> QuerySet[Innovation]:
    """With what `last_moved` reads; no further query."""
    return found.annotate(
        acted_on=_latest(Activity, "innovation", "happened_on"),
        measured_on=_latest(MeasureValue, "measure__innovation", "measured_on"),
        voiced_on=_latest(Testimony, "innovation", "given_on"),
        # Of a step whose year alone is known nobody can say how long ago it was.
        stepped_on=_latest(InnovationStep, "innovation", "happened_on", only_year_known=False),
        told_month=_latest(MonthlyFigures, "promise__innovation", "month", n__gt=0),
        served_at=_latest(Case, "promise__innovation", "started_at"),
    )


def silent_ones(found: QuerySet[Innovation]) -> QuerySet[Innovation]:
    """Living innovations of which nothing was noted for as long as the setting says.

    A day begins earlier in the east: `last_moved` and `Unit.today` are the office's own days, too.
    """
    long = dt.timedelta(days=settings.INNOVATION_SILENT_DAYS)
    days, months, starts = [], [], []
    for zone in Unit.TimeZone.values:
        here = ZoneInfo(zone)
        last = timezone.localdate(timezone=here) - long
        start = dt.datetime.combine(last, dt.time.min, here)
        days.append(When(unit__time_zone=zone, then=Value(last, DateField())))
        months.append(When(unit__time_zone=zone, then=Value(last.replace(day=1), DateField())))
        starts.append(When(unit__time_zone=zone, then=Value(start, DateTimeField())))
    quiet = Q(served_at__isnull=True) | Q(served_at__lt=ByZone(*starts))
    quiet &= Q(told_month__isnull=True) | Q(told_month__lt=ByZone(*months))
    for day in DAYS:
        quiet &= Q(**{f"{day}__isnull": True}) | Q(**{f"{day}__lt": ByZone(*days)})
    return with_movement(found).alive().filter(quiet)  # type: ignore[attr-defined]


def last_moved(innovation: Innovation) -> dt.date | None:
    """The last day of an activity, a value, a voice, a step or a case of its promises."""
    days = [getattr(innovation, day) for day in DAYS]
    served_at: dt.datetime | None = innovation.served_at  # type: ignore[attr-defined]
    if served_at is not None:
        days.append(served_at.astimezone(ZoneInfo(innovation.unit.time_zone)).date())
    month: dt.date | None = innovation.told_month  # type: ignore[attr-defined]
    if month is not None:
        days.append(next_month(month) - dt.timedelta(days=1))
    return max(filter(None, days), default=None)


def is_silent(innovation: Innovation, last: dt.date | None, today: dt.date) -> bool:
    if innovation.state not in Innovation.ALIVE_STATES:
        return False
    return last is None or (today - last).days > settings.INNOVATION_SILENT_DAYS


def _latest(model: type[Model], to: str, day: str, **only: Any) -> Subquery:
    rows = model._default_manager.filter(**{to: OuterRef("pk")}, **only).order_by()
    return Subquery(rows.values(to).annotate(latest=Max(day)).values("latest"))
