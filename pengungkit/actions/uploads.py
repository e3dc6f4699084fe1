"""Files that arrive in parts: begun, continued where they stopped, kept as evidence, cancelled."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pengungkit.actions.evidence import (
    ORIGINAL_NAME,
    TITLE,
    Inspected,
    attach,
    inspect,
    keep_file,
    replaced_by_now,
    require_acceptable,
    require_open,
    too_large,
)
from pengungkit.actions.replacing import keep_version, refuse_beforehand, told
from pengungkit.actions.zip_arrival import accept_zip, refuse_zip_beforehand
from pengungkit.exceptions import (
    AssessmentClosedError,
    EvidenceRefusedError,
    TooManyUploadsError,
    UploadConflictError,
    UploadGoneError,
    UploadKeptError,
)
from pengungkit.file_names import clean_name
from pengungkit.file_types import type_of_name
from pengungkit.models import Answer, Evidence, EvidenceVersion, Upload
from pengungkit.quotas import require_room
from units.models import Unit, User
from zi_portal.lib import failpoints, parts


logger = logging.getLogger(__name__)
# While a part streams in, its bytes are made safe this often: no crash costs a sender more.
SAFE_EVERY = 5.0
NOT_THE_FILE = (
    "Berkas yang sampai tidak sama dengan yang dikirim, jadi tidak disimpan. Periksa berkas di"
    " perangkat Anda, lalu unggah lagi."
)


@transaction.atomic
def begin_upload(
    *,
    unit: Unit,
    name: str,
    size: int,
    by: User,
    answer: Answer | None = None,
    title: str = "",
    fingerprint: str = "",
    sha256: str = "",
    metadata: str = "",
    purpose: str = Upload.Purpose.EVIDENCE,
) -> Upload:
    """Set room aside for a file and give it an address.

    A file the unit is said to have already (by `sha256`) is finished at once, and no byte is sent.
    The caller has checked that `answer`, and the document that `metadata` says is to be replaced,
    belong to the unit. Raises `EvidenceRefusedError`, `AssessmentClosedError`, `PartStoreError`.
    """
    if answer is not None:
        require_open(answer)
    # Locks, so that many beginning at once cannot all take the last room.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    _refuse_beforehand(unit, name, size, purpose)
    upload = Upload(
        purpose=purpose,
        unit=unit,
        owner=by,
        answer=answer,
        # Its end says what the file is.
        original_name=name[-ORIGINAL_NAME:],
        title=title[:TITLE],
        fingerprint=fingerprint,
        sha256=sha256,
        metadata=metadata,
        size=size,
        expires_at=_expiry(),
    )
    known = _already_kept(upload)
    if upload.replaces:
        _aim(upload, known)
    elif known:
        return _finish_with(upload, known, by)
    _refuse_too_many(by)
    if known is None:
        require_room(unit, size)
    upload.save()
    parts.begin(upload.part_name)
    return upload


def _aim(upload: Upload, known: EvidenceVersion | None) -> None:
    """Make sure that its document may have this newer file, as far as can be said by now."""
    document = _document(upload)
    refuse_beforehand(document, known)
    # Where it waits to be continued it is told apart by this.
    upload.title = document.title


def _finish_with(upload: Upload, known: EvidenceVersion, by: User) -> Upload:
    """Nothing need be sent: the unit has the file."""
    upload.evidence, upload.was_there, upload.offset = known.evidence, True, upload.size
    upload.remark = replaced_by_now(known)
    upload.save()
    _attach_where_meant(upload, by)
    return upload


def _refuse_too_many(by: User) -> None:
    if Upload.objects.unfinished().filter(owner=by).count() >= settings.UPLOADS_PER_PERSON:
        raise TooManyUploadsError(
            f"Paling banyak {settings.UPLOADS_PER_PERSON} berkas sekaligus. Tunggu sampai ada yang"
            " selesai atau batalkan yang tidak jadi, lalu unggah lagi."
        )


def _already_kept(upload: Upload) -> EvidenceVersion | None:
    """What the unit has already, if the sender told the hash; other units are never asked."""
    if not upload.sha256 or upload.is_zip:
        return None
    versions = EvidenceVersion.objects.filter(
        unit=upload.unit, sha256=upload.sha256, size=upload.size
    )
    version = versions.select_related("evidence", "destruction").first()
    if version is None:
        return None
    require_acceptable(version)
    # A damaged file is asked for again: the same bytes heal it.
    return None if version.damaged_at else version


def _refuse_beforehand(unit: Unit, name: str, size: int, purpose: str) -> None:
    """What can be said before a byte was sent."""
    if purpose == Upload.Purpose.ZIP:
        refuse_zip_beforehand(unit=unit, name=name, size=size)
        return
    if size <= 0:
        raise EvidenceRefusedError(
            "Berkas kosong (0 byte). Periksa berkas di perangkat Anda, lalu unggah lagi."
        )
    if size > settings.EVIDENCE_MAX_BYTES:
        raise EvidenceRefusedError(too_large())
    type_of_name(name)


def receive_part(*, upload: Upload, offset: int, pieces: Iterable[bytes], by: User) -> Upload:
    """Append what arrives to an upload that stands at `offset`, and keep the file when it is whole.

    However `pieces` end, what was written stays and is acknowledged. Not one transaction: each step
    is safe by itself. Raises `UploadConflictError`, `UploadGoneError`, `PartBusyError`, and
    `PartStoreError`, after which the upload begins anew. A refused file is no exception: the upload
    returned says so.
    """
    with parts.held(upload.part_name) as part:
        upload = _current(upload)
        if part.is_kept and part.size == upload.size:
            # Killed after the file got its name: nothing may be written, and nothing need be.
            return _finish(upload, part, by)
        if part.is_kept or part.size < upload.offset:
            # Somebody else holds on to this very file, or the disk lost what it acknowledged.
            _acknowledge(upload, 0)
        if part.is_kept:
            parts.drop(upload.part_name)
            raise UploadConflictError(0)
        if upload.offset != offset:
            raise UploadConflictError(upload.offset)
        try:
            part.start_at(offset)
            _write(upload, part, pieces)
        except parts.PartStoreError:
            part.empty()
            _acknowledge(upload, 0)
            raise
        if part.offset < upload.size:
            return upload
        return _finish(upload, part, by)


def _write(upload: Upload, part: parts.Part, pieces: Iterable[bytes]) -> None:
    """Write to the end of `pieces` or of the file, and make it safe every few seconds."""
    safe_at = time.monotonic() + SAFE_EVERY
    for piece in pieces:
        part.append(piece[: upload.size - part.offset])
        if time.monotonic() >= safe_at:
            part.sync()
            _acknowledge(upload, part.offset)
            safe_at = time.monotonic() + SAFE_EVERY
    part.sync()
    failpoints.passing("upload-written")
    _acknowledge(upload, part.offset)


def _acknowledge(upload: Upload, offset: int) -> None:
    """Note how far the file is on disk; its last byte counts only once the file is evidence.

    Raises `UploadGoneError` when somebody cancelled the upload meanwhile.
    """
    offset = min(offset, upload.size - 1)
    expires_at = _expiry()
    moved = Upload.objects.unkept().filter(pk=upload.pk, offset=upload.offset, refusal="")
    if not moved.update(offset=offset, expires_at=expires_at):
        parts.drop(upload.part_name)
        raise UploadGoneError
    upload.offset, upload.expires_at = offset, expires_at


def _current(upload: Upload) -> Upload:
    """The upload as it stands now that nobody else can write it."""
    rows = Upload.objects.unfinished().select_related("unit", "answer__assessment__unit")
    found = rows.filter(pk=upload.pk).first()
    if found is None:
        raise UploadGoneError
    return found


def _finish(upload: Upload, part: parts.Part, by: User) -> Upload:
    """Look at the whole file, and make it what it is meant to be or refuse it."""
    try:
        if upload.is_zip:
            accept_zip(upload=upload, path=part.path, by=by)
        else:
            _accept_evidence(upload, part, by)
    except EvidenceRefusedError as refused:
        logger.warning("upload %s refused", upload.uuid)
        refuse_upload(upload=upload, sentence=str(refused))
    except FileNotFoundError as error:
        raise UploadGoneError from error
    except OSError as error:
        # Everything is there but the final name; the sender may try again with the last byte.
        raise parts.PartStoreError(error) from error
    failpoints.passing("upload-committed")
    parts.drop(upload.part_name)
    return upload


def _accept_evidence(upload: Upload, part: parts.Part, by: User) -> None:
    blob = part.blob()
    logger.info("upload %s has sha256 %s", upload.uuid, blob.sha256)
    if upload.sha256 and upload.sha256 != blob.sha256:
        raise EvidenceRefusedError(NOT_THE_FILE)
    file_type = inspect(upload.original_name, part.path, blob)
    file = Inspected(upload.original_name, part.path, blob, file_type)
    accept_upload(upload=upload, file=file, by=by)


@transaction.atomic
def accept_upload(*, upload: Upload, file: Inspected, by: User) -> Upload:
    """Keep a whole file as what it was meant for, and close the upload."""
    if upload.replaces:
        _replace(upload, file, by)
    else:
        _add(upload, file, by)
    upload.offset, upload.expires_at = upload.size, _expiry()
    changed = ("evidence", "was_there", "offset", "expires_at", "remark")
    rows = Upload.objects.unkept().filter(pk=upload.pk, refusal="")
    if not rows.update(**{name: getattr(upload, name) for name in changed}):
        raise UploadGoneError
    failpoints.passing("upload-committing")
    return upload


def _add(upload: Upload, file: Inspected, by: User) -> None:
    """Keep it as evidence, and attach it where it was meant for."""
    upload.remark = _lock_answer(upload)
    received = keep_file(
        unit=upload.unit, file=file, by=by, title=upload.title, document_date=None, has_room=True
    )
    upload.evidence, upload.was_there = received.evidence, received.was_there
    if not upload.remark:
        _attach_where_meant(upload, by)
        upload.remark = received.remark


def _replace(upload: Upload, file: Inspected, by: User) -> None:
    """Make it the newest version of its document, and tell whether another came meanwhile."""
    document = _document(upload)
    version = keep_version(evidence=document, file=file, by=by, has_room=True)
    upload.evidence, upload.remark = document, told(version)
    meanwhile = document.versions.filter(
        received_at__gt=upload.started_at, number__lt=version.number
    ).first()
    if meanwhile is not None:
        upload.remark += (
            f" Sementara berkas ini dikirim, versi {meanwhile.number} juga masuk dari"
            f" {meanwhile.sender}. Periksa mana yang benar."
        )


def _document(upload: Upload) -> Evidence:
    """The document it replaces, which is always one of its own unit."""
    documents = Evidence.objects.filter(unit=upload.unit, uuid=str(upload.replaces))
    return documents.select_related("unit").get()


def _lock_answer(upload: Upload) -> str:
    """Lock what will be written, in the order everybody else does; why it cannot be attached."""
    if upload.answer is None:
        return ""
    try:
        require_open(upload.answer)
    except AssessmentClosedError:
        return (
            "Berkas tersimpan di kotak bukti, tetapi tidak dipasang di butirnya karena penilaian"
            " sudah ditutup. Minta admin membukanya kembali bila masih perlu."
        )
    return ""


def _attach_where_meant(upload: Upload, by: User) -> None:
    if upload.answer is not None and upload.evidence is not None:
        attach(answer=upload.answer, evidence=upload.evidence, by=by)


@transaction.atomic
def refuse_upload(*, upload: Upload, sentence: str) -> Upload:
    """Close an upload whose file was not accepted; the sentence stays for the sender to read."""
    upload.refusal, upload.expires_at = sentence, _expiry()
    rows = Upload.objects.unkept().filter(pk=upload.pk, refusal="")
    if not rows.update(refusal=sentence, expires_at=upload.expires_at):
        raise UploadGoneError
    return upload


@transaction.atomic
def cancel_upload(*, upload: Upload) -> None:
    """Forget an upload and what came of it. Raises `UploadKeptError` once it is evidence."""
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if upload.is_kept:
        raise UploadKeptError
    upload.delete()
    parts.drop(upload.part_name)


def true_offset(upload: Upload) -> int:
    """Where the sender goes on: what was acknowledged, unless the disk has lost it."""
    if upload.is_kept or parts.size_of(upload.part_name) >= upload.offset:
        return upload.offset
    return 0


def shown_name(upload: Upload) -> str:
    return clean_name(upload.original_name)


def _expiry() -> dt.datetime:
    return timezone.now() + dt.timedelta(hours=settings.UPLOAD_HOURS)
