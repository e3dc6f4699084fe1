"""Pasting from a spreadsheet: a text box, a preview, one act that applies, one that takes back."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pengungkit.access import area_or_404, visible_assessment
from pengungkit.actions.pastes import apply_paste, keep_paste, undo_paste
from pengungkit.contexts.paste import (
    applied_paste,
    examples_of,
    paste_crumbs,
    paste_page,
    recent_pastes,
)
from pengungkit.exceptions import (
    AssessmentClosedError,
    PasteAlreadyAppliedError,
    PasteClashError,
    PasteNotUndoableError,
)
from pengungkit.forms.pasting import PasteForm, choices_in
from pengungkit.instruments import Area
from pengungkit.instruments.area_names import area_heading
from pengungkit.models import Assessment, Paste
from pengungkit.pasting.clipboard import PasteTooLargeError
from pengungkit.pasting.placed import NotPlacedError
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_http_methods(["GET", "POST"])
def paste(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str
) -> HttpResponse:
    assessment, area = pasting_place(request, year, unit_code, area_key)
    if not assessment.is_open:
        messages.error(request, str(AssessmentClosedError()))
        return redirect("pengungkit:area", year, unit_code, area.key)
    form = PasteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_paste(
                assessment=assessment, area=area, by=request.user, **form.cleaned_data
            )
        except (PasteTooLargeError, NotPlacedError) as error:
            form.add_error("text", str(error))
        else:
            return redirect("pengungkit:paste_preview", year, unit_code, area.key, kept.uuid)
    context = {
        "form": form,
        "area": area,
        "heading": f"Tempel dari Excel, {area_heading(area)}",
        "crumbs": paste_crumbs(assessment, area),
        "base": assessment.get_absolute_url(),
        "examples": examples_of(area),
        "recent": recent_pastes(assessment, area, request.user),
    }
    return render(request, "pengungkit/paste.html", context)


def pasting_place(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str
) -> tuple[Assessment, Area]:
    """The assessment and the area, in which the person may answer; otherwise 404 or 403."""
    assessment = visible_assessment(request.user, year, unit_code)
    area = area_or_404(assessment, area_key)
    rights_of(request.user).require(Permission.ANSWER, assessment.unit, area.key)
    return assessment, area


def own_paste(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str, uuid: UUID
) -> Paste:
    """The person's own paste in this area; anybody else's does not exist for them."""
    assessment, area = pasting_place(request, year, unit_code, area_key)
    kept = get_object_or_404(
        Paste, uuid=uuid, assessment=assessment, area=area.key, author=request.user
    )
    kept.assessment = assessment
    return kept


@require_GET
def paste_preview(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str, paste: UUID
) -> HttpResponse:
    kept = own_paste(request, year, unit_code, area_key, paste)
    if kept.applied_at is not None:
        return render(request, "pengungkit/paste_applied.html", {"page": applied_paste(kept)})
    page = paste_page(kept, request.GET.get("saring", ""))
    return render(request, "pengungkit/paste_preview.html", {"page": page})


@require_POST
def paste_apply(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str, paste: UUID
) -> HttpResponse:
    kept = own_paste(request, year, unit_code, area_key, paste)
    apply_kept(request, kept, [kept.area])
    return back(kept)


def apply_kept(request: AuthenticatedHttpRequest, kept: Paste, areas: Collection[str]) -> None:
    """Apply a paste or an import in these areas, and say what came of it."""
    choices = choices_in(request.POST)
    try:
        count = apply_paste(paste=kept, choices=choices, areas=areas, by=request.user)
    except (AssessmentClosedError, PasteClashError) as refusal:
        messages.error(request, str(refusal))
    except PasteAlreadyAppliedError as already:
        messages.info(request, str(already))
    else:
        source = "berkas" if kept.is_workbook else "tempelan"
        messages.success(request, f"{count} butir diubah dari {source}.")


@require_POST
def paste_undo(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str, paste: UUID
) -> HttpResponse:
    kept = own_paste(request, year, unit_code, area_key, paste)
    undo_kept(request, kept)
    return back(kept)


def undo_kept(request: AuthenticatedHttpRequest, kept: Paste) -> None:
    """Take a paste or an import back, and say what came of it."""
    try:
        undone = undo_paste(paste=kept, by=request.user)
    except (AssessmentClosedError, PasteNotUndoableError) as refusal:
        messages.error(request, str(refusal))
        return
    words = f"{undone.restored} butir kembali seperti sebelum {kept.noun}."
    if undone.left:
        words += f" Dibiarkan karena sudah diubah lagi: {', '.join(undone.left)}."
    messages.success(request, words)


def back(kept: Paste) -> HttpResponseRedirect:
    assessment = kept.assessment
    return redirect(
        "pengungkit:paste_preview",
        assessment.year,
        assessment.unit.code,
        kept.area,
        kept.uuid,
    )
