"""The dashboard of one unit: are we going to pass, where not, and what waits for a decision."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from pengungkit.models import Assessment
from reports.contexts.comparison import comparison_of
from reports.contexts.dashboard import dashboard_of, simulation_for
from units.access import visible_unit
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, Rights, rights_of


# More boxes than any instrument has items are no question of a person.
MOST_TICKED = 200


@require_GET
def dashboard(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    """The newest year, or `?tahun=`; `?jika=` ticks items of the what-if.

    `?bagian=simulasi` answers only the outcome of the what-if, for the script.
    """
    rights = rights_of(request.user)
    years = _years(rights, unit_code)
    if not years:
        return _without_assessment(request, unit_code)
    assessment = _chosen(years, request.GET.get("tahun", ""))
    wanted = frozenset(request.GET.getlist("jika")[:MOST_TICKED])
    if request.GET.get("bagian") == "simulasi":
        outcome = {"simulation": simulation_for(assessment, wanted)}
        return render(request, "reports/_simulation_outcome.html", outcome)
    board = dashboard_of(assessment, years, rights=rights, wanted=wanted)
    return render(request, "reports/dashboard.html", {"board": board})


@require_GET
def comparison(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    """The tab beside it: this year against the year before and against similar offices."""
    rights = rights_of(request.user)
    years = _years(rights, unit_code, "unit__kind")
    if not years:
        return _without_assessment(request, unit_code)
    page = comparison_of(_chosen(years, request.GET.get("tahun", "")), years, rights)
    return render(request, "reports/comparison.html", {"page": page})


def _years(rights: Rights, unit_code: str, *also: str) -> list[Assessment]:
    """The unit's assessments, the newest first; `also` is joined."""
    visible = Assessment.objects.visible_to(rights).with_structure()
    if also:
        visible = visible.select_related(*also)
    return list(visible.filter(unit__code=unit_code).order_by("-year"))


def _chosen(years: list[Assessment], year: str) -> Assessment:
    """The assessment of the year asked for, the newest without one; 404 for a year not there."""
    if not year:
        return years[0]
    for assessment in years:
        if str(assessment.year) == year:
            return assessment
    raise Http404


def _without_assessment(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    unit = visible_unit(request.user, unit_code)
    rights = rights_of(request.user)
    context = {
        "unit": unit,
        "may_open": rights.allows(Permission.OPEN_ASSESSMENT, unit),
        "oversees": rights.oversees,
    }
    return render(request, "reports/dashboard_empty.html", context)
