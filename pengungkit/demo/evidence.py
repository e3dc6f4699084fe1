"""The documents of the demo in the stores of their units, and where they are used."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone

from pengungkit.demo.catalogue import LINK, Document, documents_of
from pengungkit.demo.diary import Diary
from pengungkit.demo.documents import MAKERS
from pengungkit.demo.flaws import CHANGES, DESTROYED, note_what_is_seen
from pengungkit.derived import derive
from pengungkit.file_types import FileType, type_of
from pengungkit.models import Answer, Evidence, EvidenceUse, EvidenceVersion
from units.models import Unit, User
from zi_portal.lib import blobs


# Files are a few kilobytes; anything larger would be a fault of the makers.
LIMIT = 1_000_000
CHANGED = ["received_at", "inspection", "inspection_edition", "inspected_at"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document with the evidence it became, and what was written to disk (None: a link)."""

    document: Document
    evidence: Evidence
    file: tuple[str, blobs.Blob, FileType] | None


def keep_documents(unit: Unit, today: dt.date, by: User, diary: Diary) -> list[Kept]:
    """Take all documents of a unit into its store, as received soon after their date."""
    documents = documents_of(unit.code)
    with ThreadPoolExecutor() as pool:
        files = list(pool.map(lambda document: _write(document, unit, today), documents))
    kept = [
        Kept(document, _evidence(document, unit, today, by, file[0] if file else ""), file)
        for document, file in zip(documents, files, strict=True)
    ]
    Evidence.objects.bulk_create(one.evidence for one in kept)
    received = {one.evidence.pk: _received(one.document, unit, today) for one in kept}
    for one in kept:
        one.evidence.received_at = received[one.evidence.pk]
    Evidence.objects.bulk_update([one.evidence for one in kept], ["received_at"])
    versions = EvidenceVersion.objects.bulk_create(
        EvidenceVersion(
            evidence=one.evidence,
            unit=unit,
            sha256=one.file[1].sha256,
            size=one.file[1].size,
            content_type=one.file[2].content_type,
            extension=one.file[2].extension,
            original_name=one.file[0],
            received_by=by,
        )
        for one in kept
        if one.file
    )
    flaws = {one.evidence.pk: one.document.flaw for one in kept}
    for version in versions:
        version.received_at = received[version.evidence_id]
        note_what_is_seen(version, flaws[version.evidence_id])
    EvidenceVersion.objects.bulk_update(versions, CHANGED)
    for one in kept:
        _note(one, unit, by, diary)
    return kept


def use_documents(kept: list[Kept], answers: dict[str, Answer], year: int, diary: Diary) -> None:
    """Attach what was dated no later than the assessment's year to the items begun in it."""
    uses = []
    for one in kept:
        date = one.evidence.document_date
        if date is None or date.year > year:
            continue
        for answer in (answers[code] for code in one.document.uses):
            if answer.updated_at is None:
                continue
            if one.document.flaw == DESTROYED and not answer.assessment.is_open:
                # What a closed year rests on could not be destroyed.
                continue
            use = EvidenceUse(answer=answer, evidence=one.evidence, attached_by=answer.assignee)
            shortly_before = answer.updated_at - dt.timedelta(minutes=20)
            uses.append((use, max(shortly_before, one.evidence.received_at)))
    EvidenceUse.objects.bulk_create(use for use, _ in uses)
    for use, at in uses:
        use.attached_at = at
        diary.note(
            use.attached_at,
            use.attached_by,
            "bukti_dipasang",
            use.answer,
            use.evidence.unit,
            code=use.answer.code,
            bukti=str(use.evidence.uuid),
            judul=use.evidence.title,
        )
    EvidenceUse.objects.bulk_update([use for use, _ in uses], ["attached_at"])


def _write(
    document: Document, unit: Unit, today: dt.date
) -> tuple[str, blobs.Blob, FileType] | None:
    """The document's file on disk under its hash; None for a link. Touches no database."""
    if document.form == LINK:
        return None
    title = document.title.format(tahun=document.dated(today).year)
    lines = [
        unit.name,
        f"Tanggal dokumen: {document.dated(today):%d-%m-%Y}",
        "",
        "DOKUMEN CONTOH",
        "Dibuat untuk data demo Portal ZI. Isinya bukan dokumen resmi.",
    ]
    name = f"{title} {unit.short_name}.{document.form}"
    content = MAKERS[document.form](title, lines)
    if change := CHANGES.get(document.flaw):
        content = change(content)
    temporary, blob = blobs.receive([content], limit=LIMIT)
    try:
        file_type = type_of(name, blob.head, temporary)
        blobs.keep(temporary, blob)
    finally:
        blobs.discard(temporary)
    return name, blob, file_type


def _evidence(document: Document, unit: Unit, today: dt.date, by: User, name: str) -> Evidence:
    date = document.dated(today)
    title = document.title.format(tahun=date.year)
    url = f"https://www.example.go.id/zi/{document.key}" if document.form == LINK else ""
    number = f"CONTOH-{date:%m%d}/{date.year}" if document.kind == Evidence.Kind.SK else ""
    evidence = Evidence(
        unit=unit,
        title=title,
        kind=document.kind,
        number=number,
        document_date=date,
        valid_until=document.valid_until(today),
        stage=document.stage,
        url=url,
        received_by=by,
    )
    derive(evidence, [name] if name else [])
    return evidence


def _received(document: Document, unit: Unit, today: dt.date) -> dt.datetime:
    """Two days after its date in the morning, but never in the future."""
    day = min(document.dated(today) + dt.timedelta(days=2), today - dt.timedelta(days=1))
    return timezone.make_aware(dt.datetime.combine(day, dt.time(9, 15)), ZoneInfo(unit.time_zone))


def _note(one: Kept, unit: Unit, by: User, diary: Diary) -> None:
    at = one.evidence.received_at
    if one.file is None:
        diary.note(at, by, "tautan_dicatat", one.evidence, unit, url=one.evidence.url)
        return
    name, blob, _ = one.file
    diary.note(
        at, by, "bukti_diterima", one.evidence, unit,
        sha256=blob.sha256, ukuran=blob.size, nama=name,
    )  # fmt: skip
