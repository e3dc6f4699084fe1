"""Units as an admin keeps them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from units.actions.offices import activate_office, add_office, change_office, deactivate_office
from units.contexts.managing import page_of, shown_memberships
from units.exceptions import RefusedError
from units.forms.filters import UnitFilter
from units.forms.managing import UnitForm
from units.http import AuthenticatedHttpRequest
from units.managing import managed_memberships, managed_unit, managed_units
from units.permissions import rights_of
from units.views.acting import refusals_told


@require_GET
def unit_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Units of the scope, searched and filtered."""
    units = managed_units(request.user)
    chosen = UnitFilter(request.GET)
    found = chosen.narrow(units).select_related("kind", "parent")
    context = {
        "filter": chosen,
        "page": page_of(found, request.GET.get("page")),
        "is_filtered": chosen.is_used,
    }
    return render(request, "units/manage_units.html", context)


@require_GET
def unit_detail(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """One unit: its particulars, what lies below it, and who works in it."""
    unit = managed_unit(request.user, code)
    held = managed_memberships(request.user).active().filter(unit=unit)
    page = page_of(held.select_related("user", "unit"), request.GET.get("page"))
    context = {
        "unit": unit,
        "below": unit.children.filter(is_active=True).count(),
        "page": page,
        "memberships": shown_memberships(request.user, page.object_list),
        "may_deactivate": not rights_of(request.user).manages(unit),
    }
    return render(request, "units/manage_unit.html", context)


@require_http_methods(["GET", "POST"])
def unit_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A new unit below one of the scope; `?atasan=` names it beforehand."""
    units = managed_units(request.user)
    initial = {"parent": request.GET.get("atasan", "")}
    form = UnitForm(request.POST or None, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            unit = add_office(by=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Unit {unit.name} ditambahkan.")
            return redirect("units:manage_unit", unit.code)
    return render(request, "units/manage_unit_form.html", {"form": form, "unit": None})


@require_http_methods(["GET", "POST"])
def unit_edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    """Change a unit, or move it with everything below it."""
    unit = managed_unit(request.user, code)
    form = UnitForm(request.POST or None, units=managed_units(request.user), unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            change_office(by=request.user, unit=unit, **{"parent": unit.parent} | form.cleaned_data)
        except RefusedError as refusal:
            form.add_error("parent" if "parent" in form.fields else None, str(refusal))
        else:
            messages.success(request, "Perubahan unit tersimpan.")
            return redirect("units:manage_unit", unit.code)
    return render(request, "units/manage_unit_form.html", {"form": form, "unit": unit})


@require_POST
def unit_deactivate(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    unit = managed_unit(request.user, code)
    with refusals_told(request):
        deactivate_office(by=request.user, unit=unit)
        messages.success(request, f"{unit.name} dinonaktifkan. Peran di unit ini tidak berlaku.")
    return redirect("units:manage_unit", unit.code)


@require_POST
def unit_activate(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    unit = managed_unit(request.user, code)
    with refusals_told(request):
        activate_office(by=request.user, unit=unit)
        messages.success(request, f"{unit.name} aktif lagi.")
    return redirect("units:manage_unit", unit.code)
