"""The readiness report: would the unit pass, what is missing, and what it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reports.contexts.record import MilestoneLine, PredicateLine, RecordContext, YearLine
from reports.contexts.record_words import Lack, headline, lacks_of
from reports.pdfs.figures import (
    area_rows,
    check_rows,
    evidence_rows,
    evidence_sum,
    gain_rows,
    kinds_of,
    stages_of,
    sum_row,
)
from reports.pdfs.frame import Frame, page_of
from reports.pdfs.innovations import innovation_lines, replication_lines
from reports.pdfs.one_page import facts_of
from units.models import Milestone, PredicateRecord
from zi_portal.lib.dates import format_date_long
from zi_portal.lib.numbers import format_points


TITLE = "Laporan kesiapan"
GAINS = 15
# More lines of one kind are said in the LKE, where every item stands.
MOST_LACKS = 40


@dataclass(frozen=True, slots=True)
class LackList:
    """One kind of thing that is missing; `more` says how many further lines there are."""

    title: str
    count: int
    lines: tuple[str, ...]
    more: int


def readiness_report(context: RecordContext, now: dt.datetime) -> str:
    return page_of(
        "readiness_report.html",
        Frame.of(context, TITLE, now),
        context=context,
        headline=headline(context),
        passed=context.passed,
        precondition=_precondition(context),
        facts=facts_of(context),
        checks=check_rows(context),
        failed=[row for row in check_rows(context) if not row.met],
        whole=sum_row("Nilai total", context.whole),
        # Where a component is an area, that area's own row says it.
        components=[
            sum_row(one.name, one)
            for one in context.components.values()
            if one.name not in {area.name for area in context.areas}
        ],
        areas=area_rows(context),
        parts=_parts(context),
        gains=gain_rows(context, GAINS),
        lacks=[_lack_list(one) for one in lacks_of(context)],
        evidence=evidence_rows(context),
        evidence_sum=evidence_sum(context),
        kinds=kinds_of(context.documents),
        stages=stages_of(context.documents),
        innovations=innovation_lines(context),
        replications=replication_lines(context),
        predicates=[_predicate(one) for one in context.predicates],
        milestones=[_milestone(one) for one in context.milestones],
        years=[_year(one) for one in context.other_years],
    )


def _precondition(context: RecordContext) -> str:
    first = context.precondition
    if first is None:
        return ""
    if first.met:
        return f"Predikat {first.name}, yang harus dipegang lebih dahulu, tercatat."
    state = "sudah dicabut" if first.held is False else "belum tercatat"
    return f"Predikat {first.name} {state}, padahal harus dipegang lebih dahulu."


def _parts(context: RecordContext) -> list[tuple[str, list[tuple[str, object]]]]:
    """Every sub-area below its area, with code."""
    return [
        (
            area.title,
            [(one.sub_area.code, sum_row(one.sub_area.name, one.score)) for one in area.sub_areas],
        )
        for area in context.areas
    ]


def _lack_list(lack: Lack) -> LackList:
    shown = lack.lines[:MOST_LACKS]
    return LackList(lack.title, len(lack.lines), shown, len(lack.lines) - len(shown))


def _predicate(line: PredicateLine) -> tuple[str, str, str, str]:
    about = [line.document_number, line.note]
    if line.revoked_on:
        about.append(f"Dicabut {format_date_long(line.revoked_on)}: {line.revoked_reason}")
    return (
        day_words(line.granted_on, line.only_year_known),
        line.predicate,
        dict(PredicateRecord.Giver.choices).get(line.giver, line.giver),
        "; ".join(filter(None, about)),
    )


def _milestone(line: MilestoneLine) -> tuple[str, str, str]:
    day = day_words(line.happened_on, line.only_year_known)
    kind = dict(Milestone.Kind.choices).get(line.kind, line.kind)
    title = line.title if line.title.startswith(kind) else f"{kind}: {line.title}"
    return (f"{day} (rencana)" if line.is_planned else day, title, line.note)


def _year(line: YearLine) -> tuple[int, str, str, int]:
    return (line.year, line.target, format_points(line.total), line.checks_met)


def day_words(day: dt.date, only_year_known: bool) -> str:
    return str(day.year) if only_year_known else format_date_long(day)
