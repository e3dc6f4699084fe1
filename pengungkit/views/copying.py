"""Taking over chosen items from an earlier year of the same unit."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from pengungkit.access import assessment_for
from pengungkit.actions import copying
from pengungkit.contexts.copying import copy_page
from pengungkit.contexts.tasks import areas_allowed
from pengungkit.exceptions import AssessmentClosedError, NothingToCopyError
from pengungkit.forms.copying import ChosenItems
from pengungkit.models import Assessment
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of
from zi_portal.lib.numbers import plain_number


@require_http_methods(["GET", "POST"])
def copy_year(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    assessment = assessment_for(request.user, year, unit_code, Permission.ANSWER)
    if not assessment.is_open:
        messages.error(request, str(AssessmentClosedError()))
        return redirect(assessment)
    earlier = Assessment.objects.filter(unit=assessment.unit_id, year__lt=assessment.year)
    years = list(earlier.order_by("-year").values_list("year", flat=True))
    if not years:
        messages.info(request, str(NothingToCopyError()))
        return redirect(assessment)
    # Only a year is ever taken from the request, never an id: another unit cannot be named.
    asked = request.POST.get("dari") or request.GET.get("dari") or str(years[0])
    source = get_object_or_404(earlier.with_structure(), year=plain_number(asked, 4))
    if request.method == "POST":
        return carry_out(request, source, assessment)
    areas = areas_allowed(assessment, rights_of(request.user), Permission.ANSWER)
    page = copy_page(assessment, source, years, areas)
    return render(request, "pengungkit/copy_year.html", {"page": page})


def carry_out(
    request: AuthenticatedHttpRequest, source: Assessment, assessment: Assessment
) -> HttpResponse:
    chosen = ChosenItems.sent(request.POST)
    rights, structure = rights_of(request.user), assessment.structure
    if not all(structure.has_item(code) for code in chosen.all_codes):
        raise BadRequest("Ada butir yang bukan bagian penilaian ini. Muat ulang daftarnya.")
    for code in chosen.all_codes:
        rights.require(Permission.ANSWER, assessment.unit, structure.item(code).area_key)
    if not chosen.all_codes:
        messages.error(request, "Belum ada butir yang dicentang. Centang butir yang akan disalin.")
        return redirect("pengungkit:copy_year", assessment.year, assessment.unit.code)
    try:
        copied = copying.copy_year(
            source=source,
            target=assessment,
            codes=chosen.codes,
            replacing=chosen.replacing,
            by=request.user,
        )
    except AssessmentClosedError as closed:
        messages.error(request, str(closed))
        return redirect(assessment)
    messages.success(request, report(source, copied))
    return redirect(assessment)


def report(source: Assessment, copied: copying.Copied) -> str:
    """What was copied and what was left, in words."""
    words = (
        f"{len(copied.codes)} butir disalin dari tahun {source.year} sebagai usulan, dengan"
        f" {copied.evidence} bukti yang masih berlaku. Periksa lalu nyatakan siap satu per satu."
    )
    if copied.left:
        words += f" Dilewati karena sudah diisi atau berubah: {', '.join(copied.left)}."
    return words
