"""A kept file looked at in the page: its text, its pages as images, its picture, never its code.

Everything here goes through the scope of the document. What shows the content of a file is in the
trail once a quarter of an hour per person and version; the small pictures of lists are not, since
nothing can be read from them.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from pengungkit.access import visible_evidence
from pengungkit.actions.looking import record_access
from pengungkit.contexts.preview import PreviewPage
from pengungkit.contexts.preview_content import (
    IMAGES,
    MOST_PAGES,
    Wanted,
    saves_data,
)
from pengungkit.contexts.thumbnails import WITH_THUMBNAIL
from pengungkit.exceptions import TooManyLooksError
from pengungkit.models import EvidenceVersion
from pengungkit.previews.cache import DamagedFileError, made
from pengungkit.previews.pages import first_of_batch
from pengungkit.previews.refusals import CannotPreviewError
from pengungkit.views.evidence_files import broken, paced, withheld
from units.http import AuthenticatedHttpRequest
from zi_portal.lib.downloads import Download, hands_over, send
from zi_portal.lib.numbers import plain_number


# One pixel that shows nothing: what lies behind a missing picture stays visible.
NOTHING = bytes.fromhex("524946461a000000574542505650384c0d0000002f00000010071011118888fe0700")
SMALL, WIDTHS = "kecil.webp", {"800", "1600"}


@require_GET
@cache_control(private=True, no_store=True)
@paced
def preview(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """The newest version, or the one that `?versi=` names."""
    version, is_newest = version_shown(request, uuid)
    if instead := withheld(request, version):
        return instead
    try:
        page = PreviewPage.of(version, Wanted.read(request), is_newest=is_newest)
    except DamagedFileError:
        return broken(request, version, "not what was received")
    if page.is_recorded_here and hands_over(request):
        record_access(version=version, by=request.user, manner="lihat", in_parts=True)
    return render(request, "pengungkit/preview.html", {"preview": page})


@require_GET
@paced
def preview_page(request: AuthenticatedHttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """One page of a PDF as an image."""
    version, _ = version_shown(request, uuid)
    if version.extension != "pdf" or not 1 <= number <= MOST_PAGES:
        raise Http404
    return picture(request, version, "halaman", f"{number}.webp", {"dari": first_of_batch(number)})


@require_GET
@paced
def preview_image(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """An image made smaller, without its metadata; `?w=` asks for 800 or 1600 pixels."""
    version, _ = version_shown(request, uuid)
    width = request.GET.get("w", "1600")
    if version.extension not in IMAGES or width not in WIDTHS:
        raise Http404
    return picture(request, version, "gambar", f"{width}.webp", {})


@require_GET
def preview_thumb(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """A small picture for lists; an empty one where none can be made or data is saved."""
    version, _ = version_shown(request, uuid)
    file: BinaryIO | None = None
    shows = version.destruction is None and version.damaged_at is None and not version.is_rejected
    if shows and version.extension in WITH_THUMBNAIL and not saves_data(request):
        try:
            folder = made("kecil", version.sha256, version.extension).folder
            file = opened(folder / SMALL)
        except (CannotPreviewError, DamagedFileError):
            file = None
    if file is None:
        return send_picture(request, version, io.BytesIO(NOTHING), "kosong.webp")
    return send_picture(request, version, file, SMALL)


def version_shown(request: AuthenticatedHttpRequest, uuid: UUID) -> tuple[EvidenceVersion, bool]:
    """The version asked for, and whether it is the newest; 404 outside the scope, and for links."""
    evidence = visible_evidence(request.user, uuid)
    versions = evidence.versions.select_related("evidence__unit", "unit", "destruction").order_by(
        "-number"
    )
    if "versi" not in request.GET:
        return get_object_or_404(versions[:1]), True
    wanted = plain_number(request.GET["versi"])
    found = list(versions)
    for version in found:
        if version.number == wanted:
            return version, version is found[0]
    raise Http404


def picture(
    request: AuthenticatedHttpRequest,
    version: EvidenceVersion,
    recipe: str,
    name: str,
    options: dict[str, int],
) -> HttpResponseBase:
    """A picture of what is in the file, recorded; 404 when there is none, 503 when none yet."""
    if instead := withheld(request, version):
        return instead
    try:
        found = made(recipe, version.sha256, version.extension, options=options)
    except DamagedFileError:
        return broken(request, version, "not what was received")
    except CannotPreviewError as refused:
        return HttpResponse(status=503 if refused.reason == "sibuk" else 404)
    file = opened(found.folder / name)
    if file is None:
        raise Http404
    try:
        if hands_over(request):
            record_access(version=version, by=request.user, manner="lihat", in_parts=True)
    except TooManyLooksError:
        file.close()
        raise
    return send_picture(request, version, file, name)


def opened(path: Path) -> BinaryIO | None:
    """A picture that was made; None when a sweep was quicker, or there is no such page."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def send_picture(
    request: AuthenticatedHttpRequest, version: EvidenceVersion, file: BinaryIO, name: str
) -> HttpResponseBase:
    """A picture that we made, under the same headers as the file itself."""
    return send(
        request,
        Download(
            file=file,
            size=file.seek(0, io.SEEK_END),
            content_type="image/webp",
            filename=name,
            etag=f"{version.sha256}-{name}",
            inline=True,
        ),
    )
