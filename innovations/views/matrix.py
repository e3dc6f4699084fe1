"""Innovations and replications side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from innovations.contexts.matrix import matrix_page, tab_in, wanted_in
from innovations.views.innovations import listed_unit
from units.http import AuthenticatedHttpRequest
from units.permissions import rights_of


@require_GET
def matrix(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Of the person's own office, the one named by `?unit=`, or all units an overseer sees."""
    tab = tab_in(request.GET)
    wanted = wanted_in(request.GET, tab)
    unit = listed_unit(request)
    page = matrix_page(rights_of(request.user), unit, wanted, tab, request.GET.get("halaman", ""))
    return render(request, "innovations/matrix.html", {"page": page})
