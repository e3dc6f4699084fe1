"""The records of an assessment: the list, one of them to read, and two side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.models import Assessment, Record
from reports.contexts.record import AreaLine, ItemLine, RecordContext
from reports.contexts.record_words import (
    answer_words,
    check_words,
    document_words,
    headline,
    share_words,
    stamp_words,
)
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_moment
from zi_portal.lib.numbers import format_percent, format_points, format_size


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record in the list; `before` is the number to compare it with, 0 for the first."""

    number: int
    url: str
    made: str
    maker: str
    total: str
    checks: int
    sha256: str
    compare_url: str


@dataclass(frozen=True, slots=True)
class RecordListPage:
    assessment: Assessment
    rows: tuple[RecordRow, ...]
    may_make: bool
    make_url: str
    crumbs: list[Crumb]

    @classmethod
    def of(cls, assessment: Assessment, rights: Rights) -> RecordListPage:
        """Two queries, however many records."""
        records = assessment.records.select_related("made_by").defer("content")
        return cls(
            assessment=assessment,
            rows=tuple(record_row(one, assessment) for one in records),
            may_make=rights.allows(Permission.MAKE_PACKET, assessment.unit),
            make_url=reverse("reports:record_make", args=[assessment.year, assessment.unit.code]),
            crumbs=assessment_crumbs(assessment, "Rekaman"),
        )


def record_row(record: Record, assessment: Assessment) -> RecordRow:
    args = [assessment.year, assessment.unit.code, record.number]
    return RecordRow(
        number=record.number,
        url=reverse("reports:record", args=args),
        made=format_moment(record.made_at, assessment.unit.time_zone),
        maker=record.made_by.name if record.made_by else "Sistem",
        total=format_points(record.total),
        checks=record.checks_met,
        sha256=record.sha256,
        compare_url=reverse("reports:record_compare", args=args) if record.number > 1 else "",
    )


@dataclass(frozen=True, slots=True)
class ShownItem:
    code: str
    wording: str
    answer: str
    narrative: str
    share: str
    points: str
    status: str
    documents: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownArea:
    key: str
    title: str
    points: str
    percent: str
    current: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record, one area of it at a time."""

    record: Record
    context: RecordContext
    headline: str
    made: str
    total: str
    kept: str
    checks: list[dict[str, str]]
    areas: tuple[ShownArea, ...]
    items: tuple[ShownItem, ...]
    compare_url: str
    crumbs: list[Crumb]

    @classmethod
    def of(cls, record: Record, assessment: Assessment, area_key: str) -> RecordPage:
        """Reads the record alone; an area that it lacks is as good as the first."""
        context = RecordContext.from_record(record)
        area = next((one for one in context.areas if one.key == area_key), context.areas[0])
        args = [assessment.year, assessment.unit.code]
        row = record_row(record, assessment)
        return cls(
            record=record,
            context=context,
            headline=headline(context),
            made=stamp_words(context),
            total=format_points(context.total),
            kept=f"{len(context.kept_documents)} berkas, {format_size(context.kept_bytes)}",
            checks=[
                {
                    "state": "yes" if one.met else "no",
                    "label": f"{one.name} min. {words[1]}",
                    "value": f"{words[0]} · {words[2]}" if words[2] else words[0],
                }
                for one in context.checks
                for words in [check_words(one)]
            ],
            areas=tuple(shown_area(one, current=one is area) for one in context.areas),
            items=tuple(shown_item(one) for one in area.items),
            compare_url=row.compare_url,
            crumbs=assessment_crumbs(
                assessment,
                ("Rekaman", reverse("reports:record_list", args=args)),
                f"No. {record.number}",
            ),
        )

    @property
    def tone(self) -> str:
        return "success" if self.context.passed else "error"


def shown_area(area: AreaLine, *, current: bool) -> ShownArea:
    return ShownArea(
        key=area.key,
        title=area.title,
        points=format_points(area.score.value),
        percent=format_percent(area.score.percent),
        current=current,
    )


def shown_item(line: ItemLine) -> ShownItem:
    return ShownItem(
        code=line.code,
        wording=line.item.wording,
        answer=answer_words(line),
        narrative=line.narrative,
        share=share_words(line.share),
        points=format_points(line.value),
        status=line.status_label,
        documents=tuple((one.title, document_words(one)) for one in line.documents),
    )
