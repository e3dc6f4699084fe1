"""A replication recorded, told better, moved along its road by the giver, tied to documents."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q

from innovations.exceptions import (
    AdoptedTwiceError,
    AdopterFixedError,
    AdopterIsGiverError,
    StateNotNextError,
    StepTooEarlyError,
)
from innovations.merging import as_recorded, changes_of, merged
from innovations.models import Innovation, Replication, ReplicationEvidence, ReplicationStep
from pengungkit.models import Evidence
from units import audit
from units.models import User


# Fields of the row; `adopter_unit_id` is chosen once and stays.
TOLD = (
    "agency_name",
    "agency_kind",
    "agency_province",
    "agency_address",
    "agency_contact",
    "same_agency",
    "similar_unit",
    "agreement",
    "agreement_number",
    "agreed_on",
    "adapted",
    "adopter_results",
    "note",
)


@transaction.atomic
def share_innovation(*, innovation: Innovation, shared: bool, by: User) -> bool:
    """Put the short facts of an innovation into the catalogue, or take them out; False if so."""
    row = Innovation.objects.select_for_update().select_related("unit").get(pk=innovation.pk)
    if row.is_shared == shared:
        return False
    row.is_shared = shared
    row.version += 1
    row.save(update_fields=["is_shared", "version"])
    audit.record(
        actor=by,
        action="inovasi_dibagikan" if shared else "inovasi_batal_dibagikan",
        target=row,
        unit=row.unit.code,
        version=row.version,
        changes={"is_shared": [not shared, shared]},
    )
    return True


@transaction.atomic
def record_replication(
    *,
    innovation: Innovation,
    by: User | None,
    happened_on: dt.date,
    only_year_known: bool = False,
    state: str = Replication.State.ASKED,
    adopter_unit_id: int | None = None,
    **fields: Any,
) -> Replication:
    """Record that an office adopts an innovation, or asks to.

    `fields` are those of `TOLD`. Raises `AdopterIsGiverError`, `AdoptedTwiceError`, and
    `StateNotNextError` for a state only the adopter can bring about.
    """
    # The innovation is the lock against two rows for one unit.
    locked = Innovation.objects.select_for_update().select_related("unit").get(pk=innovation.pk)
    if adopter_unit_id == locked.unit_id:
        raise AdopterIsGiverError
    if state == Replication.State.CONFIRMED:
        raise StateNotNextError
    same = (
        Q(adopter_unit=adopter_unit_id)
        if adopter_unit_id
        else _named(fields.get("agency_name", ""))
    )
    if locked.replications.filter(same).exists():
        raise AdoptedTwiceError
    replication = Replication.objects.create(
        innovation=locked, adopter_unit_id=adopter_unit_id, state=state, recorded_by=by, **fields
    )
    ReplicationStep.objects.create(
        replication=replication,
        state=state,
        happened_on=happened_on,
        only_year_known=only_year_known,
        recorded_by=by,
    )
    told = {name: as_recorded(value) for name, value in fields.items()}
    record_event(
        replication,
        "replikasi_dicatat",
        by,
        penerima=replication.adopter_name,
        keadaan=state,
        isian=told,
    )
    return replication


@transaction.atomic
def change_replication(
    *, replication: Replication, base_version: int, by: User, **fields: Any
) -> Replication:
    """Save what was told of a replication, merged with what others saved meanwhile.

    Raises `InnovationChangedError`, `AdoptedTwiceError`, and `AdopterFixedError` for another name
    of an adopter that has already answered.
    """
    row = locked_replication(replication)
    new = merged(row, fields, base_version=base_version, by=by)
    changes = changes_of(row, new)
    if not changes:
        return row
    if "agency_name" in changes:
        if row.confirmations.exists():
            raise AdopterFixedError
        others = Replication.objects.filter(innovation=row.innovation_id).exclude(pk=row.pk)
        if others.filter(_named(new["agency_name"])).exists():
            raise AdoptedTwiceError
    for name, value in new.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*new, "version"])
    record_event(row, "replikasi_diubah", by, version=row.version, changes=changes)
    return row


@transaction.atomic
def move_replication(
    *,
    replication: Replication,
    state: str,
    happened_on: dt.date,
    by: User | None,
    only_year_known: bool = False,
    note: str = "",
) -> ReplicationStep:
    """Record a step by the giver's word. None of them leads to a confirmed replication.

    A confirmation that stood stays on record, but counts no more once the replication stopped.
    Raises `StateNotNextError`, `StepTooEarlyError`.
    """
    row = locked_replication(replication)
    if state not in row.next_states:
        raise StateNotNextError
    latest = row.steps.order_by("-happened_on", "-pk").first()
    if latest is not None and happened_on < latest.happened_on and not only_year_known:
        raise StepTooEarlyError
    row.confirmation = None
    step = enter(row, state, happened_on, by=by, only_year_known=only_year_known, note=note)
    replication.state, replication.version = row.state, row.version
    return step


def enter(
    row: Replication,
    state: str,
    happened_on: dt.date,
    *,
    by: User | None,
    only_year_known: bool = False,
    note: str = "",
    by_adopter: bool = False,
    **more: Any,
) -> ReplicationStep:
    """Bring a locked replication into a state, with the step and the event."""
    step = ReplicationStep.objects.create(
        replication=row,
        state=state,
        happened_on=happened_on,
        only_year_known=only_year_known,
        note=note[:500],
        by_adopter=by_adopter,
        recorded_by=by,
    )
    before, row.state = row.state, state
    row.version += 1
    row.save(update_fields=["state", "confirmation", "version"])
    record_event(
        row,
        "replikasi_berpindah",
        by,
        version=row.version,
        changes={"state": [before, state]},
        tanggal=happened_on.isoformat(),
        **more,
    )
    return step


@transaction.atomic
def attach_document(*, replication: Replication, evidence: Evidence, by: User | None) -> bool:
    """Tie a document of the giver's store to a replication; False when it was already.

    The caller has checked that the document belongs to the unit of the innovation.
    """
    _, made = ReplicationEvidence.objects.get_or_create(
        replication=replication, evidence=evidence, defaults={"attached_by": by}
    )
    if made:
        _record_document("bukti_replikasi_dipasang", replication, evidence, by)
    return made


@transaction.atomic
def detach_document(*, replication: Replication, evidence: Evidence, by: User) -> bool:
    """Take a document from a replication; it stays in the store. False when not there."""
    removed, _ = ReplicationEvidence.objects.filter(
        replication=replication, evidence=evidence
    ).delete()
    if removed:
        _record_document("bukti_replikasi_dilepas", replication, evidence, by)
    return bool(removed)


def _named(agency: str) -> Q:
    """One agency counts once for an innovation, however its name was written."""
    return Q(adopter_unit=None, agency_name__iexact=agency)


def locked_replication(replication: Replication) -> Replication:
    """The row as it is now, locked for whoever changes it or answers for it."""
    rows = Replication.objects.select_for_update(of=("self",))
    return rows.select_related("innovation__unit", "adopter_unit").get(pk=replication.pk)


def record_event(replication: Replication, action: str, by: User | None, **data: Any) -> None:
    """Into the trail of the giver's unit; both sides are named in it."""
    audit.record(
        actor=by,
        action=action,
        target=replication,
        unit=replication.innovation.unit.code,
        inovasi=replication.innovation.slug,
        **data,
    )


def _record_document(
    action: str, replication: Replication, evidence: Evidence, by: User | None
) -> None:
    record_event(replication, action, by, bukti=str(evidence.uuid), judul=evidence.title)
