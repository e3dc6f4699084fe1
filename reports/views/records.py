"""Frozen records: the list, one of them, two compared, and freezing the state of now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from pengungkit.access import assessment_for, visible_assessment
from pengungkit.actions.records import make_record
from pengungkit.models import Assessment, Record
from reports.contexts.record_comparison import ComparisonPage
from reports.contexts.record_pages import RecordListPage, RecordPage
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.numbers import plain_number


@require_GET
def record_list(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    assessment = visible_assessment(request.user, year, unit_code)
    page = RecordListPage.of(assessment, rights_of(request.user))
    return render(request, "reports/record_list.html", {"page": page})


@require_POST
def record_make(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """Freeze the state of now; while nothing changed, the newest record is shown again."""
    assessment = assessment_for(
        request.user, year, unit_code, Permission.MAKE_PACKET, with_kind=True
    )
    newest = assessment.records.order_by("-number").values_list("number", flat=True).first()
    record = make_record(assessment=assessment, by=request.user)
    if record.number == newest:
        messages.info(
            request,
            f"Tidak ada yang berubah sejak rekaman no. {record.number}, jadi rekaman itu dipakai.",
        )
    else:
        messages.success(
            request, f"Rekaman no. {record.number} dibuat. Isinya tidak akan berubah lagi."
        )
    return redirect(record)


@require_GET
def record(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, number: int
) -> HttpResponse:
    """One record to read; `?area=` chooses which of its areas."""
    assessment = visible_assessment(request.user, year, unit_code)
    page = RecordPage.of(
        record_of(assessment, number), assessment, request.GET.get("area", "")[:10]
    )
    return render(request, "reports/record.html", {"page": page})


@require_GET
def record_compare(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, number: int
) -> HttpResponse:
    """A record beside another of the same assessment, by default the one before it."""
    assessment = visible_assessment(request.user, year, unit_code)
    wanted = plain_number(request.GET.get("dengan", ""))
    other = number - 1 if wanted is None else wanted
    one, two = record_of(assessment, number), record_of(assessment, other)
    earlier, later = sorted((one, two), key=lambda some: some.number)
    page = ComparisonPage.of(earlier, later, assessment)
    return render(request, "reports/record_compare.html", {"page": page})


def record_of(assessment: Assessment, number: int) -> Record:
    """One of the assessment's records, or 404."""
    records = assessment.records.select_related("assessment__unit", "made_by")
    return get_object_or_404(records, number=number)
