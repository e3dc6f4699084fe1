"""The entrance to managing units, people and roles."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from units.contexts.managing import ENDING_SOON_DAYS, Summary
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_GET
def manage(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Figures of what the person keeps; 403 for those who keep nothing."""
    rights = rights_of(request.user)
    rights.require_anywhere(Permission.MANAGE_PEOPLE)
    context = {
        "summary": Summary.of(request.user),
        "soon_days": ENDING_SOON_DAYS,
        "may_keep_kinds": rights.has_anywhere(Permission.MANAGE_KINDS),
        "may_keep_forms": rights.has_anywhere(Permission.MANAGE_INSTRUMENT),
        "may_see_health": rights.has_anywhere(Permission.MANAGE_UNITS),
        "places": sorted({grant.unit_name for grant in rights.grants}),
    }
    return render(request, "units/manage.html", context)
