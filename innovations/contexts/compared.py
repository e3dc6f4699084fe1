"""Two versions of what was told, side by side, when two people changed the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from innovations.exceptions import InnovationChangedError
from innovations.models import Innovation
from zi_portal.lib.dates import format_date_long, format_moment


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: its label, what the writer typed, and what stands now."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Clash:
    who: str
    fields: list[Compared]


FORM_FIELDS = {
    "builds_on_id": "builds_on",
    "only_year_known": "started_on",
    "helped": "helped_name",
    "agency_name": "helped_name",
    "agency_kind": "helped_kind",
    "innovation_id": "innovation",
    "started_at": "started_day",
    "finished_at": "finished_day",
}
SEVERAL = ("areas", "days")
HELPED = ("helped", "agency_name", "agency_kind")
# What a field of a form is made of, where that is not the field of the row by the same name.
PARTS = {
    "builds_on": ("builds_on_id",),
    "started_on": ("started_on", "only_year_known"),
    "helped_name": HELPED,
    "helped_kind": HELPED,
    "innovation": ("innovation_id",),
    "started_day": ("started_at",),
    "started_clock": ("started_at",),
    "finished_day": ("finished_at",),
    "finished_clock": ("finished_at",),
}


def clash_of(error: InnovationChangedError, form: forms.Form) -> Clash:
    """What the page of a refused save shows above the form, which keeps what was typed.

    The form takes the version that is now before the person's eyes: having seen both, what they
    send next is a decision and stands. Where they changed nothing it takes what others saved.
    """
    names = dict.fromkeys(FORM_FIELDS.get(name, name) for name in error.theirs)
    values: dict[str, Any] = {}
    for name, value in error.theirs.items():
        # Two fields of a row may be one of the form; what is told counts, not what is empty.
        shown = FORM_FIELDS.get(name, name)
        values[shown] = value or values.get(shown, value)
    clash = Clash(
        who=error.actor_name,
        fields=[
            Compared(
                label=str(form.fields[name].label),
                mine=_words(form, name, form.data.get(name, "")),
                theirs=_words(form, name, values[name]),
            )
            for name in names
        ],
    )
    form.data = _brought_up(form, error)
    return clash


def _brought_up(form: Any, error: InnovationChangedError) -> QueryDict:
    """What the form sends next: the writer's own changes over what stands now."""
    data: QueryDict = form.data.copy()
    data["versi"] = str(error.version)
    now = form.initial_of(error.row)
    for name, field in form.fields.items():
        if name not in now or name == "versi" or error.mine & {*PARTS.get(name, (name,))}:
            continue
        value = field.prepare_value(now[name])
        if isinstance(value, list):
            data.setlist(name, [str(one) for one in value])
        else:
            data[name] = "" if value is None else str(value)
    return data


def _words(form: forms.Form, name: str, value: Any) -> str:
    choices = {str(key): label for key, label in getattr(form.fields[name], "choices", ())}
    if name in SEVERAL and isinstance(value, str):
        value = form.data.getlist(name)  # type: ignore[attr-defined]
    if isinstance(value, list):
        return ", ".join(str(choices.get(str(one), one)) for one in value)
    if name.endswith("_day") and isinstance(value, str):
        return f"{value}, {form.data.get(name.replace('_day', '_clock'), '')}"
    if isinstance(value, dt.datetime):
        return format_moment(value, form.promise.zone)  # type: ignore[attr-defined]
    if isinstance(value, dt.time):
        return f"{value:%H.%M}"
    if value is None or isinstance(value, bool):
        return {True: "Ya", False: "Tidak"}.get(value, "")  # type: ignore[arg-type]
    if hasattr(value, "isoformat"):
        return format_date_long(value)
    return str(choices.get(str(value), value))


def others_of(innovation: Innovation | None, unit_id: int) -> list[Innovation]:
    """Innovations of the unit that another may build on."""
    rows = Innovation.objects.filter(unit_id=unit_id).order_by("name")
    return list(rows.exclude(pk=innovation.pk) if innovation else rows)
