"""The list of kinds of offices, kept by the central admin."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from units.actions.offices import save_kind
from units.exceptions import RefusedError
from units.forms.managing import KindForm
from units.http import AuthenticatedHttpRequest
from units.managing import managed_kind
from units.models import UnitKind
from units.permissions import Permission, rights_of


@require_http_methods(["GET", "POST"])
def kind_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """All kinds, and a form for one more."""
    rights_of(request.user).require_anywhere(Permission.MANAGE_KINDS)
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            kind = save_kind(by=request.user, kind=None, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Jenis {kind.name} ditambahkan.")
            return redirect("units:manage_kinds")
    kinds = UnitKind.objects.annotate(unit_count=Count("units")).order_by("name")
    return render(request, "units/manage_kinds.html", {"form": form, "kinds": kinds})


@require_http_methods(["GET", "POST"])
def kind_edit(request: AuthenticatedHttpRequest, code: str) -> HttpResponse:
    kind = managed_kind(request.user, code)
    form = KindForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            save_kind(by=request.user, kind=kind, code=kind.code, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Nama jenis kantor tersimpan.")
            return redirect("units:manage_kinds")
    return render(request, "units/manage_kind_form.html", {"form": form, "kind": kind})
