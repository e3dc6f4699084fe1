"""The page of one item. Without script one POST does everything: save, files, next."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pengungkit.access import item_or_404, visible_assessment
from pengungkit.actions.answers import answer_item
from pengungkit.actions.conflicts import keep_conflict
from pengungkit.actions.proposals import take_proposal
from pengungkit.contexts.item import ItemPage, Problem, item_url, next_url
from pengungkit.exceptions import AssessmentClosedError, ConcurrentChangeError
from pengungkit.forms.item import COUNT_PREFIX, ItemForm
from pengungkit.instruments import Item
from pengungkit.models import Assessment
from pengungkit.proposals import Proposal, proposal_for
from pengungkit.views.closed import not_saved
from pengungkit.views.item_save import NOT_ANSWERED
from pengungkit.views.receiving import attach_files, attach_one, detach_one
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.uuids import as_uuid


@require_http_methods(["GET", "POST"])
def item(request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str) -> HttpResponse:
    assessment = visible_assessment(request.user, year, unit_code)
    asked = item_or_404(assessment, code)
    if request.method == "POST":
        return item_post(request, assessment, asked)
    page = ItemPage.of(
        request.user, assessment, asked, detached=as_uuid(request.GET.get("dilepas", ""))
    )
    return render(request, "pengungkit/item.html", {"page": page})


@dataclass
class Outcome:
    """What one POST of the whole page came to."""

    errors: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    conflict: bool = False


def item_post(
    request: AuthenticatedHttpRequest, assessment: Assessment, asked: Item
) -> HttpResponse:
    rights_of(request.user).require(Permission.ANSWER, assessment.unit, asked.area_key)
    proposal = proposed(request, assessment, asked)
    form = ItemForm(asked, posted(request, proposal))
    outcome = Outcome()
    detached = None
    try:
        try:
            save = partial(take_proposal, proposal=proposal) if proposal else answer_item
            saved = save(
                assessment=assessment,
                code=asked.code,
                entry=form.entry(),
                base_version=form.base_version,
                by=request.user,
            )
            answer = saved.answer
            outcome.errors = form.sentences
            if saved.not_answered:
                outcome.errors["selesai"] = NOT_ANSWERED
        except ConcurrentChangeError as clash:
            keep_conflict(
                conflict=clash,
                base_version=form.base_version,
                done=form.entry().done,
                by=request.user,
            )
            answer, outcome.conflict = clash.answer, True
        for refusal in attach_files(request, answer):
            outcome.problems.append(Problem("id_berkas", refusal))
        if uuid := as_uuid(request.POST.get("lepas", "")):
            detached = detach_one(request, answer, uuid)
        if uuid := as_uuid(request.POST.get("pasang", "")):
            attach_one(request, answer, uuid)
    except AssessmentClosedError as closed:
        return not_saved(request, closed, item_url(assessment, asked.code))
    return answered(request, assessment, asked, outcome, detached)


def proposed(
    request: AuthenticatedHttpRequest, assessment: Assessment, asked: Item
) -> Proposal | None:
    """What the person takes over; reckoned anew, never read from what was sent."""
    if request.POST.get("usulan") != "pakai":
        return None
    return proposal_for(assessment, asked.code)


def posted(request: AuthenticatedHttpRequest, proposal: Proposal | None) -> QueryDict:
    """What was sent; radios cannot be unchosen, so a button of its own empties the answer.

    A proposal that is taken stands in place of the answer, and the rest is saved as typed.
    """
    if request.POST.get("kosongkan") != "jawaban" and proposal is None:
        return request.POST
    data = request.POST.copy()
    data["jawaban"] = proposal.choice if proposal else ""
    for key, number in (proposal.counts or {} if proposal else {}).items():
        data[f"{COUNT_PREFIX}{key}"] = str(number)
    return data


def answered(
    request: AuthenticatedHttpRequest,
    assessment: Assessment,
    asked: Item,
    outcome: Outcome,
    detached: UUID | None,
) -> HttpResponse:
    """Lead on, or show the page again with what was typed and what was wrong."""
    if outcome.conflict:
        return redirect(
            "pengungkit:item_conflict", assessment.year, assessment.unit.code, asked.code
        )
    if outcome.errors or outcome.problems:
        problems = [
            *(Problem(anchor_of(name), text) for name, text in outcome.errors.items()),
            *outcome.problems,
        ]
        page = ItemPage.of(
            request.user,
            assessment,
            asked,
            typed=request.POST.dict(),
            errors=outcome.errors,
            problems=problems,
        )
        return render(request, "pengungkit/item.html", {"page": page})
    place = (assessment.year, assessment.unit.code, asked.code)
    match request.POST.get("ke", ""):
        case "berikutnya":
            messages.success(request, f"Butir {asked.code} tersimpan.")
            return redirect(next_url(assessment, asked.code))
        case "pilih":
            return redirect("pengungkit:item_choose", *place)
        case "tautan":
            return redirect("pengungkit:item_link", *place)
    if detached:
        return redirect(f"{item_url(assessment, asked.code)}?dilepas={detached}#bukti")
    messages.success(request, f"Butir {asked.code} tersimpan.")
    return redirect(item_url(assessment, asked.code))


def anchor_of(name: str) -> str:
    """The id of the first control of a field."""
    return f"id_{name}_0" if name in {"jawaban", "selesai"} else f"id_{name}"
