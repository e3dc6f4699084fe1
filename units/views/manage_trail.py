"""The audit trail, as far as a person may see it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from units.contexts.trail import trail_page
from units.forms.filters import TrailFilter
from units.http import AuthenticatedHttpRequest
from units.managing import visible_trail


@require_GET
def trail(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Newest events first, page by page backwards in time."""
    events = visible_trail(request.user)
    chosen = TrailFilter(request.GET)
    context = {
        "filter": chosen,
        "page": trail_page(chosen.narrow(events), request.GET.get("sebelum", "")),
        "is_filtered": chosen.is_used,
    }
    return render(request, "units/manage_trail.html", context)
