"""The readiness of the evidence of an assessment."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pengungkit.access import visible_assessment
from pengungkit.contexts.readiness import ReadinessPage
from units.http import AuthenticatedHttpRequest


@require_GET
def readiness(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """`?hal=` one kind of finding, `?area=`, `?tingkat=` a group, `?milik=saya` one's own items."""
    assessment = visible_assessment(request.user, year, unit_code)
    page = ReadinessPage.of(assessment, request.user, request.GET)
    return render(request, "pengungkit/readiness.html", {"page": page})
