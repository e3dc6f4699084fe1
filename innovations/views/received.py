"""What others say the own unit adopted: it confirms, denies, withdraws, and tells its own part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from innovations.access import received_replication
from innovations.actions.confirmations import answer_by_account, withdraw_by_account
from innovations.actions.replications import change_replication
from innovations.contexts.compared import Clash, clash_of
from innovations.contexts.received import received_crumbs, received_list, received_page
from innovations.exceptions import InnovationChangedError
from innovations.forms.confirmations import AdopterNoteForm, DoesNotForm, RunsForm, WithdrawForm
from innovations.letters import letter_from, require_readable
from innovations.models import Confirmation, Replication
from innovations.views.innovations import listed_unit
from pengungkit.exceptions import EvidenceRefusedError
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from units.models import Unit, User
from units.permissions import Permission, rights_of


TITLES = {
    "konfirmasi": "Konfirmasi bahwa unit ini menerapkan",
    "tolak": "Nyatakan tidak menerapkan",
    "catatan": "Yang disesuaikan dan hasilnya",
    "cabut": "Cabut konfirmasi",
}
DONE = {
    "konfirmasi": "Konfirmasi tersimpan. Pemilik inovasi melihatnya.",
    "tolak": "Jawaban tersimpan. Pemilik inovasi melihat alasannya.",
    "catatan": "Catatan disimpan. Pemilik inovasi melihatnya juga.",
    "cabut": "Konfirmasi dicabut. Replikasi ini tidak terhitung lagi.",
}


@require_GET
def received_index(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The person's own office, the one named by `?unit=`, or all units an overseer sees."""
    unit = listed_unit(request)
    page = received_list(rights_of(request.user), unit, request.GET.get("halaman", ""))
    return render(request, "innovations/received_list.html", {"page": page})


@require_GET
def received(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found, unit = received_replication(request.user, pk)
    page = received_page(found, unit, rights_of(request.user))
    return render(request, "innovations/received.html", {"page": page})


@require_http_methods(["GET", "POST"])
def received_act(request: AuthenticatedHttpRequest, pk: int, act: str) -> HttpResponse:
    """One of the four acts of `TITLES`, for whoever speaks for the adopting unit."""
    found, unit = received_replication(request.user, pk)
    if act not in TITLES:
        raise Http404
    rights_of(request.user).require(Permission.CONFIRM_REPLICATION, unit)
    form, clash = _form(request, act, found, unit), None
    if request.method == "POST" and form.is_valid():
        try:
            _done(act, form, found, request.user)
        except InnovationChangedError as changed:
            clash = clash_of(changed, form)
        except EvidenceRefusedError as refused:
            form.add_error("letter", str(refused))
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, DONE[act])
            return redirect("innovations:received", found.pk)
    return _page(request, act, found, form, clash)


def _form(
    request: AuthenticatedHttpRequest, act: str, found: Replication, unit: Unit
) -> forms.Form:
    data = request.POST or None
    today = unit.today
    who = {"name": request.user.name, "agency": unit.name}
    if act == "konfirmasi":
        return RunsForm(
            data, request.FILES or None, today=today, initial=who, letter_required=False
        )
    if act == "tolak":
        return DoesNotForm(data, today=today, initial=who)
    if act == "cabut":
        return WithdrawForm(data, with_code=False)
    return AdopterNoteForm(data, initial=AdopterNoteForm.initial_of(found))


def _done(act: str, form: Any, found: Replication, by: User) -> None:
    if act == "cabut":
        withdraw_by_account(replication=found, by=by, reason=form.cleaned_data["reason"])
    elif act == "catatan":
        change_replication(
            replication=found, base_version=form.base_version, by=by, **form.fields_for_action
        )
    else:
        answer = {"konfirmasi": Confirmation.Answer.RUNS}.get(act, Confirmation.Answer.DOES_NOT)
        with letter_from(form.cleaned_data.get("letter")) as letter:
            require_readable(letter)
            answer_by_account(
                replication=found, answer=answer, by=by, letter=letter, **form.fields_for_action
            )


def _page(
    request: AuthenticatedHttpRequest,
    act: str,
    found: Replication,
    form: forms.Form,
    clash: Clash | None,
) -> HttpResponse:
    context = {
        "title": TITLES[act],
        "replication": found,
        "form": form,
        "clash": clash,
        "crumbs": received_crumbs(found, TITLES[act]),
    }
    return render(request, "innovations/received_form.html", context)
