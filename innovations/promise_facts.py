"""What the promises of a unit come to in a year, for records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from innovations.contexts.promises import counted_and_told, limit_words
from innovations.models import Case, Promise
from innovations.service_figures import Counted, Figures, by_month, figures_of
from pengungkit.models import Assessment
from pengungkit.records.sections import Section
from units.models import Unit
from zi_portal.lib.dates import month_name
from zi_portal.lib.numbers import format_count, format_input


@dataclass(frozen=True, slots=True)
class PromiseFacts:
    """One promise in one year. `figures` is None when nothing of the year is known.

    Its median covers only cases noted one by one; of months told as sums there is none.
    """

    promise: Promise
    figures: Figures | None
    months: int

    @property
    def sentence(self) -> str:
        """What was promised, how often it was kept, and from how much that is known."""
        service, limit = self.promise.service, limit_words(self.promise)
        if self.figures is None or not self.figures.n:
            return f"{service}: dijanjikan {limit}; belum ada kasus yang dicatat."
        words = (
            f"{service}: {format_count(self.figures.met)} dari {format_count(self.figures.n)} kasus"
            f" selesai dalam {limit} ({self.figures.shown_share}), {self.months} bulan tercatat"
        )
        if self.figures.median is not None:
            words += f", median {format_input(self.figures.median)} menit"
        return f"{words}."


def promises_for_record(assessment: Assessment) -> list[dict[str, Any]]:
    """The unit's promises as plain data for a record: sorted, without floats, four queries."""
    unit, year = assessment.unit, assessment.year
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    promises = list(_given(unit, last).select_related("innovation").order_by("service", "pk"))
    counted, told = counted_and_told(promises, first, last)
    misses: dict[int, list[Case]] = {one.pk: [] for one in promises}
    missed = Case.objects.filter(promise__in=promises, met=False, month__range=(first, last))
    for case in missed.order_by("started_at", "pk"):
        misses[case.promise_id].append(case)
    return [
        _recorded(one, counted[one.pk], told[one.pk], misses[one.pk])
        for one in promises
        if one.valid_until is None or one.valid_until >= first
    ]


def promises_section(assessment: Assessment) -> Section:
    """What a record holds of them, under the key "janji"."""
    return Section(data=promises_for_record(assessment))


def _given(unit: Unit, last: dt.date) -> QuerySet[Promise]:
    return Promise.objects.filter(unit=unit, valid_from__lte=last).select_related("unit")


def _facts(
    promise: Promise, counted: Sequence[Counted], told: dict[dt.date, Figures]
) -> PromiseFacts:
    months = by_month(counted, told)
    cases = figures_of(counted)
    if not months:
        return PromiseFacts(promise, None, 0)
    together = Figures(
        n=sum(one.n for one in months.values()),
        met=sum(one.met for one in months.values()),
        median=cases.median if cases and not any(one.n for one in told.values()) else None,
    )
    return PromiseFacts(promise, together, len(months))


def _recorded(
    promise: Promise,
    counted: Sequence[Counted],
    told: dict[dt.date, Figures],
    misses: Sequence[Case],
) -> dict[str, Any]:
    facts = _facts(promise, counted, told)
    return {
        "layanan": promise.service,
        "inovasi": promise.innovation.name if promise.innovation else "",
        "batas": limit_words(promise),
        "berlaku_sejak": promise.valid_from.isoformat(),
        "berlaku_sampai": promise.valid_until.isoformat() if promise.valid_until else "",
        "maklumat": promise.statement,
        "kompensasi": promise.compensation,
        "ringkasan": facts.sentence,
        "bulan": [
            _recorded_month(month, one) for month, one in sorted(by_month(counted, told).items())
        ],
        "terlewat": [
            {
                "nomor": one.reference,
                "menit": str(one.minutes),
                "batas": str(one.limit_minutes),
                "sebab": one.miss_reason,
                "kompensasi": one.compensation,
            }
            for one in misses
        ],
    }


def _recorded_month(month: dt.date, figures: Figures) -> dict[str, str]:
    return {
        "bulan": month_name(month),
        "kasus": str(figures.n),
        "tepat_waktu": str(figures.met),
        "persen": figures.shown_share,
        "median": _plain(figures.median),
        "persentil_95": _plain(figures.percentile),
        "sumber": figures.source or "dari kasus",
    }


def _plain(value: Decimal | int | None) -> str:
    return format_input(value)
