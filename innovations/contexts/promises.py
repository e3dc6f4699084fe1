"""Promises of units as a list, and one promise with what became of it month by month."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from innovations.contexts.cases import CaseRow, RunningCase, case_row, running_cases
from innovations.contexts.register import unit_query
from innovations.forms.promises import DAYS
from innovations.models import Case, MonthlyFigures, Promise
from innovations.service_figures import (
    FEW,
    RANKED_FROM,
    Counted,
    Figures,
    by_month,
    months_before,
    months_between,
)
from units.models import Unit
from units.permissions import Permission, Rights
from zi_portal.lib.charts import trend
from zi_portal.lib.chips import chip
from zi_portal.lib.dates import format_date_long, month_name
from zi_portal.lib.numbers import format_count, format_input


PAGE_SIZE = 25
MONTHS_SHOWN = 15
MISSES_SHOWN = 10


def counted_and_told(
    promises: Sequence[Promise], first: dt.date, last: dt.date
) -> tuple[dict[int, list[Counted]], dict[int, dict[dt.date, Figures]]]:
    """Per promise its cases and the months told as sums; two queries, however many cases.

    The database counts cases of equal length, so that hardly more rows come than there are
    minutes.
    """
    between = {"promise__in": promises, "month__gte": first, "month__lte": last}
    counted: dict[int, list[Counted]] = {one.pk: [] for one in promises}
    alike = Case.objects.filter(**between).order_by()
    for pk, *values in alike.values_list(
        "promise_id", "month", "minutes", "met", "limit_minutes"
    ).annotate(n=Count("pk")):
        counted[pk].append(Counted(*values))
    told: dict[int, dict[dt.date, Figures]] = {one.pk: {} for one in promises}
    for row in MonthlyFigures.objects.filter(**between):
        told[row.promise_id][row.month] = Figures(
            n=row.n, met=row.met, median=row.median, source=row.source
        )
    return counted, told


def figures_by_month(
    promises: Sequence[Promise], first: dt.date, last: dt.date
) -> dict[int, dict[dt.date, Figures]]:
    """Of each promise the months that have figures."""
    counted, told = counted_and_told(promises, first, last)
    return {one.pk: by_month(counted[one.pk], told[one.pk]) for one in promises}


def limit_words(promise: Promise) -> str:
    """ "60 menit jam layanan"."""
    words = f"{format_count(promise.limit_minutes)} menit"
    return f"{words} jam layanan" if promise.counting == Promise.Counting.OFFICE else words


def sentence_of(month: dt.date, figures: Figures, promise: Promise, today: dt.date) -> str:
    """What a month came to, in one sentence that says how few cases it rests on."""
    when = month_name(month)
    if month == today.replace(day=1):
        when += " sampai hari ini"
    if not figures.n:
        return f"{when}: tidak ada kasus."
    limit = promise.limit_minutes if figures.limit is None else figures.limit
    mixed = not figures.source and figures.limit is None
    within = "batas waktunya" if mixed else f"{format_count(limit)} menit"
    words = (
        f"{when}: {format_count(figures.met)} dari {format_count(figures.n)} kasus selesai dalam"
        f" {within} ({figures.shown_share})"
    )
    if figures.median is not None:
        words += f"; median {format_input(figures.median)} menit"
    if figures.is_few:
        words += f". Hanya {figures.n} kasus, jadi persentasenya belum banyak berarti"
    return f"{words}."


def state_of(promise: Promise) -> SafeString:
    if promise.valid_from > promise.today:
        return chip("info", f"Mulai {format_date_long(promise.valid_from)}", "clock")
    if promise.is_kept_up:
        return chip("success", "Berlaku", "check")
    return chip("neutral", f"Berakhir {format_date_long(promise.valid_until)}", "flag")


@dataclass(frozen=True, slots=True)
class PromiseRow:
    service: str
    url: str
    unit_name: str
    limit: str
    chip: SafeString
    sentence: str
    running: int


@dataclass(frozen=True, slots=True)
class PromiseList:
    unit: Unit | None
    rows: list[PromiseRow]
    page: Page
    may_record: bool
    add_url: str
    holidays_url: str

    @property
    def nav_query(self) -> str:
        """What keeps the other pages about innovations on the same unit."""
        return unit_query(self.unit)


def promise_list(rights: Rights, unit: Unit | None, number: str) -> PromiseList:
    """A unit's promises, or those of every unit the person oversees; constant queries."""
    page = Paginator(listed_promises(rights, unit), PAGE_SIZE).get_page(number)
    promises = list(page.object_list)
    figures = lately(promises)
    code = unit.code if unit else ""
    return PromiseList(
        unit=unit,
        rows=[
            PromiseRow(
                service=one.service,
                url=one.get_absolute_url(),
                unit_name=one.unit.short_name,
                limit=limit_words(one),
                chip=state_of(one),
                sentence=latest_sentence(one, figures[one.pk]),
                running=one.running,  # type: ignore[attr-defined]
            )
            for one in promises
        ],
        page=page,
        may_record=unit is not None and rights.allows(Permission.RECORD_INNOVATION, unit),
        add_url=f"{reverse('innovations:promise_add')}?unit={code}",
        holidays_url=f"{reverse('innovations:holidays')}?unit={code}",
    )


