"""Freezing the state of an assessment."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from pengungkit.models import Assessment, Record, RecordFile
from pengungkit.records.canonical import canonical_text, sha256_of
from pengungkit.records.state import State, state_of
from pengungkit.rollups import PLACES
from pengungkit.store import share_store
from units import audit
from units.models import AuditEvent, User


@transaction.atomic
def make_record(*, assessment: Assessment, by: User | None) -> Record:
    """The record of the assessment's state of now.

    While nothing has changed since the newest one, that one is it. The assessment's lock keeps
    answers as they are meanwhile, the store's keeps the files.
    """
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    share_store()
    assessment = Assessment.objects.with_structure().get(pk=assessment.pk)
    state, versions = state_of(assessment)
    state_sha256 = sha256_of(canonical_text(state))
    newest = assessment.records.order_by("-number").first()
    if newest is not None and newest.state_sha256 == state_sha256:
        return newest
    record = Record(
        assessment=assessment,
        number=newest.number + 1 if newest else 1,
        made_at=timezone.now().replace(microsecond=0),
        made_by=by,
        state_sha256=state_sha256,
        total=state["nilai"]["total"].quantize(PLACES),
        checks_met=state["syarat"]["terpenuhi"],
    )
    record.content = canonical_text(state | {"rekaman": _head(record)})
    record.sha256 = sha256_of(record.content)
    record.save(force_insert=True)
    RecordFile.objects.bulk_create(
        RecordFile(record=record, version=version) for version in versions
    )
    audit.record(
        actor=by,
        action="rekaman_dibuat",
        target=record,
        unit=assessment.unit.code,
        year=assessment.year,
        nomor=record.number,
        sha256=record.sha256,
        berkas=len(versions),
    )
    return record


def _head(record: Record) -> State:
    """When, by whom, and how far the audit trail had come.

    Whoever holds the record can thus see later that nobody took events off the trail's end.
    """
    last = AuditEvent.objects.order_by("-pk").values("pk", "hash").first()
    return {
        "nomor": record.number,
        "dibuat_pada": record.made_at,
        "dibuat_oleh": record.made_by.name if record.made_by else "Sistem",
        "jejak": last and {"nomor": last["pk"], "hash": last["hash"]},
    }
