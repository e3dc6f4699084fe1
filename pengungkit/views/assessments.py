"""The list of assessments; opening one, closing it, and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from pengungkit.access import assessment_for
from pengungkit.actions.assessments import close_assessment, open_assessment, reopen_assessment
from pengungkit.contexts.assessment_list import Filters, assessment_list_page
from pengungkit.contexts.crumbs import assessment_crumbs, list_crumbs
from pengungkit.exceptions import AlreadyOpenError
from pengungkit.forms.assessments import (
    UNITS_SHOWN,
    OpenAssessmentForm,
    ReasonForm,
    matching_units,
)
from pengungkit.models import Assessment, InstrumentVersion
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from units.permissions import Permission, rights_of
from zi_portal.lib.numbers import plain_number


SEARCH_MAX = 100


@require_GET
def assessment_list(request: AuthenticatedHttpRequest) -> HttpResponse:
    listing = assessment_list_page(
        rights_of(request.user), filters_in(request.GET), request.GET.get("page")
    )
    return render(request, "pengungkit/assessment_list.html", {"listing": listing})


def filters_in(query: QueryDict) -> Filters:
    """Filters of a query string; a value that cannot be is as good as none."""
    target, state = query.get("sasaran", ""), query.get("status", "")
    return Filters(
        q=" ".join(query.get("q", "").split())[:SEARCH_MAX],
        year=plain_number(query.get("tahun", ""), 4),
        target=target if target in Assessment.Target else "",
        state=state if state in Assessment.State else "",
    )


@require_http_methods(["GET", "POST"])
def assessment_open(request: AuthenticatedHttpRequest) -> HttpResponse:
    rights = rights_of(request.user)
    rights.require_anywhere(Permission.OPEN_ASSESSMENT)
    units = Unit.objects.filter(rights.scope(Permission.OPEN_ASSESSMENT), is_active=True)
    q = request.GET.get("cari", "")[:SEARCH_MAX]
    offered = list(matching_units(units, q)[: UNITS_SHOWN + 1])

    form = OpenAssessmentForm(
        request.POST if request.method == "POST" else None,
        units=units,
        offered=offered[:UNITS_SHOWN],
        initial={
            "unit": offered[0].code if len(offered) == 1 else "",
            "year": timezone.localdate().year,
            "target": Assessment.Target.WBK,
            "instrument": InstrumentVersion.objects.order_by("-loaded_at", "-pk")
            .values_list("code", flat=True)
            .first(),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            assessment = open_assessment(by=request.user, **form.opening)
        except AlreadyOpenError as error:
            form.add_error("year", str(error))
        else:
            messages.success(
                request,
                f"Penilaian {assessment.year} untuk {assessment.unit} dibuka. Tugaskan butirnya"
                " kepada anggota tim, atau langsung mulai mengisi.",
            )
            return redirect(assessment)

    context = {
        "crumbs": list_crumbs("Buka penilaian"),
        "form": form,
        "q": q,
        "needs_search": bool(q) or len(offered) > UNITS_SHOWN,
        "found": len(offered),
        "shown": UNITS_SHOWN,
    }
    return render(request, "pengungkit/assessment_open.html", context)


@require_http_methods(["GET", "POST"])
def assessment_close(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    assessment = assessment_for(request.user, year, unit_code, Permission.CLOSE_ASSESSMENT)
    if not assessment.is_open:
        messages.info(request, "Penilaian ini memang sudah ditutup; tidak ada yang berubah.")
        return redirect(assessment)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        close_assessment(assessment=assessment, by=request.user, **form.cleaned_data)
        messages.success(
            request,
            f"Pengisian penilaian {assessment.year} ditutup. Isinya tetap dapat dibaca; yang dapat"
            " membukanya kembali hanya admin.",
        )
        return redirect(assessment)
    crumbs = assessment_crumbs(assessment, "Tutup pengisian")
    context = {"assessment": assessment, "form": form, "crumbs": crumbs}
    return render(request, "pengungkit/assessment_close.html", context)


@require_http_methods(["GET", "POST"])
def assessment_reopen(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    assessment = assessment_for(request.user, year, unit_code, Permission.REOPEN_ASSESSMENT)
    if assessment.is_open:
        messages.info(request, "Penilaian ini memang masih terbuka; tidak ada yang berubah.")
        return redirect(assessment)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reopen_assessment(assessment=assessment, by=request.user, **form.cleaned_data)
        messages.success(
            request, f"Penilaian {assessment.year} untuk {assessment.unit} dapat diisi kembali."
        )
        return redirect(assessment)
    crumbs = assessment_crumbs(assessment, "Buka kembali")
    context = {"assessment": assessment, "form": form, "crumbs": crumbs}
    return render(request, "pengungkit/assessment_reopen.html", context)
