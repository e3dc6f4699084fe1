"""Approving an item inside the office, or sending it back to its team."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pengungkit.access import item_or_404, visible_assessment
from pengungkit.actions.answers import approve_item, return_item
from pengungkit.contexts.item import ItemPage, item_url, next_url
from pengungkit.exceptions import (
    AssessmentClosedError,
    ItemChangedError,
    ItemNotAnsweredError,
    ItemNotReadyError,
)
from pengungkit.forms.review import ReturnForm
from pengungkit.instruments import Item
from pengungkit.models import Assessment
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.numbers import plain_number


REFUSALS = (AssessmentClosedError, ItemChangedError, ItemNotAnsweredError, ItemNotReadyError)


@require_POST
def item_approve(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    assessment, item = reviewed(request, year, unit_code, code)
    return judged(
        request,
        assessment,
        item,
        lambda: approve_item(
            assessment=assessment,
            code=item.code,
            by=request.user,
            seen_version=plain_number(request.POST.get("versi", "")),
        ),
        "disetujui",
    )


@require_POST
def item_return(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    assessment, item = reviewed(request, year, unit_code, code)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["catatan"][0]))
        note = request.POST.get("catatan", "")
        page = ItemPage.of(request.user, assessment, item, note=note)
        return render(request, "pengungkit/item.html", {"page": page})
    return judged(
        request,
        assessment,
        item,
        lambda: return_item(
            assessment=assessment,
            code=item.code,
            note=form.cleaned_data["catatan"],
            by=request.user,
        ),
        "dikembalikan untuk diperbaiki",
    )


def reviewed(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> tuple[Assessment, Item]:
    """The item the person may judge; 404 outside scope, else 403."""
    assessment = visible_assessment(request.user, year, unit_code)
    item = item_or_404(assessment, code)
    rights_of(request.user).require(Permission.APPROVE_ITEM, assessment.unit, item.area_key)
    return assessment, item


def judged(
    request: AuthenticatedHttpRequest,
    assessment: Assessment,
    item: Item,
    act: Callable[[], object],
    word: str,
) -> HttpResponse:
    """Do it, say so, and lead to the item or, when asked for, to the next one."""
    try:
        act()
    except REFUSALS as refused:
        messages.error(request, str(refused))
        return redirect(item_url(assessment, item.code))
    messages.success(request, f"Butir {item.code} {word}.")
    if request.POST.get("ke") == "berikutnya":
        return redirect(next_url(assessment, item.code))
    return redirect(item_url(assessment, item.code))
