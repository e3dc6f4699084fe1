"""The figures of a record as the documents show them: requirements, areas, gains, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from pengungkit import scoring
from pengungkit.instruments import Kind, Level
from pengungkit.instruments.area_names import area_label
from pengungkit.models.answers import response_from
from pengungkit.simulation import Raise, raises
from reports.contexts.record import (
    AreaLine,
    CheckLine,
    Document,
    ItemLine,
    RecordContext,
    ScoreLine,
)
from reports.contexts.record_words import check_words
from reports.contexts.simulation import after_words, shown_response
from zi_portal.lib.charts import bullet_bar
from zi_portal.lib.numbers import format_percent, format_points, format_signed


UNSORTED = "Belum dipilah"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One requirement with its bar."""

    name: str
    value: str
    minimum: str
    gap: str
    met: bool
    bar: SafeString


def check_rows(context: RecordContext) -> list[CheckRow]:
    return [_check_row(line) for line in context.checks]


def _check_row(line: CheckLine) -> CheckRow:
    value, minimum, gap = check_words(line)
    full = Decimal(100) if line.unit == "persen" else line.weight
    bar = bullet_bar(line.value, line.minimum, full, line.name)
    return CheckRow(line.name.replace(": ", " ", 1), value, minimum, gap, line.met, bar)


@dataclass(frozen=True, slots=True)
class SumRow:
    """A part of the LKE with what it weighs and what it brings."""

    name: str
    weight: str
    value: str
    percent: str
    bar: SafeString


def sum_row(name: str, line: ScoreLine, minimum: Decimal | None = None) -> SumRow:
    """`minimum` in percent of the weight."""
    return SumRow(
        name,
        format_points(line.weight),
        format_points(line.value),
        format_percent(line.percent),
        bullet_bar(line.percent, minimum, 100, name),
    )


def area_rows(context: RecordContext) -> list[SumRow]:
    """Every area, with the target's minimum where it has one."""
    target = context.instrument.target(context.assessment.target).code
    minimums = {
        one.measured: one.minimum[target]
        for one in context.instrument.minimums
        if one.level is Level.AREA and target in one.minimum
    }
    return [sum_row(one.title, one.score, minimums.get(one.key)) for one in context.areas]


@dataclass(frozen=True, slots=True)
class GainRow:
    """An item that can still add, from what it is to what it may become."""

    code: str
    wording: str
    place: str
    before: str
    after: str
    gain: str


def gain_rows(context: RecordContext, most: int) -> list[GainRow]:
    """The greatest gains still to be had, counted from the record's own answers."""
    responses = {
        line.code: response for line in context.items if (response := _response(line)) is not None
    }
    result = scoring.score(context.instrument, responses)
    target = context.assessment.target
    found = raises(context.instrument, target, result)[:most]
    return [_gain_row(context, result, one) for one in found]


def _response(line: ItemLine) -> scoring.Response | None:
    counts = dict(line.counts) if line.counts is not None else None
    index = line.index if line.item.kind is Kind.INDEX else None
    return response_from(choice=line.choice, counts=counts, index=index)


def _gain_row(context: RecordContext, result: scoring.Result, one: Raise) -> GainRow:
    area = context.instrument.area(one.item.area_key)
    return GainRow(
        code=one.code,
        wording=one.item.wording,
        place=area_label(area),
        before=shown_response(result.items[one.code], one.item.kind),
        after=after_words(one),
        gain=format_signed(one.gain),
    )


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """How much proof an area has."""

    name: str
    items: int
    answered: int
    without: int
    kept: int
    links: int


def evidence_rows(context: RecordContext) -> list[EvidenceRow]:
    return [_evidence_row(area) for area in context.areas]


def evidence_sum(context: RecordContext) -> EvidenceRow:
    """Every document once, also one that proves items of several areas."""
    items = context.items
    return EvidenceRow(
        "Seluruhnya",
        len(items),
        context.answered,
        len(context.missing.without_evidence),
        len(context.kept_documents),
        len(context.documents) - len(context.kept_documents),
    )


def _evidence_row(area: AreaLine) -> EvidenceRow:
    documents = {one.uuid: one for item in area.items for one in item.documents}.values()
    kept = sum(one.is_kept for one in documents)
    return EvidenceRow(
        area.title,
        len(area.items),
        sum(item.answered for item in area.items),
        sum(item.answered and not item.documents for item in area.items),
        kept,
        len(documents) - kept,
    )


def counted(words: Iterable[str]) -> list[tuple[str, int]]:
    """How often each word occurs, the most frequent first, what nobody said last."""
    counts = Counter(word or UNSORTED for word in words)
    return sorted(counts.items(), key=lambda pair: (pair[0] == UNSORTED, -pair[1], pair[0]))


def kinds_of(documents: Iterable[Document]) -> list[tuple[str, int]]:
    return counted(one.kind for one in documents)


def stages_of(documents: Iterable[Document]) -> list[tuple[str, int]]:
    return counted(one.stage for one in documents)
