"""Assistance given and received: the lists, one assistance, telling it, its proof."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innovations.access import assistance_for, visible_assistance
from innovations.actions import assistance as actions
from innovations.contexts.assistance import (
    Wanted,
    assistance_page,
    crumbs_of,
)
from innovations.contexts.assistance import assistance_list as list_of
from innovations.contexts.compared import Clash, clash_of
from innovations.exceptions import InnovationChangedError
from innovations.forms.assistance import AssistanceForm, near_units
from innovations.instrument_parts import choices_for
from innovations.models import Assistance
from innovations.views.attaching import sent_documents
from innovations.views.innovations import listed_unit
from innovations.views.removals import with_undo
from units.access import unit_for
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of


@require_GET
def assistance_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Of the person's own office, the one named by `?unit=`, or all units an overseer sees."""
    rights = rights_of(request.user)
    wanted = Wanted.from_query(request.GET)
    page = list_of(rights, listed_unit(request), wanted, request.GET.get("halaman", ""))
    return render(request, "innovations/assistance_list.html", {"page": page})


@require_GET
def assistance(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = visible_assistance(request.user, pk)
    page = assistance_page(found, rights_of(request.user))
    return render(request, "innovations/assistance.html", {"page": page})


@require_http_methods(["GET", "POST"])
def assistance_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    home = rights_of(request.user).home
    code = request.GET.get("unit", home.unit_code if home else "")[:60]
    unit = unit_for(request.user, code, Permission.RECORD_ASSISTANCE)
    form = AssistanceForm(
        request.POST or None,
        helper=unit,
        parts=choices_for(unit),
        initial={"helped_name": request.GET.get("untuk", "")[:60]},
    )
    if request.method == "POST" and form.is_valid():
        made = actions.record_assistance(helper=unit, by=request.user, **form.fields_for_action)
        messages.success(
            request, f"Asistensi kepada {made.helped_name} dicatat. Pasang buktinya di bawah."
        )
        return redirect(made)
    return _form_page(request, unit, form, "Catat asistensi")


@require_http_methods(["GET", "POST"])
def assistance_change(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = assistance_for(request.user, pk)
    form = AssistanceForm(
        request.POST or None,
        helper=found.helper,
        parts=choices_for(found.helper),
        initial=None if request.POST else AssistanceForm.initial_of(found),
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_assistance(
                assistance=found,
                base_version=form.base_version,
                by=request.user,
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            clash = clash_of(changed, form)
        else:
            messages.success(request, "Perubahan disimpan.")
            return redirect(found)
    return _form_page(request, found.helper, form, "Ubah asistensi", found, clash)


@require_POST
def assistance_remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = assistance_for(request.user, pk)
    words = f"Asistensi “{found.topic}” kepada {found.helped_name} dihapus."
    removed = actions.remove_assistance(assistance=found, by=request.user)
    back = f"{reverse('innovations:assistance_list')}?unit={found.helper.code}"
    return with_undo(request, removed, Permission.RECORD_ASSISTANCE, words, back)


@require_POST
def proof_attach(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """Tie documents of the helping unit's store, or files that come along, to the assistance."""
    found = assistance_for(request.user, pk)
    documents = sent_documents(request, found.helper)
    for document in documents:
        actions.attach_proof(assistance=found, evidence=document, by=request.user)
    if documents:
        messages.success(request, f"{len(documents)} bukti terpasang pada asistensi ini.")
    return redirect(f"{found.get_absolute_url()}#bukti")


@require_POST
def proof_detach(request: AuthenticatedHttpRequest, pk: int, uuid: UUID) -> HttpResponse:
    found = assistance_for(request.user, pk)
    document = get_object_or_404(found.helper.evidence.all(), uuid=uuid)
    actions.detach_proof(assistance=found, evidence=document, by=request.user)
    messages.success(request, f"{document.title} dilepas. Berkasnya tetap di kotak bukti.")
    return redirect(f"{found.get_absolute_url()}#bukti")


def _form_page(
    request: AuthenticatedHttpRequest,
    unit: Unit,
    form: AssistanceForm,
    title: str,
    found: Assistance | None = None,
    clash: Clash | None = None,
) -> HttpResponse:
    context = {
        "unit": unit,
        "form": form,
        "title": title,
        "clash": clash,
        "assistance": found,
        "near": near_units(unit),
        "crumbs": crumbs_of(title, found),
    }
    return render(request, "innovations/assistance_form.html", context)
