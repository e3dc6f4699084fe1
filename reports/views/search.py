"""Search over items, evidence and units."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reports.contexts.search import search_of
from units.http import AuthenticatedHttpRequest
from units.permissions import rights_of


@require_GET
def search(request: AuthenticatedHttpRequest) -> HttpResponse:
    """`?q=` looks in all groups; `?kelompok=` shows all pages of one."""
    found = search_of(rights_of(request.user), request.GET)
    return render(request, "reports/search.html", {"search": found})
