"""Asking for a PDF of one assessment; it is drawn by the worker, never in the request."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from pengungkit.access import area_or_404, visible_assessment
from pengungkit.models import Assessment
from reports.jobs.kinds import Wish
from reports.pdfs.kinds import BY_AREA, FROM_RECORD
from reports.views.jobs import ask_for
from units.http import AuthenticatedHttpRequest
from zi_portal.lib.numbers import plain_number


@require_POST
def pdf_ask(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """`jenis` says which; `rekaman` that it shows a record, `area` which area it is about."""
    assessment = visible_assessment(request.user, year, unit_code)
    kind = request.POST.get("jenis", "")
    if kind in BY_AREA:
        area = area_or_404(assessment, request.POST.get("area", ""))
        parameters: dict[str, Any] = {"area": area.key}
    elif kind in FROM_RECORD:
        parameters = _record_asked(request, assessment)
    else:
        raise Http404
    wish = Wish(kind, assessment.unit, assessment, parameters)
    return ask_for(request, wish, back=assessment.get_absolute_url())


def _record_asked(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    asked = request.POST.get("rekaman", "")
    if not asked:
        return {}
    return {"rekaman": get_object_or_404(assessment.records, number=plain_number(asked)).number}
