"""Innovations enter the demo through the product's own actions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from innovations.actions.innovations import move_innovation, record_innovation
from innovations.actions.results import add_value, tell
from innovations.demo.stories import ACTIVITIES, INVENTED, MEASURES, STORIES, TESTIMONIES
from innovations.models import Activity, Innovation, Measure, Testimony
from units.models import Unit, User


OFFICE, TELLER = "kanwil-malut", "ketua"


def seed_innovations(units: dict[str, Unit], persons: dict[str, User]) -> None:
    """The innovations of the office whose account tells of them."""
    unit, teller = units[OFFICE], persons[TELLER]
    for story in STORIES:
        fields = {name: value for name, value in story.items() if name != "steps"}
        started = story["steps"][0][1]
        innovation = record_innovation(
            unit=unit,
            by=teller,
            started_on=started,
            only_year_known=True,
            resources=INVENTED,
            **fields,
        )
        for state, day, note in story["steps"]:
            move_innovation(
                innovation=innovation,
                state=state,
                happened_on=day,
                only_year_known=True,
                note=note,
                by=teller,
            )
        _tell_results(innovation, teller)


def _tell_results(innovation: Innovation, teller: User) -> None:
    today = timezone.localdate()
    for fields, values in MEASURES.get(innovation.name, []):
        measure = tell(of=Measure, innovation=innovation, by=teller, **(fields | _decimals(fields)))
        for months_ago, value in values:
            add_value(
                measure=measure,
                by=teller,
                measured_on=today - dt.timedelta(days=30 * months_ago),
                value=Decimal(value),
                source="Contoh: catatan layanan",
            )
    for days_ago, fields in ACTIVITIES.get(innovation.name, []):
        day = today - dt.timedelta(days=days_ago)
        tell(of=Activity, innovation=innovation, by=teller, happened_on=day, **fields)
    for fields in TESTIMONIES.get(innovation.name, []):
        day = today - dt.timedelta(days=60)
        tell(
            of=Testimony,
            innovation=innovation,
            by=teller,
            given_on=day,
            consented_on=day,
            **fields,
        )


def _decimals(fields: dict[str, Any]) -> dict[str, Decimal]:
    return {name: Decimal(fields[name]) for name in ("baseline", "target")}
