"""Two documents that look alike, side by side, and what becomes of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from pengungkit.access import visible_evidence
from pengungkit.actions.sorting import Wish, sort_evidence
from pengungkit.contexts.sorting import store_url
from pengungkit.contexts.twins import ComparePage, Side
from pengungkit.exceptions import AssessmentClosedError
from pengungkit.models import Answer, Evidence
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


BOTH = "keduanya"


@require_http_methods(["GET", "POST"])
def evidence_compare(request: AuthenticatedHttpRequest, uuid: UUID, other: UUID) -> HttpResponse:
    first = visible_evidence(request.user, uuid)
    if uuid == other:
        raise Http404
    second = get_object_or_404(Evidence.objects.select_related("unit"), unit=first.unit, uuid=other)
    rights_of(request.user).require(Permission.ANSWER, first.unit)
    page = ComparePage.of(first, second)
    if request.method == "GET":
        return render(request, "pengungkit/evidence_compare.html", {"page": page})
    kept = request.POST.get("pakai", "")
    sides = {str(first.uuid): page.first, str(second.uuid): page.second}
    if kept != BOTH and kept not in sides:
        raise BadRequest("Pilihan tidak sah. Muat ulang halamannya, lalu pilih lagi.")
    if kept == BOTH:
        wishes = [Wish(one.pk, {"twins_accepted": True}) for one in (first, second)]
        summary = "Kedua berkas dibiarkan apa adanya."
    else:
        keep = sides.pop(kept)
        [give] = sides.values()
        require_areas(request, give)
        wishes = moving(keep, give)
        summary = (
            f"“{keep.evidence.title}” dipakai, dan {len(give.open_uses)} pemakaian dipindahkan"
            " kepadanya."
        )
    try:
        sorting = sort_evidence(unit=first.unit, wishes=wishes, summary=summary, by=request.user)
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
        return redirect(request.path)
    messages.success(request, summary)
    query = {"pilahan": str(sorting.uuid)} if sorting else {}
    return redirect(store_url(first.unit, saring="duplikat", **query))


def require_areas(request: AuthenticatedHttpRequest, give: Side) -> None:
    """Uses are only moved in areas the person may write."""
    rights, unit = rights_of(request.user), give.evidence.unit
    areas = Answer.objects.filter(pk__in=give.open_uses).order_by()
    for area in areas.values_list("area", flat=True).distinct():
        rights.require(Permission.ANSWER, unit, area)


def moving(keep: Side, give: Side) -> list[Wish]:
    """All uses that can be moved go over; what a closed assessment uses stays as it is."""
    answers = frozenset(give.open_uses)
    return [
        Wish(keep.evidence.pk, {"superseded_by_id": None}, attach=answers),
        Wish(give.evidence.pk, {"superseded_by_id": keep.evidence.pk}, detach=answers),
    ]
