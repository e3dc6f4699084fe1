"""The task list of an assessment, of one area, and the sharing out of items."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from pengungkit.access import area_or_404, assessment_for, visible_assessment
from pengungkit.actions.assigning import Reassigned, assign_items, undo_assignment
from pengungkit.contexts.task_list import task_list
from pengungkit.contexts.tasks import (
    NOTHING_ASKED,
    RULES,
    Asked,
    Selection,
    areas_allowed,
    matching_codes,
)
from pengungkit.exceptions import AssessmentClosedError
from pengungkit.forms.assigning import NOBODY, AssignForm
from pengungkit.models import Assessment
from units.http import AuthenticatedHttpRequest
from units.models import User
from units.permissions import Holder, Permission, holders_of, rights_of
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import plain_number


SEARCH_MAX = 100
# Where the last sharing out is kept for undoing, in the session of whoever did it.
UNDO = "penugasan_terakhir"
# And what was asked for in vain, until the list is shown again.
REFUSED = "penugasan_ditolak"


@require_GET
def assessment(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    found = visible_assessment(request.user, year, unit_code)
    return task_page(request, found, selection_in(request.GET))


@require_GET
def area(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, area_key: str
) -> HttpResponse:
    found = visible_assessment(request.user, year, unit_code)
    key = area_or_404(found, area_key).key
    return task_page(request, found, selection_in(request.GET, key))


def task_page(
    request: AuthenticatedHttpRequest, found: Assessment, selection: Selection
) -> HttpResponse:
    tasks = task_list(found, request.user, selection, asked_before(request, found))
    undo = request.session.get(UNDO) if "ditugaskan" in request.GET else None
    context = {
        "tasks": tasks,
        "link": request.build_absolute_uri(),
        "undo": undo if tasks.may_assign and undo and undo["assessment"] == found.pk else None,
    }
    return render(request, "pengungkit/assessment.html", context)


def selection_in(query: QueryDict, area_key: str = "") -> Selection:
    """What a query string selects; an unknown filter is as good as none."""
    saring = query.get("saring", "")
    return Selection(
        saring=saring if saring in RULES else "",
        q=" ".join(query.get("q", "").split())[:SEARCH_MAX],
        area=area_key,
    )


@require_POST
def assign(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    found = assessment_for(request.user, year, unit_code, Permission.ASSIGN)
    form = AssignForm(request.POST)
    usable = form.is_valid()
    area_key = form.cleaned_data.get("area", "")
    selection = Selection(
        saring=form.cleaned_data.get("saring", ""),
        q=form.cleaned_data.get("q", ""),
        area=area_or_404(found, area_key).key if area_key else "",
    )
    if not found.is_open:
        messages.error(request, str(AssessmentClosedError()))
        return back_to(found, selection)
    if "batal" in request.POST:
        return undo_last(request, found, selection)
    codes = chosen_codes(request, found, form, selection) if usable else []
    if not usable or not codes:
        sentence = form.first_error if not usable else "Tidak ada butir yang cocok."
        return refused(request, found, form, selection, sentence)
    return carry_out(request, found, form, selection, codes)


def chosen_codes(
    request: AuthenticatedHttpRequest, found: Assessment, form: AssignForm, selection: Selection
) -> list[str]:
    """The ticked codes, or all the selection shows. One foreign code refuses them all."""
    rights = rights_of(request.user)
    if form.cleaned_data["semua"]:
        areas = areas_allowed(found, rights, Permission.ASSIGN)
        return matching_codes(found, request.user, selection, areas)
    structure = found.structure
    if not all(structure.has_item(code) for code in form.codes):
        raise BadRequest("Ada butir yang bukan bagian penilaian ini. Muat ulang daftarnya.")
    for key in areas_of(found, form.codes):
        rights.require(Permission.ASSIGN, found.unit, key)
    return form.codes


def carry_out(
    request: AuthenticatedHttpRequest,
    found: Assessment,
    form: AssignForm,
    selection: Selection,
    codes: list[str],
) -> HttpResponse:
    wanted = form.cleaned_data
    person = None
    if wanted["orang"] and wanted["orang"] != NOBODY:
        holder = holder_of(found, plain_number(wanted["orang"], 18))
        missing = [key for key in areas_of(found, codes) if not (holder and holder.covers(key))]
        if holder is None or missing:
            return refused(request, found, form, selection, refusal(holder, missing))
        person = get_object_or_404(User, pk=holder.user_id)
    try:
        changes = assign_items(
            assessment=found,
            codes=codes,
            by=request.user,
            assignee=person,
            set_assignee=bool(wanted["orang"]),
            due_on=wanted["tenggat"],
            set_due=bool(wanted["tenggat"] or wanted["hapus_tenggat"]),
        )
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
        return back_to(found, selection)
    if not changes:
        messages.info(request, f"Tidak ada yang berubah: {len(codes)} butir memang sudah demikian.")
        return back_to(found, selection)
    request.session[UNDO] = {
        "assessment": found.pk,
        "changes": [change.as_json() for change in changes],
        "sentence": summary(len(changes), len(codes), person, wanted),
    }
    return back_to(found, selection, assigned=True)


def refused(
    request: AuthenticatedHttpRequest,
    found: Assessment,
    form: AssignForm,
    selection: Selection,
    sentence: str,
) -> HttpResponse:
    """Say why, and keep what was chosen and typed: ticking forty items again is no correction."""
    messages.error(request, sentence)
    request.session[REFUSED] = {"assessment": found.pk, **form.asked}
    return back_to(found, selection)


def asked_before(request: AuthenticatedHttpRequest, found: Assessment) -> Asked:
    """What the last act asked for when it was refused; told once."""
    kept = request.session.get(REFUSED)
    if not kept or kept["assessment"] != found.pk:
        return NOTHING_ASKED
    asked = request.session.pop(REFUSED)
    del asked["assessment"]
    return Asked(**asked | {"codes": frozenset(asked["codes"])})


def refusal(holder: Holder | None, missing: Collection[str]) -> str:
    if holder is None:
        return (
            "Orang itu tidak mengisi butir di unit ini sehingga tidak dapat ditugasi. Pilih orang"
            " lain dari daftar."
        )
    return (
        f"{holder.name} tidak menangani area {', '.join(missing)}, jadi tidak ada butir yang"
        " ditugaskan. Pilih butir dari areanya saja, atau orang lain."
    )


def summary(changed: int, chosen: int, person: User | None, wanted: dict) -> str:
    """What was done, in a sentence."""
    parts = []
    if wanted["orang"]:
        parts.append(f"ditugaskan kepada {person.name}" if person else "dilepas dari petugasnya")
    if wanted["tenggat"]:
        parts.append(f"bertenggat {format_date_long(wanted['tenggat'])}")
    if wanted["hapus_tenggat"]:
        parts.append("tidak lagi bertenggat")
    same = f"; {chosen - changed} lainnya memang sudah demikian" if chosen > changed else ""
    return f"{changed} butir {' dan '.join(parts)}{same}."


def undo_last(
    request: AuthenticatedHttpRequest, found: Assessment, selection: Selection
) -> HttpResponse:
    """Take back the last sharing out of this session, once."""
    last = request.session.get(UNDO)
    if not last or last["assessment"] != found.pk:
        messages.info(request, "Tidak ada penugasan yang dapat dibatalkan.")
        return back_to(found, selection)
    changes = [Reassigned(**change) for change in last["changes"]]
    rights = rights_of(request.user)
    for key in areas_of(found, [change.code for change in changes]):
        rights.require(Permission.ASSIGN, found.unit, key)
    restored, left = undo_assignment(assessment=found, changes=changes, by=request.user)
    del request.session[UNDO]
    words = f"Penugasan dibatalkan: {restored} butir kembali seperti semula."
    if left:
        words += f" Dibiarkan karena sudah diubah lagi: {', '.join(left)}."
    messages.success(request, words)
    return back_to(found, selection)


def holder_of(found: Assessment, user_id: int | None) -> Holder | None:
    """The person among those who fill in items of the unit; None for anybody else."""
    people = holders_of(Permission.ANSWER, found.unit)
    return next((person for person in people if person.user_id == user_id), None)


def areas_of(found: Assessment, codes: Collection[str]) -> list[str]:
    """Keys of the areas the codes lie in, in order."""
    structure = found.structure
    keys = {structure.item(code).area_key for code in codes}
    return [area.key for area in structure.areas if area.key in keys]


def back_to(
    found: Assessment, selection: Selection, *, assigned: bool = False
) -> HttpResponseRedirect:
    """Back to the list the form was sent from, with the same filter."""
    url = found.get_absolute_url() + (f"area/{selection.area}/" if selection.area else "")
    return redirect(url + selection.query(**({"ditugaskan": "1"} if assigned else {})))
