"""Evidence: received, kept by its hash, attached to items, detached."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from pengungkit.actions.healing import heal_with
from pengungkit.background import examine_soon
from pengungkit.derived import KEYS, derive
from pengungkit.exceptions import (
    AssessmentClosedError,
    EvidenceRefusedError,
    NotStoredError,
    RejectedFileError,
)
from pengungkit.file_names import clean_name, title_from
from pengungkit.file_types import FileType, type_of
from pengungkit.first_look import refuse_at_first_look
from pengungkit.models import Answer, Assessment, Evidence, EvidenceUse, EvidenceVersion
from pengungkit.quotas import require_room
from pengungkit.store import share_store
from units import audit
from units.models import Unit, User
from zi_portal.lib import blobs
from zi_portal.lib.blobs import Blob


ORIGINAL_NAME = 255
TITLE = 200


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload: the evidence, and whether the unit already had this file.

    `remark` is for the sender: what it had is no longer the document's newest version.
    """

    evidence: Evidence
    was_there: bool
    remark: str = ""


def too_large() -> str:
    """The sentence for a file past the limit."""
    return (
        f"Berkas melebihi batas {settings.EVIDENCE_MAX_BYTES // 1_000_000} MB. Pecah menjadi"
        " beberapa bagian atau kecilkan pindaiannya, lalu unggah lagi."
    )


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that lies in the store's temporary folder and was found acceptable."""

    name: str
    path: Path
    blob: Blob
    file_type: FileType


@contextmanager
def taken_in(name: str, chunks: Iterable[bytes]) -> Iterator[Inspected]:
    """Write a stream to disk and look at it; what the caller does not keep is removed.

    Raises `EvidenceRefusedError` with the sentence to show.
    """
    try:
        temporary, blob = blobs.receive(chunks, limit=settings.EVIDENCE_MAX_BYTES)
    except blobs.BlobTooLargeError:
        raise EvidenceRefusedError(too_large()) from None
    except blobs.BlobStoreError as error:
        raise NotStoredError(is_full=error.is_full) from error
    try:
        yield Inspected(name, temporary, blob, inspect(name, temporary, blob))
    finally:
        blobs.discard(temporary)


def receive_file(
    *,
    unit: Unit,
    name: str,
    chunks: Iterable[bytes],
    by: User,
    title: str = "",
    document_date: dt.date | None = None,
) -> Received:
    """Take a file into the unit's store.

    The bytes are on disk under their hash before the row says so. A file the unit already has is
    found again instead of kept twice. Raises `EvidenceRefusedError` with the sentence to show.
    """
    with taken_in(name, chunks) as file:
        return keep_file(unit=unit, file=file, by=by, title=title, document_date=document_date)


def inspect(name: str, temporary: Path, blob: Blob) -> FileType:
    """The accepted type of what was received, or `EvidenceRefusedError`."""
    if blob.size == 0:
        raise EvidenceRefusedError(
            "Berkas kosong (0 byte). Periksa berkas di perangkat Anda, lalu unggah lagi."
        )
    file_type = type_of(name, blob.head, temporary)
    refuse_at_first_look(temporary, file_type.extension)
    return file_type


@transaction.atomic
def keep_file(
    *,
    unit: Unit,
    file: Inspected,
    by: User | None,
    title: str,
    document_date: dt.date | None,
    has_room: bool = False,
) -> Received:
    """Give an inspected file its place and its row. The unit row is the lock against doubles.

    `by` is None when an outsider sent it through a link that they were given.

    Raises `QuotaError`, unless room was set aside for the file before it came (`has_room`).
    """
    if known := version_of(unit, file):
        heal_with(file.path, file.blob, by=by)
        return Received(known.evidence, was_there=True, remark=replaced_by_now(known))
    if not has_room:
        require_room(unit, file.blob.size)
    blobs.keep(file.path, file.blob)
    shown = (title or title_from(file.name))[:TITLE]
    evidence = Evidence(unit=unit, title=shown, document_date=document_date, received_by=by)
    derive(evidence, [clean_name(file.name)])
    evidence.save()
    create_version(evidence, unit, file, 1, by)
    record_received(evidence, unit, file, "bukti_diterima", by)
    return Received(evidence, was_there=False)


