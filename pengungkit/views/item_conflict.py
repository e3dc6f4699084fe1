"""Choosing between two versions of one item, with or without script."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pengungkit.access import answer_of, item_or_404, visible_assessment
from pengungkit.actions.conflicts import keep_conflict, resolve_conflict
from pengungkit.contexts.item import item_url
from pengungkit.contexts.item_conflict import ConflictPage, open_draft
from pengungkit.exceptions import AssessmentClosedError, ConcurrentChangeError
from pengungkit.forms.item import ItemForm
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_http_methods(["GET", "POST"])
def item_conflict(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> HttpResponse:
    assessment = visible_assessment(request.user, year, unit_code)
    item = item_or_404(assessment, code)
    rights_of(request.user).require(Permission.ANSWER, assessment.unit, item.area_key)
    answer = answer_of(assessment, code)
    draft = open_draft(answer, request.user)
    if draft is None:
        messages.info(request, "Tidak ada versi yang perlu dipilih: isian butir ini sudah satu.")
        return redirect(item_url(assessment, code))

    page = ConflictPage.of(request.user, assessment, item, answer, draft)
    choice = request.POST.get("pilihan", "")
    if choice == "gabung":
        return redirect(f"{request.path}?gabung=ya")
    if request.method == "GET":
        page.merging = "gabung" in request.GET
        return render(request, "pengungkit/item_conflict.html", {"page": page})
    form = ItemForm(item, request.POST)
    values, fields = page.chosen(choice, form)
    if choice == "gabungan" and not form.is_valid():
        page.take_typed(form)
        return render(request, "pengungkit/item_conflict.html", {"page": page})
    try:
        resolve_conflict(
            assessment=assessment,
            draft=draft,
            values=values,
            fields=fields,
            seen_version=form.base_version,
            by=request.user,
        )
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
        return redirect(item_url(assessment, code))
    except ConcurrentChangeError as again:
        return once_more(request, again, form, values)
    messages.success(request, "Pilihan tersimpan. Versi lainnya tetap ada di riwayat butir.")
    return redirect(item_url(assessment, code))


def once_more(
    request: AuthenticatedHttpRequest,
    again: ConcurrentChangeError,
    form: ItemForm,
    values: dict[str, Any],
) -> HttpResponse:
    """The other person saved again while the versions were being compared."""
    keep_conflict(
        conflict=again, base_version=form.base_version, done=values.get("done"), by=request.user
    )
    messages.warning(
        request,
        f"{again.actor_name} menyimpan lagi sementara Anda memilih. Bandingkan sekali lagi.",
    )
    return redirect(request.path)
