"""What changed between two records of one assessment, item by item."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.models import Assessment, Record
from reports.contexts.record import Document, ItemLine, RecordContext
from reports.contexts.record_words import answer_words, headline, stamp_words
from zi_portal.lib.numbers import format_points, format_signed


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was and is otherwise."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """Everything that changed in one item, and what that is worth in points."""

    code: str
    wording: str
    changes: tuple[Change, ...]
    gain: str


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """The earlier record on the left, the later one on the right."""

    before: RecordContext
    after: RecordContext
    before_words: str
    after_words: str
    total: Change
    gain: str
    general: tuple[Change, ...]
    items: tuple[ItemChange, ...]
    others: tuple[tuple[int, str], ...]
    crumbs: list[Crumb]

    @classmethod
    def of(cls, earlier: Record, later: Record, assessment: Assessment) -> ComparisonPage:
        before, after = RecordContext.from_record(earlier), RecordContext.from_record(later)
        args = [assessment.year, assessment.unit.code]
        return cls(
            before=before,
            after=after,
            before_words=stamp_words(before),
            after_words=stamp_words(after),
            total=Change("Nilai", format_points(before.total), format_points(after.total)),
            gain=format_signed(after.total - before.total),
            general=general_changes(before, after),
            items=item_changes(before, after),
            others=tuple(
                (number, reverse("reports:record_compare", args=[*args, later.number]))
                for number in assessment.records.exclude(number=later.number)
                .order_by("number")
                .values_list("number", flat=True)
            ),
            crumbs=assessment_crumbs(
                assessment,
                ("Rekaman", reverse("reports:record_list", args=args)),
                (f"No. {later.number}", reverse("reports:record", args=[*args, later.number])),
                f"Dibanding no. {earlier.number}",
            ),
        )


def general_changes(before: RecordContext, after: RecordContext) -> tuple[Change, ...]:
    """What changed about the office and its LKE as a whole."""
    pairs = (
        ("Nama unit", before.unit.name, after.unit.name),
        ("Status", before.assessment.state_label, after.assessment.state_label),
        ("Sasaran", before.assessment.target, after.assessment.target),
        ("Syarat terpenuhi", str(before.checks_met), str(after.checks_met)),
        ("Kesimpulan", headline(before), headline(after)),
        ("Berkas bukti", str(len(before.kept_documents)), str(len(after.kept_documents))),
    )
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


def item_changes(before: RecordContext, after: RecordContext) -> tuple[ItemChange, ...]:
    """Every item that differs, in office order."""
    found = []
    for line in after.items:
        was = before.by_code.get(line.code)
        if was is None:
            continue
        if changes := changes_of(was, line):
            gain = line.value - was.value
            found.append(
                ItemChange(
                    code=line.code,
                    wording=line.item.wording,
                    changes=changes,
                    gain=format_signed(gain) if gain else "",
                )
            )
    return tuple(found)


def changes_of(was: ItemLine, now: ItemLine) -> tuple[Change, ...]:
    pairs = (
        ("Jawaban", answer_words(was), answer_words(now)),
        ("Penjelasan", was.narrative, now.narrative),
        ("Status", was.status_label, now.status_label),
        ("Bukti", evidence_words(was), evidence_words(now)),
    )
    return tuple(
        Change(label, before or "kosong", after or "kosong")
        for label, before, after in pairs
        if before != after
    )


def evidence_words(line: ItemLine) -> str:
    """The documents of an item, one to a line, told apart also when only a file was replaced."""
    return "\n".join(_document_words(one) for one in line.documents)


def _document_words(document: Document) -> str:
    if document.file is None:
        return f"{document.title} (tanpa berkas)"
    return f"{document.title} (versi {document.file.version}, {document.file.sha256[:8]})"
