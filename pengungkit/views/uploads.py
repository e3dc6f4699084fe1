"""Files sent in parts (tus 1.0): begun, asked about, continued, given up. Only one's own."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from pengungkit import tus
from pengungkit.access import answer_of, item_or_404, visible_assessment, visible_evidence
from pengungkit.actions.uploads import begin_upload, cancel_upload, receive_part, true_offset
from pengungkit.exceptions import (
    AssessmentClosedError,
    EvidenceRefusedError,
    NotStoredError,
    QuotaError,
    TooManyUploadsError,
    UploadConflictError,
    UploadGoneError,
    UploadKeptError,
)
from pengungkit.models import Answer, Upload
from pengungkit.tus import TusError
from pengungkit.upload_metadata import REPLACES
from units.access import visible_unit
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of
from zi_portal.lib.numbers import plain_number
from zi_portal.lib.parts import PartBusyError, PartStoreError
from zi_portal.lib.unseen import without_unseen
from zi_portal.lib.uuids import as_uuid


# Bytes asked for at once: few on a slow line, so that a cut loses little; many on a fast one.
SMALLEST, LARGEST = 16 * 1024, 256 * 1024
QUICK = 0.05
GONE = (
    "Unggahan ini sudah kedaluwarsa atau dibatalkan, jadi tidak dapat dilanjutkan. Unggah berkasnya"
    " dari awal."
)
SHA256 = re.compile(r"[0-9a-f]{64}")
# Senders of one process that may hold a thread at the same time.
_places = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)


@require_http_methods(["OPTIONS", "POST"])
@tus.speaking
def upload_create(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Begin an upload for the unit, one item or one document that the metadata names."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=HTTPStatus.NO_CONTENT)
        response["Tus-Version"], response["Tus-Extension"] = tus.VERSION, tus.EXTENSIONS
        response["Tus-Max-Size"] = str(settings.EVIDENCE_MAX_BYTES)
        return response
    said = tus.metadata(request)
    unit, answer = _destination(request, said)
    try:
        upload = begin_upload(
            unit=unit,
            answer=answer,
            name=said.get("filename", ""),
            size=tus.number(request, "Upload-Length"),
            title=without_unseen(said.get("judul", "")).strip(),
            fingerprint=said.get("sidik", "")[:64],
            sha256=said["sha256"] if SHA256.fullmatch(said.get("sha256", "")) else "",
            metadata=request.headers.get("Upload-Metadata", ""),
            purpose=Upload.Purpose.ZIP if said.get("tujuan") == "impor" else "bukti",
            by=request.user,
        )
    except AssessmentClosedError as closed:
        raise TusError(HTTPStatus.CONFLICT, str(closed)) from closed
    except EvidenceRefusedError as refused:
        raise TusError(_status_of(refused, request), str(refused)) from refused
    except PartStoreError as error:
        raise _not_stored(error) from error
    response = HttpResponse(status=HTTPStatus.CREATED)
    response["Location"] = upload.get_absolute_url()
    return tus.describe(response, upload, upload.offset)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@tus.speaking
def upload_part(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Where an upload stands (HEAD), its next part (PATCH), or its end (DELETE)."""
    uploads = request.user.uploads.select_related("unit", "evidence", "zip_import", "answer")
    upload = get_object_or_404(uploads, uuid=uuid)
    if request.method == "DELETE":
        try:
            cancel_upload(upload=upload)
        except UploadKeptError as kept:
            raise TusError(HTTPStatus.CONFLICT, str(kept)) from kept
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    _require_right(request, upload)
    if upload.refusal:
        raise TusError(HTTPStatus.UNPROCESSABLE_ENTITY, upload.refusal)
    if not upload.is_kept and upload.is_over(timezone.now()):
        if request.method == "PATCH":
            cancel_upload(upload=upload)
        raise TusError(HTTPStatus.GONE, GONE)
    offset = true_offset(upload)
    if request.method == "HEAD":
        response = tus.describe(HttpResponse(), upload, offset)
        if upload.metadata:
            response["Upload-Metadata"] = upload.metadata
        return response
    return _received(request, upload, offset)


