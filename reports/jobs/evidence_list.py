"""The list of a unit's evidence as a workbook: one row a document, ready to be filtered."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils import timezone

from pengungkit.actions.looking import LOOKS, SLOWED
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion
from reports.jobs.kinds import Kind, Wish
from reports.jobs.running import Run
from reports.models import Job
from units.models import AuditEvent, Unit
from units.permissions import Permission
from zi_portal.lib.dates import format_moment
from zi_portal.lib.numbers import format_count
from zi_portal.lib.workbooks.cell_text import looks_like_formula, plain_text


if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_A_TIME = 500
LINE = 15  # points of height a line of text takes
# What is recorded when somebody only looks, which changes no list.
NOT_A_CHANGE = [
    *LOOKS, SLOWED, "hasil_diunduh", "pekerjaan_diminta", "pekerjaan_selesai", "pekerjaan_gagal",
    "pekerjaan_dibatalkan",
]  # fmt: skip
DATE, MOMENT, WHOLE = "dd-mm-yyyy", "dd-mm-yyyy hh:mm", "#,##0"
COLUMNS: tuple[tuple[str, int, str], ...] = (
    ("No.", 6, WHOLE),
    ("Judul", 46, ""),
    ("Jenis", 16, ""),
    ("Nomor", 24, ""),
    ("Tanggal dokumen", 14, DATE),
    ("Berlaku sampai", 14, DATE),
    ("Tahap", 16, ""),
    ("Dipakai di butir", 30, ""),
    ("Nama berkas", 36, ""),
    ("Versi", 7, WHOLE),
    ("Ukuran (byte)", 14, WHOLE),
    ("Diterima pada", 17, MOMENT),
    ("Diterima dari", 24, ""),
    ("SHA-256", 72, ""),
    ("Tautan", 60, ""),
)


def edition(wish: Wish) -> str:
    """The number of the last event that can have changed the list."""
    events = AuditEvent.objects.filter(unit=wish.unit.code).exclude(action__in=NOT_A_CHANGE)
    return str(events.order_by("-pk").values_list("pk", flat=True).first() or "0")


def build(job: Job, run: Run) -> None:
    from openpyxl import Workbook

    documents = Evidence.objects.filter(unit=job.unit)
    total = documents.count()
    book = Workbook(write_only=True)
    _write_list(book.create_sheet("Daftar bukti"), job.unit, run, total)
    _write_facts(book.create_sheet("Keterangan"), job, total)
    run.progress(total, total, "Menyimpan buku kerja")
    with run.open_result(f"Daftar bukti {job.unit.short_name}.xlsx", XLSX) as file:
        book.save(file)


def _write_list(sheet: WriteOnlyWorksheet, unit: Unit, run: Run, total: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for place, (_, width, _) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{max(1, total) + 1}"
    # Hashes and addresses are for machines; on paper they would make the rest unreadable.
    sheet.print_area = f"A1:M{max(1, total) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    head = [_cell(sheet, heading) for heading, _, _ in COLUMNS]
    for cell in head:
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="0A2E66")
        cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = 2 * LINE
    sheet.append(head)
    wrapped = Alignment(vertical="top", wrap_text=True)
    zone = ZoneInfo(unit.time_zone)
    for number, document in enumerate(_documents(unit), 1):
        run.progress(number, total, "Menulis baris bukti")
        values = [number, *_values(document, zone)]
        # Not every program makes a row high enough for wrapped text by itself.
        sheet.row_dimensions[number + 1].height = LINE * _lines(values)
        row = [_cell(sheet, value) for value in values]
        for cell, (_, _, form) in zip(row, COLUMNS, strict=True):
            cell.alignment = wrapped
            if form:
                cell.number_format = form
        sheet.append(row)


def _lines(values: list[Any]) -> int:
    """How many lines the longest text of a row takes in its column."""
    widths = [width for _, width, _ in COLUMNS]
    texts = [len(value) if isinstance(value, str) else 0 for value in values]
    return max(1, *(ceil(n * 1.1 / width) for n, width in zip(texts, widths, strict=True)))


def _documents(unit: Unit) -> Iterator[Evidence]:
    """In the order they came, with their newest file and the items they prove."""
    versions = EvidenceVersion.objects.order_by("-number")
    uses = EvidenceUse.objects.select_related("answer__assessment").only(
        "evidence_id", "answer__code", "answer__assessment__year"
    )
    return (
        Evidence.objects.filter(unit=unit)
        .select_related("received_by")
        .prefetch_related(Prefetch("versions", versions), Prefetch("uses", uses))
        .order_by("received_at", "pk")
        .iterator(chunk_size=AT_A_TIME)
    )


def _values(document: Evidence, zone: ZoneInfo) -> list[Any]:
    newest = next(iter(document.versions.all()), None)
    uses = [f"{use.answer.code} ({use.answer.assessment.year})" for use in document.uses.all()]
    return [
        document.title,
        document.get_kind_display(),
        document.number,
        document.document_date,
        document.valid_until,
        document.get_stage_display(),
        ", ".join(uses),
        newest.original_name if newest else "",
        newest.number if newest else None,
        newest.size if newest else None,
        # A workbook knows no zones: the clock of the office.
        document.received_at.astimezone(zone).replace(tzinfo=None, microsecond=0),
        document.received_by.name,
        newest.sha256 if newest else "",
        document.url,
    ]


def _write_facts(sheet: WriteOnlyWorksheet, job: Job, total: int) -> None:
    from openpyxl.styles import Font

    sheet.column_dimensions["A"].width = 18
    sheet.column_dimensions["B"].width = 70
    for label, value in (
        ("Unit", job.unit.name),
        ("Jumlah bukti", format_count(total)),
        ("Dibuat pada", format_moment(timezone.now(), job.unit.time_zone)),
        ("Diminta oleh", job.owner.name),
        ("Sumber", "Kotak bukti di Portal ZI"),
    ):
        first, second = _cell(sheet, label), _cell(sheet, value)
        first.font = Font(bold=True)
        sheet.append([first, second])


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """A cell in which text is text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet)
    cell._value = plain_text(value)
    cell.data_type = "s"
    if looks_like_formula(value):
        cell.quotePrefix = True
    return cell


KIND = Kind(
    code="daftar-bukti",
    label="Daftar bukti (Excel)",
    mark="XLSX",
    permission=Permission.VIEW,
    build=build,
    edition=edition,
)