def listed_promises(rights: Rights, unit: Unit | None) -> QuerySet[Promise]:
    visible = Promise.objects.visible_to(rights).select_related("unit")
    if unit is not None:
        visible = visible.filter(unit=unit)
    running = Count("cases", filter=Q(cases__finished_at__isnull=True))
    return visible.annotate(running=running).order_by("service", "pk")


def lately(promises: Sequence[Promise]) -> dict[int, dict[dt.date, Figures]]:
    """What the months shown came to, by promise; two queries, however many there are."""
    last = max((one.today for one in promises), default=dt.date.min)
    first = months_before(last, MONTHS_SHOWN) if promises else last
    return figures_by_month(promises, first, last)


def latest_sentence(promise: Promise, months: dict[dt.date, Figures]) -> str:
    """Of the latest month that has any figures."""
    if not months:
        return "Belum ada kasus atau angka bulanan."
    month = max(months)
    return sentence_of(month, months[month], promise, promise.today)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month as it stands in the table; `is_known` is False when nothing was noted of it."""

    name: str
    is_known: bool
    n: str = ""
    met: str = ""
    share: str = ""
    median: str = ""
    percentile: str = ""
    source: str = ""
    change_url: str = ""
    cases_url: str = ""


@dataclass(frozen=True, slots=True)
class PromisePage:
    promise: Promise
    chip: SafeString
    sentence: str
    year_sentence: str
    limit: str
    facts: list[tuple[str, str]]
    picture: SafeString | None
    months: list[MonthRow]
    remarks: list[str]
    earlier_url: str
    later_url: str
    running: list[RunningCase]
    misses: list[CaseRow]
    unsettled: int
    start_key: str
    may_record: bool
    cases_url: str
    crumbs: list[dict[str, str]] = field(default_factory=list)


def promise_page(promise: Promise, rights: Rights, until: dt.date | None) -> PromisePage:
    """One promise; a fixed number of queries however many cases it has."""
    today = promise.today
    last = min(until or today, promise.valid_until or today, today).replace(day=1)
    first = months_before(last, MONTHS_SHOWN - 1)
    found = figures_by_month([promise], first, last)[promise.pk]
    began = min([promise.valid_from.replace(day=1), *found])
    shown = months_between(max(first, min(began, last)), last)
    may_record = rights.allows(Permission.RECORD_INNOVATION, promise.unit)
    told = dict(promise.monthly_figures.values_list("month", "pk")) if may_record else {}
    missed = promise.cases.filter(met=False)
    cases_url = reverse("innovations:case_list", args=[promise.pk])
    here = promise.get_absolute_url()
    return PromisePage(
        promise=promise,
        chip=state_of(promise),
        sentence=latest_sentence(promise, found),
        year_sentence=_year_sentence(found, last.year),
        limit=limit_words(promise),
        facts=_facts(promise),
        picture=_picture(promise, found),
        months=[_month_row(promise, month, found.get(month), told) for month in reversed(shown)],
        remarks=_remarks(found),
        earlier_url=f"{here}?sampai={months_before(first, 1):%Y-%m}"
        if _has_before(promise, first)
        else "",
        later_url=here if last < today.replace(day=1) and until else "",
        running=running_cases(promise),
        misses=[case_row(one, promise) for one in missed[:MISSES_SHOWN]],
        unsettled=missed.filter(miss_reason="").count(),
        start_key=str(uuid.uuid4()) if may_record and promise.is_kept_up else "",
        may_record=may_record,
        cases_url=cases_url,
        crumbs=[*crumbs_to(promise)[:-1], {"label": promise.service, "url": ""}],
    )


def crumbs_to(promise: Promise) -> list[dict[str, str]]:
    """To the list of the unit and to the promise."""
    unit = f"?unit={promise.unit.code}"
    return [
        {"label": "Inovasi", "url": reverse("innovations:innovation_list") + unit},
        {"label": "Janji layanan", "url": reverse("innovations:promise_list") + unit},
        {"label": promise.service, "url": promise.get_absolute_url()},
    ]


def _has_before(promise: Promise, month: dt.date) -> bool:
    """Whether anything is known of earlier months."""
    return (
        promise.monthly_figures.filter(month__lt=month).exists()
        or promise.cases.filter(month__lt=month).exists()
    )


def _year_sentence(months: dict[dt.date, Figures], year: int) -> str:
    """All known months of a year together; no median, as one cannot be made of medians."""
    known = [one for month, one in months.items() if month.year == year and one.n]
    if len(known) < 2:
        return ""
    total = Figures(n=sum(one.n for one in known), met=sum(one.met for one in known), median=None)
    return (
        f"Tahun {year} ({len(known)} bulan): {format_count(total.met)} dari"
        f" {format_count(total.n)} kasus tepat waktu ({total.shown_share})."
    )


def _picture(promise: Promise, months: dict[dt.date, Figures]) -> SafeString | None:
    """The median of each month against the limit; two months at least make a line."""
    points: list[tuple[str, Decimal]] = [
        (f"{month:%m-%Y}", one.median)
        for month, one in sorted(months.items())
        if one.median is not None
    ]
    if len(points) < 2:
        return None
    highest = max([Decimal(promise.limit_minutes), *(value for _, value in points)])
    label = f"Median per bulan (menit), {promise.service}"
    return trend(points, promise.limit_minutes, highest, label, "batas")


def _month_row(
    promise: Promise, month: dt.date, figures: Figures | None, told: dict[dt.date, int]
) -> MonthRow:
    if figures is None:
        return MonthRow(month_name(month), is_known=False)
    change_url = ""
    if month in told:
        change_url = reverse("innovations:month_change", args=[promise.pk, told[month]])
    return MonthRow(
        name=month_name(month),
        is_known=True,
        n=format_count(figures.n),
        met=format_count(figures.met),
        share=figures.shown_share,
        median=format_input(figures.median) or "–",
        percentile=format_count(figures.percentile),
        source=figures.source or "dari kasus",
        change_url=change_url,
        cases_url=""
        if figures.source
        else f"{reverse('innovations:case_list', args=[promise.pk])}?bulan={month:%Y-%m}",
    )


def _remarks(months: dict[dt.date, Figures]) -> list[str]:
    """How to read the table, as far as it needs saying."""
    remarks = []
    if any(one.percentile is not None for one in months.values()):
        remarks.append(
            "Persentil 95 memakai peringkat terdekat: waktu terpendek yang tidak dilampaui oleh"
            f" 95 dari 100 kasus. Di bawah {RANKED_FROM} kasus, itu sama dengan kasus terlama."
        )
    few = sum(one.is_few for one in months.values())
    if few:
        remarks.append(f"{few} bulan berisi kurang dari {FEW} kasus; persentasenya mudah berubah.")
    if any(one.n and one.percentile is None for one in months.values()):
        remarks.append("Bulan dengan angka bulanan tidak punya persentil 95.")
    return remarks


def _facts(promise: Promise) -> list[tuple[str, str]]:
    told = [("Batas waktu", limit_words(promise))]
    if promise.counting == Promise.Counting.OFFICE:
        hours = f"{promise.opens_at:%H.%M}–{promise.closes_at:%H.%M} {promise.unit.zone_label}"
        if promise.pause_from and promise.pause_until:
            hours += f", istirahat {promise.pause_from:%H.%M}–{promise.pause_until:%H.%M}"
        days = ", ".join(name for number, name in DAYS if number in promise.days)
        told += [("Hari layanan", days), ("Jam layanan", hours)]
    told.append(("Berlaku sejak", format_date_long(promise.valid_from)))
    if promise.valid_until:
        told.append(("Berlaku sampai", format_date_long(promise.valid_until)))
    told += [("Maklumat", promise.statement), ("Kompensasi", promise.compensation)]
    return [one for one in told if one[1]]
