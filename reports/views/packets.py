"""Packets: which can be made, making one, looking at it, and checking what came from elsewhere."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pengungkit.access import assessment_for
from pengungkit.actions.records import make_record
from reports.actions import jobs as actions
from reports.contexts.packet_check import outcome_of_upload
from reports.contexts.packets import KIND, NewPacketPage, PacketListPage, PacketPage
from reports.exceptions import TooManyJobsError
from reports.forms.packets import CheckForm
from reports.jobs.kinds import Wish
from reports.jobs.packet import record_of, wishes_for
from reports.packets.exceptions import NoPacketError
from reports.views.jobs import ask_for, own_job
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.uploads import too_large_names


@require_GET
def packet_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    page = PacketListPage.of(request.user, request.GET.get("page", ""))
    return render(request, "reports/packet_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def packet_new(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """What is missing, before it is made; POST freezes the state and has the packet built."""
    assessment = assessment_for(
        request.user, year, unit_code, Permission.MAKE_PACKET, with_kind=True
    )
    if request.method == "GET":
        return render(request, "reports/packet_new.html", {"page": NewPacketPage.of(assessment)})
    record = make_record(assessment=assessment, by=request.user)
    record.assessment = assessment
    asked = None
    for wish in wishes_for(record, in_parts="bagian" in request.POST):
        try:
            one = actions.ask(wish=wish, by=request.user)
        except TooManyJobsError as refused:
            # The other parts are asked for on the page of the first.
            if asked is None:
                messages.error(request, str(refused))
                return redirect("reports:packet_new", year, unit_code)
            break
        asked = asked or one
    if asked is None:
        raise Http404
    if not asked.is_new:
        messages.info(request, "Tidak ada yang berubah sejak paket terakhir; inilah paketnya.")
    return redirect(asked.job)


@require_GET
def packet(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """`?bagian=keadaan` answers only what changes, for the script."""
    job = own_job(request, uuid)
    if job.kind != KIND:
        raise Http404
    page = PacketPage.of(job, request.user)
    part = request.GET.get("bagian") == "keadaan"
    if part:
        return render(request, "reports/_job_state.html", {"one": page.one})
    return render(request, "reports/packet.html", {"page": page})


@require_POST
def packet_part(request: AuthenticatedHttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Ask for another part of the same packet."""
    job = own_job(request, uuid)
    if job.kind != KIND or not 1 <= number <= job.parameters["dari"]:
        raise Http404
    record = record_of(job)
    wish = Wish(KIND, job.unit, record.assessment, job.parameters | {"bagian": number})
    return ask_for(request, wish, back=job.get_absolute_url())


@require_http_methods(["GET", "POST"])
def packet_check(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Is a packet, its manifest or its record complete and unaltered? Nothing is kept."""
    is_sent = request.method == "POST"
    form = (
        CheckForm(request.POST, request.FILES, dropped=too_large_names(request))
        if is_sent
        else CheckForm()
    )
    outcome = None
    if is_sent and form.is_valid():
        try:
            outcome = outcome_of_upload(form.cleaned_data["file"], rights_of(request.user))
        except NoPacketError as refusal:
            form.add_error("file", str(refusal))
    crumbs = [
        {"label": "Paket", "url": reverse("reports:packet_list")},
        {"label": "Periksa paket", "url": ""},
    ]
    context = {"form": form, "outcome": outcome, "crumbs": crumbs}
    return render(request, "reports/packet_check.html", context)
