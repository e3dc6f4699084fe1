"""The history of one item: who sat at it when, and what changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse

from pengungkit import history
from pengungkit.access import answer_of
from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.contexts.shown_values import LABELS, shown_value
from pengungkit.contexts.word_diff import Stretch, word_diff
from pengungkit.instruments import Item
from pengungkit.merging import values_of
from pengungkit.models import Answer, Assessment
from units.audit import label_of
from units.models import AuditEvent
from zi_portal.lib.dates import format_clock, format_date_long


# As many saves are looked at for the one line under the form.
RECENT = 40


@dataclass(frozen=True, slots=True)
class LastSitting:
    """ "Sari, 21 November 2026, 14.01–14.05 WIT, 3 kali simpan"."""

    line: str

    @classmethod
    def of(cls, answer: Answer, zone: str) -> LastSitting | None:
        """None for an item nobody has touched; one query, and none for version 0."""
        if not answer.version:
            return None
        events = list(
            AuditEvent.objects.filter(target=label_of(answer), action__in=history.CHANGING_ACTIONS)
            .order_by("-pk")
            .values_list("actor", "actor_name", "action", "at")[:RECENT]
        )
        if not events:
            return None
        actor, name, action, last = events[0]
        first, saves = last, 1
        for other, _, other_action, at in events[1:]:
            if other != actor or other_action != action or first - at >= history.SITTING_GAP:
                break
            first, saves = at, saves + 1
        return cls(f"{name}, {span(first, last, zone)}{times(saves, action)}")


# What the trail keeps about an item besides changes of its fields.
OTHER_ACTIONS = {
    "bukti_dipasang": "memasang bukti",
    "bukti_dilepas": "melepas bukti",
    "butir_ditugaskan": "mengubah penugasan",
}
ACTION_WORDS = {
    "butir_diisi": "mengisi",
    "butir_ditempel": "menempel dari Excel",
    "tempelan_dibatalkan": "membatalkan tempelan",
    "butir_diimpor": "mengimpor dari Excel",
    "impor_dibatalkan": "membatalkan impor",
    "butir_disalin": "menyalin dari tahun lalu",
    "butir_disetujui": "menyetujui",
    "butir_dikembalikan": "mengembalikan untuk diperbaiki",
}
# Older events than these are in the audit trail, not on this page.
OLDEST = 1000
LINES = 25


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One field of a sitting: short values as `before` and `after`, texts as `words`."""

    label: str
    before: str
    after: str
    words: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of the history: who, what kind of act, when, and what changed."""

    actor: str
    act: str
    when: str
    note: str
    changes: tuple[ShownChange, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    assessment: Assessment
    item: Item
    entries: tuple[HistoryEntry, ...]
    page: Page
    crumbs: list[Crumb]
    query: QueryDict = field(default_factory=QueryDict)

    @classmethod
    def of(cls, assessment: Assessment, item: Item, page_number: str) -> HistoryPage:
        """Two queries, however long the history; only the lines of the page are compared."""
        answer = answer_of(assessment, item.code)
        events = list(
            AuditEvent.objects.filter(
                target=label_of(answer), action__in=(*history.CHANGING_ACTIONS, *OTHER_ACTIONS)
            ).order_by("-pk")[:OLDEST]
        )
        changing = [event for event in events if event.action not in OTHER_ACTIONS]
        lines: list[history.Sitting | AuditEvent] = [
            *history.sittings(values_of(answer), changing),
            *(event for event in events if event.action in OTHER_ACTIONS),
        ]
        lines.sort(key=line_time, reverse=True)
        page = Paginator(lines, LINES).get_page(page_number)
        zone = assessment.unit.time_zone
        args = [assessment.year, assessment.unit.code, item.code]
        return cls(
            assessment=assessment,
            item=item,
            entries=tuple(
                sitting_entry(item, line, zone)
                if isinstance(line, history.Sitting)
                else other_entry(line, zone)
                for line in page
            ),
            page=page,
            crumbs=assessment_crumbs(
                assessment, (item.code, reverse("pengungkit:item", args=args)), "Riwayat"
            ),
        )


def line_time(line: history.Sitting | AuditEvent) -> dt.datetime:
    return line.last_at if isinstance(line, history.Sitting) else line.at


def sitting_entry(item: Item, sitting: history.Sitting, zone: str) -> HistoryEntry:
    saves = f", {sitting.saves} kali simpan" if sitting.saves > 1 else ""
    return HistoryEntry(
        actor=sitting.actor_name,
        act=ACTION_WORDS[sitting.action],
        when=span(sitting.first_at, sitting.last_at, zone) + saves,
        note=sitting.note,
        changes=tuple(
            shown_change(item, field, sitting.before[field], sitting.after[field])
            for field in sitting.fields
        ),
    )


def other_entry(event: AuditEvent, zone: str) -> HistoryEntry:
    title = event.data.get("judul", "")
    return HistoryEntry(
        actor=event.actor_name,
        act=f"{OTHER_ACTIONS[event.action]} “{title}”" if title else OTHER_ACTIONS[event.action],
        when=span(event.at, event.at, zone),
        note="",
        changes=(),
    )


def shown_change(item: Item, field: str, before: Any, after: Any) -> ShownChange:
    if field == "status":
        return ShownChange(LABELS[field], Answer.Status(before).label, Answer.Status(after).label)
    old, new = shown_value(item, field, before), shown_value(item, field, after)
    if field == "narrative" and before and after:
        return ShownChange(LABELS[field], "", "", tuple(word_diff(before, after)))
    return ShownChange(LABELS[field], old, new)


def span(first: dt.datetime, last: dt.datetime, zone: str) -> str:
    """ "21 November 2026, 14.01–14.05 WIT"."""
    start, end = format_clock(first, zone), format_clock(last, zone)
    clock = end if start == end else f"{start.split()[0]}–{end}"
    return f"{format_date_long(last, zone)}, {clock}"


def times(saves: int, action: str) -> str:
    if action != "butir_diisi":
        return ""
    more = "+" if saves == RECENT else ""
    return f", {saves}{more} kali simpan"
