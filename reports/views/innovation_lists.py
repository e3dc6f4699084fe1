"""Lists about innovations as workbooks, under the filters of the page they stand on."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from innovations.access import visible_promise
from innovations.contexts import assistance, cases, matrix
from innovations.contexts.register import Wanted
from innovations.contexts.spread import Sought
from innovations.views.innovations import listed_unit
from reports.lists import adoption, promises
from reports.lists.innovations import innovation_listing
from reports.lists.listing import download_of
from reports.lists.matrix import matrix_listing
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_GET
def innovations_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The register of innovations, of the unit or of all, as on its page."""
    unit = listed_unit(request)
    wanted = Wanted.from_query(request.GET)
    return download_of(innovation_listing(rights_of(request.user), unit, wanted), request)


@require_GET
def matrix_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The matrix of innovations or of replications, as on its page."""
    unit = listed_unit(request)
    tab = matrix.tab_in(request.GET)
    wanted = matrix.wanted_in(request.GET, tab)
    listing = matrix_listing(rights_of(request.user), unit, wanted, tab)
    return download_of(listing, request)


@require_GET
def promises_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    unit = listed_unit(request)
    return download_of(promises.promise_listing(rights_of(request.user), unit), request)


@require_GET
def cases_download(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    promise = visible_promise(request.user, pk)
    wanted = cases.Wanted.from_query(request.GET)
    return download_of(promises.case_listing(promise, wanted), request)


@require_GET
def spread_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    sought = Sought.from_query(request.GET)
    return download_of(adoption.spread_listing(rights_of(request.user), sought), request)


@require_GET
def received_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    unit = listed_unit(request)
    return download_of(adoption.received_listing(rights_of(request.user), unit), request)


@require_GET
def catalogue_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    rights_of(request.user).require_anywhere(Permission.VIEW)
    query, kind = request.GET.get("q", "").strip()[:100], request.GET.get("jenis", "")
    return download_of(adoption.catalogue_listing(query, kind), request)


@require_GET
def assistance_download(request: AuthenticatedHttpRequest) -> HttpResponse:
    unit = listed_unit(request)
    wanted = assistance.Wanted.from_query(request.GET)
    listing = adoption.assistance_listing(rights_of(request.user), unit, wanted)
    return download_of(listing, request)
