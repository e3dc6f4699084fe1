"""Cases of a promise as rows: those that run, and those that are done."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from innovations.models import Case, Promise
from innovations.models.promises import holidays_of, hours_of
from innovations.service_time import minutes_of, seconds_between
from units.permissions import Permission, Rights
from zi_portal.lib.chips import chip
from zi_portal.lib.dates import format_date_short, format_moment, month_in, month_name
from zi_portal.lib.numbers import format_count


RUNNING_SHOWN = 50
PAGE_SIZE = 50
RUNNING = "berjalan"
# What the list of cases can be narrowed to: value of the query, words, condition.
NARROWED: dict[str, tuple[str, dict[str, Any]]] = {
    "terlewat": ("Terlewat", {"met": False}),
    "tanpa-sebab": ("Terlewat tanpa sebab", {"met": False, "miss_reason": ""}),
    RUNNING: ("Berjalan", {"finished_at": None}),
}


@dataclass(frozen=True, slots=True)
class RunningCase:
    """A case whose clock runs; `left` says how much time is left, or by how much it is over."""

    name: str
    started: str
    left: str
    tone: str
    icon: str
    finish_url: str
    change_url: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    name: str
    when: str
    minutes: str
    chip: SafeString
    reason: str
    compensation: str
    change_url: str


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class CaseList:
    promise: Promise
    rows: list[CaseRow]
    page: Page
    chips: list[Chip]
    is_narrowed: bool
    # The month the list is narrowed to in words, or "".
    month: str
    all_months_url: str
    may_record: bool


def running_cases(promise: Promise) -> list[RunningCase]:
    """The oldest first, for they are due first; two queries."""
    running = list(promise.cases.filter(finished_at=None).order_by("started_at")[:RUNNING_SHOWN])
    if not running:
        return []
    now, holidays, hours = timezone.now(), holidays_of(promise.unit), hours_of(promise.rule)
    rows = []
    for case in running:
        gone = minutes_of(
            seconds_between(case.started_at, now, zone=promise.zone, hours=hours, holidays=holidays)
        )
        left = promise.limit_minutes - gone
        tone, icon = ("error", "alert") if left < 0 else ("info", "clock")
        rows.append(
            RunningCase(
                name=name_of(case),
                started=format_moment(case.started_at, promise.zone),
                left=f"lewat {format_count(-left)} menit"
                if left < 0
                else f"sisa {format_count(left)} menit",
                tone=tone,
                icon=icon,
                finish_url=reverse("innovations:case_finish", args=[promise.pk, case.pk]),
                change_url=reverse("innovations:case_change", args=[promise.pk, case.pk]),
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases; an empty field does not narrow. Running ones belong to no month yet."""

    kind: str = ""
    month: dt.date | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> Wanted:
        kind = query.get("saring", "")
        return cls(kind if kind in NARROWED else "", month_in(query.get("bulan", "")[:7]))

    def url(self, kind: str, month: dt.date | None) -> str:
        kept = {"saring": kind, "bulan": f"{month:%Y-%m}" if month else ""}
        return f"?{urlencode({name: value for name, value in kept.items() if value})}"


def wanted_cases(promise: Promise, wanted: Wanted) -> QuerySet[Case]:
    """All cases of a promise, latest first, or some of them."""
    cases = promise.cases.all()
    if wanted.kind:
        cases = cases.filter(**NARROWED[wanted.kind][1])
    return cases.filter(month=wanted.month) if wanted.month else cases


def case_list(promise: Promise, rights: Rights, wanted: Wanted, number: str) -> CaseList:
    page = Paginator(wanted_cases(promise, wanted), PAGE_SIZE).get_page(number)
    return CaseList(
        promise=promise,
        rows=[case_row(one, promise) for one in page.object_list],
        page=page,
        chips=[
            Chip("Semua", wanted.url("", wanted.month), not wanted.kind),
            *(
                Chip(words, wanted.url(value, wanted.month), value == wanted.kind)
                for value, (words, _) in NARROWED.items()
                # A case that runs is counted in no month.
                if not (wanted.month and value == RUNNING)
            ),
        ],
        is_narrowed=bool(wanted.kind or wanted.month),
        month=month_name(wanted.month) if wanted.month else "",
        all_months_url=wanted.url(wanted.kind, None),
        may_record=rights.allows(Permission.RECORD_INNOVATION, promise.unit),
    )


def case_row(case: Case, promise: Promise) -> CaseRow:
    reason = case.miss_reason
    if case.met is False and not reason:
        reason = "Sebabnya belum ditulis"
    return CaseRow(
        name=name_of(case),
        when=_when(case, promise),
        minutes=format_count(case.minutes),
        chip=_state(case),
        reason=reason,
        compensation=case.compensation,
        change_url=reverse("innovations:case_change", args=[promise.pk, case.pk]),
    )


def name_of(case: Case) -> str:
    return case.reference or "Tanpa nomor"


def _when(case: Case, promise: Promise) -> str:
    """ "02-03-2026 08.15–09.00 WIT", or both days when it took more than one."""
    zone = promise.unit.zone_label
    start = case.started_at.astimezone(promise.zone)
    words = f"{format_date_short(start)} {start:%H.%M}"
    if case.finished_at is None:
        return f"{words} {zone}"
    end = case.finished_at.astimezone(promise.zone)
    if end.date() == start.date():
        return f"{words}–{end:%H.%M} {zone}"
    return f"{words} sampai {format_date_short(end)} {end:%H.%M} {zone}"


def _state(case: Case) -> SafeString:
    if case.met is None:
        return chip("info", "Berjalan", "clock")
    if case.met:
        return chip("success", "Tepat waktu", "check")
    over = format_count((case.minutes or 0) - (case.limit_minutes or 0))
    return chip("warning", f"Terlewat {over} menit", "alert")
