"""The PDFs as files people ask for: what each is about, and which state of the data it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pengungkit.instruments.area_names import area_label
from pengungkit.models import Assessment, Record
from reports.contexts.record import RecordContext
from reports.exceptions import CannotBuildError
from reports.jobs.evidence_list import edition as newest_event
from reports.jobs.kinds import Kind, Wish
from reports.jobs.running import Run
from reports.models import Job
from reports.pdfs.area_sheet import area_sheet
from reports.pdfs.lke import lke_document
from reports.pdfs.one_page import one_page
from reports.pdfs.readiness_report import readiness_report
from reports.pdfs.rendering import render
from units.permissions import Permission


PDF = "application/pdf"
# Counts up when the same data would give other pages than before.
LAYOUT = "3"
NO_RECORD = (
    "Rekaman yang diminta tidak ada lagi di penilaian ini. Buka daftar rekaman dan minta dari sana."
)
Draw = Callable[[RecordContext, dt.datetime], str]


@dataclass(frozen=True, slots=True)
class FromRecord:
    """A document made from a record, or from the state of now."""

    code: str
    label: str
    name: str
    draw: Draw

    def build(self, job: Job, run: Run) -> None:
        context = context_of(job)
        html = self.draw(context, timezone.now())
        stamp = f" rekaman {context.stamp.number}" if context.stamp else ""
        name = f"{self.name} {context.assessment.year} {context.unit.short_name}{stamp}.pdf"
        write(run, name, html)

    @property
    def kind(self) -> Kind:
        return Kind(
            code=self.code,
            label=self.label,
            mark="PDF",
            permission=Permission.VIEW,
            build=self.build,
            edition=edition,
            details=details,
        )


def write(run: Run, name: str, html: str) -> None:
    """Draw the page and keep it as the job's file; cancelling is noticed while it is drawn."""
    run.progress(0, 1, "Menyusun halaman PDF")
    pdf = render(html, tick=lambda: run.progress(0, 1, "Menyusun halaman PDF"))
    run.progress(1, 1, "Menyimpan")
    with run.open_result(name, PDF) as file:
        file.write(pdf)


def context_of(job: Job) -> RecordContext:
    """What the job's document shows: the record that was named, or the state of now."""
    number = job.parameters.get("rekaman")
    if number is None:
        return RecordContext.live(assessment_of(job))
    record = Record.objects.filter(assessment=job.assessment_id, number=number).first()
    if record is None:
        raise CannotBuildError(NO_RECORD)
    return RecordContext.from_record(record)


def assessment_of(job: Job) -> Assessment:
    return Assessment.objects.with_structure().get(jobs=job)


def edition(wish: Wish) -> str:
    """A record never changes; the state of now does with the next event."""
    number = wish.parameters.get("rekaman")
    return f"{LAYOUT}-r{number}" if number else f"{LAYOUT}-{newest_event(wish)}"


def details(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    number = parameters.get("rekaman")
    return [("Isi", f"Rekaman no. {number}" if number else "Keadaan saat diminta")]


def build_area_sheet(job: Job, run: Run) -> None:
    """One area, always in the state of now."""
    assessment = assessment_of(job)
    area = assessment.structure.area(job.parameters["area"])
    html = area_sheet(assessment, area.key, timezone.now())
    name = f"Lembar {area_label(area)} {assessment.year} {assessment.unit.short_name}.pdf"
    write(run, name, html)


def area_edition(wish: Wish) -> str:
    """Also with the day: what is late today was not late yesterday."""
    return f"{edition(wish)}-{timezone.localdate()}"


def area_details(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [("Area", str(parameters.get("area", "")))]


REPORT = FromRecord("pdf-kesiapan", "Laporan kesiapan (PDF)", "Laporan kesiapan", readiness_report)
ONE_PAGE = FromRecord("pdf-satu-halaman", "Ringkasan pimpinan (PDF)", "Ringkasan", one_page)
LKE = FromRecord("pdf-lke", "LKE lengkap (PDF)", "LKE", lke_document)
AREA_SHEET = Kind(
    code="pdf-lembar-area",
    label="Lembar rapat area (PDF)",
    mark="PDF",
    permission=Permission.VIEW,
    build=build_area_sheet,
    edition=area_edition,
    details=area_details,
)
FROM_RECORD = frozenset({REPORT.code, ONE_PAGE.code, LKE.code})
BY_AREA = frozenset({AREA_SHEET.code})
KINDS: tuple[Kind, ...] = (REPORT.kind, ONE_PAGE.kind, LKE.kind, AREA_SHEET)
