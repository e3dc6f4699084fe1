"""Packets on pages: which can be made, what one holds, and what is missing before it is made."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.models import Assessment, Record
from reports.contexts.jobs import ShownJob, shown
from reports.contexts.record import RecordContext
from reports.contexts.record_words import Lack, headline, lacks_of, stamp_words
from reports.jobs import packet as kind
from reports.models import Job
from reports.packets.layout import PART_BYTES, layout_of, parts_needed
from reports.packets.outputs import paths_of
from reports.packets.words import lacks_with, told_outputs
from units.models import User
from units.permissions import Permission, rights_of
from zi_portal.lib.dates import format_moment
from zi_portal.lib.numbers import format_count, format_points, format_size


PER_PAGE = 25
KIND = kind.KIND.code
LACKS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class PacketRow:
    """One assessment of which packets can be made, with its newest record and own packets."""

    label: str
    url: str
    make_url: str
    records_url: str
    newest: str
    total: str
    packets: tuple[ShownJob, ...]


@dataclass(frozen=True, slots=True)
class PacketListPage:
    rows: tuple[PacketRow, ...]
    page: Page
    may_make: bool

    @classmethod
    def of(cls, user: User, number: str) -> PacketListPage:
        """Three queries, however many assessments and packets."""
        rights = rights_of(user)
        newest = Record.objects.filter(assessment=OuterRef("pk")).order_by("-number")
        assessments = (
            Assessment.objects.filter(rights.scope(Permission.MAKE_PACKET, "unit__"))
            .with_structure()
            .annotate(
                record_number=Subquery(newest.values("number")[:1]),
                record_at=Subquery(newest.values("made_at")[:1]),
            )
        )
        page = Paginator(assessments, PER_PAGE).get_page(number)
        jobs: dict[int, list[ShownJob]] = {}
        found = Job.objects.visible_to(user, rights).filter(kind=KIND, assessment__in=list(page))
        for job in found.select_related("unit", "assessment"):
            jobs.setdefault(job.assessment_id or 0, []).append(shown(job))
        return cls(
            rows=tuple(_row(one, jobs.get(one.pk, [])) for one in page),
            page=page,
            may_make=rights.has_anywhere(Permission.MAKE_PACKET),
        )


def _row(assessment: Assessment, jobs: list[ShownJob]) -> PacketRow:
    args = [assessment.year, assessment.unit.code]
    number = getattr(assessment, "record_number", None)
    made = format_moment(getattr(assessment, "record_at", None), assessment.unit.time_zone)
    return PacketRow(
        label=f"{assessment.unit.name}, {assessment.year}",
        url=assessment.get_absolute_url(),
        make_url=reverse("reports:packet_new", args=args),
        records_url=reverse("reports:record_list", args=args),
        newest=f"Rekaman terakhir no. {number}, {made}" if number else "Belum direkam",
        total=format_points(assessment.total),
        packets=tuple(jobs[:3]),
    )


@dataclass(frozen=True, slots=True)
class ShownLack:
    """One kind of thing that is missing; `more` lines are not shown."""

    title: str
    count: int
    lines: tuple[str, ...]
    more: int


def shown_lacks(lacks: tuple[Lack, ...]) -> tuple[ShownLack, ...]:
    return tuple(
        ShownLack(
            title=one.title,
            count=len(one.lines),
            lines=one.lines[:LACKS_SHOWN],
            more=max(0, len(one.lines) - LACKS_SHOWN),
        )
        for one in lacks
    )


@dataclass(frozen=True, slots=True)
class NewPacketPage:
    """What the packet would hold and lack if it were made now."""

    assessment: Assessment
    headline: str
    passed: bool
    total: str
    kept: str
    lacks: tuple[ShownLack, ...]
    parts: int
    limit: str
    crumbs: list[Crumb]

    @classmethod
    def of(cls, assessment: Assessment) -> NewPacketPage:
        context = RecordContext.live(assessment)
        return cls(
            assessment=assessment,
            headline=headline(context),
            passed=context.passed,
            total=format_points(context.total),
            kept=_kept(context),
            lacks=shown_lacks(lacks_of(context)),
            parts=parts_needed(context),
            limit=format_size(PART_BYTES),
            crumbs=assessment_crumbs(assessment, "Buat paket"),
        )


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of the packet and how many documents lie in it."""

    name: str
    count: str


@dataclass(frozen=True, slots=True)
class PacketPage:
    """One packet: how far it is, what is in it and what is not, and how to tell it is genuine."""

    one: ShownJob
    record: Record
    made_from: str
    kept: str
    folders: tuple[Folder, ...]
    # Path and what it is.
    outputs: tuple[tuple[str, str], ...]
    lacks: tuple[ShownLack, ...]
    code: SafeString
    parts: tuple[tuple[int, ShownJob | None], ...]
    crumbs: list[Crumb]

    @classmethod
    def of(cls, job: Job, user: User) -> PacketPage:
        record = kind.record_of(job)
        context = RecordContext.from_record(record)
        part, parts = job.parameters["bagian"], job.parameters["dari"]
        layout, left_out = layout_of(context, part, parts), job.left_out
        places = Counter(
            layout.path_of(one).split("/", 1)[0]
            for one in context.kept_documents
            if layout.is_here(one)
        )
        return cls(
            one=shown(job),
            record=record,
            made_from=stamp_words(context),
            kept=_kept(context),
            folders=tuple(
                Folder(name, f"{format_count(count)} berkas")
                for name, count in sorted(places.items())
            ),
            outputs=tuple(
                (path, about)
                for path, about in told_outputs(layout).items()
                if path in paths_of(layout) and path not in left_out
            )
            if part == 1
            else (),
            lacks=shown_lacks(lacks_with(context, layout, left_out)),
            code=qr_code(record.sha256),
            parts=_siblings(job, user) if parts > 1 else (),
            crumbs=[
                {"label": "Paket", "url": reverse("reports:packet_list")},
                {"label": f"{record.assessment.unit.short_name} {context.assessment.year}"},
            ],
        )


def _siblings(job: Job, user: User) -> tuple[tuple[int, ShownJob | None], ...]:
    """The newest job of each part of the same packet; None for a part nobody asked for."""
    wanted = job.parameters
    jobs: dict[int, ShownJob] = {}
    own = Job.objects.visible_to(user, rights_of(user)).filter(
        kind=KIND, assessment=job.assessment_id
    )
    for other in own.select_related("unit", "assessment"):
        told = other.parameters
        if (told["rekaman"], told["dari"]) == (wanted["rekaman"], wanted["dari"]):
            jobs.setdefault(told["bagian"], shown(other))
    return tuple((part, jobs.get(part)) for part in range(1, wanted["dari"] + 1))


def qr_code(text: str) -> SafeString:
    """The text as a picture a phone reads, drawn without any style or script."""
    import segno

    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=3, border=2, dark="#191d24", light="#ffffff", omitsize=False)
    return mark_safe(svg)  # noqa: S308


def _kept(context: RecordContext) -> str:
    return f"{format_count(len(context.kept_documents))} bukti, {format_size(context.kept_bytes)}"
