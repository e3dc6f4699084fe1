"""A filled LKE comes back: uploaded, previewed, applied as one act, taken back as one act."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pengungkit.access import assessment_for
from pengungkit.actions.workbook_imports import keep_workbook
from pengungkit.contexts.workbook_import import (
    HEADING,
    answerable_areas,
    applied_import,
    import_crumbs,
    import_page,
    recent_imports,
)
from pengungkit.exceptions import AssessmentClosedError, ForeignWorkbookError
from pengungkit.forms.workbook_import import LkeUploadForm
from pengungkit.instruments import Instrument
from pengungkit.models import Paste
from pengungkit.views.paste import apply_kept, undo_kept
from pengungkit.workbooks.incoming import Incoming, read_incoming
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


@require_http_methods(["GET", "POST"])
def lke_import(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """Choose a file; POST keeps what it says for the preview and changes nothing."""
    assessment = assessment_for(request.user, year, unit_code, Permission.ANSWER)
    if not assessment.is_open:
        messages.error(request, str(AssessmentClosedError()))
        return redirect(assessment)
    is_sent = request.method == "POST"
    form = LkeUploadForm(request.POST, request.FILES) if is_sent else LkeUploadForm()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep_workbook(
                assessment=assessment,
                incoming=read_upload(file.chunks(), assessment.structure),
                file_name=file.name or "LKE.xlsx",
                clear_empty=form.cleaned_data["clear_empty"],
                by=request.user,
            )
        except (WorkbookRefusedError, ForeignWorkbookError) as refusal:
            form.add_error("file", str(refusal))
        else:
            return back(kept)
    context = {
        "form": form,
        "heading": HEADING,
        "crumbs": import_crumbs(assessment),
        "base": assessment.get_absolute_url(),
        "recent": recent_imports(assessment, request.user),
    }
    return render(request, "pengungkit/lke_import.html", context)


def read_upload(chunks: Iterable[bytes], instrument: Instrument) -> Incoming:
    """What the bytes say; they lie in a file only while they are read."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        return read_incoming(Path(file.name), instrument)


def own_import(request: AuthenticatedHttpRequest, year: int, unit_code: str, uuid: UUID) -> Paste:
    """The person's own import; anybody else's does not exist for them."""
    assessment = assessment_for(request.user, year, unit_code, Permission.ANSWER)
    kept = get_object_or_404(
        Paste,
        uuid=uuid,
        assessment=assessment,
        source=Paste.Source.WORKBOOK,
        author=request.user,
    )
    kept.assessment = assessment
    return kept


@require_GET
def lke_import_preview(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, uuid: UUID
) -> HttpResponse:
    kept = own_import(request, year, unit_code, uuid)
    if kept.applied_at is not None:
        return render(request, "pengungkit/paste_applied.html", {"page": applied_import(kept)})
    areas = answerable_areas(rights_of(request.user), kept.assessment)
    page = import_page(kept, request.GET.get("saring", ""), areas)
    return render(request, "pengungkit/paste_preview.html", {"page": page})


@require_POST
def lke_import_apply(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, uuid: UUID
) -> HttpResponse:
    kept = own_import(request, year, unit_code, uuid)
    apply_kept(request, kept, answerable_areas(rights_of(request.user), kept.assessment))
    return back(kept)


@require_POST
def lke_import_undo(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, uuid: UUID
) -> HttpResponse:
    kept = own_import(request, year, unit_code, uuid)
    undo_kept(request, kept)
    return back(kept)


def back(kept: Paste) -> HttpResponseRedirect:
    assessment = kept.assessment
    return redirect(
        "pengungkit:lke_import_preview", assessment.year, assessment.unit.code, kept.uuid
    )
