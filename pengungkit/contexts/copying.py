"""What an earlier year holds, item by item, beside what this year holds already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pengungkit.actions.copying import copied_values, is_empty, valid_evidence
from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.shown_values import shown_value
from pengungkit.contexts.task_rows import excerpt
from pengungkit.instruments.area_names import area_heading
from pengungkit.models import Answer, Assessment


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One item with something to copy. `filled` says that this year holds content already."""

    code: str
    title: str
    answer: str
    note: str
    evidence: int
    filled: bool
    version: int


@dataclass(frozen=True, slots=True)
class CopyGroup:
    key: str
    heading: str
    rows: list[CopyRow]


@dataclass(frozen=True, slots=True)
class CopyPage:
    assessment: Assessment
    source: Assessment
    crumbs: list[Crumb]
    url: str
    years: list[int]
    groups: list[CopyGroup]
    empty: int
    filled: int
    same_instrument: bool


def copy_page(
    assessment: Assessment, source: Assessment, years: list[int], areas: Collection[str]
) -> CopyPage:
    """The items of the person's areas that hold something last year; three queries."""
    structure = assessment.structure
    items = [item for item in structure.items if item.area_key in areas]
    codes = {item.code for item in items}
    now = {answer.code: answer for answer in answers_of(assessment)}
    old = {answer.code: answer for answer in answers_of(source)}
    evidence = valid_evidence(source, codes, assessment.unit.today)
    groups = []
    for area in structure.areas:
        rows = []
        for item in area.items if area.key in areas else ():
            before = old.get(item.code)
            if before is None:
                continue
            values = copied_values(source, assessment, before)
            documents = len(evidence[item.code])
            if not values and not documents:
                continue
            kinds = [field for field in ("choice", "counts", "index") if field in values]
            rows.append(
                CopyRow(
                    code=item.code,
                    title=item.wording,
                    answer="; ".join(
                        shown_value(item, field, values[field]).replace("\n", ", ")
                        for field in kinds
                    ),
                    note=excerpt(values.get("narrative", "")),
                    evidence=documents,
                    filled=not is_empty(now[item.code]),
                    version=now[item.code].version,
                )
            )
        if rows:
            groups.append(CopyGroup(area.key, area_heading(area), rows))
    shown = [row for group in groups for row in group.rows]
    return CopyPage(
        assessment=assessment,
        source=source,
        crumbs=assessment_crumbs(assessment, f"Salin dari {source.year}"),
        url=assessment.get_absolute_url(),
        years=years,
        groups=groups,
        empty=sum(1 for row in shown if not row.filled),
        filled=sum(1 for row in shown if row.filled),
        same_instrument=source.instrument_id == assessment.instrument_id,
    )


def answers_of(assessment: Assessment) -> list[Answer]:
    return list(Answer.objects.filter(assessment=assessment.pk))
