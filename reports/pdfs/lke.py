"""The full LKE: every item with its answer, its points, what was written, and what proves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from reports.contexts.record import AreaLine, Document, ItemLine, RecordContext
from reports.contexts.record_words import (
    asked_answer_words,
    document_words,
    headline,
    kept_elsewhere,
    share_words,
)
from reports.pdfs.figures import SumRow, area_rows, check_rows, sum_row
from reports.pdfs.frame import Frame, breakable, page_of
from reports.pdfs.one_page import facts_of
from zi_portal.lib.numbers import format_points, format_size


TITLE = "LKE lengkap"
# A row with more text than this may run on to the next page; others stay whole.
LONG_ROW = 900
# All narratives of an LKE are let in up to this; past it each is cut, so that a PDF of thousands
# of pages is not asked of anybody's memory.
MOST_WORDS = 400_000
CUT_WORDS = 2_500

Way = Callable[[Document], str]


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A document; `href` leads to its file in the packet, "" outside of one."""

    title: str
    about: str
    href: str


@dataclass(frozen=True, slots=True)
class LkeRow:
    """One item."""

    code: str
    wording: str
    answer: str
    answered: bool
    remark: str
    share: str
    points: str
    narrative: str
    is_cut: bool
    status: str
    repair_note: str
    judgements: tuple[tuple[str, str, str], ...]
    proofs: tuple[ProofLine, ...]
    is_long: bool


@dataclass(frozen=True, slots=True)
class LkePart:
    """A sub-area with its items."""

    code: str
    score: SumRow
    rows: tuple[LkeRow, ...]


@dataclass(frozen=True, slots=True)
class LkeArea:
    """An area with its sub-areas."""

    title: str
    score: SumRow
    parts: tuple[LkePart, ...]


def lke_document(
    context: RecordContext, now: dt.datetime, way_to: Way = lambda document: ""
) -> str:
    """`way_to` gives the path of a document's file beside the PDF."""
    most = 0 if sum(len(one.narrative) for one in context.items) <= MOST_WORDS else CUT_WORDS
    return page_of(
        "lke.html",
        Frame.of(context, TITLE, now),
        context=context,
        headline=headline(context),
        passed=context.passed,
        facts=facts_of(context),
        checks=check_rows(context),
        areas=area_rows(context),
        whole=sum_row("Nilai total", context.whole),
        most=most,
        linked=any(way_to(one) for one in context.documents),
        content=[_area(one, way_to, most) for one in context.areas],
    )


def _area(area: AreaLine, way_to: Way, most: int) -> LkeArea:
    return LkeArea(
        area.title,
        sum_row(area.title, area.score),
        tuple(
            LkePart(
                part.sub_area.code,
                sum_row(part.sub_area.name, part.score),
                tuple(_row(item, way_to, most) for item in part.items),
            )
            for part in area.sub_areas
        ),
    )


def _row(line: ItemLine, way_to: Way, most: int) -> LkeRow:
    is_cut = bool(most) and len(line.narrative) > most
    narrative = f"{line.narrative[:most]}…" if is_cut else line.narrative
    proofs = tuple(_proof(one, way_to) for one in line.documents)
    length = max(len(narrative), 2 * sum(len(one.title) + len(one.about) for one in proofs))
    judged = (("TPI", line.tpi), ("Akhir", line.final))
    return LkeRow(
        code=line.code,
        wording=line.asked.wording,
        answer=asked_answer_words(line),
        answered=line.answered,
        remark=line.remark,
        share=share_words(line.share),
        points=f"{format_points(line.value)} / {format_points(line.weight)}",
        narrative=breakable(narrative),
        is_cut=is_cut,
        status=line.status_label,
        repair_note=line.repair_note,
        judgements=tuple(
            (name, format_points(one.value), one.note) for name, one in judged if one is not None
        ),
        proofs=proofs,
        is_long=length > LONG_ROW,
    )


def _proof(document: Document, way_to: Way) -> ProofLine:
    about = document_words(document)
    if document.file is None:
        return ProofLine(
            document.title, " · ".join(filter(None, [about, kept_elsewhere(document)])), ""
        )
    facts = f"{document.file.extension.upper()}, {format_size(document.file.size)}"
    return ProofLine(
        document.title, f"{about} · {facts}" if about else facts, quote(way_to(document))
    )
