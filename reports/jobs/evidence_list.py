"""The list of a unit's evidence as a workbook: one row a document, ready to be filtered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from pengungkit.actions.looking import LOOKS, SLOWED
from pengungkit.contexts.store import FILTERS, Wanted
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion
from reports.jobs.kinds import Kind, Wish
from reports.jobs.running import Run
from reports.models import Job
from reports.packets.making import MADE
from units.models import AuditEvent, Unit
from units.permissions import Permission
from zi_portal.lib.dates import format_moment
from zi_portal.lib.downloads import XLSX
from zi_portal.lib.numbers import format_count
from zi_portal.lib.workbooks.saving import save_to
from zi_portal.lib.workbooks.tables import Form, TableColumn, write_facts, write_table


AT_A_TIME = 500
# What is recorded when somebody only looks, which changes no list.
NOT_A_CHANGE = [
    *LOOKS, SLOWED, "lke_diunduh", "formulir_diunduh", "daftar_diunduh", "hasil_diunduh",
    "pekerjaan_diminta",
    "pekerjaan_selesai", "pekerjaan_gagal", "pekerjaan_dibatalkan", MADE,
]  # fmt: skip
COLUMNS = (
    TableColumn("No.", 6, Form.WHOLE),
    TableColumn("Judul", 46),
    TableColumn("Jenis", 16),
    TableColumn("Nomor", 24),
    TableColumn("Tanggal dokumen", 14, Form.DAY),
    TableColumn("Berlaku sampai", 14, Form.DAY),
    TableColumn("Tahap", 16),
    TableColumn("Dipakai di butir", 30),
    TableColumn("Nama berkas", 36),
    TableColumn("Versi", 7, Form.WHOLE),
    TableColumn("Ukuran (byte)", 14, Form.WHOLE),
    TableColumn("Diterima pada", 17, Form.MOMENT),
    TableColumn("Diterima dari", 24),
    TableColumn("SHA-256", 72),
    TableColumn("Tautan", 40, Form.LINK),
)


def details(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The filters in words."""
    wanted = Wanted.read(parameters)
    pairs = [
        ("Saring", FILTERS[wanted.filter] if wanted.filter else ""),
        ("Jenis", str(Evidence.Kind(wanted.kind).label) if wanted.kind else ""),
        ("Cari", wanted.query),
    ]
    return [pair for pair in pairs if pair[1]]


def edition(wish: Wish) -> str:
    """The number of the last event that can have changed the list; its filters know the day."""
    events = AuditEvent.objects.filter(unit=wish.unit.code).exclude(action__in=NOT_A_CHANGE)
    newest = str(events.order_by("-pk").values_list("pk", flat=True).first() or "0")
    return f"{newest}-{timezone.localdate()}" if wish.parameters else newest


def build(job: Job, run: Run) -> None:
    from openpyxl import Workbook

    found = Wanted.read(job.parameters).found(job.unit)
    total = found.count()
    book = Workbook(write_only=True)
    # Hashes and addresses are for machines; on paper they would make the rest unreadable.
    rows = _rows(found, job.unit, run, total)
    write_table(book, COLUMNS, rows, "Daftar bukti", printed=len(COLUMNS) - 2)
    write_facts(
        book,
        [
            ("Unit", job.unit.name),
            *details(job.parameters),
            ("Jumlah bukti", format_count(total)),
            ("Dibuat pada", format_moment(timezone.now(), job.unit.time_zone)),
            ("Diminta oleh", job.owner.name),
            ("Sumber", "Kotak bukti di Portal ZI"),
        ],
    )
    run.progress(total, total, "Menyimpan buku kerja")
    with run.open_result(f"Daftar bukti {job.unit.short_name}.xlsx", XLSX) as file:
        save_to(file, book)


def _rows(found: QuerySet[Evidence], unit: Unit, run: Run, total: int) -> Iterator[list[Any]]:
    zone = ZoneInfo(unit.time_zone)
    for number, document in enumerate(_documents(found), 1):
        run.progress(number, total, "Menulis baris bukti")
        yield [number, *_values(document, zone)]


def _documents(found: QuerySet[Evidence]) -> Iterator[Evidence]:
    """In the order they came, with their newest file and the items they prove."""
    versions = EvidenceVersion.objects.order_by("-number")
    uses = EvidenceUse.objects.select_related("answer__assessment").only(
        "evidence_id", "answer__code", "answer__assessment__year"
    )
    return (
        found.select_related("received_by")
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
        document.sender,
        newest.sha256 if newest else "",
        document.url,
    ]


KIND = Kind(
    code="daftar-bukti",
    label="Daftar bukti (Excel)",
    mark="XLSX",
    permission=Permission.VIEW,
    build=build,
    edition=edition,
    details=details,
)
