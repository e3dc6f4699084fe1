"""Evidence: received, kept by its hash, attached to items, detached."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from pengungkit.exceptions import AssessmentClosedError, EvidenceRefusedError
from pengungkit.file_types import FileType, type_of
from pengungkit.models import Answer, Assessment, Evidence, EvidenceUse, EvidenceVersion
from units import audit
from units.models import Unit, User
from zi_portal.lib import blobs
from zi_portal.lib.blobs import Blob


# Shown names are cut to this many characters; the name as received stays in the version's row.
SHOWN_NAME = 120
ORIGINAL_NAME = 255


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an upload: the evidence, and whether the unit already had this file."""

    evidence: Evidence
    was_there: bool


def clean_name(name: str) -> str:
    """A sender's file name as visible text on one line: no path, no control or bidi characters."""
    name = re.split(r"[\\/]", name)[-1]
    visible = "".join(c for c in name if unicodedata.category(c)[0] not in "CZ" or c == " ")
    return visible.strip(". ")[:SHOWN_NAME] or "tanpa-nama"


def title_from(name: str) -> str:
    """A first title for a file: its name without the ending."""
    shown = clean_name(name)
    stem = shown.rsplit(".", 1)[0] if "." in shown else shown
    return stem.replace("_", " ").strip() or shown


def search_text_of(*parts: str) -> str:
    return " ".join(part for part in parts if part).lower()


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
    limit = settings.EVIDENCE_MAX_BYTES
    try:
        temporary, blob = blobs.receive(chunks, limit=limit)
    except blobs.BlobTooLargeError:
        raise EvidenceRefusedError(
            f"Berkas melebihi batas {limit // 1_000_000} MB. Pecah menjadi beberapa bagian atau"
            " kecilkan pindaiannya, lalu unggah lagi."
        ) from None
    except blobs.BlobStoreFullError:
        raise EvidenceRefusedError(
            "Ruang simpan server penuh sehingga berkas belum tersimpan. Beri tahu admin, lalu"
            " unggah lagi setelah ruang dikosongkan."
        ) from None
    try:
        file_type = inspect(name, temporary, blob)
        return keep_file(
            unit=unit,
            name=name,
            temporary=temporary,
            blob=blob,
            file_type=file_type,
            by=by,
            title=title,
            document_date=document_date,
        )
    finally:
        blobs.discard(temporary)


def inspect(name: str, temporary: Path, blob: Blob) -> FileType:
    """The accepted type of what was received, or `EvidenceRefusedError`."""
    if blob.size == 0:
        raise EvidenceRefusedError(
            "Berkas kosong (0 byte). Periksa berkas di perangkat Anda, lalu unggah lagi."
        )
    return type_of(name, blob.head, temporary)


@transaction.atomic
def keep_file(
    *,
    unit: Unit,
    name: str,
    temporary: Path,
    blob: Blob,
    file_type: FileType,
    by: User,
    title: str,
    document_date: dt.date | None,
) -> Received:
    """Give an inspected file its place and its row. The unit row is the lock against doubles."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    known = (
        EvidenceVersion.objects.filter(unit=unit, sha256=blob.sha256)
        .select_related("evidence__unit")
        .first()
    )
    if known:
        return Received(known.evidence, was_there=True)
    blobs.keep(temporary, blob)
    shown = (title or title_from(name))[:200]
    evidence = Evidence.objects.create(
        unit=unit,
        title=shown,
        document_date=document_date,
        received_by=by,
        search_text=search_text_of(shown, clean_name(name)),
    )
    EvidenceVersion.objects.create(
        evidence=evidence,
        unit=unit,
        sha256=blob.sha256,
        size=blob.size,
        content_type=file_type.content_type,
        extension=file_type.extension,
        original_name=clean_name(name)[:ORIGINAL_NAME],
        received_by=by,
    )
    audit.record(
        actor=by,
        action="bukti_diterima",
        target=evidence,
        unit=unit.code,
        sha256=blob.sha256,
        ukuran=blob.size,
        nama=name[:ORIGINAL_NAME].encode("unicode_escape").decode("ascii"),
    )
    return Received(evidence, was_there=False)


@transaction.atomic
def note_link(*, unit: Unit, title: str, url: str, by: User) -> Evidence:
    """Note an address as evidence. It is never fetched, and counts as not kept."""
    evidence = Evidence.objects.create(
        unit=unit, title=title, url=url, received_by=by, search_text=search_text_of(title, url)
    )
    audit.record(actor=by, action="tautan_dicatat", target=evidence, unit=unit.code, url=url)
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
        audit.record(
            actor=by,
            action="bukti_dipasang",
            target=answer,
            unit=answer.assessment.unit.code,
            code=answer.code,
            bukti=str(evidence.uuid),
            judul=evidence.title,
        )
    return made


@transaction.atomic
def detach(*, answer: Answer, evidence: Evidence, by: User) -> bool:
    """Take a document away from an item; the document stays in the store. False when not there."""
    require_open(answer)
    removed, _ = EvidenceUse.objects.filter(answer=answer, evidence=evidence).delete()
    if removed:
        audit.record(
            actor=by,
            action="bukti_dilepas",
            target=answer,
            unit=answer.assessment.unit.code,
            code=answer.code,
            bukti=str(evidence.uuid),
            judul=evidence.title,
        )
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
    evidence.search_text = search_text_of(title, number, evidence.url, *names)
    evidence.save(update_fields=[*new, "search_text"])
    audit.record(
        actor=by,
        action="bukti_diterangkan",
        target=evidence,
        unit=evidence.unit.code,
        changes=changes,
    )
    return evidence


@transaction.atomic
def record_access(*, version: EvidenceVersion, by: User, manner: str) -> None:
    """Record that somebody looked at (`lihat`) or downloaded (`unduh`) a kept file."""
    audit.record(
        actor=by,
        action=f"bukti_di{manner}",
        target=version.evidence,
        unit=version.unit.code,
        versi=version.number,
        sha256=version.sha256,
    )


def require_open(answer: Answer) -> None:
    """Lock the assessment and make sure it may still be written."""
    locked = Assessment.objects.select_for_update().get(pk=answer.assessment_id)
    if not locked.is_open:
        raise AssessmentClosedError
