"""Service promises: the list, one promise, making and changing it, its end, days off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innovations.access import promise_for, visible_promise
from innovations.actions import promises as actions
from innovations.contexts.compared import clash_of
from innovations.contexts.promises import crumbs_to, promise_list, promise_page
from innovations.exceptions import InnovationChangedError
from innovations.forms.promises import EndForm, HolidaysForm, PromiseForm
from innovations.models import Innovation
from innovations.views.innovations import listed_unit
from units.access import unit_for
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of
from zi_portal.lib.dates import format_date_long, month_in


RECORD = Permission.RECORD_INNOVATION


@require_GET
def promises(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Of the person's own office, the one named by `?unit=`, or of all units an overseer sees."""
    unit = listed_unit(request)
    page = promise_list(rights_of(request.user), unit, request.GET.get("halaman", ""))
    return render(request, "innovations/promise_list.html", {"page": page})


@require_GET
def promise(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = visible_promise(request.user, pk)
    until = month_in(request.GET.get("sampai", "")[:7])
    page = promise_page(found, rights_of(request.user), until)
    return render(request, "innovations/promise.html", {"page": page})


@require_http_methods(["GET", "POST"])
def promise_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    unit = _named_unit(request)
    innovations = list(Innovation.objects.filter(unit=unit).order_by("name"))
    slug = request.GET.get("inovasi", "")
    chosen = next((one for one in innovations if one.slug == slug), None)
    form = PromiseForm(
        request.POST or None,
        unit=unit,
        innovations=innovations,
        is_new=True,
        initial=PromiseForm.first_initial(unit, chosen),
    )
    if request.method == "POST" and form.is_valid():
        made = actions.make_promise(unit=unit, by=request.user, **form.fields_for_action)
        messages.success(request, f"Janji {made.service} dicatat. Catat kasusnya dari sini.")
        return redirect(made)
    return render(request, "innovations/promise_form.html", _form_context(unit, form))


@require_http_methods(["GET", "POST"])
def promise_change(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    found = promise_for(request.user, pk)
    form = PromiseForm(
        request.POST or None,
        unit=found.unit,
        innovations=list(Innovation.objects.filter(unit=found.unit).order_by("name")),
        is_new=False,
        initial=PromiseForm.initial_of(found),
    )
    context = _form_context(found.unit, form) | {
        "title": f"Ubah janji {found.service}",
        "crumbs": [*crumbs_to(found), {"label": "Ubah", "url": ""}],
        "back": found.get_absolute_url(),
    }
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_promise(
                promise=found,
                base_version=form.base_version,
                by=request.user,
                recounting=form.cleaned_data["recounting"],
                **form.fields_for_action,
            )
        except InnovationChangedError as changed:
            context["clash"] = clash_of(changed, form)
        else:
            messages.success(request, "Perubahan janji disimpan.")
            return redirect(found)
    return render(request, "innovations/promise_form.html", context)


@require_http_methods(["GET", "POST"])
def promise_end(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The last day of a promise, or that it goes on."""
    found = promise_for(request.user, pk)
    form = EndForm(request.POST or None, promise=found, initial={"valid_until": found.valid_until})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["valid_until"]
        actions.end_promise(promise=found, valid_until=day, by=request.user)
        words = f"Janji berlaku sampai {format_date_long(day)}." if day else "Janji tetap berlaku."
        messages.success(request, words)
        return redirect(found)
    context = {
        "form": form,
        "title": f"Akhiri janji {found.service}",
        "lead": "Kasus dan angkanya tetap tersimpan; kasus baru tidak dapat dimulai lagi.",
        "crumbs": [*crumbs_to(found), {"label": "Akhiri", "url": ""}],
        "back": found.get_absolute_url(),
    }
    return render(request, "innovations/case_form.html", context)


@require_http_methods(["GET", "POST"])
def holidays(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Days without service of a unit; more of them by pasting."""
    unit = _named_unit(request)
    form = HolidaysForm(request.POST or None)
    here = f"{reverse('innovations:holidays')}?unit={unit.code}"
    if request.method == "POST" and form.is_valid():
        counted = actions.add_holidays(unit=unit, days=form.days, by=request.user)
        more = f" {counted} kasus dihitung ulang." if counted else ""
        messages.success(request, f"{len(form.days)} hari libur disimpan.{more}")
        return redirect(here)
    back = f"{reverse('innovations:promise_list')}?unit={unit.code}"
    context = {
        "form": form,
        "unit": unit,
        "days": list(unit.holidays.order_by("-day")),
        "crumbs": [{"label": "Janji layanan", "url": back}, {"label": "Hari libur", "url": ""}],
        "back": back,
    }
    return render(request, "innovations/holidays.html", context)


@require_POST
def holiday_remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    unit = _named_unit(request)
    holiday = get_object_or_404(unit.holidays.select_related("unit"), pk=pk)
    counted = actions.remove_holiday(holiday=holiday, by=request.user)
    more = f" {counted} kasus dihitung ulang." if counted else ""
    messages.success(request, f"{format_date_long(holiday.day)} bukan hari libur lagi.{more}")
    return redirect(f"{reverse('innovations:holidays')}?unit={unit.code}")


def _named_unit(request: AuthenticatedHttpRequest) -> Unit:
    """The unit `?unit=` names, or the person's own; they must be able to record there."""
    home = rights_of(request.user).home
    code = request.GET.get("unit", home.unit_code if home else "")[:60]
    return unit_for(request.user, code, RECORD)


def _form_context(unit: Unit, form: PromiseForm) -> dict[str, object]:
    back = f"{reverse('innovations:promise_list')}?unit={unit.code}"
    return {
        "unit": unit,
        "form": form,
        "title": "Catat janji layanan",
        "clash": None,
        "crumbs": [{"label": "Janji layanan", "url": back}, {"label": "Catat janji", "url": ""}],
        "back": back,
    }
