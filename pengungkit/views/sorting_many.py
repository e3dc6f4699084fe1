"""Sorting many documents of the store in one act."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render

from pengungkit.actions.sorting import Wish, sort_evidence
from pengungkit.contexts.sorting import store_url
from pengungkit.contexts.store import StorePage, Wanted
from pengungkit.exceptions import AssessmentClosedError
from pengungkit.forms.sorting import SortManyForm
from pengungkit.models import Answer, Evidence, EvidenceUse, EvidenceVersion
from pengungkit.targets import Target, guessed_fields
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from zi_portal.lib.uuids import chosen_uuids


# So many documents are sorted in one act; more are taken in several.
MOST = 500
FOREIGN = "Pilihan tidak sah. Muat ulang kotak bukti, lalu pilih lagi."


def sort_chosen(request: AuthenticatedHttpRequest, unit: Unit, wanted: Wanted) -> HttpResponse:
    """The chosen documents, or all that the list shows; one foreign one refuses them all."""
    target = Target.of(request.user, unit)
    form = SortManyForm(request.POST, target=target)
    documents = chosen_documents(request, unit, wanted)
    if not documents:
        form.add_error(None, "Belum ada berkas yang dipilih. Centang dahulu, lalu tekan Terapkan.")
    elif len(documents) > MOST:
        form.add_error(
            None, f"Paling banyak {MOST} berkas sekaligus. Persempit dengan pencarian atau jenis."
        )
    if form.is_valid():
        wishes = wishes_of(documents, form, target)
        check_periods(documents, wishes, form)
        if form.is_valid():
            return carry_out(request, unit, wanted, form, wishes)
    page = StorePage.of(request.user, unit, wanted, bulk=form, chosen=request.POST.getlist("bukti"))
    return render(request, "pengungkit/evidence_list.html", {"page": page})


def chosen_documents(
    request: AuthenticatedHttpRequest, unit: Unit, wanted: Wanted
) -> list[Evidence]:
    if request.POST.get("semua"):
        return list(wanted.found(unit)[: MOST + 1])
    uuids = chosen_uuids(request.POST.getlist("bukti"), FOREIGN)
    documents = list(Evidence.objects.filter(unit=unit, uuid__in=uuids))
    if len(documents) != len(uuids):
        raise BadRequest(FOREIGN)
    return documents


def wishes_of(documents: Sequence[Evidence], form: SortManyForm, target: Target) -> list[Wish]:
    """What each document is to become; three queries at most, however many they are."""
    data = form.cleaned_data
    codes = set(data.get("items", ()))
    guessed = guesses_for(documents, target) if data["guesses"] else {}
    wanted_codes = codes | {found["items"] for found in guessed.values() if "items" in found}
    answers = dict(
        Answer.objects.filter(assessment=target.assessment, code__in=wanted_codes).values_list(
            "code", "pk"
        )
        if wanted_codes
        else ()
    )
    wishes = []
    for document in documents:
        found = dict(guessed.get(document.pk, {}))
        guessed_code = found.pop("items", "")
        attach = codes | ({guessed_code} if guessed_code else set())
        wishes.append(
            Wish(
                document.pk,
                values=found | form.values,
                attach=frozenset(answers[code] for code in attach),
            )
        )
    return wishes


def guesses_for(documents: Sequence[Evidence], target: Target) -> dict[int, dict]:
    versions = EvidenceVersion.objects.filter(evidence__in=documents).order_by("number")
    names = dict(versions.values_list("evidence_id", "original_name"))
    used = set(
        EvidenceUse.objects.filter(evidence__in=documents).values_list("evidence_id", flat=True)
    )
    return {
        one.pk: guessed_fields(one, names.get(one.pk, ""), target, used=one.pk in used)
        for one in documents
    }


def check_periods(
    documents: Sequence[Evidence], wishes: Sequence[Wish], form: SortManyForm
) -> None:
    """No document may end before it begins, whichever of the two dates is new."""
    wrong = []
    for document, wish in zip(documents, wishes, strict=True):
        start = wish.values.get("document_date", document.document_date)
        end = wish.values.get("valid_until", document.valid_until)
        if start and end and end < start:
            wrong.append(document.title)
    if wrong:
        form.add_error(
            "valid_until",
            f"Berlaku sampai mendahului tanggal dokumen pada “{wrong[0]}”"
            f"{f' dan {len(wrong) - 1} lainnya' if len(wrong) > 1 else ''}. Periksa kedua"
            " tanggalnya; belum ada yang diubah.",
        )


def carry_out(
    request: AuthenticatedHttpRequest,
    unit: Unit,
    wanted: Wanted,
    form: SortManyForm,
    wishes: Sequence[Wish],
) -> HttpResponse:
    codes = form.cleaned_data.get("items", [])
    where = f" dan dipasang di {', '.join(codes[:3])}" if codes else ""
    more = f" dan {len(codes) - 3} butir lain" if len(codes) > 3 else ""

    def summary(changed: int) -> str:
        same = len(wishes) - changed
        rest = f" {same} lainnya tidak berubah." if same else ""
        return f"{changed} berkas dipilah{where}{more}.{rest}"

    try:
        sorting = sort_evidence(unit=unit, wishes=wishes, summary=summary, by=request.user)
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
        return redirect(store_url(unit, **wanted.as_query))
    if sorting is None:
        messages.info(request, "Tidak ada yang berubah: semuanya memang sudah demikian.")
        return redirect(store_url(unit, **wanted.as_query))
    messages.success(request, sorting.summary)
    return redirect(store_url(unit, **wanted.as_query, pilahan=str(sorting.uuid)))
