"""Opening, closing and reopening an assessment."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from pengungkit import rollups
from pengungkit.exceptions import AlreadyOpenError
from pengungkit.models import Answer, Assessment, InstrumentVersion
from units import audit
from units.models import Unit, User


@transaction.atomic
def open_assessment(
    *,
    unit: Unit,
    year: int,
    target: str,
    instrument: InstrumentVersion,
    due_on: dt.date | None,
    by: User | None,
) -> Assessment:
    """Open a unit's LKE for a year with every item empty. Raises `AlreadyOpenError`."""
    # Two people at once must not open the same year twice.
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    if Assessment.objects.filter(unit=unit, year=year).exists():
        raise AlreadyOpenError
    assessment = Assessment.objects.create(
        unit=unit, year=year, target=target, instrument=instrument, due_on=due_on, opened_by=by
    )
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            code=item.code,
            sub_area=item.sub_area_code,
            area=item.area_key,
            position=item.position,
        )
        for item in assessment.structure.items
    )
    rollups.store(assessment, rollups.recount(assessment, []))
    audit.record(
        actor=by,
        action="penilaian_dibuka",
        target=assessment,
        unit=unit.code,
        year=year,
        sasaran=target,
        instrumen=instrument.code,
    )
    return assessment


@transaction.atomic
def close_assessment(*, assessment: Assessment, reason: str, by: User) -> Assessment:
    """Close an assessment for writing. Closing a closed one changes nothing."""
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not locked.is_open:
        return locked
    # Nobody is replacing a file right now: what was received until this moment is what counts.
    Unit.objects.select_for_update(no_key=True).get(pk=locked.unit_id)
    locked.state = Assessment.State.FINAL
    locked.closed_at, locked.closed_by = timezone.now(), by
    locked.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record(
        actor=by,
        action="penilaian_ditutup",
        target=locked,
        unit=assessment.unit.code,
        alasan=reason,
        total=locked.total,
    )
    return locked


@transaction.atomic
def reopen_assessment(*, assessment: Assessment, reason: str, by: User) -> Assessment:
    """Open a closed assessment for writing again. Opening an open one changes nothing."""
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.is_open:
        return locked
    locked.state = Assessment.State.DRAFT
    locked.closed_at, locked.closed_by = None, None
    locked.save(update_fields=["state", "closed_at", "closed_by"])
    audit.record(
        actor=by,
        action="penilaian_dibuka_kembali",
        target=locked,
        unit=assessment.unit.code,
        alasan=reason,
    )
    return locked
