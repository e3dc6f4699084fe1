"""The LKE of one unit and year as a workbook to take along."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from pengungkit.access import visible_assessment
from reports.contexts.record import Document, RecordContext
from reports.workbooks.content import LkeContent
from reports.workbooks.lke import lke_workbook
from units.actions.downloads import record_download
from units.http import AuthenticatedHttpRequest
from zi_portal.lib.dates import format_moment
from zi_portal.lib.downloads import XLSX, hands_over, made


@require_GET
def lke_download(request: AuthenticatedHttpRequest, year: int, unit_code: str) -> HttpResponse:
    """The state of now, with the version of every item, so that it can be imported again.

    It is made in the request: reading and writing all items takes a fraction of a second, which
    the tests hold.
    """
    assessment = visible_assessment(request.user, year, unit_code, with_kind=True)
    unit, now = assessment.unit, timezone.now().replace(microsecond=0)

    def address_of(document: Document) -> str:
        return request.build_absolute_uri(f"/bukti/{document.uuid}/")

    content = LkeContent.of(
        RecordContext.live(assessment),
        link_for=address_of,
        source=f"Diunduh dari portal {format_moment(now, unit.time_zone)}",
        made=now.isoformat(),
    )
    data = lke_workbook(content)
    if hands_over(request):
        record_download(
            action="lke_diunduh",
            target=assessment,
            unit=unit.code,
            by=request.user,
            year=year,
            bytes=len(data),
        )
    return made(data, XLSX, f"LKE-{year}-{unit.code}.xlsx")
