"""Kept files on their way out: scoped, recorded, and never served when they are damaged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import BinaryIO, Concatenate, ParamSpec
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from pengungkit.access import visible_evidence
from pengungkit.actions.healing import note_damage, note_whole
from pengungkit.actions.looking import record_access
from pengungkit.exceptions import TooManyLooksError
from pengungkit.inline import may_show_inline
from pengungkit.models import EvidenceVersion
from units.http import AuthenticatedHttpRequest
from zi_portal.lib import blobs
from zi_portal.lib.downloads import Download, hands_over, send


logger = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponseBase]


def paced(view: View[P]) -> View[P]:
    """Answer 429 with a sentence to somebody who opens files faster than people read."""

    @wraps(view)
    def with_pace(
        request: AuthenticatedHttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except TooManyLooksError as slowed:
            response = render(
                request,
                "pengungkit/evidence_slowed.html",
                {"sentence": str(slowed)},
                status=HTTPStatus.TOO_MANY_REQUESTS,
            )
            response.headers["Retry-After"] = "60"
            return response

    return with_pace


@require_GET
@paced
def evidence_view(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """The newest version, shown in the browser where its type allows."""
    return serve(request, newest(request, uuid), inline=True)


@require_GET
@paced
def evidence_download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """The newest version as a file to save."""
    return serve(request, newest(request, uuid), inline=False)


@require_GET
@paced
def evidence_version(
    request: AuthenticatedHttpRequest, uuid: UUID, number: int
) -> HttpResponseBase:
    """One version, also an earlier one; `?unduh` saves it instead of showing it."""
    versions = visible_evidence(request.user, uuid).versions.select_related(
        "evidence", "unit", "destruction"
    )
    version = get_object_or_404(versions, number=number)
    return serve(request, version, inline="unduh" not in request.GET)


def newest(request: AuthenticatedHttpRequest, uuid: UUID) -> EvidenceVersion:
    """The newest version of a document the person may see; 404 otherwise, and for links."""
    versions = visible_evidence(request.user, uuid).versions.select_related(
        "evidence", "unit", "destruction"
    )
    return get_object_or_404(versions.order_by("-number")[:1])


def serve(
    request: AuthenticatedHttpRequest, version: EvidenceVersion, *, inline: bool
) -> HttpResponseBase:
    if version.destruction is not None:
        return destroyed(request, version)
    if version.is_rejected:
        return rejected(request, version)
    inline = inline and may_show_inline(version)
    try:
        file = blobs.open_whole(version.sha256, version.size)
    except blobs.BlobDamagedError as damage:
        return broken(request, version, str(damage))
    if version.damaged_at is not None:
        # Somebody put the right bytes back, or the disk is there again.
        note_whole([version.sha256])
    try:
        return sent(request, version, file, inline=inline)
    except TooManyLooksError:
        file.close()
        raise


def sent(
    request: AuthenticatedHttpRequest, version: EvidenceVersion, file: BinaryIO, *, inline: bool
) -> HttpResponseBase:
    """The look is on record before the first byte leaves."""
    if hands_over(request):
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
    """A file that is not what was received is never served; whoever comes upon it tells of it."""
    logger.error("kept file %s of evidence version %s is %s", version.sha256, version.pk, how)
    note_damage(version.sha256)
    return render(request, "pengungkit/evidence_broken.html", {"version": version}, status=502)


def destroyed(request: AuthenticatedHttpRequest, version: EvidenceVersion) -> HttpResponseBase:
    """What remains of a file that was destroyed on legal grounds."""
    return render(
        request,
        "pengungkit/evidence_destroyed.html",
        {"version": version, "destruction": version.destruction},
        status=HTTPStatus.GONE,
    )


def rejected(request: AuthenticatedHttpRequest, version: EvidenceVersion) -> HttpResponseBase:
    """A file in which a virus scanner found something is given to nobody."""
    return render(
        request,
        "pengungkit/evidence_rejected.html",
        {"version": version},
        status=HTTPStatus.FORBIDDEN,
    )


def withheld(
    request: AuthenticatedHttpRequest, version: EvidenceVersion
) -> HttpResponseBase | None:
    """The page in place of a file that is destroyed, rejected or known to be damaged, or None."""
    if version.destruction is not None:
        return destroyed(request, version)
    if version.is_rejected:
        return rejected(request, version)
    if version.damaged_at is not None and not blobs.is_whole(version.sha256, version.size):
        return broken(request, version, "still damaged")
    return None
