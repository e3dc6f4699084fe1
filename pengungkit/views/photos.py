"""Gabung foto: several photos of a unit become one PDF, chosen from the store or just taken."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pengungkit.actions.photos import join_photos
from pengungkit.contexts.photos import PhotosPage, photos_of
from pengungkit.exceptions import PhotosNotJoinedError
from pengungkit.forms.photos import PhotosForm
from pengungkit.models import Evidence, EvidenceVersion
from pengungkit.views.evidence import chosen_unit
from pengungkit.views.receiving import keep_files
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of
from zi_portal.lib.uuids import chosen_uuids


NOT_OURS = "Pilihan foto tidak sah."


@require_http_methods(["GET", "POST"])
def photos_join(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Photos that come along are kept first, each as evidence of its own, and go last."""
    unit = chosen_unit(request)
    rights_of(request.user).require(Permission.ANSWER, unit)
    if request.method == "GET":
        taken = chosen(request.GET)
        return shown(request, unit, PhotosForm(photos=photos_of(unit, taken)), taken)
    taken = chosen(request.POST)
    if len(of_unit(unit, taken)) != len(taken):
        raise BadRequest(NOT_OURS)
    kept, refusals = keep_files(request, unit)
    photos = photos_of(unit, [*taken, *(str(one.uuid) for one in kept)])
    refusals += no_photos(kept, photos)
    taken += [str(one.uuid) for one in kept]
    form = PhotosForm(request.POST, photos=photos, taken=taken)
    if not form.is_valid() or refusals:
        return shown(request, unit, form, taken, " ".join(refusals))
    try:
        received = join_photos(
            unit=unit, photos=form.chosen(), title=form.cleaned_data["title"], by=request.user
        )
    except PhotosNotJoinedError as refused:
        return shown(request, unit, form, taken, str(refused))
    told = (
        "Foto-foto ini sudah pernah digabung dengan judul yang sama. Inilah hasilnya."
        if received.was_there
        else f"{len(form.chosen())} foto digabung menjadi satu PDF. Foto aslinya tetap tersimpan."
    )
    messages.success(request, told)
    return redirect(received.evidence)


def chosen(sent: QueryDict) -> list[str]:
    return [str(one) for one in chosen_uuids(sent.getlist("pilih"), NOT_OURS)]


def of_unit(unit: Unit, taken: list[str]) -> list[str]:
    """Those of the chosen that are photos of this unit."""
    there = {str(photo.evidence.uuid) for photo in photos_of(unit, taken)}
    return [uuid for uuid in taken if uuid in there]


def no_photos(kept: list[Evidence], photos: list[EvidenceVersion]) -> list[str]:
    """A sentence per file that came along and is no photo; it stays in the store."""
    there = {photo.evidence_id for photo in photos}
    return [
        f"“{one.title}” bukan foto, jadi tidak ikut digabung; berkasnya tersimpan di kotak bukti."
        for one in kept
        if one.pk not in there
    ]


def shown(
    request: AuthenticatedHttpRequest,
    unit: Unit,
    form: PhotosForm,
    taken: list[str],
    problem: str = "",
) -> HttpResponse:
    page = PhotosPage.of(unit, form, taken, problem)
    return render(request, "pengungkit/photos_join.html", {"page": page, "form": form})
