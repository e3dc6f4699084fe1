"""The frozen records of an assessment, newest first."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pengungkit.models import Assessment
from reports.lists.listing import Listing
from zi_portal.lib.workbooks.tables import Form, TableColumn


COLUMNS = (
    TableColumn("Rekaman no.", 11, Form.WHOLE),
    TableColumn("Dibuat", 17, Form.MOMENT),
    TableColumn("Dibuat oleh", 28),
    TableColumn("Nilai", 9, Form.NUMBER),
    TableColumn("Syarat terpenuhi", 11, Form.WHOLE),
    TableColumn("Sidik (SHA-256)", 70),
)


def record_listing(assessment: Assessment) -> Listing:
    zone = ZoneInfo(assessment.unit.time_zone)
    records = assessment.records.select_related("made_by").defer("content")
    return Listing(
        name=f"Rekaman {assessment.unit.code} {assessment.year}",
        title=f"Rekaman {assessment.unit.name} {assessment.year}",
        columns=COLUMNS,
        rows=(
            (
                one.number,
                one.made_at.astimezone(zone).replace(tzinfo=None, microsecond=0),
                one.made_by.name if one.made_by else "Sistem",
                one.total,
                one.checks_met,
                one.sha256,
            )
            for one in records
        ),
        unit=assessment.unit.code,
    )
