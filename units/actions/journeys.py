"""The road of a unit: predicates given and revoked, and milestones planned and done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from units import audit
from units.exceptions import NotRestorableError, PredicateHeldError, RevocationTooEarlyError
from units.models import AuditEvent, Milestone, PredicateRecord, Unit, User


RESTORE_HOURS = 24
PREDICATE_FIELDS = (
    "predicate",
    "giver",
    "granted_on",
    "only_year_known",
    "document_number",
    "note",
)
MILESTONE_FIELDS = ("kind", "title", "happened_on", "only_year_known", "is_planned", "note")
# What was removed, by the action in the trail that removed it: model and fields to restore.
REMOVALS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "predikat_dihapus": (PredicateRecord, (*PREDICATE_FIELDS, "revoked_on", "revoked_reason")),
    "tonggak_dihapus": (Milestone, MILESTONE_FIELDS),
}
RESTORED = "catatan_perjalanan_dikembalikan"


@transaction.atomic
def record_predicate(*, unit: Unit, by: User, **fields: Any) -> PredicateRecord:
    """Record a predicate the unit was given. Raises `PredicateHeldError`."""
    _lock(unit)
    _require_not_held(unit, fields["predicate"])
    record = PredicateRecord.objects.create(unit=unit, recorded_by=by, **fields)
    audit.record(actor=by, action="predikat_dicatat", target=record, unit=unit.code, isian=fields)
    return record


@transaction.atomic
def change_predicate(*, record: PredicateRecord, by: User, **fields: Any) -> PredicateRecord:
    """Correct what was recorded. Raises `PredicateHeldError`, `RevocationTooEarlyError`."""
    _lock(record.unit)
    record = PredicateRecord.objects.select_for_update().select_related("unit").get(pk=record.pk)
    if record.revoked_on is None:
        _require_not_held(record.unit, fields["predicate"], besides=record.pk)
    elif record.revoked_on < fields["granted_on"]:
        raise RevocationTooEarlyError
    _change(record, "predikat_diubah", by, fields)
    return record


@transaction.atomic
def revoke_predicate(
    *, record: PredicateRecord, by: User, revoked_on: dt.date, revoked_reason: str
) -> PredicateRecord:
    """Record that a predicate was revoked, with the reason. Raises `RevocationTooEarlyError`."""
    record = PredicateRecord.objects.select_for_update().select_related("unit").get(pk=record.pk)
    if revoked_on < record.granted_on:
        raise RevocationTooEarlyError
    fields = {"revoked_on": revoked_on, "revoked_reason": revoked_reason}
    _change(record, "predikat_dicabut", by, fields)
    return record


@transaction.atomic
def reinstate_predicate(*, record: PredicateRecord, by: User) -> PredicateRecord:
    """Take back a revocation recorded by mistake. Raises `PredicateHeldError`."""
    _lock(record.unit)
    record = PredicateRecord.objects.select_for_update().select_related("unit").get(pk=record.pk)
    _require_not_held(record.unit, record.predicate, besides=record.pk)
    fields = {"revoked_on": None, "revoked_reason": ""}
    _change(record, "pencabutan_dibatalkan", by, fields)
    return record


@transaction.atomic
def add_milestone(*, unit: Unit, by: User, **fields: Any) -> Milestone:
    """Record a step of the road, planned or done."""
    milestone = Milestone.objects.create(unit=unit, recorded_by=by, **fields)
    audit.record(actor=by, action="tonggak_dicatat", target=milestone, unit=unit.code, isian=fields)
    return milestone


@transaction.atomic
def change_milestone(*, milestone: Milestone, by: User, **fields: Any) -> Milestone:
    """Correct a step, or turn a planned one into one that was done."""
    milestone = Milestone.objects.select_for_update().select_related("unit").get(pk=milestone.pk)
    _change(milestone, "tonggak_diubah", by, fields)
    return milestone


@transaction.atomic
def remove_predicate(*, record: PredicateRecord, by: User) -> AuditEvent:
    """Remove a predicate recorded by mistake; the event returned can bring it back."""
    return _remove("predikat_dihapus", record, by)


@transaction.atomic
def remove_milestone(*, milestone: Milestone, by: User) -> AuditEvent:
    """Remove a step; the event returned can bring it back."""
    return _remove("tonggak_dihapus", milestone, by)


@transaction.atomic
def restore_removed(*, unit: Unit, event: AuditEvent, by: User) -> PredicateRecord | Milestone:
    """Bring back what was removed, within 24 hours and once.

    Raises `NotRestorableError`, or `PredicateHeldError` when the predicate was recorded anew.
    """
    _lock(unit)
    if not restorable(event, unit):
        raise NotRestorableError
    model, names = REMOVALS[event.action]
    columns = {field.name: field for field in model._meta.concrete_fields}
    values = {name: columns[name].to_python(event.data["isian"][name]) for name in names}
    if model is PredicateRecord and values["revoked_on"] is None:
        _require_not_held(unit, values["predicate"])
    row = model._default_manager.create(unit=unit, recorded_by=by, **values)
    audit.record(actor=by, action=RESTORED, target=row, unit=unit.code, peristiwa=event.pk)
    return row  # type: ignore[return-value]


def restorable(event: AuditEvent, unit: Unit) -> bool:
    """Whether the event removed something of this unit that can still be brought back."""
    return (
        event.action in REMOVALS
        and event.unit == unit.code
        and timezone.now() - event.at < dt.timedelta(hours=RESTORE_HOURS)
        and not AuditEvent.objects.filter(
            action=RESTORED, unit=unit.code, data__peristiwa=event.pk
        ).exists()
    )


def _lock(unit: Unit) -> None:
    """Let two people who record the same predicate at once take turns."""
    Unit.objects.select_for_update().get(pk=unit.pk)


def _require_not_held(unit: Unit, predicate: str, besides: int = 0) -> None:
    held = PredicateRecord.objects.standing().filter(unit=unit, predicate=predicate)
    if held.exclude(pk=besides).exists():
        raise PredicateHeldError


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _change(
    row: PredicateRecord | Milestone, action: str, by: User, fields: dict[str, Any]
) -> None:
    """Write the fields that differ and record them as [old, new]; nothing when none does."""
    before = _values(row, fields)
    changes = {name: [before[name], new] for name, new in fields.items() if before[name] != new}
    if not changes:
        return
    for name, new in fields.items():
        setattr(row, name, new)
    row.save(update_fields=list(changes))
    audit.record(actor=by, action=action, target=row, unit=row.unit.code, changes=changes)


def _remove(action: str, row: PredicateRecord | Milestone, by: User) -> AuditEvent:
    _, names = REMOVALS[action]
    isian, target = _values(row, names), audit.label_of(row)
    code = row.unit.code
    row.delete()
    return audit.record(actor=by, action=action, target=target, unit=code, isian=isian)
