"""Cases of a promise: the clock started and stopped, past ones noted, mistakes corrected."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from innovations.actions.counting import measured
from innovations.exceptions import (
    CaseRunningError,
    CaseTakenError,
    MonthHasCasesError,
    MonthHasFiguresError,
    MonthTakenError,
    PromiseNotKeptUpError,
)
from innovations.merging import as_recorded, changes_of, merged, save_merged
from innovations.models import Case, MonthlyFigures, Promise
from innovations.models.promises import holidays_of
from innovations.removals import Removed, taken_away
from units import audit
from units.models import User


TOLD = ("reference", "started_at", "finished_at", "miss_reason", "compensation")
DERIVED = ("minutes", "limit_minutes", "rule", "month", "met")


@transaction.atomic
def start_case(*, promise: Promise, key: UUID, reference: str = "", by: User) -> Case:
    """Start the clock now. The same key, of a second tap, gives the case of the first.

    Raises `PromiseNotKeptUpError`, and `CaseRunningError` for a number somebody else began.
    """
    lock(promise)
    if known := promise.cases.filter(start_key=key).first():
        return known
    if not promise.is_kept_up:
        raise PromiseNotKeptUpError
    if reference and promise.cases.filter(reference__iexact=reference, finished_at=None).exists():
        raise CaseRunningError(reference)
    case = Case.objects.create(
        promise=promise,
        reference=reference,
        started_at=timezone.now(),
        start_key=key,
        recorded_by=by,
    )
    _record("kasus_dimulai", case, promise, by, nomor=reference)
    return case


@transaction.atomic
def finish_case(*, case: Case, promise: Promise, by: User) -> tuple[Case, bool]:
    """Stop the clock now; of two taps only the first counts, and the second is told False.

    Raises `MonthHasFiguresError`.
    """
    lock(promise)
    row = promise.cases.get(pk=case.pk)
    if row.finished_at is not None:
        return row, False
    now = max(timezone.now(), row.started_at)
    _settle(row, promise, {"started_at": row.started_at, "finished_at": now})
    row.version += 1
    row.save()
    _record("kasus_selesai", row, promise, by, menit=row.minutes, version=row.version)
    return row, True


@transaction.atomic
def add_case(*, promise: Promise, by: User | None, **fields: Any) -> Case:
    """Note a case that is past, or one that began earlier and still runs.

    `fields` are those of `TOLD`. Raises `MonthHasFiguresError`, `CaseTakenError`.
    """
    lock(promise)
    _refuse_double(promise, fields["reference"], fields["started_at"])
    case = Case(promise=promise, recorded_by=by)
    _settle(case, promise, fields)
    case.save()
    isian = {name: as_recorded(value) for name, value in fields.items()}
    _record("kasus_dicatat", case, promise, by, isian=isian, menit=case.minutes, version=1)
    return case


@transaction.atomic
def change_case(
    *, case: Case, promise: Promise, base_version: int, by: User, reason: str = "", **fields: Any
) -> Case:
    """Tell a case better; whoever changes its times says why, and the trail keeps it.

    Minutes follow by the limit and hours the case was counted by. Raises
    `InnovationChangedError`, `MonthHasFiguresError`, `CaseTakenError`.
    """
    lock(promise)
    row = promise.cases.get(pk=case.pk)
    row.promise = promise
    new = merged(row, fields, base_version=base_version, by=by)
    changes = changes_of(row, new)
    if not changes:
        return row
    if {"reference", "started_at"} & changes.keys():
        reference = new.get("reference", row.reference)
        _refuse_double(promise, reference, new.get("started_at", row.started_at), but=row)
    before = row.minutes
    _settle(row, promise, new)
    row.version += 1
    row.save()
    _record(
        "kasus_diubah",
        row,
        promise,
        by,
        version=row.version,
        changes=changes,
        sebab=reason,
        menit=[before, row.minutes],
    )
    return row


@transaction.atomic
def remove_case(*, case: Case, promise: Promise, by: User) -> Removed | None:
    """Remove a case noted by mistake; the trail keeps what it was. None when it is gone already."""
    lock(promise)
    row = promise.cases.filter(pk=case.pk).first()
    if row is None:
        return None
    isian = {name: as_recorded(getattr(row, name)) for name in (*TOLD, "minutes")}
    target = audit.label_of(row)
    removed = taken_away(promise.unit, "kasus_dikembalikan", row)
    row.delete()
    audit.record(
        actor=by, action="kasus_dihapus", target=target, unit=promise.unit.code, isian=isian
    )
    return removed


def put_back_case(*, case: Case) -> None:
    """Insert a removed case again, counted by the days off of today; inside a transaction.

    Raises `MonthHasFiguresError`, `CaseTakenError`.
    """
    promise = case.promise
    lock(promise)
    _refuse_double(promise, case.reference, case.started_at)
    _settle(case, promise, {name: getattr(case, name) for name in TOLD})
    case.save(force_insert=True)


@transaction.atomic
def tell_month(
    *, promise: Promise, by: User | None, month: dt.date, **fields: Any
) -> MonthlyFigures:
    """Note figures of a month without cases. Raises `MonthHasCasesError`, `MonthTakenError`."""
    lock(promise)
    _refuse_told(promise, month)
    row = MonthlyFigures.objects.create(promise=promise, month=month, recorded_by=by, **fields)
    isian = {name: as_recorded(value) for name, value in {"month": month, **fields}.items()}
    _record("angka_bulanan_dicatat", row, promise, by, isian=isian, version=1)
    return row


@transaction.atomic
def retell_month(
    *, row: MonthlyFigures, promise: Promise, base_version: int, by: User, **fields: Any
) -> MonthlyFigures:
    """Change the figures of a month, merged with what others changed meanwhile.

    Raises `InnovationChangedError`.
    """
    lock(promise)
    row = promise.monthly_figures.get(pk=row.pk)
    changes = save_merged(row, fields, base_version=base_version, by=by)
    if changes:
        _record("angka_bulanan_diubah", row, promise, by, version=row.version, changes=changes)
    return row


@transaction.atomic
def remove_month(*, row: MonthlyFigures, promise: Promise, by: User) -> Removed:
    """Take back the figures of a month; the trail keeps them."""
    lock(promise)
    target = audit.label_of(row)
    isian = {
        name: as_recorded(getattr(row, name)) for name in ("month", "n", "met", "median", "source")
    }
    removed = taken_away(promise.unit, "angka_bulanan_dikembalikan", row)
    row.delete()
    audit.record(
        actor=by, action="angka_bulanan_dihapus", target=target, unit=promise.unit.code, isian=isian
    )
    return removed


def put_back_month(*, row: MonthlyFigures) -> None:
    """Insert removed figures again; inside a transaction. Raises `MonthHasCasesError`."""
    lock(row.promise)
    _refuse_told(row.promise, row.month)
    row.save(force_insert=True)


def _refuse_told(promise: Promise, month: dt.date) -> None:
    if promise.cases.filter(month=month).exists():
        raise MonthHasCasesError(month)
    if promise.monthly_figures.filter(month=month).exists():
        raise MonthTakenError


def lock(promise: Promise) -> None:
    """Whoever writes cases or months of a promise waits here: a month has the ones or the other."""
    Promise.objects.select_for_update().filter(pk=promise.pk).get()


def _settle(case: Case, promise: Promise, told: dict[str, Any]) -> None:
    """Put what was told into the case, with what follows from it."""
    for name, value in told.items():
        setattr(case, name, value)
    if case.finished_at is None:
        for name in DERIVED:
            setattr(case, name, None)
        return
    figures = measured(
        promise, case.started_at, case.finished_at, holidays=holidays_of(promise.unit), case=case
    )
    if promise.monthly_figures.filter(month=figures["month"]).exists():
        raise MonthHasFiguresError(figures["month"])
    for name in DERIVED:
        setattr(case, name, figures[name])


def _refuse_double(
    promise: Promise, reference: str, started_at: dt.datetime, but: Case | None = None
) -> None:
    if not reference:
        return
    same = promise.cases.filter(started_at=started_at, reference=reference)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise CaseTakenError


def _record(
    action: str, target: Case | MonthlyFigures, promise: Promise, by: User | None, **data: Any
) -> None:
    audit.record(
        actor=by,
        action=action,
        target=target,
        unit=promise.unit.code,
        janji=audit.label_of(promise),
        **data,
    )
