"""A record in words: its verdict, its values, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pengungkit import readiness
from pengungkit.contexts.shown_values import EMPTY, shown_value
from pengungkit.instruments import Item
from pengungkit.readiness import Readiness
from pengungkit.scoring import Check
from reports.contexts import verdicts
from reports.contexts.record import CheckLine, Document, ItemLine, RecordContext
from zi_portal.lib.dates import format_date_long, format_moment
from zi_portal.lib.numbers import format_input, format_number, format_percent


def readiness_of(context: RecordContext) -> Readiness:
    """The checks and the precondition of a record, as the pages of today take them."""
    first = context.precondition
    return Readiness(
        target_code=context.assessment.target.lower(),
        target_name=context.assessment.target,
        checks=tuple(check_of(one) for one in context.checks),
        precondition=readiness.Precondition(first.code, first.name, first.held) if first else None,
    )


def check_of(line: CheckLine) -> Check:
    return Check(
        code=line.code,
        name=line.name,
        unit=line.unit,
        value=line.value,
        minimum=line.minimum,
        gap=line.gap,
        met=line.met,
        points=line.points,
        weight=line.weight,
        index_minimum=line.index_minimum,
    )


def headline(context: RecordContext) -> str:
    """ "Belum memenuhi syarat WBK: 2 dari 12 syarat masih kurang."."""
    return verdicts.headline_of(readiness_of(context))


def check_words(line: CheckLine) -> tuple[str, str, str]:
    """Value, minimum and what is missing of one check, as the dashboard shows them."""
    check = check_of(line)
    gap = "" if line.met else f"kurang {format_number(verdicts.missing_points(check))} poin"
    return verdicts.shown_value(check), verdicts.shown_minimum(check), gap


def answer_words(line: ItemLine) -> str:
    """The answer of an item in words; counts one to a line."""
    return _answer_words(line, line.item)


def asked_answer_words(line: ItemLine) -> str:
    """The same in the words of the official form, where the record holds them."""
    return _answer_words(line, line.asked)


def _answer_words(line: ItemLine, item: Item) -> str:
    if line.choice:
        return shown_value(item, "choice", line.choice)
    if line.counts is not None:
        words = shown_value(item, "counts", line.counts)
        return f"{format_percent(line.share * 100)}\n{words}" if line.answered else words
    return shown_value(item, "index", line.index) if line.index is not None else EMPTY


def share_words(share: Decimal) -> str:
    """What the LKE calls Nilai (0..1), with the places an evaluator reads."""
    return format_input(share.quantize(Decimal("0.0001")))


def stamp_words(context: RecordContext) -> str:
    """ "rekaman no. 3, dibuat 30 Mei 2027, 15.20 WIB oleh Dewi"."""
    stamp = context.stamp
    if stamp is None:
        return "keadaan saat ini, belum direkam"
    made = format_moment(stamp.made_at, context.unit.zone)
    return f"rekaman no. {stamp.number}, dibuat {made} oleh {stamp.made_by}"


def document_words(document: Document) -> str:
    """What a document is, beside its title: kind, number, date, stage."""
    facts = [document.kind, document.number]
    if document.document_date:
        facts.append(format_date_long(document.document_date))
    if document.stage:
        facts.append(f"tahap {document.stage.lower()}")
    return " · ".join(fact for fact in facts if fact)


def kept_elsewhere(document: Document) -> str:
    """Where a document is whose file we do not have."""
    if document.url:
        return f"hanya tautan, {document.url}"
    return "berkasnya dimusnahkan, ditolak pemindai virus, atau belum diunggah"


@dataclass(frozen=True, slots=True)
class Lack:
    """One kind of thing that is not there, with a line for each of them."""

    title: str
    lines: tuple[str, ...]


def lacks_of(context: RecordContext) -> tuple[Lack, ...]:
    """Everything a record lacks, the gravest first; empty when nothing is missing."""
    missing = context.missing
    first = missing.precondition
    lacks = [
        Lack("Syarat yang belum terpenuhi", tuple(_check_line(one) for one in missing.checks)),
        Lack(
            "Predikat yang harus dipegang lebih dahulu",
            (f"{first.name} {'sudah dicabut' if first.held is False else 'belum tercatat'}",)
            if first
            else (),
        ),
        Lack("Butir yang belum dijawab", _item_lines(missing.unanswered)),
        Lack("Butir yang dijawab tanpa bukti", _item_lines(missing.without_evidence)),
        Lack(
            "Butir yang diminta diperbaiki", tuple(_repair_line(one) for one in missing.to_repair)
        ),
        Lack(
            "Bukti yang berkasnya tidak tersimpan di portal, jadi tidak ada di paket",
            tuple(_link_line(one) for one in missing.not_kept),
        ),
        Lack("Bukti yang masa berlakunya sudah lewat", _expired_lines(context)),
    ]
    for key, sentences in missing.sections.items():
        lacks.append(Lack(key.capitalize(), sentences))
    return tuple(lack for lack in lacks if lack.lines)


def _item_lines(lines: tuple[ItemLine, ...]) -> tuple[str, ...]:
    return tuple(f"{line.code} {line.item.wording}" for line in lines)


def _check_line(line: CheckLine) -> str:
    value, minimum, gap = check_words(line)
    return f"{line.name}: {value}, minimal {minimum}, {gap}"


def _repair_line(line: ItemLine) -> str:
    return f"{line.code} {line.item.wording}: {line.repair_note}"


def _link_line(document: Document) -> str:
    where = ", ".join(document.item_codes)
    return f"{document.title}: {kept_elsewhere(document)} (untuk {where})"


def _expired_lines(context: RecordContext) -> tuple[str, ...]:
    """As of the day the record was made, so that the words stay the same; none for a live state."""
    if context.stamp is None:
        return ()
    day = context.stamp.made_at.astimezone(context.unit.zone).date()
    return tuple(
        f"{one.title}: berlaku sampai {format_date_long(one.valid_until)}"
        f" (untuk {', '.join(one.item_codes)})"
        for one in context.documents
        if one.valid_until is not None and one.valid_until < day
    )
