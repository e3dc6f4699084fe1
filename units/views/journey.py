"""The road of a unit: its page, and recording on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from units.access import unit_for, visible_unit
from units.actions import journeys as actions
from units.contexts.journeys import journey_of, removal_of
from units.exceptions import RefusedError
from units.forms.journeys import JourneyForm, MilestoneForm, PredicateForm, RevokeForm
from units.http import AuthenticatedHttpRequest
from units.models import AuditEvent, Unit
from units.permissions import Permission, rights_of


RECORD = Permission.RECORD_JOURNEY


@require_GET
def journey(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    """The timeline; `?dihapus=` names the removal that can be taken back."""
    unit = visible_unit(request.user, unit_code)
    may_record = rights_of(request.user).allows(RECORD, unit)
    context = {
        "journey": journey_of(unit),
        "may_record": may_record,
        "removal": removal_of(unit, request.GET.get("dihapus", "")) if may_record else None,
    }
    return render(request, "units/journey.html", context)


@require_http_methods(["GET", "POST"])
def predicate_add(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    form = PredicateForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_predicate(unit=unit, by=request.user, **form.fields_for_action)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return _done(request, unit, "Predikat dicatat.")
    return _form_page(request, unit, form, "Catat predikat")


@require_http_methods(["GET", "POST"])
def predicate_change(
    request: AuthenticatedHttpRequest, unit_code: str, predicate_pk: int
) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    record = get_object_or_404(unit.predicates.select_related("unit"), pk=predicate_pk)
    form = PredicateForm(request.POST or None, unit=unit, initial=PredicateForm.initial_of(record))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_predicate(record=record, by=request.user, **form.fields_for_action)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return _done(request, unit, "Perubahan predikat disimpan.")
    return _form_page(request, unit, form, f"Ubah predikat {record.predicate}", predicate=record)


@require_http_methods(["GET", "POST"])
def predicate_revoke(
    request: AuthenticatedHttpRequest, unit_code: str, predicate_pk: int
) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    standing = unit.predicates.filter(revoked_on__isnull=True)
    record = get_object_or_404(standing, pk=predicate_pk)
    form = RevokeForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_predicate(record=record, by=request.user, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error("revoked_on", str(refused))
        else:
            return _done(request, unit, f"Pencabutan predikat {record.predicate} dicatat.")
    return _form_page(request, unit, form, f"Catat pencabutan predikat {record.predicate}")


@require_POST
def predicate_reinstate(
    request: AuthenticatedHttpRequest, unit_code: str, predicate_pk: int
) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    record = get_object_or_404(unit.predicates.select_related("unit"), pk=predicate_pk)
    try:
        actions.reinstate_predicate(record=record, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("units:journey", unit.code)
    return _done(request, unit, f"Pencabutan predikat {record.predicate} dibatalkan.")


@require_POST
def predicate_remove(
    request: AuthenticatedHttpRequest, unit_code: str, predicate_pk: int
) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    record = get_object_or_404(unit.predicates.select_related("unit"), pk=predicate_pk)
    return _removed(unit, actions.remove_predicate(record=record, by=request.user))


@require_http_methods(["GET", "POST"])
def milestone_add(request: AuthenticatedHttpRequest, unit_code: str) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    form = MilestoneForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        actions.add_milestone(unit=unit, by=request.user, **form.fields_for_action)
        return _done(request, unit, "Tonggak dicatat.")
    return _form_page(request, unit, form, "Catat tonggak")


@require_http_methods(["GET", "POST"])
def milestone_change(
    request: AuthenticatedHttpRequest, unit_code: str, milestone_pk: int
) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    milestone = get_object_or_404(unit.milestones.select_related("unit"), pk=milestone_pk)
    initial = MilestoneForm.initial_of(milestone)
    form = MilestoneForm(request.POST or None, unit=unit, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_milestone(milestone=milestone, by=request.user, **form.fields_for_action)
        return _done(request, unit, "Perubahan tonggak disimpan.")
    return _form_page(request, unit, form, "Ubah tonggak", milestone=milestone)


@require_POST
def milestone_remove(
    request: AuthenticatedHttpRequest, unit_code: str, milestone_pk: int
) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    milestone = get_object_or_404(unit.milestones.select_related("unit"), pk=milestone_pk)
    return _removed(unit, actions.remove_milestone(milestone=milestone, by=request.user))


@require_POST
def journey_restore(
    request: AuthenticatedHttpRequest, unit_code: str, event_pk: int
) -> HttpResponse:
    unit = unit_for(request.user, unit_code, RECORD)
    event = get_object_or_404(AuditEvent.objects.filter(unit=unit.code), pk=event_pk)
    try:
        actions.restore_removed(unit=unit, event=event, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("units:journey", unit.code)
    return _done(request, unit, "Catatan dikembalikan.")


def _removed(unit: Unit, event: AuditEvent) -> HttpResponse:
    url = reverse("units:journey", args=[unit.code])
    return redirect(f"{url}?dihapus={event.pk}")


def _done(request: AuthenticatedHttpRequest, unit: Unit, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("units:journey", unit.code)


def _form_page(
    request: AuthenticatedHttpRequest, unit: Unit, form: JourneyForm, title: str, **more: Any
) -> HttpResponse:
    crumbs = [
        {"label": "Perjalanan", "url": reverse("units:journey", args=[unit.code])},
        {"label": title, "url": ""},
    ]
    context = {"unit": unit, "form": form, "title": title, "crumbs": crumbs, **more}
    return render(request, "units/journey_form.html", context)
