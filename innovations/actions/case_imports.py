"""Cases from a spreadsheet: kept for a preview, added as one act, taken back as one act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from innovations.actions.cases import lock
from innovations.actions.counting import measured
from innovations.case_rows import CaseRow, cases_grid, rows_in
from innovations.exceptions import ImportRefusedError, MonthHasFiguresError
from innovations.models import Case, CaseImport, Promise
from innovations.models.promises import holidays_of
from units import audit
from units.models import User


@dataclass(frozen=True, slots=True)
class Reading:
    """What an import would do: cases to add, rows that are there already, months in the way."""

    rows: Sequence[CaseRow]
    fresh: Sequence[Case]
    known: frozenset[int]
    months: Sequence[dt.date]

    @property
    def wrong(self) -> int:
        return sum(bool(row.wrong) for row in self.rows)


@transaction.atomic
def keep_cases(*, promise: Promise, text: str, by: User) -> CaseImport:
    """Keep rows for their preview. Raises `PasteTooLargeError`."""
    cases_grid(text)
    return CaseImport.objects.create(promise=promise, author=by, text=text)


def sweep_case_imports() -> str:
    """Take away previews that nobody applied in time."""
    swept, _ = CaseImport.objects.given_up().delete()
    return f"{swept} pratinjau kasus yang tidak dimasukkan dihapus."


def read_cases(kept: CaseImport, promise: Promise) -> Reading:
    """What the rows come to now; three queries, however many rows."""
    rows = rows_in(kept.text, promise.zone, timezone.now())
    for row in rows:
        if row.started_at and (
            words := promise.why_not_given(row.started_at.astimezone(promise.zone).date())
        ):
            row.wrong.setdefault("started_at", words)
    starts = [row.started_at for row in rows if row.started_at]
    there = set(promise.cases.filter(started_at__in=starts).values_list("reference", "started_at"))
    holidays = holidays_of(promise.unit)
    fresh, known = [], set()
    for row in rows:
        if row.wrong or row.started_at is None:
            continue
        if row.cells["reference"] and row.key in there:
            known.add(row.line)
            continue
        case = Case(
            promise=promise,
            recorded_by=kept.author,
            brought_by=kept,
            reference=row.cells["reference"],
            started_at=row.started_at,
            miss_reason=row.cells["miss_reason"],
            compensation=row.cells["compensation"],
        )
        if row.finished_at:
            figures = measured(promise, row.started_at, row.finished_at, holidays=holidays)
            for name, value in figures.items():
                setattr(case, name, value)
        fresh.append(case)
    wanted = {case.month for case in fresh if case.month}
    taken = promise.monthly_figures.filter(month__in=wanted).values_list("month", flat=True)
    return Reading(rows, fresh, frozenset(known), sorted(taken))


@transaction.atomic
def apply_cases(*, kept: CaseImport, promise: Promise, by: User) -> int:
    """Add all cases, or none; returns how many. Rows that are there already are passed over.

    Raises `ImportRefusedError` while a row is wrong or the second time, `MonthHasFiguresError`.
    """
    lock(promise)
    kept = promise.imports.select_for_update().get(pk=kept.pk)
    if kept.applied_at is not None:
        raise ImportRefusedError("Impor ini sudah dimasukkan.")
    reading = read_cases(kept, promise)
    if reading.wrong:
        raise ImportRefusedError(
            f"{reading.wrong} baris masih keliru, jadi belum ada yang dimasukkan. Perbaiki dulu."
        )
    if reading.months:
        raise MonthHasFiguresError(reading.months[0])
    Case.objects.bulk_create(reading.fresh, batch_size=100)
    kept.applied_at = timezone.now()
    kept.save(update_fields=["applied_at"])
    _record("kasus_diimpor", kept, promise, by, len(reading.fresh))
    return len(reading.fresh)


@transaction.atomic
def undo_cases(*, kept: CaseImport, promise: Promise, by: User) -> tuple[int, int]:
    """Take the cases back that nobody changed since; how many went, and how many stay.

    Raises `ImportRefusedError` when it is too late or done.
    """
    lock(promise)
    kept = promise.imports.select_for_update().get(pk=kept.pk)
    if not kept.is_undoable:
        raise ImportRefusedError(
            f"Impor hanya dapat dibatalkan sekali, dalam {CaseImport.UNDO_HOURS} jam sesudah"
            " dimasukkan. Hapus kasusnya satu per satu bila keliru."
        )
    # What was changed since has become somebody's own work.
    removed, _ = kept.cases.filter(version=1).delete()
    left = kept.cases.count()
    kept.undone_at = timezone.now()
    kept.save(update_fields=["undone_at"])
    _record("impor_kasus_dibatalkan", kept, promise, by, removed)
    return removed, left


def _record(action: str, kept: CaseImport, promise: Promise, by: User, count: int) -> None:
    audit.record(
        actor=by,
        action=action,
        target=kept,
        unit=promise.unit.code,
        janji=audit.label_of(promise),
        kasus=count,
    )
