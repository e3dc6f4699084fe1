"""The ministry's own workbook with what the office has filled in."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from pengungkit.access import visible_assessment
from pengungkit.models import Assessment
from pengungkit.official.section import KEY
from reports.contexts.official_forms import FillingPage
from reports.contexts.record import Document, RecordContext
from reports.workbooks.official import (
    Filling,
    OfficialFormFacts,
    filling_of,
    notes_text,
    official_form,
)
from units.actions.downloads import record_download
from units.http import AuthenticatedHttpRequest
from zi_portal.lib.blobs import BlobDamagedError
from zi_portal.lib.downloads import XLSX, hands_over, made
from zi_portal.lib.workbooks.linking import Link


def filled(
    request: AuthenticatedHttpRequest, year: int, unit_code: str
) -> tuple[Assessment, OfficialFormFacts, Filling]:
    """The state of now for the form in use; 404 while there is none."""
    assessment = visible_assessment(request.user, year, unit_code, with_kind=True)
    context = RecordContext.live(assessment, sections={KEY})
    if KEY not in context.sections:
        raise Http404

    def address_of(document: Document) -> str:
        return request.build_absolute_uri(f"/bukti/{document.uuid}/")

    def item_of(code: str) -> Link:
        args = [year, unit_code, code]
        return Link(request.build_absolute_uri(reverse("pengungkit:item", args=args)))

    form = OfficialFormFacts.named_by(context)
    return assessment, form, filling_of(context, form, address_of, item_of)


def record(
    request: AuthenticatedHttpRequest,
    assessment: Assessment,
    form: OfficialFormFacts,
    **data: int,
) -> None:
    """Note in the trail that the form, or what has no place in it, is handed over."""
    if hands_over(request):
        record_download(
            action="formulir_diunduh",
            target=assessment,
            unit=assessment.unit.code,
            by=request.user,
            year=assessment.year,
            templat=form.sha256,
            **data,
        )


@require_GET
def official_filling(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """What would be written, what has no place, and the two files."""
    page = FillingPage.of(*filled(request, year, unit_code))
    return render(request, "reports/official_filling.html", {"page": page})


@require_GET
def official_download(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """Made in the request: it takes a fraction of a second, which the tests hold."""
    assessment, form, filling = filled(request, year, unit_code)
    try:
        data = official_form(form, filling)
    except BlobDamagedError:
        messages.error(
            request,
            "Formulir resmi rusak atau hilang di penyimpanan. Minta admin pusat mengunggah lagi"
            " berkas aslinya.",
        )
        return redirect("reports:official_filling", year, unit_code)
    record(request, assessment, form, bytes=len(data))
    return made(data, XLSX, f"Formulir-resmi-{year}-{unit_code}.xlsx")


@require_GET
def official_notes(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """What has no place in the form, as a text to lie beside it."""
    assessment, form, filling = filled(request, year, unit_code)
    data = notes_text(form, filling).encode()
    record(request, assessment, form, catatan=True, bytes=len(data))
    return made(data, "text/plain; charset=utf-8", f"Formulir-resmi-{year}-{unit_code}-catatan.txt")
