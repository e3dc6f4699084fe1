"""The chosen files of a ZIP become evidence and prove items; all of that can be taken back as one.

Each file is a transaction of its own, so that whoever kills the worker loses no more than one, and
beginning anew doubles nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from pengungkit.actions.evidence import (
    Inspected,
    attach,
    keep_file,
    require_open,
    taken_in,
    use_event,
)
from pengungkit.actions.zip_arrival import record
from pengungkit.actions.zip_choices import Meant, Reader, lock_ready, needed_bytes
from pengungkit.actions.zip_reading import GONE
from pengungkit.archives import kept
from pengungkit.archives.reader import Archive, Member, opened
from pengungkit.archives.refusals import ArchiveRefusedError, MemberDamagedError
from pengungkit.derived import derive
from pengungkit.exceptions import (
    AssessmentClosedError,
    EvidenceRefusedError,
    ZipImportIncompleteError,
    ZipImportStateError,
)
from pengungkit.file_names import clean_name
from pengungkit.models import (
    Answer,
    Assessment,
    Evidence,
    EvidenceUse,
    EvidenceVersion,
    ZipEntry,
    ZipImport,
)
from pengungkit.quotas import require_room
from pengungkit.tasks import apply_zip
from units import audit
from units.models import Unit, User
from units.permissions import Permission, rights_of
from zi_portal.lib import failpoints
from zi_portal.lib.dates import format_moment
from zi_portal.tasks import enqueue


logger = logging.getLogger(__name__)
State = ZipEntry.State
CLOSED = (
    "Masuk kotak bukti, tetapi tidak dipasang di butir karena penilaian sudah ditutup. Minta admin"
    " membukanya kembali bila masih perlu."
)
NO_RIGHT = "Hak Anda mengisi di unit ini sudah berakhir, jadi berkas ini tidak dimasukkan."


@transaction.atomic
def begin_applying(*, zip_import: ZipImport, by: User) -> ZipImport:
    """Close the choices and set room aside for what is wanted.

    Raises `ZipImportStateError`, `ZipImportIncompleteError`, and `QuotaError`.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=zip_import.unit_id)
    locked = lock_ready(zip_import)
    entries = list(zip_import.entries.filter(state__in=ZipEntry.USABLE, wanted=True))
    if not entries:
        raise ZipImportStateError("Belum ada berkas yang dipilih. Centang yang dibawa masuk.")
    reader = Reader(zip_import.assessment, unit, rights_of(by))
    wrong = sum(1 for one in entries if reader.meant(one.codes_text, one.date_text).problems)
    if wrong:
        raise ZipImportIncompleteError(wrong)
    needed = needed_bytes(entries)
    # The room of the ZIP itself is what the files move into.
    ZipImport.objects.filter(pk=locked.pk).update(reserved=0)
    require_room(unit, needed)
    locked.reserved, locked.state = needed, ZipImport.State.APPLYING
    locked.save(update_fields=["reserved", "state"])
    record(zip_import, "impor_diterapkan", by, berkas=len(entries))
    enqueue(apply_zip, str(locked.uuid))
    return locked


def apply_import(zip_import: ZipImport) -> None:
    """Bring in what is wanted and not done yet, then remove the ZIP."""
    try:
        with _zip_of(zip_import) as archive:
            imports = ZipImport.objects.select_related("unit", "author", "assessment__instrument")
            current = imports.filter(pk=zip_import.pk, state=ZipImport.State.APPLYING).first()
            if current is None:
                return
            left = current.entries.filter(wanted=True, is_done=False, state__in=ZipEntry.USABLE)
            for entry in list(left):
                _bring_in(current, entry, archive)
                failpoints.passing("zip-entry-kept")
            _end(current)
    except kept.ZipBusyError:
        logger.info("import %s is being applied already", zip_import.uuid)


@contextmanager
def _zip_of(zip_import: ZipImport) -> Iterator[Archive | None]:
    """The ZIP, held by us alone; None when it is gone, as after a restored backup."""
    try:
        with kept.held(zip_import.uuid.hex) as path, opened(path, kept.limits()) as archive:
            yield archive
    except (FileNotFoundError, ArchiveRefusedError):
        yield None


def _bring_in(zip_import: ZipImport, entry: ZipEntry, archive: Archive | None) -> None:
    """One file, whatever comes of it."""
    # Read anew for every file: a role may end while thousands of them come in.
    author = User.objects.get(pk=zip_import.author_id)
    rights = rights_of(author)
    try:
        if not rights.allows(Permission.ANSWER, zip_import.unit):
            raise EvidenceRefusedError(NO_RIGHT)
        reader = Reader(zip_import.assessment, zip_import.unit, rights)
        meant = reader.meant(entry.codes_text, entry.date_text)
        known = EvidenceVersion.objects.kept().filter(unit=zip_import.unit, sha256=entry.sha256)
        # A damaged one is unpacked all the same: its own bytes heal it.
        if known.filter(damaged_at=None).exists():
            _take(zip_import, entry, meant, None, author)
            return
        if archive is None:
            raise EvidenceRefusedError(GONE)
        member = Member(entry.position, entry.path, entry.size, "")
        with taken_in(entry.name, archive.chunks(member)) as file:
            if file.blob.sha256 != entry.sha256:
                raise MemberDamagedError
            _take(zip_import, entry, meant, file, author)
    except (EvidenceRefusedError, MemberDamagedError) as refused:
        _fail(entry, str(refused))


