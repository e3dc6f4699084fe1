"""Destroying kept files on legal grounds: an interruption, and nothing by a single click."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from pengungkit.access import visible_evidence
from pengungkit.actions.destroying import destroy
from pengungkit.contexts.destroying import DestroyPage
from pengungkit.exceptions import EvidenceProtectedError, NothingToDestroyError
from pengungkit.forms.destroying import DestroyForm
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from units.views.acting import confirm_again


@require_http_methods(["GET", "POST"])
def evidence_destroy(request: AuthenticatedHttpRequest, uuid: UUID) -> HttpResponse:
    evidence = visible_evidence(request.user, uuid)
    rights_of(request.user).require(Permission.DESTROY_EVIDENCE, evidence.unit)
    confirm_again(request)
    page = DestroyPage.of(evidence)
    form = DestroyForm(request.POST if request.method == "POST" else None, versions=page.free)
    if request.method == "POST" and form.is_valid():
        try:
            destroy(evidence=evidence, by=request.user, **form.cleaned_data)
        except (EvidenceProtectedError, NothingToDestroyError) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Berkas dimusnahkan. Yang tersisa hanya catatannya.")
        return redirect("pengungkit:evidence_detail", uuid=evidence.uuid)
    return render(request, "pengungkit/evidence_destroy.html", {"page": page, "form": form})