def _received(request: AuthenticatedHttpRequest, upload: Upload, offset: int) -> HttpResponse:
    """Take in one part; `offset` is where the upload stands."""
    start, length = tus.number(request, "Upload-Offset"), tus.body_length(request)
    if upload.is_kept and start + length == upload.size:
        # The answer to the last part was lost, and the sender asks for it again.
        return tus.done(upload)
    if start != offset:
        raise _elsewhere(offset)
    if start + length > upload.size:
        raise TusError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "Kiriman lebih besar daripada ukuran berkas yang disebutkan. Unggah dari awal.",
        )
    if not _places.acquire(blocking=False):
        raise TusError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "Banyak berkas sedang diterima. Unggahan Anda dilanjutkan sebentar lagi.",
            Retry_After="5",
        )
    try:
        upload = receive_part(
            upload=upload, offset=start, pieces=_pieces(request, length), by=request.user
        )
    except PartBusyError:
        raise TusError(
            HTTPStatus.LOCKED, "Berkas ini sedang dikirim dari tempat lain. Coba sebentar lagi."
        ) from None
    except UploadConflictError as conflict:
        raise _elsewhere(conflict.offset) from conflict
    except UploadGoneError as gone:
        raise TusError(HTTPStatus.GONE, GONE) from gone
    except PartStoreError as error:
        raise _not_stored(error) from error
    finally:
        _places.release()
    if upload.refusal:
        raise TusError(HTTPStatus.UNPROCESSABLE_ENTITY, upload.refusal)
    return tus.done(upload)


def _pieces(request: AuthenticatedHttpRequest, length: int) -> Iterator[bytes]:
    """The body as it comes in; ends early when the sender is gone."""
    size = SMALLEST
    while length > 0:
        began = time.monotonic()
        try:
            piece = request.read(min(size, length))
        except UnreadablePostError:
            return
        if not piece:
            return
        length -= len(piece)
        quick = time.monotonic() - began < QUICK
        size = min(LARGEST, 2 * size) if quick else max(SMALLEST, size // 2)
        yield piece


def _destination(
    request: AuthenticatedHttpRequest, said: dict[str, str]
) -> tuple[Unit, Answer | None]:
    """The unit, and the item when one is named; 404 outside scope, else 403.

    A file that replaces a document goes to the unit of that document.
    """
    rights = rights_of(request.user)
    if REPLACES in said:
        evidence = visible_evidence(request.user, as_uuid(said[REPLACES]))
        rights.require(Permission.ANSWER, evidence.unit)
        return evidence.unit, None
    code = said.get("butir", "")
    if not code:
        unit = visible_unit(request.user, said.get("unit", ""))
        rights.require(Permission.ANSWER, unit)
        return unit, None
    year = plain_number(said.get("tahun", ""), 4)
    if year is None:
        raise Http404
    assessment = visible_assessment(request.user, year, said.get("unit", ""))
    item = item_or_404(assessment, code)
    rights.require(Permission.ANSWER, assessment.unit, item.area_key)
    return assessment.unit, answer_of(assessment, code)


def _require_right(request: AuthenticatedHttpRequest, upload: Upload) -> None:
    """Rights may have ended since the upload began; its bytes then go with the next part sent."""
    rights = rights_of(request.user)
    area = upload.answer.area if upload.answer else None
    if not rights.allows(Permission.VIEW, upload.unit):
        if request.method == "PATCH" and not upload.is_kept:
            cancel_upload(upload=upload)
        raise Http404
    rights.require(Permission.ANSWER, upload.unit, area)


def _elsewhere(offset: int) -> TusError:
    return TusError(
        HTTPStatus.CONFLICT,
        "Unggahan ini sudah sampai di tempat lain. Lanjutkan dari sana.",
        Upload_Offset=str(offset),
    )


def _not_stored(error: PartStoreError) -> TusError:
    return TusError(HTTPStatus.INSUFFICIENT_STORAGE, str(NotStoredError(is_full=error.is_full)))


def _status_of(refused: EvidenceRefusedError, request: AuthenticatedHttpRequest) -> int:
    if isinstance(refused, TooManyUploadsError):
        return HTTPStatus.TOO_MANY_REQUESTS
    too_large = tus.number(request, "Upload-Length") > settings.EVIDENCE_MAX_BYTES
    if isinstance(refused, QuotaError) or too_large:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return HTTPStatus.UNPROCESSABLE_ENTITY
