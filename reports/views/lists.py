"""List pages as workbooks, under the filters of the page they stand on."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from pengungkit.access import area_or_404, visible_assessment
from pengungkit.contexts.readiness import ReadinessPage
from pengungkit.views.assessments import filters_in
from pengungkit.views.task_list import selection_in
from pengungkit.views.zip_import import visible_import
from reports.lists.arrivals import arrival_listing
from reports.lists.assessments import assessment_listing
from reports.lists.assessments import unit_listing as overseen_listing
from reports.lists.listing import download_of
from reports.lists.managing import people_listing, trail_listing, unit_listing
from reports.lists.readiness import readiness_listing
from reports.lists.records import record_listing
from reports.lists.tasks import task_listing
from units.forms.filters import PeopleFilter, TrailFilter, UnitFilter
from units.http import AuthenticatedHttpRequest
from units.permissions import rights_of


@require_GET
def tasks_download(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """The task list; `?area=` narrows it to one area, `?saring=` and `?q=` as on the page."""
    assessment = visible_assessment(request.user, year, unit_code)
    key = request.GET.get("area", "")
    area = area_or_404(assessment, key).key if key else ""
    selection = selection_in(request.GET, area)
    return download_of(task_listing(assessment, selection, request.user), request)


@require_GET
def readiness_download(
    request: AuthenticatedHttpRequest, year: int, unit_code: str
) -> HttpResponse:
    """The findings of the readiness page, narrowed as there."""
    assessment = visible_assessment(request.user, year, unit_code)
    page = ReadinessPage.of(assessment, request.user, request.GET)
    return download_of(readiness_listing(page), request)


@require_GET
def records_download(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    assessment = visible_assessment(request.user, year, unit_code)
    return download_of(record_listing(assessment), request)


@require_GET
def arrivals_download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """What became of the files of a ZIP; `?saring=` as on its report."""
    zip_import = visible_import(request, uuid)
    listing = arrival_listing(zip_import, request.GET.get("saring", ""))
    return download_of(listing, request)


@require_GET
def assessments_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    listing = assessment_listing(rights_of(request.user), filters_in(request.GET))
    return download_of(listing, request)


@require_GET
def overseen_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The units a person oversees, as listed on their home page."""
    return download_of(overseen_listing(rights_of(request.user), request.GET), request)


@require_GET
def units_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    return download_of(unit_listing(request.user, UnitFilter(request.GET)), request)


@require_GET
def people_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    return download_of(people_listing(request.user, PeopleFilter(request.GET)), request)


@require_GET
def trail_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    return download_of(trail_listing(request.user, TrailFilter(request.GET)), request)
