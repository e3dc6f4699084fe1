"""The road of a unit as a timeline, and the clock that runs once a predicate is held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse

from units.actions.journeys import restorable
from units.models import AuditEvent, Milestone, PredicateRecord, Unit
from zi_portal.lib.dates import format_date_long, relative_day
from zi_portal.lib.numbers import plain_number


# PermenPANRB 90/2021: the TPI reports at least every two years whether a predicate still holds,
# and after a revocation a unit may not be proposed for two years.
REPORT_YEARS = 2
PAUSE_YEARS = 2
# More digits than a primary key can have.


@dataclass(frozen=True, slots=True)
class Entry:
    """One step on the timeline. `state` is "done", "now" (the next one), "missed" or ""."""

    day: dt.date
    when: str
    title: str
    detail: str
    note: str
    state: str
    tone: str
    tag: str
    change_url: str

    @property
    def machine_day(self) -> str:
        """For <time datetime>: the year alone where no day is known."""
        return self.when if len(self.when) == 4 else self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Clock:
    """A date that follows from a predicate or from its loss."""

    sentence: str
    tone: str


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything on the page of one unit's road."""

    unit: Unit
    entries: tuple[Entry, ...]
    held: tuple[str, ...]
    clocks: tuple[Clock, ...]


def journey_of(unit: Unit) -> Journey:
    """Two queries, however long the road."""
    today = unit.today
    predicates = list(unit.predicates.all())
    milestones = list(unit.milestones.all())
    entries = sorted(
        [
            *(entry for one in predicates for entry in _predicate_entries(unit, one)),
            *(_milestone_entry(unit, one, today) for one in milestones),
        ],
        key=lambda entry: entry.day,
    )
    return Journey(
        unit=unit,
        entries=tuple(_with_next(entries)),
        held=tuple(
            f"{one.predicate} sejak {_when(one.granted_on, one.only_year_known)}"
            for one in predicates
            if one.revoked_on is None
        ),
        clocks=tuple(clocks_of(predicates, milestones, today)),
    )


def removal_of(unit: Unit, event_pk: str) -> AuditEvent | None:
    """The removal of that number, if it is this unit's and can still be taken back."""
    pk = plain_number(event_pk, 18)
    event = AuditEvent.objects.filter(pk=pk or 0, unit=unit.code).first()
    return event if event and restorable(event, unit) else None


def clocks_of(
    predicates: Sequence[PredicateRecord], milestones: Sequence[Milestone], today: dt.date
) -> list[Clock]:
    """When the next report on the latest predicate is due, or until when nothing may be proposed.

    A milestone "pemantauan" that was done counts as a report. Where only the year of the last one
    is known, the report is due by the end of the year.
    """
    standing = [one for one in predicates if one.revoked_on is None]
    clocks = []
    if standing:
        latest = max(standing, key=lambda one: one.granted_on)
        since = [(latest.granted_on, latest.only_year_known)] + [
            (one.happened_on, one.only_year_known)
            for one in milestones
            if one.kind == Milestone.Kind.PEMANTAUAN and not one.is_planned
        ]
        due = years_after(*max(since), REPORT_YEARS)
        is_late = due < today
        words = _late_by((today - due).days) if is_late else relative_day(due, today)
        clocks.append(
            Clock(
                f"Laporan TPI berikutnya, bahwa predikat {latest.predicate} masih layak dipegang,"
                f" paling lambat {format_date_long(due)} ({words}).",
                "error" if is_late else "info",
            )
        )
    for one in predicates:
        if one.revoked_on and (until := years_after(one.revoked_on, False, PAUSE_YEARS)) >= today:
            clocks.append(
                Clock(
                    f"Predikat {one.predicate} dicabut {format_date_long(one.revoked_on)}: unit"
                    f" belum dapat diusulkan lagi sampai {format_date_long(until)}.",
                    "warning",
                )
            )
    return clocks


def years_after(day: dt.date, only_year: bool, years: int) -> dt.date:
    """The same day years later; the end of that year where only the year is known."""
    if only_year:
        return dt.date(day.year + years, 12, 31)
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return dt.date(day.year + years, 2, 28)


def _late_by(days: int) -> str:
    return f"terlambat {days} hari" if days < 365 else f"terlambat lebih dari {days // 365} tahun"


def _when(day: dt.date, only_year: bool) -> str:
    return str(day.year) if only_year else format_date_long(day)


def _predicate_entries(unit: Unit, one: PredicateRecord) -> list[Entry]:
    url = reverse("units:predicate_change", args=[unit.code, one.pk])
    number = f" Nomor {one.document_number}." if one.document_number else ""
    given = Entry(
        day=one.granted_on,
        when=_when(one.granted_on, one.only_year_known),
        title=f"Predikat {one.predicate}",
        detail=f"Diberikan {one.get_giver_display()}.{number}",
        note=one.note,
        state="done",
        tone="success" if one.revoked_on is None else "neutral",
        tag="masih dipegang" if one.revoked_on is None else "sudah dicabut",
        change_url=url,
    )
    if one.revoked_on is None:
        return [given]
    revoked = Entry(
        day=one.revoked_on,
        when=format_date_long(one.revoked_on),
        title=f"Predikat {one.predicate} dicabut",
        detail=f"Alasan: {one.revoked_reason}",
        note="",
        state="missed",
        tone="error",
        tag="dicabut",
        change_url=url,
    )
    return [given, revoked]


def _milestone_entry(unit: Unit, one: Milestone, today: dt.date) -> Entry:
    deadline = years_after(one.happened_on, one.only_year_known, 0)
    is_missed = one.is_planned and deadline < today
    label = str(one.get_kind_display())
    tone, tag = ("neutral", "rencana") if one.is_planned else ("", "")
    if is_missed:
        tone, tag = "error", "rencana terlewat"
    return Entry(
        # A plan "for 2027" still lies ahead when a day in May 2027 has come.
        day=deadline if one.is_planned else one.happened_on,
        when=_when(one.happened_on, one.only_year_known),
        title=one.title,
        detail="" if one.title == label else label,
        note=one.note,
        state="missed" if is_missed else ("" if one.is_planned else "done"),
        tone=tone,
        tag=tag,
        change_url=reverse("units:milestone_change", args=[unit.code, one.pk]),
    )


def _with_next(entries: list[Entry]) -> list[Entry]:
    """The first step that lies ahead is marked as the one to work on."""
    ahead = next((entry for entry in entries if not entry.state), None)
    return [replace(one, state="now") if one is ahead else one for one in entries]
