"""Kept files on their way out: scoped, recorded, and never served when they are damaged."""

from __future__ import annotations

import logging
import os
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from pengungkit.access import visible_evidence
from pengungkit.actions.evidence import record_access
from pengungkit.file_types import TYPES
from pengungkit.models import EvidenceVersion
from units.http import AuthenticatedHttpRequest
from zi_portal.lib import blobs
from zi_portal.lib.downloads import Download, send


logger = logging.getLogger(__name__)


@require_GET
def evidence_view(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """The newest version, shown in the browser where its type allows."""
    return serve(request, newest(request, uuid), inline=True)


@require_GET
def evidence_download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """The newest version as a file to save."""
    return serve(request, newest(request, uuid), inline=False)


@require_GET
def evidence_version(
    request: AuthenticatedHttpRequest, uuid: UUID, number: int
) -> HttpResponseBase:
    """One version, also an earlier one; `?unduh` saves it instead of showing it."""
    versions = visible_evidence(request.user, uuid).versions.select_related("evidence", "unit")
    version = get_object_or_404(versions, number=number)
    return serve(request, version, inline="unduh" not in request.GET)


def newest(request: AuthenticatedHttpRequest, uuid: UUID) -> EvidenceVersion:
    """The newest version of a document the person may see; 404 otherwise, and for links."""
    versions = visible_evidence(request.user, uuid).versions.select_related("evidence", "unit")
    return get_object_or_404(versions.order_by("-number")[:1])


def serve(
    request: AuthenticatedHttpRequest, version: EvidenceVersion, *, inline: bool
) -> HttpResponseBase:
    inline = inline and TYPES[version.extension].inline
    try:
        file = blobs.open_blob(version.sha256)
    except OSError:
        return broken(request, version, "missing or unreadable")
    if os.fstat(file.fileno()).st_size != version.size:
        file.close()
        return broken(request, version, "of another size than received")
    record_access(
        version=version,
        by=request.user,
        manner="lihat" if inline else "unduh",
        in_parts="Range" in request.headers,
    )
    return send(
        request,
        Download(
            file=file,
            size=version.size,
            content_type=version.content_type,
            filename=version.original_name,
            etag=version.sha256,
            inline=inline,
        ),
    )


def broken(
    request: AuthenticatedHttpRequest, version: EvidenceVersion, how: str
) -> HttpResponseBase:
    """A file that is not what was received is never served."""
    logger.error("kept file %s of evidence version %s is %s", version.sha256, version.pk, how)
    return render(request, "pengungkit/evidence_broken.html", {"version": version}, status=502)
