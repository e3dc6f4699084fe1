"""Kotak bukti: the documents of a unit, what each of them is, and its versions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from pengungkit.access import visible_evidence
from pengungkit.actions.evidence import describe, too_large
from pengungkit.actions.replacing import replace_file, told
from pengungkit.contexts.evidence import DetailPage
from pengungkit.contexts.store import StorePage, Wanted
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.forms.evidence import DescribeForm
from pengungkit.models import Evidence
from pengungkit.views.receiving import keep_files
from pengungkit.views.sorting_many import sort_chosen
from units.access import visible_unit
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of
from zi_portal.lib.uploads import too_large_names


def chosen_unit(request: AuthenticatedHttpRequest) -> Unit:
    """The unit `?unit=` names, otherwise the person's own office; 404 for anything else."""
    home = rights_of(request.user).home
    code = request.GET.get("unit") or (home.unit_code if home else "")
    if not code:
        raise Http404
    return visible_unit(request.user, code)


@require_http_methods(["GET", "POST"])
def evidence_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    unit = chosen_unit(request)
    if request.method == "GET":
        page = StorePage.of(request.user, unit, Wanted.read(request.GET))
        return render(request, "pengungkit/evidence_list.html", {"page": page})
    rights_of(request.user).require(Permission.ANSWER, unit)
    if "pilah" in request.POST:
        return sort_chosen(request, unit, Wanted.read(request.GET))
    kept, refusals = keep_files(request, unit)
    for refusal in refusals:
        messages.error(request, refusal)
    if kept:
        names = ", ".join(f"“{evidence.title}”" for evidence in kept[:3])
        more = f" dan {len(kept) - 3} lainnya" if len(kept) > 3 else ""
        messages.success(request, f"Tersimpan di kotak bukti: {names}{more}.")
    elif not refusals:
        messages.error(request, "Pilih berkas bukti lebih dahulu, lalu tekan Unggah.")
    return redirect(request.get_full_path())


@require_http_methods(["GET", "POST"])
def evidence_detail(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    evidence = visible_evidence(request.user, uuid)
    if request.method == "GET":
        form = DescribeForm(initial=described(evidence))
    else:
        rights_of(request.user).require(Permission.ANSWER, evidence.unit)
        form = DescribeForm(request.POST)
        if form.is_valid():
            describe(evidence=evidence, by=request.user, **form.cleaned_data)
            messages.success(request, "Keterangan bukti tersimpan.")
            return redirect(evidence)
    page = DetailPage.of(request.user, evidence, sent=request.GET.get("unggahan", ""))
    return render(request, "pengungkit/evidence_detail.html", {"page": page, "form": form})


def described(evidence: Evidence) -> dict[str, object]:
    return {name: getattr(evidence, name) for name in DescribeForm.base_fields}


@require_POST
def evidence_replace(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    """Take a file in as the newest version; the earlier ones stay."""
    evidence = visible_evidence(request.user, uuid)
    rights_of(request.user).require(Permission.ANSWER, evidence.unit)
    file = request.FILES.get("berkas")
    if file is None:
        dropped = too_large_names(request)
        nothing = "Pilih berkas pengganti lebih dahulu, lalu tekan Ganti berkas."
        messages.error(request, too_large() if dropped else nothing)
        return redirect(evidence)
    try:
        version = replace_file(
            evidence=evidence, name=file.name or "", chunks=file.chunks(), by=request.user
        )
    except EvidenceRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, told(version))
    return redirect(evidence)
