"""The table mode of one area: every item a row of ordinary controls, or of text when closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.safestring import SafeString

from pengungkit.access import may_answer
from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.item_entry import ShownEntry
from pengungkit.contexts.item_score import shown_score
from pengungkit.contexts.shown_values import shown_value
from pengungkit.contexts.task_list import area_score, closed_words
from pengungkit.contexts.tasks import NO_EVIDENCE, evidence_counts, evidence_words
from pengungkit.instruments import Area, Item, Kind
from pengungkit.instruments.area_names import area_heading, area_label
from pengungkit.models import Answer, Assessment
from pengungkit.models.official import wording_for
from pengungkit.scoring import as_decimal, score_item
from units.models import User
from units.permissions import SENTENCES, Permission, rights_of
from zi_portal.lib.chips import status_chip
from zi_portal.lib.dates import format_clock, format_date_short
from zi_portal.lib.numbers import format_points


FIELD_OF_KIND = {Kind.CHOICE: "choice", Kind.RATIO: "counts", Kind.INDEX: "index"}


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What was sent for one row and could not be saved whole: fields and their errors by name."""

    code: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One item, ready to show. `form` is the id of its form and of what belongs to it."""

    item: Item
    form: str
    entry: ShownEntry
    version: int
    weight: str
    score: str
    share: str
    evidence: str
    chip: SafeString
    saved: str
    answer: str
    sub_area: str


@dataclass(frozen=True, slots=True)
class TablePage:
    assessment: Assessment
    area: Area
    heading: str
    summary: str
    crumbs: list[Crumb]
    url: str
    base: str
    rows: list[TableRow]
    editable: bool
    locked: str
    previous: Area | None
    next: Area | None
    user_id: int
    problems: list[tuple[str, str]]

    @classmethod
    def of(
        cls, user: User, assessment: Assessment, area: Area, *, typed: TypedRow | None = None
    ) -> TablePage:
        """Gathered in two queries: the answers of the area and their evidence."""
        rights = rights_of(user)
        editable = may_answer(rights, assessment, area.key)
        base = assessment.get_absolute_url()
        areas = assessment.structure.areas
        place = areas.index(area)
        rows = rows_of(assessment, area, typed)
        done = sum(1 for row in rows if row.entry.done == "ya")
        return cls(
            assessment=assessment,
            area=area,
            heading=f"{area_heading(area)}, mode tabel",
            summary=f"{done} dari {len(rows)} siap direviu · {area_score(assessment, area)}",
            crumbs=assessment_crumbs(
                assessment, (area_label(area), f"{base}area/{area.key}/"), "Mode tabel"
            ),
            url=f"{base}area/{area.key}/",
            base=base,
            rows=rows,
            editable=editable,
            locked="" if editable else closed_words(assessment) or SENTENCES[Permission.ANSWER],
            previous=areas[place - 1] if place else None,
            next=areas[place + 1] if place + 1 < len(areas) else None,
            user_id=user.pk,
            problems=problems_of(rows, typed),
        )


def rows_of(assessment: Assessment, area: Area, typed: TypedRow | None) -> list[TableRow]:
    answers = Answer.objects.filter(assessment=assessment.pk, area=area.key)
    stored = {answer.code: answer for answer in answers}
    evidence = evidence_counts(assessment)
    zone = assessment.unit.time_zone
    rows = []
    sub_area = ""
    for item in area.items:
        answer = stored[item.code]
        official = wording_for(assessment.instrument, item)
        if typed is not None and typed.code == item.code:
            entry = ShownEntry.typed(item, answer, typed.typed, typed.errors, official)
        else:
            entry = ShownEntry.stored(item, answer, official)
        field = FIELD_OF_KIND[item.kind]
        name = assessment.structure.sub_area(item.sub_area_code).name
        rows.append(
            TableRow(
                item=item,
                form=f"butir-{item.position}",
                entry=entry,
                version=answer.version,
                weight=format_points(as_decimal(item.weight)),
                score=format_points(score_item(item, answer.response).value),
                share=shown_score(item, answer).share,
                evidence=evidence_words(*evidence.get(answer.pk, NO_EVIDENCE)),
                chip=status_chip(answer.get_status_display()),
                saved=saved_words(answer.updated_at, zone),
                answer=shown_value(item, field, getattr(answer, field)),
                sub_area=name if name != sub_area else "",
            )
        )
        sub_area = name
    return rows


def saved_words(at: dt.datetime | None, zone: str) -> str:
    """ "Tersimpan 14.05 WIT", or the day when it was another; "" for what nobody wrote yet."""
    if at is None:
        return ""
    local = ZoneInfo(zone)
    if timezone.localdate(at, local) == timezone.localdate(timezone=local):
        return f"Tersimpan {format_clock(at, zone)}"
    # The column is narrow: a line may break before the date, never inside it.
    return f"Tersimpan {format_date_short(at, zone)}".replace("-", "\N{NON-BREAKING HYPHEN}")


def problems_of(rows: list[TableRow], typed: TypedRow | None) -> list[tuple[str, str]]:
    """Errors of the row that was sent, each with the id of its field."""
    if typed is None:
        return []
    form = next(row.form for row in rows if row.item.code == typed.code)
    return [
        (f"{form}_{name}", f"{typed.code}: {sentence}") for name, sentence in typed.errors.items()
    ]
