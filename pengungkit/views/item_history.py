from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pengungkit.access import item_or_404, visible_assessment
from pengungkit.contexts.item_history import HistoryPage
from units.http import AuthenticatedHttpRequest


@require_GET
def item_history(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    """Who changed what in one item; open to everybody who may see the assessment."""
    assessment = visible_assessment(request.user, year, unit_code)
    item = item_or_404(assessment, code)
    page = HistoryPage.of(assessment, item, request.GET.get("page", ""))
    return render(request, "pengungkit/item_history.html", {"page": page})
