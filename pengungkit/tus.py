"""The words of the tus protocol 1.0 for resumable uploads: headers in, headers and refusals out.

Extensions: creation, expiration, termination. Besides what the protocol asks for, an answer carries
`ZI-Bukti` (the evidence a file became), `ZI-Sudah-Ada` when the unit had it already, `ZI-Ke` (where
a ZIP is looked over, or the document that was replaced), and `ZI-Pesan` (a sentence,
percent-encoded).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.utils.http import http_date

from pengungkit import upload_metadata
from pengungkit.models import Upload
from units.http import AuthenticatedHttpRequest


VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
CONTENT_TYPE = "application/offset+octet-stream"
# Digits of the largest number a column holds.
_NUMBER = re.compile(r"[0-9]{1,18}")

View = Callable[..., HttpResponse]


class TusError(Exception):
    """A request is answered with this status and a sentence, and with the headers given."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def speaking(view: View) -> View:
    """Every answer names the protocol's version; refusals are sentences a script can read."""

    @wraps(view)
    def answer(request: AuthenticatedHttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise TusError(
                    HTTPStatus.PRECONDITION_FAILED,
                    "Kiriman ini memakai cara unggah yang tidak dikenal. Muat ulang halaman.",
                    Tus_Version=VERSION,
                )
            response = view(request, *args, **kwargs)
        except TusError as error:
            response = JsonResponse({"pesan": str(error)}, status=error.status)
            for name, value in error.headers.items():
                response[name] = value
        except PermissionDenied as denied:
            response = JsonResponse({"pesan": str(denied)}, status=HTTPStatus.FORBIDDEN)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def number(request: AuthenticatedHttpRequest, header: str) -> int:
    """A count of bytes from a header."""
    text = request.headers.get(header, "")
    if not _NUMBER.fullmatch(text):
        raise TusError(HTTPStatus.BAD_REQUEST, f"Kiriman tidak sah: {header} bukan angka.")
    return int(text)


def body_length(request: AuthenticatedHttpRequest) -> int:
    if request.content_type != CONTENT_TYPE:
        raise TusError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Kiriman tidak sah: jenis isinya lain.")
    if not request.headers.get("Content-Length"):
        raise TusError(HTTPStatus.LENGTH_REQUIRED, "Kiriman tidak sah: panjangnya tidak disebut.")
    return number(request, "Content-Length")


def metadata(request: AuthenticatedHttpRequest) -> dict[str, str]:
    """What `Upload-Metadata` says."""
    try:
        return upload_metadata.read(request.headers.get("Upload-Metadata", ""))
    except ValueError:
        raise TusError(
            HTTPStatus.BAD_REQUEST, "Kiriman tidak sah: keterangannya tidak terbaca."
        ) from None


def describe(response: HttpResponse, upload: Upload, offset: int) -> HttpResponse:
    """Say where an upload stands and, once it is evidence, which."""
    response["Upload-Offset"] = str(offset)
    response["Upload-Length"] = str(upload.size)
    if upload.zip_import is not None:
        response["ZI-Ke"] = upload.zip_import.get_absolute_url()
        return response
    if upload.evidence is None:
        response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
        return response
    response["ZI-Bukti"] = str(upload.evidence.uuid)
    if upload.replaces:
        # There the page says what happened, also to whoever lost the answer to the last part.
        response["ZI-Ke"] = f"{upload.evidence.get_absolute_url()}?unggahan={upload.uuid}"
        return response
    if upload.was_there:
        response["ZI-Sudah-Ada"] = "ya"
    if upload.remark:
        response["ZI-Pesan"] = quote(upload.remark)
    return response


def done(upload: Upload) -> HttpResponse:
    """The answer to a part that was taken in."""
    return describe(HttpResponse(status=HTTPStatus.NO_CONTENT), upload, upload.offset)
