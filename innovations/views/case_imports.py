"""Cases from a spreadsheet: pasted or uploaded, looked over, added, taken back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innovations.access import promise_for
from innovations.actions.case_imports import apply_cases, keep_cases, undo_cases
from innovations.case_rows import text_of_workbook
from innovations.contexts.case_imports import import_page
from innovations.contexts.promises import crumbs_to
from innovations.forms.case_imports import CaseImportForm
from innovations.models import CaseImport, Promise
from pengungkit.pasting.clipboard import PasteTooLargeError
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


HEADING = "Impor kasus"


@require_http_methods(["GET", "POST"])
def case_import(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Paste or choose a file; POST keeps the rows for the preview and adds nothing."""
    promise = promise_for(request.user, pk)
    form = CaseImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            text = _read(file) if file else form.cleaned_data["text"]
            kept = keep_cases(promise=promise, text=text, by=request.user)
        except (PasteTooLargeError, WorkbookRefusedError) as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(refusal))
        else:
            return redirect("innovations:case_import_preview", pk, kept.uuid)
    context = {
        "form": form,
        "promise": promise,
        "heading": HEADING,
        "crumbs": [*crumbs_to(promise), {"label": HEADING, "url": ""}],
    }
    return render(request, "innovations/case_import.html", context)


@require_GET
def case_import_preview(request: AuthenticatedHttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    promise, kept = _own(request, pk, uuid)
    page = import_page(kept, promise)
    crumbs = [*crumbs_to(promise), {"label": HEADING, "url": ""}]
    form = CaseImportForm(initial={"text": kept.text})
    context = {"page": page, "crumbs": crumbs, "form": form, "heading": HEADING}
    return render(request, "innovations/case_import_preview.html", context)


@require_POST
def case_import_apply(request: AuthenticatedHttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    promise, kept = _own(request, pk, uuid)
    try:
        count = apply_cases(kept=kept, promise=promise, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{count} kasus dimasukkan.")
    return redirect("innovations:case_import_preview", pk, uuid)


@require_POST
def case_import_undo(request: AuthenticatedHttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    promise, kept = _own(request, pk, uuid)
    try:
        removed, left = undo_cases(kept=kept, promise=promise, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        more = f" {left} kasus dibiarkan karena sudah diubah sesudahnya." if left else ""
        messages.success(request, f"{removed} kasus dikeluarkan lagi.{more}")
    return redirect("innovations:case_import_preview", pk, uuid)


def _own(request: AuthenticatedHttpRequest, pk: int, uuid: UUID) -> tuple[Promise, CaseImport]:
    """The person's own import; anybody else's does not exist for them."""
    promise = promise_for(request.user, pk)
    return promise, get_object_or_404(promise.imports, uuid=uuid, author=request.user)


def _read(file: UploadedFile) -> str:
    """What the workbook says; it lies in a file only while it is read."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return text_of_workbook(Path(kept.name))
