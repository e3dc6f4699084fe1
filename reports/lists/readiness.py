"""What is missing or weak at the items, with why it matters and what to do, for the meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pengungkit.contexts.item_findings import ShownFinding
from pengungkit.contexts.readiness import ReadinessPage, ShownItem
from pengungkit.instruments.area_names import area_heading
from reports.lists.listing import Listing
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


COLUMNS = (
    TableColumn("Kelompok", 14),
    TableColumn("Kode butir", 14),
    TableColumn("Area", 30),
    TableColumn("Butir", 44),
    TableColumn("Penanggung jawab", 24),
    TableColumn("Tenggat", 13, Form.DAY),
    TableColumn("Bobot temuan", 14),
    TableColumn("Temuan", 46),
    TableColumn("Dokumen", 40),
    TableColumn("Sebab", 46),
    TableColumn("Tindakan", 34),
)
# How much a finding weighs, as its sign on the page says.
WEIGHTS = {"no": "Menghalangi", "warn": "Peringatan", "none": "Saran"}


def readiness_listing(page: ReadinessPage) -> Listing:
    """The findings of the page in its order; an item without any has one row that says so."""
    assessment, wanted = page.assessment, page.wanted
    kinds = {one.key: one.label for one in page.kinds}
    area = assessment.structure.area(wanted.area) if wanted.area else None
    groups = {group.key: group.name for group in page.groups}
    return Listing(
        name=f"Kesiapan bukti {assessment.unit.code} {assessment.year}",
        title=f"Kesiapan bukti {assessment.unit.name} {assessment.year}",
        columns=COLUMNS,
        rows=_rows(page),
        filters={
            "Hal": kinds.get(wanted.hal, ""),
            "Area": area_heading(area) if area else "",
            "Kelompok": groups.get(wanted.tingkat, ""),
            "Milik": "tugas saya" if wanted.saya else "",
        },
        unit=assessment.unit.code,
    )


def _rows(page: ReadinessPage) -> Iterator[Sequence[Value]]:
    structure = page.assessment.structure
    headings = {area.key: area_heading(area) for area in structure.areas}
    for group in page.groups:
        for item in group.items:
            told = [_told(one) for one in item.findings] or [("", "Tidak ada", "", "", "")]
            for finding in told:
                yield group.name, *_item(item, headings), *finding


def _item(item: ShownItem, headings: dict[str, str]) -> Sequence[Value]:
    task = item.task
    return item.code, headings[task.area], item.wording, task.assignee or "", task.due_on


def _told(one: ShownFinding) -> Sequence[Value]:
    documents = [
        f"{document.title} ({document.note})" if document.note else document.title
        for document in one.documents
    ]
    if one.more:
        documents.append(f"dan {one.more} lainnya")
    return WEIGHTS[one.tone], one.what, "; ".join(documents), one.why, one.act
