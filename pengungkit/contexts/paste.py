"""A pasted block before and after it is applied: what changes, what stays, what was not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from pengungkit.actions.pastes import not_undoable, undo_until
from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.shown_values import LABELS, shown_value
from pengungkit.instruments import Area, Item
from pengungkit.instruments.area_names import area_heading, area_label
from pengungkit.merging import ENTRY_FIELDS
from pengungkit.models import Answer, Assessment, Paste
from pengungkit.pasting.outcomes import Outcome, outcomes, placing_of
from units.models import User
from zi_portal.lib.dates import format_moment


CHANGED, SAME, CLASH, WRONG = "berubah", "sama", "bentrok", "galat"
STATES = {
    CHANGED: ("info", "Berubah", "edit"),
    SAME: ("plain", "Sama", "check"),
    CLASH: ("warning", "Bentrok", "alert"),
    WRONG: ("error", "Galat", "x-circle"),
}
# Longer texts are shown by their beginning; nobody proof-reads ten thousand characters here.
TEXT_SHOWN = 240


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field in words; "" stands for an empty one."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PasteRow:
    """One row: `where` it stood in the paste or the workbook, `state` a key of STATES."""

    where: str
    code: str
    title: str
    state: str
    changes: list[FieldChange]
    errors: list[tuple[str, str]]
    version: int = 0
    changed_by: str = ""

    @property
    def look(self) -> tuple[str, str, str]:
        """Tone, word and icon of the state."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class StateChip:
    label: str
    count: int
    query: str
    current: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What a paste and an import say differently on the same page."""

    again: str
    since: str
    replace: str
    undo: str
    rows: str


WORDS = {
    Paste.Source.CLIPBOARD: Words(
        again="Tempel lagi",
        since="setelah Anda menempel",
        replace="Ganti dengan tempelan",
        undo="Batalkan tempelan",
        rows="Isi tempelan",
    ),
    Paste.Source.WORKBOOK: Words(
        again="Unggah berkas lain",
        since="di portal sesudah berkas ini diunduh",
        replace="Ganti dengan isi berkas",
        undo="Batalkan impor",
        rows="Isi berkas",
    ),
}


@dataclass(frozen=True, slots=True)
class PastePage:
    """The preview of one paste or import. `here` is its address, `start` where it began."""

    paste: Paste
    heading: str
    crumbs: list[Crumb]
    here: str
    start: str
    words: Words
    lead: str
    remarks: list[str]
    rows: list[PasteRow]
    clashing: list[PasteRow]
    chips: list[StateChip]
    changing: int


def paste_page(paste: Paste, saring: str) -> PastePage:
    """The preview against what is stored now; one query for the answers of the area."""
    assessment = paste.assessment
    area = assessment.structure.area(paste.area)
    answers = {
        answer.code: answer
        for answer in Answer.objects.filter(assessment=assessment.pk, area=area.key).select_related(
            "updated_by"
        )
    }
    placing = placing_of(paste)
    zone = assessment.unit.time_zone
    rows = [row_of(outcome, zone) for outcome in outcomes(paste, answers, [area.key])]
    rows += [
        PasteRow(f"baris {one.line}", one.text, "", WRONG, [], [("Baris", one.reason)])
        for one in placing.misplaced
    ]
    counts = counts_of(rows)
    missing = len(area.items) - len(placing.rows)
    lead = f"{summary_of(counts)}. Baris dikenali {placing.how}. {waiting(paste)}"
    if missing:
        lead += f" {missing} butir area ini tidak ada di tempelan dan tidak diubah."
    saring = saring if saring in STATES else ""
    start = f"{assessment.get_absolute_url()}area/{area.key}/tempel/"
    return PastePage(
        paste=paste,
        heading=f"Pratinjau tempelan, {area_heading(area)}",
        crumbs=paste_crumbs(assessment, area, "Pratinjau"),
        here=f"{start}{paste.uuid}/",
        start=start,
        words=WORDS[Paste.Source.CLIPBOARD],
        lead=lead,
        remarks=[],
        rows=[row for row in rows if row.state == (saring or row.state)],
        clashing=[row for row in rows if row.state == CLASH],
        chips=chips_of(counts, saring),
        changing=counts[CHANGED],
    )


def waiting(paste: Paste) -> str:
    """That nothing has changed yet, and how long there is to decide."""
    until = format_moment(paste.kept_until, paste.assessment.unit.time_zone)
    return f"Belum ada yang diubah; pratinjau ini menunggu sampai {until}."


def counts_of(rows: list[PasteRow]) -> dict[str, int]:
    """How many rows there are of each state."""
    return {state: sum(1 for row in rows if row.state == state) for state in STATES}


def summary_of(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[state]} {state}" for state in STATES)


def chips_of(counts: Mapping[str, int], saring: str) -> list[StateChip]:
    everything = StateChip("Semua", sum(counts.values()), "?", not saring)
    return [everything] + [
        StateChip(
            "Galat saja" if state == WRONG else STATES[state][1],
            counts[state],
            f"?saring={state}",
            state == saring,
        )
        for state in STATES
        if counts[state] or state == saring
    ]


def paste_crumbs(assessment: Assessment, area: Area, here: str = "") -> list[Crumb]:
    url = f"{assessment.get_absolute_url()}area/{area.key}/"
    last = [("Tempel dari Excel", f"{url}tempel/"), here] if here else ["Tempel dari Excel"]
    return assessment_crumbs(assessment, (area_label(area), url), *last)


def row_of(outcome: Outcome, zone: str) -> PasteRow:
    answer = outcome.answer
    if outcome.pasted.errors:
        state = WRONG
    elif outcome.clashes:
        state = CLASH
    else:
        state = CHANGED if outcome.changes else SAME
    changed_by = ""
    if outcome.clashes and answer.updated_by:
        changed_by = f"{answer.updated_by.name}, {format_moment(answer.updated_at, zone)}"
    return PasteRow(
        where=where_of(outcome),
        code=answer.code,
        title=outcome.placed.item.wording,
        state=state,
        changes=field_changes(outcome.placed.item, outcome.current, outcome.pasted.values),
        errors=[
            (f"{error.cell} “{error.text}”".lstrip(), error.reason)
            for error in outcome.pasted.errors
        ],
        version=answer.version,
        changed_by=changed_by,
    )


def where_of(outcome: Outcome) -> str:
    """The row of a paste, or the cell of a workbook in which the answer stands."""
    cells = outcome.placed.cells
    if not cells:
        return f"baris {outcome.placed.line}"
    ratio = outcome.placed.item.ratio
    keys = [one.key for one in ratio.inputs] if ratio else ["answer"]
    return next((f"sel {cells[key]}" for key in keys if key in cells), "")


def field_changes(
    item: Item, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[FieldChange]:
    """The entry fields that differ, in words."""
    return [
        FieldChange(
            LABELS[field],
            shortened(item, field, before[field]),
            shortened(item, field, after[field]),
        )
        for field in ENTRY_FIELDS
        if field in after and before.get(field) != after[field]
    ]


def shortened(item: Item, field: str, value: Any) -> str:
    """The value in words, long texts by their beginning; "" for nothing."""
    text = "" if value in (None, "") else shown_value(item, field, value)
    return text if len(text) <= TEXT_SHOWN else f"{text[:TEXT_SHOWN]} …"


@dataclass(frozen=True, slots=True)
class AppliedPaste:
    """A paste or import that was applied: what it changed, and whether it can be taken back.

    `see` is where the answers are shown, with the words of the link to it.
    """

    paste: Paste
    heading: str
    crumbs: list[Crumb]
    here: str
    start: str
    see: tuple[str, str]
    words: Words
    sentence: str
    rows: list[PasteRow]
    undo_until: str
    undoable: bool


def applied_paste(paste: Paste) -> AppliedPaste:
    """From the record of the paste alone; what happened later is in each item's history."""
    assessment = paste.assessment
    area = assessment.structure.area(paste.area)
    url = f"{assessment.get_absolute_url()}area/{area.key}/"
    return applied(
        paste,
        area.items,
        heading=f"Tempelan {area_heading(area)}",
        crumbs=paste_crumbs(assessment, area, "Hasil"),
        start=f"{url}tempel/",
        see=("Lihat di mode tabel", f"{url}tabel/"),
    )