@transaction.atomic
def _take(
    zip_import: ZipImport, entry: ZipEntry, meant: Meant, file: Inspected | None, by: User
) -> None:
    """Keep one file (None: the unit has it), attach it, and write down that this was done."""
    locked = ZipEntry.objects.select_for_update().get(pk=entry.pk)
    if locked.is_done:
        return
    answers = _answers(zip_import, meant.codes)
    if file is None:
        version = (
            EvidenceVersion.objects.kept()
            .select_related("evidence")
            .get(unit=zip_import.unit, sha256=entry.sha256, repeats=False)
        )
        locked.evidence = version.evidence
    else:
        received = keep_file(
            unit=zip_import.unit,
            file=file,
            by=by,
            title=entry.title.strip(),
            document_date=meant.document_date,
            has_room=True,
        )
        locked.evidence = received.evidence
        if not received.was_there:
            locked.state = State.KEPT
            _describe(received.evidence, entry)
        if entry.state != State.KNOWN:
            ZipImport.objects.filter(pk=zip_import.pk).update(
                reserved=Greatest(F("reserved") - file.blob.size, 0)
            )
    locked.reason = CLOSED if meant.codes and answers is None else locked.reason
    locked.attached = [
        answer.code
        for answer in answers or ()
        if attach(answer=answer, evidence=locked.evidence, by=by)
    ]
    locked.is_done = True
    locked.save(update_fields=["evidence", "state", "reason", "attached", "is_done"])
    failpoints.passing("zip-entry-keeping")


def _answers(zip_import: ZipImport, codes: tuple[str, ...]) -> list[Answer] | None:
    """The answers with these codes, their assessment locked; None when it is closed."""
    if not codes or zip_import.assessment is None:
        return []
    answers = list(Answer.objects.filter(assessment=zip_import.assessment, code__in=codes))
    for answer in answers:
        answer.assessment = zip_import.assessment
        answer.assessment.unit = zip_import.unit
    try:
        require_open(answers[0])
    except AssessmentClosedError:
        return None
    return answers


def _describe(evidence: Evidence, entry: ZipEntry) -> None:
    evidence.kind, evidence.number = entry.kind, entry.number.strip()
    derive(evidence, [clean_name(entry.name)])
    evidence.save(update_fields=["kind", "number", "search_text", "name_key", "facts_key"])


@transaction.atomic
def _fail(entry: ZipEntry, sentence: str) -> None:
    ZipEntry.objects.filter(pk=entry.pk, is_done=False).update(
        state=State.FAILED, reason=sentence, is_done=True
    )


@transaction.atomic
def _end(zip_import: ZipImport) -> None:
    """The report stays, the ZIP goes."""
    rows = ZipImport.objects.filter(pk=zip_import.pk, state=ZipImport.State.APPLYING)
    if rows.update(
        state=ZipImport.State.DONE, applied_at=timezone.now(), reserved=0, expires_at=None
    ):
        done = list(zip_import.entries.filter(is_done=True).values_list("state", flat=True))
        counts: dict[str, Any] = {str(state): done.count(state) for state in sorted(set(done))}
        record(zip_import, "impor_selesai", zip_import.author, **counts)
        kept.drop(zip_import.uuid.hex)


@transaction.atomic
def undo_import(*, zip_import: ZipImport, by: User) -> int:
    """Detach whatever the import attached; the documents stay. Returns how many uses ended.

    Raises `ZipImportStateError` and `AssessmentClosedError`.
    """
    assessment = zip_import.assessment
    if assessment is not None:
        Assessment.objects.select_for_update().get(pk=assessment.pk)
    locked = ZipImport.objects.select_for_update().get(pk=zip_import.pk)
    if reason := not_undoable(locked, zip_import.unit.time_zone):
        raise ZipImportStateError(reason)
    meant = {
        (entry.evidence_id, code)
        for entry in zip_import.entries.exclude(attached=[])
        for code in entry.attached
    }
    # Whoever attached one of them anew meanwhile has made it their own.
    uses = EvidenceUse.objects.filter(
        answer__assessment=assessment, attached_at__lte=locked.applied_at
    ).filter(evidence__in={evidence for evidence, _ in meant})
    ours = [
        use
        for use in uses.select_related("evidence", "answer__assessment__unit")
        if (use.evidence_id, use.answer.code) in meant
    ]
    if ours:
        require_open(ours[0].answer)
    EvidenceUse.objects.filter(pk__in=[use.pk for use in ours]).delete()
    locked.state, locked.undone_at = ZipImport.State.UNDONE, timezone.now()
    locked.save(update_fields=["state", "undone_at"])
    events = [use_event("bukti_dilepas", use.answer, use.evidence) for use in ours]
    more = {"impor": str(locked.uuid), "lepas": len(ours)}
    events.append(audit.Event("impor_dilepas", locked, zip_import.unit.code, more))
    audit.record_many(by, events)
    return len(ours)


def not_undoable(zip_import: ZipImport, zone: str) -> str:
    """Why its documents cannot be detached as one now, as a sentence; "" when they can."""
    if zip_import.state == ZipImport.State.UNDONE:
        return "Bukti dari ZIP ini sudah dilepas dari butir-butirnya."
    until = zip_import.undo_until
    if until is None:
        return "ZIP ini belum selesai dimasukkan, jadi belum ada yang dapat dilepas."
    if timezone.now() > until:
        return (
            f"Bukti dari ZIP hanya dapat dilepas sekaligus sampai {format_moment(until, zone)}."
            " Lepas satu per satu di butirnya."
        )
    return ""