def version_of(unit: Unit, file: Inspected) -> EvidenceVersion | None:
    """The version in which the unit already has this file.

    Locks the unit against doubles, and the store against a sweep before the row is there. Raises
    `EvidenceRefusedError` for a file that was destroyed on legal grounds, or found harmful.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    share_store()
    version = (
        EvidenceVersion.objects.filter(unit=unit, sha256=file.blob.sha256)
        .select_related("evidence__unit", "destruction")
        .first()
    )
    if version is not None:
        require_acceptable(version)
    return version


def require_acceptable(version: EvidenceVersion) -> None:
    """What was destroyed on legal grounds, or rejected by a scanner, does not come in again."""
    if version.is_rejected:
        raise RejectedFileError(version.finding)
    if version.destruction is not None:
        raise EvidenceRefusedError(
            "Berkas ini sudah dimusnahkan atas dasar hukum (keputusan"
            f" {version.destruction.decision}), jadi tidak dapat diunggah lagi di unit ini. Bila"
            " keputusannya keliru, hubungi admin pusat."
        )


def replaced_by_now(version: EvidenceVersion) -> str:
    """What to tell whoever sent a file that is an earlier version of a document; "" otherwise."""
    evidence = version.evidence
    newest = evidence.versions.aggregate(newest=Max("number"))["newest"]
    if version.number == newest:
        return ""
    return (
        f"Berkas ini versi {version.number} dari bukti “{evidence.title}” yang sudah diganti dengan"
        f" versi {newest}; yang dipakai tetap versi {newest}. Bila berkas ini yang benar, buka"
        " bukti itu lalu pakai Ganti berkas."
    )


def create_version(
    evidence: Evidence,
    unit: Unit,
    file: Inspected,
    number: int,
    by: User | None,
    *,
    repeats: bool = False,
) -> EvidenceVersion:
    version = EvidenceVersion.objects.create(
        evidence=evidence,
        unit=unit,
        number=number,
        sha256=file.blob.sha256,
        size=file.blob.size,
        repeats=repeats,
        content_type=file.file_type.content_type,
        extension=file.file_type.extension,
        original_name=clean_name(file.name)[:ORIGINAL_NAME],
        received_by=by,
    )
    examine_soon(version)
    return version


def record_received(
    evidence: Evidence, unit: Unit, file: Inspected, action: str, by: User | None, **more: int
) -> None:
    """Put a received file into the trail, its name as sent but harmless."""
    audit.record(
        actor=by,
        action=action,
        target=evidence,
        unit=unit.code,
        sha256=file.blob.sha256,
        ukuran=file.blob.size,
        nama=file.name[:ORIGINAL_NAME].encode("unicode_escape").decode("ascii"),
        **more,
    )


@transaction.atomic
def note_link(
    *, unit: Unit, title: str, url: str, by: User, answer: Answer | None = None
) -> Evidence:
    """Note an address as evidence, for one item at once when `answer` is given.

    It is never fetched, and counts as not kept.
    """
    if answer is not None:
        require_open(answer)
    evidence = Evidence(unit=unit, title=title[:TITLE], url=url, received_by=by)
    derive(evidence)
    evidence.save()
    events = [audit.Event("tautan_dicatat", evidence, unit.code, {"url": url})]
    if answer is not None:
        EvidenceUse.objects.create(answer=answer, evidence=evidence, attached_by=by)
        events.append(use_event("bukti_dipasang", answer, evidence))
    audit.record_many(by, events)
    return evidence


@transaction.atomic
def attach(*, answer: Answer, evidence: Evidence, by: User) -> bool:
    """Make one document prove one item; False when it did already.

    The caller has checked that the evidence belongs to the assessment's unit.
    """
    require_open(answer)
    _, made = EvidenceUse.objects.get_or_create(
        answer=answer, evidence=evidence, defaults={"attached_by": by}
    )
    if made:
        audit.record_many(by, [use_event("bukti_dipasang", answer, evidence)])
    return made


@transaction.atomic
def attach_all(*, answer: Answer, evidence: Collection[Evidence], by: User) -> int:
    """Make several documents prove one item; returns how many did not yet. Constant queries."""
    require_open(answer)
    there = set(EvidenceUse.objects.filter(answer=answer).values_list("evidence_id", flat=True))
    fresh = [one for one in evidence if one.pk not in there]
    EvidenceUse.objects.bulk_create(
        EvidenceUse(answer=answer, evidence=one, attached_by=by) for one in fresh
    )
    if fresh:
        audit.record_many(by, [use_event("bukti_dipasang", answer, one) for one in fresh])
    return len(fresh)


def use_event(action: str, answer: Answer, evidence: Evidence) -> audit.Event:
    """A document attached to or taken from an item, for the trail and the item's history."""
    return audit.Event(
        action,
        answer,
        answer.assessment.unit.code,
        {"code": answer.code, "bukti": str(evidence.uuid), "judul": evidence.title},
    )


@transaction.atomic
def detach(*, answer: Answer, evidence: Evidence, by: User) -> bool:
    """Take a document away from an item; the document stays in the store. False when not there."""
    require_open(answer)
    removed, _ = EvidenceUse.objects.filter(answer=answer, evidence=evidence).delete()
    if removed:
        audit.record_many(by, [use_event("bukti_dilepas", answer, evidence)])
    return bool(removed)


@transaction.atomic
def describe(
    *,
    evidence: Evidence,
    by: User,
    title: str,
    kind: str,
    number: str,
    document_date: dt.date | None,
    valid_until: dt.date | None,
    stage: str,
) -> Evidence:
    """Say what a document is. Its file and the day it was received do not change."""
    evidence = Evidence.objects.select_for_update().select_related("unit").get(pk=evidence.pk)
    new = {
        "title": title,
        "kind": kind,
        "number": number,
        "document_date": document_date,
        "valid_until": valid_until,
        "stage": stage,
    }
    changes = {
        field: [getattr(evidence, field), value]
        for field, value in new.items()
        if getattr(evidence, field) != value
    }
    if not changes:
        return evidence
    for field, value in new.items():
        setattr(evidence, field, value)
    names = evidence.versions.values_list("original_name", flat=True)
    derive(evidence, names)
    evidence.save(update_fields=[*new, *KEYS])
    audit.record(
        actor=by,
        action="bukti_diterangkan",
        target=evidence,
        unit=evidence.unit.code,
        changes=changes,
    )
    return evidence


def require_open(answer: Answer) -> None:
    """Lock the assessment and make sure it may still be written."""
    locked = Assessment.objects.select_for_update().get(pk=answer.assessment_id)
    if not locked.is_open:
        raise AssessmentClosedError
