"""Roles as an admin gives, changes and ends them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from units.actions.memberships import change_membership, end_membership, grant_membership
from units.exceptions import GrantRefusedError, RefusedError
from units.forms.managing import AppointForm, ChangeMembershipForm, EndMembershipForm, GrantForm
from units.http import AuthenticatedHttpRequest
from units.managing import (
    managed_membership,
    managed_person,
    managed_unit,
    managed_units,
)
from units.models import Membership
from units.permissions import Permission, rights_of
from units.views.acting import confirm_again


@require_http_methods(["GET", "POST"])
def membership_add(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    """A further role for a person of the scope."""
    person = managed_person(request.user, username)
    confirm_again(request)
    units = managed_units(request.user).filter(is_active=True)
    form = GrantForm(request.POST or None, by=request.user, units=units)
    if request.method == "POST" and form.is_valid():
        try:
            grant_membership(by=request.user, user=person, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Peran diberikan kepada {person.name}.")
            return redirect("units:manage_person", person.username)
    context = {"form": form, "person": person, "unit": None}
    return render(request, "units/manage_grant.html", context)


@require_http_methods(["GET", "POST"])
def unit_appoint(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """A role in this unit for someone who has an account, wherever they were before."""
    unit = managed_unit(request.user, code)
    rights_of(request.user).require(Permission.MANAGE_PEOPLE, unit)
    confirm_again(request)
    units = managed_units(request.user)
    form = AppointForm(request.POST or None, by=request.user, units=units, unit=unit)
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        person = cleaned.pop("person")
        try:
            grant_membership(by=request.user, user=person, unit=unit, **cleaned)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Peran diberikan kepada {person.name}.")
            return redirect("units:manage_unit", unit.code)
    context = {"form": form, "person": None, "unit": unit}
    return render(request, "units/manage_grant.html", context)


@require_http_methods(["GET", "POST"])
def membership_edit(request: AuthenticatedHttpRequest, username: str, pk: int) -> HttpResponse:
    """Change the areas and the last day of a role."""
    membership = _grantable(request, username, pk)
    confirm_again(request)
    form = ChangeMembershipForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        chosen = {"areas": membership.areas} | form.cleaned_data
        try:
            change_membership(by=request.user, membership=membership, **chosen)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Perubahan peran tersimpan.")
            return redirect("units:manage_person", username)
    context = {"form": form, "membership": membership}
    return render(request, "units/manage_membership_form.html", context)


@require_http_methods(["GET", "POST"])
def membership_end(request: AuthenticatedHttpRequest, username: str, pk: int) -> HttpResponse:
    """End a role at once or after a day."""
    membership = _grantable(request, username, pk)
    confirm_again(request)
    form = EndMembershipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(by=request.user, membership=membership, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Peran {membership.user.name} diakhiri.")
            return redirect("units:manage_person", username)
    context = {"form": form, "membership": membership}
    return render(request, "units/manage_membership_end.html", context)


def _grantable(request: AuthenticatedHttpRequest, username: str, pk: int) -> Membership:
    """The role, when the person's own rank reaches it; otherwise 403 with the reason."""
    membership = managed_membership(request.user, username, pk)
    if not rights_of(request.user).may_grant(membership.role, membership.unit):
        raise PermissionDenied(str(GrantRefusedError()))
    return membership
