"""The ministry's own workbook of the year, kept by the central admin and looked over before use."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pengungkit.actions.official_forms import discard_form, receive_form, retire_form, use_form
from pengungkit.contexts.official_forms import FormPage, form_rows
from pengungkit.exceptions import OfficialFormStateError
from pengungkit.forms.official import OfficialFormUpload
from pengungkit.models import OfficialForm
from units.actions.downloads import record_download
from units.http import AuthenticatedHttpRequest
from units.models import User
from units.permissions import Permission, rights_of
from zi_portal.lib import blobs
from zi_portal.lib.blobs import BlobDamagedError
from zi_portal.lib.downloads import XLSX, hands_over, made
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


@require_http_methods(["GET", "POST"])
def official_form_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All forms; POST takes one in and shows what was found. Nothing is used by that."""
    rights_of(request.user).require_anywhere(Permission.MANAGE_INSTRUMENT)
    is_sent = request.method == "POST"
    form = OfficialFormUpload(request.POST, request.FILES) if is_sent else OfficialFormUpload()
    if is_sent and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = receive_form(
                instrument=form.cleaned_data["instrument"],
                name=form.cleaned_data["name"],
                file_name=file.name or "formulir.xlsx",
                chunks=file.chunks(),
                by=request.user,
            )
        except WorkbookRefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(kept)
    context = {"form": form, "rows": form_rows()}
    return render(request, "pengungkit/official_form_list.html", context)


def managed_form(user: User, uuid: UUID) -> OfficialForm:
    """The form with its instrument, for those who keep forms; 403 for others."""
    rights_of(user).require_anywhere(Permission.MANAGE_INSTRUMENT)
    forms = OfficialForm.objects.select_related("instrument", "received_by")
    return get_object_or_404(forms.defer("instrument__document"), pk=uuid)


@require_GET
def official_form(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    page = FormPage.of(managed_form(request.user, uuid))
    return render(request, "pengungkit/official_form.html", {"page": page})


@require_POST
def official_form_use(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseRedirect:
    form = use_form(form=managed_form(request.user, uuid), by=request.user)
    messages.success(request, f"{form.name} dipakai mulai sekarang.")
    return redirect(form)


@require_POST
def official_form_retire(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseRedirect:
    form = managed_form(request.user, uuid)
    try:
        retire_form(form=form, by=request.user)
    except OfficialFormStateError as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, f"{form.name} tidak dipakai lagi. Dapat dipakai kembali.")
    return redirect(form)


@require_POST
def official_form_discard(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseRedirect:
    form = managed_form(request.user, uuid)
    try:
        discard_form(form=form, by=request.user)
    except OfficialFormStateError as refusal:
        messages.error(request, str(refusal))
        return redirect(form)
    messages.success(request, f"{form.name} dibuang.")
    return redirect("pengungkit:official_form_list")


@require_GET
def official_form_original(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """The file as it was uploaded, byte for byte."""
    form = managed_form(request.user, uuid)
    try:
        with blobs.open_whole(form.sha256, form.size) as file:
            data = file.read()
    except BlobDamagedError:
        messages.error(request, "Berkas templat ini rusak atau hilang. Unggah lagi berkas aslinya.")
        return redirect(form)
    if hands_over(request):
        record_download(
            action="templat_diunduh",
            target=form,
            by=request.user,
            sha256=form.sha256,
            bytes=len(data),
        )
    return made(data, XLSX, form.file_name)
