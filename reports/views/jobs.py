"""Files made in the background: one's list, one of them as it comes about, and fetching it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from pengungkit.contexts.store import Wanted
from reports.actions import jobs as actions
from reports.contexts.jobs import JobList, shown
from reports.exceptions import JobOverError, ResultGoneError, TooManyJobsError
from reports.jobs import results
from reports.jobs.kinds import KINDS, Kind, Wish
from reports.jobs.matrix import KEYS as MATRIX_KEYS
from reports.jobs.reach import asked_reach, is_in_reach
from reports.jobs.unit_recap import KEYS
from reports.models import Job
from units.access import unit_for
from units.http import AuthenticatedHttpRequest
from units.permissions import rights_of
from zi_portal.lib.downloads import Download, hands_over, send


LONGEST_FILTER = 100


def own_job(request: AuthenticatedHttpRequest, uuid: UUID) -> Job:
    """The person's own job about units they may still see; 404 for anything else."""
    rights = rights_of(request.user)
    jobs = Job.objects.visible_to(request.user, rights)
    found = get_object_or_404(jobs.select_related("unit", "assessment"), uuid=uuid)
    if not is_in_reach(found.parameters, rights):
        raise Http404
    return found


def kind_of(job: Job) -> Kind:
    """What the job is; 404 when a newer version of the portal no longer makes such files."""
    kind = KINDS.get(job.kind)
    if kind is None:
        raise Http404
    return kind


@require_GET
def job_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    page = JobList.of(request.user, request.GET.get("page", ""))
    return render(request, "reports/jobs.html", {"page": page})


@require_GET
def job(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """`?bagian=keadaan` answers only what changes, for the script."""
    one = shown(own_job(request, uuid))
    part = request.GET.get("bagian") == "keadaan"
    return render(request, "reports/_job_state.html" if part else "reports/job.html", {"one": one})


@require_POST
def job_cancel(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    found = own_job(request, uuid)
    try:
        actions.cancel(job=found, by=request.user)
    except JobOverError as over:
        messages.warning(request, str(over))
    else:
        messages.success(request, "Dibatalkan. Bila berubah pikiran, tekan Buat lagi.")
    return redirect(found)


@require_POST
def job_again(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Ask once more for what a job was about."""
    found = own_job(request, uuid)
    wish = Wish(kind_of(found).code, found.unit, found.assessment, found.parameters)
    return ask_for(request, wish, back=found.get_absolute_url())


@require_POST
def evidence_list_ask(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    """The store of a unit, narrowed as its page is."""
    unit = unit_for(request.user, unit_code, KINDS["daftar-bukti"].permission)
    wanted = Wanted.read(request.POST).as_query
    store = f"{reverse('pengungkit:evidence_list')}?{urlencode({'unit': unit.code} | wanted)}"
    return ask_for(request, Wish("daftar-bukti", unit, parameters=wanted), back=store)


@require_POST
def unit_recap_ask(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    """The recap of all units below one, with the filters of the list it is asked from."""
    unit = unit_for(request.user, unit_code, KINDS["rekap-unit"].permission)
    chosen = _filters_sent(request, KEYS)
    chosen |= asked_reach(rights_of(request.user), unit)
    return ask_for(request, Wish("rekap-unit", unit, parameters=chosen), back="/beranda/")


@require_POST
def matrix_pdf_ask(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    """The matrix of innovations or replications as its page shows it, of one unit or of `semua`."""
    unit = unit_for(request.user, unit_code, KINDS["pdf-matriks"].permission)
    chosen = _filters_sent(request, MATRIX_KEYS)
    if "semua" in chosen:
        chosen |= asked_reach(rights_of(request.user), unit)
    back = f"{reverse('innovations:matrix')}?unit={unit.code}"
    return ask_for(request, Wish("pdf-matriks", unit, parameters=chosen), back=back)


def _filters_sent(request: AuthenticatedHttpRequest, keys: Iterable[str]) -> dict[str, Any]:
    """What the list was narrowed to when its file was asked for, as its page had it."""
    sent = {key: request.POST.get(key, "").replace("\x00", "")[:LONGEST_FILTER] for key in keys}
    return {key: value for key, value in sent.items() if value}


def ask_for(request: AuthenticatedHttpRequest, wish: Wish, *, back: str) -> HttpResponse:
    """Ask, and lead to the page of the job; back with a sentence when it cannot be asked now."""
    rights_of(request.user).require(KINDS[wish.kind].permission, wish.unit)
    try:
        asked = actions.ask(wish=wish, by=request.user)
    except TooManyJobsError as refused:
        messages.error(request, str(refused))
        return redirect(back)
    if not asked.is_new:
        messages.info(request, "Permintaan yang sama sudah ada; inilah pekerjaannya.")
    return redirect(asked.job)


@require_GET
def job_download(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file, whole or from where an earlier download broke off, while the right lasts."""
    found = own_job(request, uuid)
    rights_of(request.user).require(kind_of(found).permission, found.unit)
    try:
        if not found.is_ready:
            raise ResultGoneError
        file = results.opened(found)
    except ResultGoneError as gone:
        messages.warning(request, str(gone))
        return redirect(found)
    if hands_over(request):
        actions.record_fetch(job=found, by=request.user, in_parts="Range" in request.headers)
    return send(
        request,
        Download(
            file=file,
            size=found.result_size,
            content_type=found.result_type,
            filename=found.result_name,
            etag=found.result_sha256,
            inline=False,
        ),
    )
