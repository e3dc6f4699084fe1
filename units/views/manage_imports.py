"""Importing units and people from Excel: upload, preview, apply."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from units.actions.imports import Applied, apply_people, apply_units
from units.contexts.imports import PreviewContext
from units.exceptions import RefusedError
from units.forms.imports import UploadForm
from units.http import AuthenticatedHttpRequest
from units.imports.columns import LAYOUTS, PEOPLE, SheetLayout
from units.imports.people_plan import plan_people
from units.imports.preview import sealed, unsealed
from units.imports.sheets import RawRow, read_upload
from units.imports.templates import template_workbook
from units.imports.unit_plan import plan_units
from units.models import User
from units.permissions import Permission, rights_of
from units.views.acting import confirm_again
from zi_portal.lib.numbers import format_count
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def layout_for(user: User, what: str) -> SheetLayout:
    """The sheet named in the address, for those who may import it."""
    layout = LAYOUTS.get(what)
    if layout is None:
        raise Http404
    needed = Permission.MANAGE_PEOPLE if layout is PEOPLE else Permission.MANAGE_UNITS
    rights_of(user).require_anywhere(needed)
    return layout


@require_http_methods(["GET", "POST"])
def import_upload(request: AuthenticatedHttpRequest, what: str) -> HttpResponse:
    """Choose a file; POST shows what it would change and changes nothing."""
    layout = layout_for(request.user, what)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            rows = read_upload(file.chunks(), layout)
        except WorkbookRefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            return _preview(request, layout, rows)
    return render(request, "units/manage_import.html", {"form": form, "layout": layout})


def _preview(
    request: AuthenticatedHttpRequest, layout: SheetLayout, rows: list[RawRow]
) -> HttpResponse:
    plan = plan_people(request.user, rows) if layout is PEOPLE else plan_units(request.user, rows)
    context = {
        "layout": layout,
        "preview": PreviewContext.of(plan),
        "sealed": sealed(request.user, layout.name, rows),
    }
    return render(request, "units/manage_import_preview.html", context)


@require_POST
def import_apply(request: AuthenticatedHttpRequest, what: str) -> HttpResponse:
    """Apply the preview that comes back with the form, all in one transaction."""
    layout = layout_for(request.user, what)
    confirm_again(request)
    apply = apply_people if layout is PEOPLE else apply_units
    try:
        rows = unsealed(request.user, layout.name, request.POST.get("isi", ""))
        done = apply(by=request.user, rows=rows)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("units:manage_import", layout.name)
    messages.success(request, _sentence(done))
    return redirect("units:manage_people" if layout is PEOPLE else "units:manage_units")


def _sentence(done: Applied) -> str:
    parts = [
        f"{format_count(count)} baris {word}"
        for count, word in (
            (done.added, "ditambahkan"),
            (done.changed, "diubah"),
            (done.same, "sudah sama"),
            (done.skipped, "dilewati karena bermasalah"),
        )
        if count
    ]
    return f"Impor selesai: {', '.join(parts)}."


@require_GET
def import_template(request: AuthenticatedHttpRequest, what: str) -> HttpResponse:
    """The empty workbook to fill in."""
    layout = layout_for(request.user, what)
    response = HttpResponse(template_workbook(layout), content_type=XLSX)
    name = f"templat-impor-{layout.name}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
