"""A service promise enters the demo: months as an office reports them, then case by case."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from innovations.actions.cases import add_case, tell_month
from innovations.actions.promises import add_holidays, make_promise
from innovations.models import Innovation, Promise
from innovations.service_figures import months_before
from units.models import Unit, User


OFFICE, TELLER, TOLD_BY_CASES = "kanwil-malut", "ketua", 2
# Cases, those in time, and the median of months that were reported as sums, oldest first.
MONTHS = [
    (31, 24, 58), (28, 22, 57), (35, 29, 55), (40, 33, 55), (22, 19, 52), (0, 0, None),
    (30, 26, 51), (33, 29, 50), (36, 33, 49), (41, 37, 49), (29, 27, 48), (38, 35, 48),
]  # fmt: skip
# Minutes of single cases in the month before last and in the last one; the promise is 60.
CASES = [
    [38, 41, 44, 45, 46, 47, 48, 49, 50, 52, 53, 55, 57, 58, 59, 60, 64, 95],
    [36, 39, 40, 42, 43, 44, 45, 45, 46, 46, 47, 47, 48, 49, 50, 51, 52, 54, 55, 58, 60, 72],
]
MISSES = {
    64: ("Contoh: berkas pendukung menyusul", ""),
    95: ("Contoh: aplikasi pusat tidak dapat diakses", "Contoh: hasil diantar ke satuan kerja"),
    72: ("", ""),
}


def seed_promises(units: dict[str, Unit], persons: dict[str, User]) -> None:
    """One hour for a budget revision, as the name of the innovation says; figures are examples."""
    unit, teller = units[OFFICE], persons[TELLER]
    today = unit.today
    this = today.replace(day=1)
    promise = make_promise(
        unit=unit,
        by=teller,
        innovation=Innovation.objects.get(unit=unit, name="ROH"),
        service="Revisi anggaran",
        limit_minutes=60,
        pause_from=dt.time(12),
        pause_until=dt.time(13),
        valid_from=dt.date(2021, 1, 4),
        statement="Contoh: revisi anggaran yang berkasnya lengkap selesai dalam satu jam.",
        compensation="Contoh: hasil revisi diantar ke satuan kerja.",
    )
    new_year = dt.date(today.year, 1, 1)
    add_holidays(unit=unit, days={new_year: "Tahun Baru"}, by=teller)
    for back, (n, met, median) in enumerate(reversed(MONTHS), TOLD_BY_CASES + 1):
        tell_month(
            promise=promise,
            by=teller,
            month=months_before(this, back),
            n=n,
            met=met,
            median=median,
            source="Contoh: laporan layanan bulanan",
        )
    for back, minutes in ((2, CASES[0]), (1, CASES[1])):
        _tell_cases(promise, months_before(this, back), minutes, teller)
    add_case(
        promise=promise,
        by=teller,
        reference="Contoh-berjalan",
        started_at=timezone.now() - dt.timedelta(minutes=25),
        finished_at=None,
        miss_reason="",
        compensation="",
    )


def _tell_cases(promise: Promise, month: dt.date, minutes: list[int], teller: User) -> None:
    """One or two cases on each working day, begun at eight so that no break falls into them."""
    for number, value in enumerate(minutes):
        day = month + dt.timedelta(days=number + 1)
        day -= dt.timedelta(days=max(0, day.isoweekday() - 5))
        # Neither into the month before nor onto New Year.
        if day <= month:
            day += dt.timedelta(days=3)
        start = dt.datetime.combine(day, dt.time(8, 5 + number), promise.zone)
        reason, compensation = MISSES.get(value, ("", ""))
        add_case(
            promise=promise,
            by=teller,
            reference=f"Contoh-{month:%m}{number + 1:02}",
            started_at=start,
            finished_at=start + dt.timedelta(minutes=value),
            miss_reason=reason,
            compensation=compensation,
        )
