"""Table mode: one area as a table. Rows save by script through `item_save`; without it, here."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from pengungkit.access import area_or_404, item_or_404, visible_assessment
from pengungkit.actions.answers import answer_item
from pengungkit.actions.conflicts import keep_conflict
from pengungkit.contexts.table import TablePage, TypedRow
from pengungkit.exceptions import AssessmentClosedError, ConcurrentChangeError
from pengungkit.forms.item import ItemForm
from pengungkit.instruments import Area
from pengungkit.models import Assessment
from pengungkit.views.closed import not_saved
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_http_methods(["GET", "POST"])
def table(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str
) -> HttpResponse:
    assessment = visible_assessment(request.user, year, unit_code)
    area = area_or_404(assessment, area_key)
    if request.method == "POST":
        return save_row(request, assessment, area)
    page = TablePage.of(request.user, assessment, area)
    return render(request, "pengungkit/table.html", {"page": page})


def save_row(request: AuthenticatedHttpRequest, assessment: Assessment, area: Area) -> HttpResponse:
    """One row sent without script: save it and come back to it."""
    item = item_or_404(assessment, request.POST.get("butir", ""))
    if item.area_key != area.key:
        raise Http404
    rights_of(request.user).require(Permission.ANSWER, assessment.unit, area.key)
    form = ItemForm(item, request.POST)
    place = (assessment.year, assessment.unit.code)
    try:
        answer_item(
            assessment=assessment,
            code=item.code,
            entry=form.entry(),
            base_version=form.base_version,
            by=request.user,
        )
    except ConcurrentChangeError as clash:
        keep_conflict(
            conflict=clash,
            base_version=form.base_version,
            done=form.entry().done,
            by=request.user,
        )
        return redirect("pengungkit:item_conflict", *place, item.code)
    except AssessmentClosedError as closed:
        return not_saved(request, closed, reverse("pengungkit:table", args=[*place, area.key]))
    if form.sentences:
        typed = TypedRow(item.code, request.POST.dict(), form.sentences)
        page = TablePage.of(request.user, assessment, area, typed=typed)
        return render(request, "pengungkit/table.html", {"page": page})
    response = redirect("pengungkit:table", *place, area.key)
    # Back to the row itself, whose state says that it is saved.
    response["Location"] += f"#butir-{item.position}-baris"
    return response
