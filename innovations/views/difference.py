"""The page that tells WBK and WBBM apart."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from innovations.contexts.difference import difference_page
from units.access import visible_unit
from units.http import AuthenticatedHttpRequest
from units.permissions import rights_of


@require_GET
def difference(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Of the unit named by `?unit=`, else of the person's own office."""
    rights = rights_of(request.user)
    code = request.GET.get("unit", rights.home.unit_code if rights.home else "")[:60]
    if not code:
        raise Http404
    page = difference_page(visible_unit(request.user, code), rights)
    return render(request, "innovations/difference.html", {"page": page})
