"""Bawa masuk folder: a ZIP is sent, looked over, applied, and perhaps taken back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pengungkit.actions.zip_applying import begin_applying, undo_import
from pengungkit.actions.zip_arrival import cancel_import, receive_zip, too_large_plain
from pengungkit.actions.zip_choices import save_choices, want_all
from pengungkit.contexts.zip_import import CHIPS, WRONG, PreviewPage, StartPage, WorkPage
from pengungkit.contexts.zip_report import ReportPage
from pengungkit.exceptions import (
    AssessmentClosedError,
    EvidenceRefusedError,
    ZipImportIncompleteError,
    ZipImportStateError,
)
from pengungkit.forms.zip_import import typed_lines
from pengungkit.models import ZipImport
from pengungkit.views.evidence import chosen_unit
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.uploads import too_large_names


State = ZipImport.State


@require_http_methods(["GET", "POST"])
def zip_start(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Where a ZIP is sent from; with script it comes in parts instead (views/uploads.py)."""
    unit = chosen_unit(request)
    rights_of(request.user).require(Permission.ANSWER, unit)
    if request.method == "GET":
        page = StartPage.of(request.user, unit)
        return render(request, "pengungkit/zip_start.html", {"page": page})
    file = request.FILES.get("berkas")
    if file is None:
        dropped = too_large_names(request)
        nothing = "Pilih berkas ZIP lebih dahulu, lalu tekan Kirim."
        messages.error(request, too_large_plain() if dropped else nothing)
        return redirect(request.get_full_path())
    try:
        zip_import = receive_zip(
            unit=unit, name=file.name or "", chunks=file.chunks(), by=request.user
        )
    except EvidenceRefusedError as refused:
        messages.error(request, str(refused))
        return redirect(request.get_full_path())
    return redirect(zip_import)


def visible_import(request: AuthenticatedHttpRequest, uuid: UUID) -> ZipImport:
    """An import of a unit in which the person may answer; 404 outside scope, else 403."""
    rights = rights_of(request.user)
    imports = ZipImport.objects.visible_to(rights).select_related(
        "unit", "author", "assessment__unit", "assessment__instrument"
    )
    zip_import = get_object_or_404(imports.defer("assessment__instrument__document"), uuid=uuid)
    rights.require(Permission.ANSWER, zip_import.unit)
    return zip_import


def own_import(request: AuthenticatedHttpRequest, uuid: UUID) -> ZipImport:
    zip_import = visible_import(request, uuid)
    if zip_import.author_id != request.user.pk:
        raise PermissionDenied(
            f"ZIP ini dikirim {zip_import.author.name}, jadi hanya ia yang dapat mengubah,"
            " menerapkan, atau membatalkannya."
        )
    return zip_import


@require_GET
def zip_import(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The page of one import, whatever its state."""
    found = visible_import(request, uuid)
    asked, number = request.GET.get("saring", ""), request.GET.get("page", "")
    match found.state:
        case State.READING | State.APPLYING:
            page: object = WorkPage.of(request.user, found)
            return render(request, "pengungkit/zip_work.html", {"page": page})
        case State.REFUSED:
            return render(request, "pengungkit/zip_refused.html", {"zip_import": found})
        case State.READY:
            page = PreviewPage.of(request.user, found, asked, number)
            return render(request, "pengungkit/zip_preview.html", {"page": page})
    page = ReportPage.of(request.user, found, asked, number)
    return render(request, "pengungkit/zip_report.html", {"page": page})


@require_POST
def zip_save(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Keep one page of the preview, and go where the pressed button leads."""
    found = own_import(request, uuid)
    try:
        save_choices(zip_import=found, typed=typed_lines(request.POST))
        if "semua" in request.POST:
            want_all(zip_import=found, wanted=request.POST["semua"] == "ya")
    except ZipImportStateError as refused:
        messages.error(request, str(refused))
        return redirect(found)
    if not {"ke", "saring", "semua"} & request.POST.keys():
        messages.success(request, "Pilihan tersimpan. Belum ada berkas yang dimasukkan.")
    here = request.POST.get("di", "")
    chosen = request.POST.get("saring", here)
    number = request.POST.get("ke", "" if "saring" in request.POST else request.POST.get("hal", ""))
    return to_page(found, chosen, number)


@require_POST
def zip_apply(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Keep the page that was open, then queue everything that is wanted."""
    found = own_import(request, uuid)
    try:
        save_choices(zip_import=found, typed=typed_lines(request.POST))
        begin_applying(zip_import=found, by=request.user)
    except ZipImportIncompleteError as wrong:
        messages.error(request, str(wrong))
        return to_page(found, WRONG, "")
    except (ZipImportStateError, EvidenceRefusedError) as refused:
        messages.error(request, str(refused))
    return redirect(found)


@require_POST
def zip_cancel(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    found = own_import(request, uuid)
    try:
        cancel_import(zip_import=found, by=request.user)
    except ZipImportStateError as refused:
        messages.error(request, str(refused))
        return redirect(found)
    messages.success(request, "ZIP dibatalkan dan dihapus. Tidak ada berkas yang dimasukkan.")
    return redirect(f"{reverse('pengungkit:zip_start')}?unit={found.unit.code}")


@require_POST
def zip_undo(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    found = own_import(request, uuid)
    try:
        count = undo_import(zip_import=found, by=request.user)
    except (ZipImportStateError, AssessmentClosedError) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            f"{count} pemasangan dilepas. Berkasnya tetap ada di kotak bukti, belum dipakai.",
        )
    return redirect(found)


def to_page(found: ZipImport, asked: str, number: str) -> HttpResponseRedirect:
    """The preview again, at this filter and page."""
    query = {"saring": asked if asked in CHIPS else "", "page": number[:6]}
    said = urlencode({name: value for name, value in query.items() if value})
    return redirect(f"{found.get_absolute_url()}{'?' if said else ''}{said}")
