"""Sorting the store: one document after the other, or many at once."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pengungkit.access import visible_evidence
from pengungkit.actions.looking import record_access
from pengungkit.actions.sorting import Wish, answers_in, sort_evidence, undo_sorting
from pengungkit.contexts.preview import PreviewPage
from pengungkit.contexts.preview_content import Wanted
from pengungkit.contexts.sorting import FIELDS, Queue, SortPage, sort_url, store_url, unsorted_in
from pengungkit.exceptions import (
    AssessmentClosedError,
    SortingNotUndoableError,
    TooManyLooksError,
)
from pengungkit.forms.sorting import SortForm
from pengungkit.models import Answer, Sorting
from pengungkit.previews.cache import DamagedFileError
from pengungkit.views.evidence import chosen_unit
from pengungkit.views.evidence_files import withheld
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.downloads import hands_over


@require_GET
def evidence_queue(request: AuthenticatedHttpRequest) -> HttpResponse:
    """On to the first document that proves nothing yet."""
    unit = chosen_unit(request)
    rights_of(request.user).require(Permission.ANSWER, unit)
    first = unsorted_in(unit).first()
    if first is not None:
        return redirect(sort_url(first.uuid))
    messages.success(request, "Semua berkas di kotak bukti sudah dipakai. Tidak ada yang dipilah.")
    return redirect(store_url(unit))


@require_http_methods(["GET", "POST"])
def evidence_sort(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """A page of its own, or the strip that a script opens in the list."""
    evidence = visible_evidence(request.user, uuid)
    rights_of(request.user).require(Permission.ANSWER, evidence.unit)
    page, queue = SortPage.of(request.user, evidence), Queue.around(evidence)
    form = page.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save(request, page, form)
        except AssessmentClosedError as closed:
            form.add_error("items", str(closed))
        else:
            return after_saving(request, page, queue)
    context = {"page": page, "queue": queue, "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    if is_strip(request):
        return render(request, "pengungkit/_sort_strip.html", context, status=status)
    context["preview"] = look(request, page)
    return render(request, "pengungkit/evidence_sort.html", context)


def is_strip(request: AuthenticatedHttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def save(request: AuthenticatedHttpRequest, page: SortPage, form: SortForm) -> None:
    codes = form.cleaned_data.get("items", list(page.uses))
    answers = page.answers_for(codes)
    wish = Wish(
        evidence=page.evidence.pk,
        values={name: form.cleaned_data[name] for name in FIELDS},
        attach=frozenset(answers.values()),
        detach=frozenset(page.uses.values()) - frozenset(answers.values()),
    )
    title = form.cleaned_data["title"]
    sort_evidence(
        unit=page.evidence.unit, wishes=[wish], summary=f"“{title}” dipilah.", by=request.user
    )


def after_saving(request: AuthenticatedHttpRequest, page: SortPage, queue: Queue) -> HttpResponse:
    """On to the next document, or back to the list."""
    goes_on = "berikutnya" in request.POST
    if is_strip(request):
        following = str(queue.next) if goes_on and queue.next else ""
        return JsonResponse({"berikutnya": following})
    messages.success(request, "Keterangan bukti tersimpan.")
    if goes_on and queue.next:
        return redirect(queue.next_url)
    return redirect(store_url(page.evidence.unit))


def look(request: AuthenticatedHttpRequest, page: SortPage) -> PreviewPage | None:
    """The preview beside the form; None for a link, and for a file that is withheld or damaged."""
    version = page.version
    if version is None:
        return None
    # The preview reads both, and they are known here.
    version.evidence = page.evidence
    version.unit = page.evidence.unit
    if withheld(request, version):
        return None
    try:
        preview = PreviewPage.of(version, Wanted.read(request), is_newest=True)
    except DamagedFileError:
        return None
    if preview.is_recorded_here and hands_over(request):
        try:
            record_access(version=version, by=request.user, manner="lihat", in_parts=True)
        except TooManyLooksError:
            return None
    return preview


@require_POST
def evidence_sort_undo(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """Take one's own sorting back."""
    own = Sorting.objects.filter(author=request.user).select_related("unit")
    sorting = get_object_or_404(own, uuid=uuid)
    rights = rights_of(request.user)
    rights.require(Permission.ANSWER, sorting.unit)
    answers = Answer.objects.filter(pk__in=answers_in(sorting)).order_by()
    for area in answers.values_list("area", flat=True).distinct():
        rights.require(Permission.ANSWER, sorting.unit, area)
    try:
        undone = undo_sorting(sorting=sorting, by=request.user)
    except (AssessmentClosedError, SortingNotUndoableError) as refusal:
        messages.error(request, str(refusal))
        return redirect(store_url(sorting.unit))
    words = f"Dibatalkan: {undone.restored} bukti kembali seperti semula."
    if undone.left:
        titles = ", ".join(f"“{title}”" for title in undone.left[:5])
        words += f" Dibiarkan karena sudah diubah lagi: {titles}."
    messages.success(request, words)
    return redirect(store_url(sorting.unit))
