"""The page a person lands on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from innovations.contexts.waiting import silent_innovations, waiting_replications
from pengungkit.contexts.rejected import rejected_files
from pengungkit.contexts.uploads import unfinished_uploads
from reports.contexts.home import home_of
from reports.contexts.jobs import noticed_jobs
from reports.contexts.unit_lists import unit_list_of
from units.http import AuthenticatedHttpRequest
from units.permissions import rights_of


@require_GET
def root(request: AuthenticatedHttpRequest) -> HttpResponse:
    return redirect("reports:home")


@require_GET
def home(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What waits for the person, and the units they look after, if any."""
    rights = rights_of(request.user)
    context = {
        "home": home_of(request.user, rights),
        "rejected": rejected_files(request.user, rights),
        "uploads": unfinished_uploads(request.user),
        "jobs": noticed_jobs(request.user, rights),
        "replications": waiting_replications(rights),
        "silent": silent_innovations(rights),
        "units": unit_list_of(rights, request.GET) if rights.oversees else None,
    }
    return render(request, "reports/home.html", context)
