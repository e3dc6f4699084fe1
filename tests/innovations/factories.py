"""Innovations for tests, made through the product's own action."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory

from innovations.actions.assistance import record_assistance
from innovations.actions.cases import add_case
from innovations.actions.innovations import record_innovation
from innovations.actions.promises import make_promise
from innovations.models import Assistance, Case, Innovation, Promise
from tests.factories import UnitFactory
from units.models import Unit, User


class InnovationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Innovation

    unit = factory.SubFactory(UnitFactory)
    name = factory.Sequence("Inovasi {}".format)
    kind = Innovation.Kind.FAST
    phase = Innovation.Phase.WBK
    by = None

    @classmethod
    def _create(cls, model_class: type[Innovation], *args: Any, **fields: Any) -> Innovation:
        return record_innovation(**fields)


class PromiseFactory(factory.django.DjangoModelFactory):
    """An hour for a service from 08.00 to 16.00 without a break, unless told otherwise."""

    class Meta:
        model = Promise

    unit = factory.SubFactory(UnitFactory)
    service = factory.Sequence("Layanan {}".format)
    limit_minutes = 60
    valid_from = dt.date(2020, 1, 1)
    by = None

    @classmethod
    def _create(cls, model_class: type[Promise], *args: Any, **fields: Any) -> Promise:
        return make_promise(**fields)


def at(promise: Promise, day: str, clock: str = "08.00") -> dt.datetime:
    """A moment by the clock of the promise's unit: ("2026-03-02", "08.15")."""
    hour, minute = clock.split(".")
    return dt.datetime.combine(
        dt.date.fromisoformat(day), dt.time(int(hour), int(minute)), promise.zone
    ).astimezone(dt.UTC)


def make_case(
    promise: Promise, minutes: int | None = 45, day: str = "2026-03-02", **fields: Any
) -> Case:
    """A case that began at opening and took so many minutes; None: it still runs."""
    start = at(promise, day)
    end = None if minutes is None else start + dt.timedelta(minutes=minutes)
    told = {"reference": "", "miss_reason": "", "compensation": ""} | fields
    return add_case(promise=promise, by=None, started_at=start, finished_at=end, **told)


def make_assistance(
    helper: Unit, helped: Unit | None = None, *, by: User | None = None, **fields: Any
) -> Assistance:
    """Assistance to a unit, or to an agency by name when none is given."""
    outside = {} if helped else {"agency_name": "Dinas contoh", "agency_kind": "pemda"}
    told = {"happened_on": dt.date(2026, 3, 2), "mode": "daring", "topic": "Rencana kerja"}
    return record_assistance(helper=helper, by=by, helped=helped, **(told | outside | fields))
