"""Assistance given to another office, what proves it, and what was agreed to follow."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from innovations.exceptions import OwnAssistanceError
from innovations.merging import as_recorded, save_merged
from innovations.models import Assistance, AssistanceEvidence, FollowUp
from innovations.removals import Removed, taken_away
from pengungkit.models import Evidence
from units import audit
from units.models import Unit, User


@transaction.atomic
def record_assistance(*, helper: Unit, by: User | None, **fields: Any) -> Assistance:
    """Record that the unit assisted somebody. Raises `OwnAssistanceError`."""
    _refuse_own(helper, fields.get("helped"))
    assistance = Assistance.objects.create(helper=helper, recorded_by=by, **fields)
    _record("asistensi_dicatat", assistance, assistance, by, isian=_all_plain(fields))
    return assistance


@transaction.atomic
def change_assistance(
    *, assistance: Assistance, base_version: int, by: User, **fields: Any
) -> Assistance:
    """Change what was recorded, merged with what others changed since `base_version`.

    Raises `InnovationChangedError` when somebody else changed the same field to something else,
    `OwnAssistanceError`.
    """
    row = (
        Assistance.objects.select_for_update(of=["self"])
        .select_related("helper", "helped")
        .get(pk=assistance.pk)
    )
    _refuse_own(row.helper, fields.get("helped"))
    changes = save_merged(row, fields, base_version=base_version, by=by)
    if changes:
        _record("asistensi_diubah", row, row, by, version=row.version, changes=changes)
    return row


@transaction.atomic
def remove_assistance(*, assistance: Assistance, by: User) -> Removed:
    """Remove what was recorded by mistake; the trail keeps it with its follow-ups and proof."""
    row = (
        Assistance.objects.select_for_update(of=["self"])
        .select_related("helper")
        .get(pk=assistance.pk)
    )
    target, isian = audit.label_of(row), _all_fields(row)
    agreed = [_all_fields(one) for one in row.follow_ups.all()]
    proofs = [str(uuid) for uuid in row.documents.values_list("evidence__uuid", flat=True)]
    removed = taken_away(
        row.helper, "asistensi_dikembalikan", row, *row.follow_ups.all(), *row.documents.all()
    )
    row.delete()
    _record("asistensi_dihapus", row, target, by, isian=isian, tindak_lanjut=agreed, bukti=proofs)
    return removed


@transaction.atomic
def attach_proof(*, assistance: Assistance, evidence: Evidence, by: User) -> bool:
    """Tie a document of the helping unit's store to it; False when it was already.

    The caller has checked that the document belongs to the helping unit.
    """
    _, made = AssistanceEvidence.objects.get_or_create(
        assistance=assistance, evidence=evidence, defaults={"attached_by": by}
    )
    if made:
        _record_proof("bukti_asistensi_dipasang", assistance, evidence, by)
    return made


@transaction.atomic
def detach_proof(*, assistance: Assistance, evidence: Evidence, by: User) -> bool:
    """Take a document from it; the document stays in the store. False when not there."""
    removed, _ = AssistanceEvidence.objects.filter(
        assistance=assistance, evidence=evidence
    ).delete()
    if removed:
        _record_proof("bukti_asistensi_dilepas", assistance, evidence, by)
    return bool(removed)


@transaction.atomic
def agree_follow_up(*, assistance: Assistance, by: User | None, **fields: Any) -> FollowUp:
    """Record one thing agreed to be done after the assistance."""
    row = FollowUp.objects.create(assistance=assistance, recorded_by=by, **fields)
    _record("tindak_lanjut_dicatat", assistance, row, by, isian=_all_plain(fields))
    return row


@transaction.atomic
def change_follow_up(
    *, follow_up: FollowUp, base_version: int, by: User, **fields: Any
) -> FollowUp:
    """Change what was agreed or how far it is, merged with what others changed meanwhile.

    The helped side sends only state, day and remark. Raises `InnovationChangedError`.
    """
    row = (
        FollowUp.objects.select_for_update(of=["self"])
        .select_related("assistance__helper")
        .get(pk=follow_up.pk)
    )
    changes = save_merged(row, fields, base_version=base_version, by=by)
    if changes:
        _record(
            "tindak_lanjut_diubah", row.assistance, row, by, version=row.version, changes=changes
        )
    return row


@transaction.atomic
def remove_follow_up(*, follow_up: FollowUp, by: User) -> Removed:
    """Remove what was agreed by mistake; the trail keeps it."""
    assistance, target = follow_up.assistance, audit.label_of(follow_up)
    isian = _all_fields(follow_up)
    removed = taken_away(assistance.helper, "tindak_lanjut_dikembalikan", follow_up)
    follow_up.delete()
    _record("tindak_lanjut_dihapus", assistance, target, by, isian=isian)
    return removed


def _refuse_own(helper: Unit, helped: Unit | None) -> None:
    if helped is not None and helped.pk == helper.pk:
        raise OwnAssistanceError


def _record_proof(action: str, assistance: Assistance, evidence: Evidence, by: User) -> None:
    _record(action, assistance, assistance, by, bukti=str(evidence.uuid), judul=evidence.title)


def _all_plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: as_recorded(value) for name, value in fields.items()}


def _all_fields(row: models.Model) -> dict[str, Any]:
    return {
        field.name: as_recorded(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in {"id", "assistance", "recorded_at", "recorded_by"}
    }


def _record(
    action: str, assistance: Assistance, target: models.Model | str, by: User | None, **data: Any
) -> None:
    audit.record(actor=by, action=action, target=target, unit=assistance.helper.code, **data)
