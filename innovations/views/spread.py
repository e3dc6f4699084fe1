"""Who adopted from whom, and the catalogue in which a unit asks for an innovation of another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from innovations.actions.replications import record_replication
from innovations.contexts.spread import Sought, catalogue_page, spread_page
from innovations.models import Innovation
from units.access import unit_for
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, Rights, rights_of


RECORD = Permission.RECORD_INNOVATION


@require_GET
def spread(request: AuthenticatedHttpRequest) -> HttpResponse:
    sought = Sought.from_query(request.GET)
    page = spread_page(rights_of(request.user), sought, request.GET.get("halaman", ""))
    return render(request, "innovations/spread.html", {"page": page})


@require_GET
def catalogue(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Open to everybody with a role, since what stands here was shared on purpose."""
    rights = rights_of(request.user)
    rights.require_anywhere(Permission.VIEW)
    query = request.GET.get("q", "").strip()[:100]
    page = catalogue_page(
        _asking(rights), query, request.GET.get("jenis", ""), request.GET.get("halaman", "")
    )
    return render(request, "innovations/catalogue.html", {"page": page})


@require_POST
def catalogue_ask(request: AuthenticatedHttpRequest, slug: str) -> HttpResponse:
    """Ask for a shared innovation in the name of the unit that `unit` names."""
    rights_of(request.user).require_anywhere(Permission.VIEW)
    wanted = get_object_or_404(Innovation.objects.in_catalogue().select_related("unit"), slug=slug)
    unit = unit_for(request.user, request.POST.get("unit", "")[:60], RECORD)
    try:
        made = record_replication(
            innovation=wanted, by=request.user, adopter_unit_id=unit.pk, happened_on=unit.today
        )
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("innovations:catalogue")
    messages.success(
        request, f"Permintaan replikasi {wanted.name} tercatat. {wanted.unit.name} melihatnya."
    )
    return redirect("innovations:received", made.pk)


def _asking(rights: Rights) -> Unit | None:
    """The person's own office, when they may record innovations there."""
    home = rights.home
    offices = Unit.objects.filter(rights.scope(RECORD))
    return offices.filter(code=home.unit_code).first() if home else None
