"""Cases of a promise: the clock, past cases and their correction, figures of whole months."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innovations.access import promise_for, visible_promise
from innovations.actions import cases as actions
from innovations.contexts.cases import Wanted, case_list, name_of
from innovations.contexts.compared import clash_of
from innovations.contexts.promises import crumbs_to
from innovations.exceptions import InnovationChangedError
from innovations.forms.cases import CaseForm, MonthForm
from innovations.models import Case, Promise
from innovations.views.removals import with_undo
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.dates import month_name
from zi_portal.lib.numbers import format_count
from zi_portal.lib.uuids import as_uuid


RECORD = Permission.RECORD_INNOVATION


LONGEST_REFERENCE = 60


@require_GET
def cases(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    promise = visible_promise(request.user, pk)
    wanted = Wanted.from_query(request.GET)
    page = case_list(promise, rights_of(request.user), wanted, request.GET.get("halaman", ""))
    crumbs = [*crumbs_to(promise), {"label": "Kasus", "url": ""}]
    return render(request, "innovations/case_list.html", {"page": page, "crumbs": crumbs})


@require_POST
def case_start(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Start the clock; the key of the page makes a second tap the same case."""
    promise = promise_for(request.user, pk)
    typed = request.POST.get("reference", "").replace("\x00", "")
    reference = " ".join(typed.split())[:LONGEST_REFERENCE]
    key = as_uuid(request.POST.get("kunci", ""))
    if key is None:
        messages.error(request, "Kasus belum dimulai. Muat ulang halaman, lalu tekan Mulai lagi.")
        return redirect(promise)
    try:
        case = actions.start_case(promise=promise, key=key, reference=reference, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Waktu berjalan untuk {name_of(case)}.")
    return redirect(f"{promise.get_absolute_url()}#berjalan")


@require_POST
def case_finish(request: AuthenticatedHttpRequest, pk: int, case_pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    case = get_object_or_404(promise.cases, pk=case_pk)
    try:
        done, is_now = actions.finish_case(case=case, promise=promise, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect(f"{promise.get_absolute_url()}#berjalan")
    words = f"{name_of(done)} selesai dalam {format_count(done.minutes)} menit."
    if done.met is False and not done.miss_reason:
        messages.warning(request, f"{words} Batas waktunya terlewat: tulis sebabnya di bawah.")
        return redirect("innovations:case_change", pk, case_pk)
    messages.success(request, words if is_now else f"{words} Sudah dicatat sebelumnya.")
    return redirect(f"{promise.get_absolute_url()}#berjalan")


@require_http_methods(["GET", "POST"])
def case_add(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    form = CaseForm(request.POST or None, promise=promise)
    if request.method == "POST" and form.is_valid():
        try:
            case = actions.add_case(promise=promise, by=request.user, **form.fields_for_action)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Kasus {name_of(case)} dicatat.")
            return redirect(promise)
    return _page(request, promise, form, "Catat kasus lama")


@require_http_methods(["GET", "POST"])
def case_change(request: AuthenticatedHttpRequest, pk: int, case_pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    case = get_object_or_404(promise.cases, pk=case_pk)
    initial = CaseForm.initial_of(case)
    form = CaseForm(request.POST or None, promise=promise, case=case, initial=initial)
    context: dict[str, Any] = {"remove_url": reverse("innovations:case_remove", args=[pk, case_pk])}
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_case(
                case=case,
                promise=promise,
                base_version=form.base_version,
                by=request.user,
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            context["clash"] = clash_of(changed, form)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Perubahan kasus disimpan.")
            return redirect(promise)
    return _page(request, promise, form, f"Ubah kasus {name_of(case)}", **context)


@require_POST
def case_remove(request: AuthenticatedHttpRequest, pk: int, case_pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    case = get_object_or_404(Case, pk=case_pk, promise=promise)
    removed = actions.remove_case(case=case, promise=promise, by=request.user)
    if removed is None:
        return redirect(promise)
    words = f"Kasus {name_of(case)} dihapus."
    return with_undo(request, removed, RECORD, words, promise.get_absolute_url())


@require_http_methods(["GET", "POST"])
def month_add(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    form = MonthForm(request.POST or None, promise=promise)
    if request.method == "POST" and form.is_valid():
        month = form.cleaned_data["month"]
        try:
            actions.tell_month(
                promise=promise, by=request.user, month=month, **form.fields_for_action
            )
        except RefusedError as refused:
            form.add_error("month", str(refused))
        else:
            messages.success(request, f"Angka {month_name(month)} dicatat.")
            return redirect(promise)
    lead = "Untuk bulan yang kasusnya tidak dicatat satu per satu. Angka dari laporan cukup."
    return _page(request, promise, form, "Catat angka bulanan", lead=lead)


@require_http_methods(["GET", "POST"])
def month_change(request: AuthenticatedHttpRequest, pk: int, month_pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    row = get_object_or_404(promise.monthly_figures, pk=month_pk)
    initial = MonthForm.initial_of(row)
    form = MonthForm(request.POST or None, promise=promise, row=row, initial=initial)
    context: dict[str, Any] = {
        "remove_url": reverse("innovations:month_remove", args=[pk, month_pk])
    }
    if request.method == "POST" and form.is_valid():
        try:
            actions.retell_month(
                row=row,
                promise=promise,
                base_version=form.base_version,
                by=request.user,
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            context["clash"] = clash_of(changed, form)
        else:
            messages.success(request, f"Angka {month_name(row.month)} disimpan.")
            return redirect(promise)
    return _page(request, promise, form, f"Ubah angka {month_name(row.month)}", **context)


@require_POST
def month_remove(request: AuthenticatedHttpRequest, pk: int, month_pk: int) -> HttpResponse:
    promise = promise_for(request.user, pk)
    row = get_object_or_404(promise.monthly_figures, pk=month_pk)
    removed = actions.remove_month(row=row, promise=promise, by=request.user)
    words = f"Angka {month_name(row.month)} dihapus."
    return with_undo(request, removed, RECORD, words, promise.get_absolute_url())


def _page(
    request: AuthenticatedHttpRequest,
    promise: Promise,
    form: CaseForm | MonthForm,
    title: str,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": f"{promise.service}, {promise.unit.name}",
        "crumbs": [*crumbs_to(promise), {"label": title, "url": ""}],
        "back": promise.get_absolute_url(),
    }
    return render(request, "innovations/case_form.html", context | more)
