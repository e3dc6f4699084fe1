"""Evidence of one item: unggah, pilih dari kotak bukti, catat tautan, pasang, lepas."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST

from pengungkit.access import answer_of, item_or_404, visible_assessment
from pengungkit.actions.evidence import attach_all, note_link
from pengungkit.contexts.item import item_url
from pengungkit.contexts.item_evidence import ChoosePage, LinkPage, lines_of
from pengungkit.exceptions import AssessmentClosedError
from pengungkit.forms.evidence import LinkForm
from pengungkit.models import Answer, Evidence
from pengungkit.views.receiving import attach_files, attach_one, detach_one
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.uuids import chosen_uuids


NOT_OURS = "Pilihan bukti tidak sah."


def writable_answer(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> Answer:
    """The answer the person may write; 404 outside scope, else 403."""
    assessment = visible_assessment(request.user, year, unit_code)
    item = item_or_404(assessment, code)
    rights_of(request.user).require(Permission.ANSWER, assessment.unit, item.area_key)
    return answer_of(assessment, code)


def to_item(answer: Answer) -> str:
    return f"{item_url(answer.assessment, answer.code)}#bukti"


@require_POST
def item_upload(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    """Files for one item. A script gets the lines to show; a plain form goes back to the item."""
    answer = writable_answer(request, year, unit_code, code)
    before = set(answer.uses.values_list("evidence_id", flat=True))
    try:
        refusals = attach_files(request, answer)
    except AssessmentClosedError as closed:
        refusals = [str(closed)]
    if request.headers.get("X-Requested-With") == "fetch":
        html = render_to_string(
            "pengungkit/_item_files.html",
            {"evidence": lines_of(answer, besides=before), "editable": True},
        )
        return JsonResponse({"baris": html, "galat": refusals}, status=422 if refusals else 200)
    for refusal in refusals:
        messages.error(request, refusal)
    return redirect(to_item(answer))


@require_http_methods(["GET", "POST"])
def item_choose(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    """Documents the unit already has, to be attached to this item too."""
    answer = writable_answer(request, year, unit_code, code)
    if request.method == "GET":
        page = ChoosePage.of(
            answer, request.GET.get("q", "").strip()[:100], request.GET.get("page", "")
        )
        return render(request, "pengungkit/item_choose.html", {"page": page})
    wanted = chosen_uuids(request.POST.getlist("bukti"), NOT_OURS)
    found = list(Evidence.objects.filter(unit=answer.assessment.unit, uuid__in=wanted))
    if len(found) != len(wanted):
        raise BadRequest(NOT_OURS)
    try:
        count = attach_all(answer=answer, evidence=found, by=request.user)
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
    else:
        word = f"{count} bukti dipasang." if count else "Tidak ada bukti baru yang dipilih."
        messages.success(request, word)
    return redirect(to_item(answer))


@require_http_methods(["GET", "POST"])
def item_link(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    answer = writable_answer(request, year, unit_code, code)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            evidence = note_link(
                unit=answer.assessment.unit, by=request.user, answer=answer, **form.cleaned_data
            )
        except AssessmentClosedError as closed:
            messages.error(request, str(closed))
        else:
            messages.success(request, f"Tautan “{evidence.title}” dicatat.")
        return redirect(to_item(answer))
    return render(request, "pengungkit/item_link.html", {"page": LinkPage.of(answer), "form": form})


@require_POST
def item_attach(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    """Attach one document of the unit; also how "Lepas" is undone."""
    answer = writable_answer(request, year, unit_code, code)
    [wanted] = chosen_uuids([request.POST.get("bukti", "")], NOT_OURS)
    try:
        evidence = attach_one(request, answer, wanted)
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
        return redirect(to_item(answer))
    if evidence is None:
        raise BadRequest(NOT_OURS)
    messages.success(request, f"Bukti “{evidence.title}” dipasang.")
    return redirect(to_item(answer))


@require_POST
def item_detach(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str, uuid: UUID
) -> HttpResponse:
    answer = writable_answer(request, year, unit_code, code)
    try:
        detached = detach_one(request, answer, uuid)
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
        return redirect(to_item(answer))
    query = f"?dilepas={uuid}" if detached else ""
    return redirect(f"{item_url(answer.assessment, answer.code)}{query}#bukti")