def applied(
    paste: Paste,
    items: Iterable[Item],
    *,
    heading: str,
    crumbs: list[Crumb],
    start: str,
    see: tuple[str, str],
) -> AppliedPaste:
    """What a paste or an import did to these items."""
    zone = paste.assessment.unit.time_zone
    rows = []
    for item in items:
        record = paste.changes.get(item.code)
        if record and "after" in record:
            changes = field_changes(item, record["before"], record["after"])
            rows.append(PasteRow("", item.code, item.wording, CHANGED, changes, []))
    if paste.undone_at:
        when = format_moment(paste.undone_at, zone)
        sentence = f"{paste.noun.capitalize()} ini sudah dibatalkan {when}."
    else:
        when = format_moment(paste.applied_at, zone)
        sentence = f"{len(rows)} perubahan diterapkan {when}."
    return AppliedPaste(
        paste=paste,
        heading=heading,
        crumbs=crumbs,
        here=f"{start}{paste.uuid}/",
        start=start,
        see=see,
        words=WORDS[Paste.Source(paste.source)],
        sentence=sentence,
        rows=rows,
        undo_until=format_moment(undo_until(paste), zone),
        undoable=bool(rows) and not not_undoable(paste),
    )


@dataclass(frozen=True, slots=True)
class ExampleRow:
    code: str
    answer: str
    note: str


def examples_of(area: Area) -> list[ExampleRow]:
    """The first items of the area as a paste could look."""
    notes = ("SK Nomor 12 tanggal 5 Januari", "Rapat tiap bulan, notulen terlampir")
    return [
        ExampleRow(item.code, item.options[0].letter if item.options else "3,60", note)
        for item, note in zip(area.items, notes, strict=False)
    ]


@dataclass(frozen=True, slots=True)
class RecentPaste:
    url: str
    words: str


def recent_pastes(assessment: Assessment, area: Area, user: User) -> list[RecentPaste]:
    """The person's own pastes in this area that can still be taken back; one query."""
    return recent(
        assessment, user, f"{assessment.get_absolute_url()}area/{area.key}/tempel/", area=area.key
    )


def recent(assessment: Assessment, user: User, start: str, **which: str) -> list[RecentPaste]:
    """The person's own pastes or imports that can still be taken back; one query."""
    since = timezone.now() - dt.timedelta(hours=Paste.UNDO_HOURS)
    zone = assessment.unit.time_zone
    return [
        RecentPaste(
            f"{start}{paste.uuid}/",
            f"{len(paste.changes)} perubahan, {format_moment(paste.applied_at, zone)}",
        )
        for paste in Paste.objects.filter(
            assessment=assessment.pk, author=user, applied_at__gt=since, undone_at=None, **which
        ).defer("text", "rows")
        if paste.changes
    ]
