"""People as an admin keeps them."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from units.actions.people import (
    activate_person,
    change_person,
    create_person,
    deactivate_person,
    one_time_password_link,
    reset_second_factor,
)
from units.adapters import absolute_url, password_path
from units.contexts.managing import ENDING_SOON_DAYS, page_of, person_rows
from units.contexts.person import PersonContext
from units.exceptions import RefusedError
from units.forms.filters import PeopleFilter
from units.forms.managing import NewPersonForm, PersonForm
from units.http import AuthenticatedHttpRequest
from units.managing import managed_people, managed_person, managed_units
from units.views.acting import confirm_again, refusals_told


@require_GET
def person_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    """People with a role in the scope, searched and filtered."""
    chosen = PeopleFilter(request.GET)
    soon = timezone.localdate() + dt.timedelta(days=ENDING_SOON_DAYS)
    found = chosen.narrow(managed_people(request.user), request.user, soon)
    page = page_of(found, request.GET.get("page"))
    context = {
        "filter": chosen,
        "page": page,
        "rows": person_rows(request.user, page.object_list),
        "is_filtered": chosen.is_used,
    }
    return render(request, "units/manage_people.html", context)


@require_http_methods(["GET", "POST"])
def person_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A new account with its first role; `?unit=` names the unit beforehand."""
    units = managed_units(request.user).filter(is_active=True)
    confirm_again(request)
    initial = {"unit": request.GET.get("unit", "")}
    form = NewPersonForm(request.POST or None, by=request.user, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            person = create_person(by=request.user, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                f"Akun {person.username} dibuat. Buat tautan kata sandi di bawah, lalu serahkan"
                " kepada orangnya.",
            )
            return redirect("units:manage_person", person.username)
    return render(request, "units/manage_person_form.html", {"form": form, "person": None})


@require_GET
def person_detail(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    """One person: account, roles now and before within the scope, and what can be done."""
    person = managed_person(request.user, username)
    context = {"shown": PersonContext.of(person, by=request.user)}
    return render(request, "units/manage_person.html", context)


@require_http_methods(["GET", "POST"])
def person_edit(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    person = managed_person(request.user, username)
    confirm_again(request)
    form = PersonForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(by=request.user, user=person, **form.cleaned_data)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Data diri tersimpan.")
            return redirect("units:manage_person", person.username)
    return render(request, "units/manage_person_form.html", {"form": form, "person": person})


@require_POST
def person_deactivate(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    person = managed_person(request.user, username)
    confirm_again(request)
    with refusals_told(request):
        deactivate_person(by=request.user, user=person)
        messages.success(
            request, f"Akun {person.name} dinonaktifkan dan semua sesinya sudah berakhir."
        )
    return redirect("units:manage_person", person.username)


@require_POST
def person_activate(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    person = managed_person(request.user, username)
    confirm_again(request)
    with refusals_told(request):
        activate_person(by=request.user, user=person)
        messages.success(request, f"Akun {person.name} aktif lagi.")
    return redirect("units:manage_person", person.username)


@never_cache
@require_POST
def person_link(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    """Make a one-time link and show it this once."""
    person = managed_person(request.user, username)
    confirm_again(request)
    with refusals_told(request):
        uid, token = one_time_password_link(by=request.user, user=person)
        url = absolute_url(password_path(uid, token), request)
        return render(request, "units/manage_person_link.html", {"person": person, "link": url})
    return redirect("units:manage_person", person.username)


@require_POST
def person_reset_factor(request: AuthenticatedHttpRequest, username: str) -> HttpResponse:
    """Take away the second factor of someone whose device is lost."""
    person = managed_person(request.user, username)
    confirm_again(request)
    with refusals_told(request):
        if reset_second_factor(by=request.user, user=person):
            messages.success(request, f"Langkah kedua {person.name} dilepas.")
        else:
            messages.info(request, f"{person.name} belum memasang langkah kedua.")
    return redirect("units:manage_person", person.username)
