"""The packet of a record, or one part of it, as a file made in the background."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404

from pengungkit.models import Record
from reports.contexts.record import RecordContext
from reports.exceptions import CannotBuildError
from reports.jobs.kinds import Kind, Wish
from reports.jobs.running import Run
from reports.models import Job
from reports.packets.bag import GENERATOR
from reports.packets.building import build as build_packet
from reports.packets.exceptions import DamagedFileError, RejectedEvidenceError
from reports.packets.layout import layout_of, parts_needed
from reports.packets.making import made_event
from reports.pdfs.rendering import reason_without_pdf
from units.permissions import Permission


ZIP = "application/zip"


def wishes_for(record: Record, *, in_parts: bool) -> list[Wish]:
    """What to ask for: one packet, or each of its parts."""
    parts = parts_needed(RecordContext.from_record(record)) if in_parts else 1
    assessment = record.assessment
    return [
        Wish(
            kind=KIND.code,
            unit=assessment.unit,
            assessment=assessment,
            parameters={"rekaman": record.number, "bagian": part, "dari": parts},
        )
        for part in range(1, parts + 1)
    ]


def record_of(job: Job) -> Record:
    """The record a packet is made from, with its assessment and unit."""
    records = Record.objects.select_related("assessment__unit", "made_by")
    return get_object_or_404(
        records, assessment=job.assessment_id, number=job.parameters["rekaman"]
    )


def edition(wish: Wish) -> str:
    """A record never changes; what is made of it does when the portal makes packets otherwise."""
    return f"{GENERATOR} tanpa PDF" if reason_without_pdf() else GENERATOR


def is_final(job: Job) -> bool:
    """A PDF that passed its limits may be made at a quieter hour; one without Pango never."""
    return not job.left_out or bool(reason_without_pdf())


def details(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = [("Rekaman", f"no. {parameters['rekaman']}")]
    if parameters["dari"] > 1:
        found.append(("Bagian", f"{parameters['bagian']} dari {parameters['dari']}"))
    return found


def build(job: Job, run: Run) -> None:
    record = record_of(job)
    context = RecordContext.from_record(record)
    part, parts = job.parameters["bagian"], job.parameters["dari"]
    try:
        with run.open_result(layout_of(context, part, parts).name, ZIP) as out:
            built = build_packet(context, out, run.progress, part=part, parts=parts)
    except (DamagedFileError, RejectedEvidenceError) as error:
        raise CannotBuildError(str(error)) from error
    run.left_out = dict(built.left_out)
    run.events.append(made_event(record, built.layout, built.written))


KIND = Kind(
    code="paket",
    label="Paket (ZIP)",
    mark="ZIP",
    permission=Permission.MAKE_PACKET,
    build=build,
    edition=edition,
    details=details,
    is_final=is_final,
    page="reports:packet",
)
