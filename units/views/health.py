"""How the system itself is doing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from units.contexts.health import system_health
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_GET
def health(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Backups, database, disk and accounts at a glance; for admins."""
    rights_of(request.user).require_anywhere(Permission.MANAGE_UNITS)
    crumbs = [{"label": "Kelola", "url": reverse("units:manage")}, {"label": "Kesehatan sistem"}]
    return render(request, "units/health.html", {"health": system_health(), "crumbs": crumbs})
