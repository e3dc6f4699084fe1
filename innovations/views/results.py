"""Measures with their values, activities and testimony: noted, corrected, removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from innovations.access import innovation_for
from innovations.actions import results as actions
from innovations.contexts.compared import Clash, clash_of
from innovations.exceptions import InnovationChangedError
from innovations.forms.results import RESULT_FORMS, ResultForm, ValueForm
from innovations.models import Activity, Innovation, Measure, MeasureValue, Testimony
from innovations.views.removals import with_undo
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission
from zi_portal.lib.dates import format_date_long


RECORD = Permission.RECORD_INNOVATION


@require_http_methods(["GET", "POST"])
def result_add(request: AuthenticatedHttpRequest, slug: str, kind: str) -> HttpResponse:
    innovation = innovation_for(request.user, slug)
    model, form_class = _kind(kind)
    form = form_class(request.POST or None, innovation=innovation)
    if request.method == "POST" and form.is_valid():
        actions.tell(of=model, innovation=innovation, by=request.user, **form.fields_for_action)
        messages.success(request, f"{kind.capitalize()} dicatat.")
        return redirect(f"{innovation.get_absolute_url()}#hasil")
    return _page(request, innovation, form, f"Catat {kind}")


@require_http_methods(["GET", "POST"])
def result_change(request: AuthenticatedHttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    innovation = innovation_for(request.user, slug)
    _, form_class = _kind(kind)
    row = _row(innovation, kind, pk)
    form = form_class(
        request.POST or None, innovation=innovation, initial=form_class.initial_of(row)
    )
    clash = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.retell(
                row=row,
                base_version=form.base_version,
                by=request.user,
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            clash = clash_of(changed, form)
        else:
            messages.success(request, "Perubahan disimpan.")
            return redirect(f"{innovation.get_absolute_url()}#hasil")
    remove_url = reverse("innovations:result_remove", args=[slug, kind, pk])
    return _page(request, innovation, form, f"Ubah {kind}", clash, remove_url)


@require_POST
def result_remove(request: AuthenticatedHttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    innovation = innovation_for(request.user, slug)
    _kind(kind)
    removed = actions.remove(row=_row(innovation, kind, pk), by=request.user)
    words = f"{kind.capitalize()} dihapus."
    return with_undo(request, removed, RECORD, words, innovation.get_absolute_url())


@require_http_methods(["GET", "POST"])
def value_add(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    innovation = innovation_for(request.user, slug)
    measure = get_object_or_404(innovation.measures.select_related("innovation__unit"), pk=pk)
    form = ValueForm(request.POST or None, innovation=innovation)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_value(measure=measure, by=request.user, **form.fields_for_action)
        except RefusedError as refused:
            form.add_error("measured_on", str(refused))
        else:
            messages.success(request, f"Nilai {measure.name} dicatat.")
            return redirect(f"{innovation.get_absolute_url()}#hasil")
    return _page(request, innovation, form, f"Catat nilai {measure.name} ({measure.unit_name})")


@require_POST
def value_remove(request: AuthenticatedHttpRequest, slug: str, pk: int) -> HttpResponse:
    innovation = innovation_for(request.user, slug)
    values = MeasureValue.objects.filter(measure__innovation=innovation)
    value = get_object_or_404(values.select_related("measure__innovation__unit"), pk=pk)
    removed = actions.remove_value(value=value, by=request.user)
    words = f"Nilai {format_date_long(value.measured_on)} dihapus."
    return with_undo(request, removed, RECORD, words, innovation.get_absolute_url())


def _kind(kind: str) -> tuple[type[Measure | Activity | Testimony], type[ResultForm]]:
    if kind not in RESULT_FORMS:
        raise Http404
    return RESULT_FORMS[kind]


def _row(innovation: Innovation, kind: str, pk: int) -> Any:
    rows: dict[str, Any] = {
        "ukuran": innovation.measures,
        "kegiatan": innovation.activities,
        "kesaksian": innovation.testimonies,
    }
    row: Model = get_object_or_404(rows[kind].select_related("innovation__unit"), pk=pk)
    return row


def _page(
    request: AuthenticatedHttpRequest,
    innovation: Innovation,
    form: ResultForm,
    title: str,
    clash: Clash | None = None,
    remove_url: str = "",
) -> HttpResponse:
    crumbs = [
        {
            "label": "Inovasi",
            "url": f"{reverse('innovations:innovation_list')}?unit={innovation.unit.code}",
        },
        {"label": innovation.name, "url": innovation.get_absolute_url()},
        {"label": title, "url": ""},
    ]
    context = {
        "innovation": innovation,
        "form": form,
        "title": title,
        "clash": clash,
        "crumbs": crumbs,
        "remove_url": remove_url,
    }
    return render(request, "innovations/result_form.html", context)
