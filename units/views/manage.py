"""The entrance to managing units, people and roles."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_GET
def manage(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What the person may manage; 403 for those who manage nothing."""
    rights_of(request.user).require_anywhere(Permission.MANAGE_PEOPLE)
    return render(request, "units/manage.html")
