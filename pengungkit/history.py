"""History of one item as field changes, read from the audit trail.

A change is stored small: a short value as [old, new], a long text as the one stretch that differs.
Walking the changes backward from the stored row gives the row at any earlier version, which is
what conflict detection needs, without a copy per save.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from units.audit import label_of
from units.models import AuditEvent


# Actions of the trail that change the fields of an answer.
CHANGING_ACTIONS = (
    "butir_diisi",
    "butir_ditempel",
    "tempelan_dibatalkan",
    "butir_diimpor",
    "impor_dibatalkan",
    "butir_disalin",
    "butir_disetujui",
    "butir_dikembalikan",
)
# Saves of one person that lie closer together than this are one sitting.
SITTING_GAP = dt.timedelta(minutes=30)
# Texts up to this length are kept whole; longer ones as a splice.
SHORT = 60

Change = list[Any] | dict[str, Any]


def change_between(old: Any, new: Any) -> Change:
    """The smallest record from which `undone` can restore the old value."""
    if not (isinstance(old, str) and isinstance(new, str)) or max(len(old), len(new)) <= SHORT:
        return [old, new]
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return {
        "at": start,
        "cut": old[start : len(old) - tail],
        "put": new[start : len(new) - tail],
    }


def undone(value: Any, change: Change) -> Any:
    """The value before the change, given the value after it."""
    if isinstance(change, list):
        return change[0]
    at, cut, put = change["at"], change["cut"], change["put"]
    return value[:at] + cut + value[at + len(put) :]


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    """Changes of every field that differs."""
    return {
        field: change_between(before[field], after[field])
        for field in after
        if before[field] != after[field]
    }


def events_of(answer: Any, since_version: int = 0) -> list[AuditEvent]:
    """Changing events of one answer after a version, newest first; older ones are not read."""
    newest_first = AuditEvent.objects.filter(
        target=label_of(answer), action__in=CHANGING_ACTIONS
    ).order_by("-pk")
    return list(
        takewhile(
            lambda event: event.data["version"] > since_version,
            newest_first.iterator(chunk_size=50),
        )
    )


def events_since(versions: Mapping[Any, int]) -> dict[Any, list[AuditEvent]]:
    """Changing events of many answers, each after its version, newest first; one query."""
    found: dict[Any, list[AuditEvent]] = {answer: [] for answer in versions}
    labels = {label_of(answer): answer for answer in versions}
    if labels:
        events = AuditEvent.objects.filter(target__in=labels, action__in=CHANGING_ACTIONS)
        for event in events.order_by("-pk"):
            answer = labels[event.target]
            if event.data["version"] > versions[answer]:
                found[answer].append(event)
    return found


def values_at(
    current: Mapping[str, Any], events: Iterable[AuditEvent]
) -> tuple[dict[str, Any], dict[str, set[str]]]:
    """The fields before the events (newest first), and per field who changed it since."""
    values = dict(current)
    authors: dict[str, set[str]] = {}
    for event in events:
        for field, change in event.data["changes"].items():
            values[field] = undone(values[field], change)
            authors.setdefault(field, set()).add(event.actor)
    return values, authors


@dataclass(frozen=True)
class Sitting:
    """What one person changed in one go."""

    actor_name: str
    first_at: dt.datetime
    last_at: dt.datetime
    saves: int
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    # What a coordinator wrote when sending the item back.
    note: str = ""

    @property
    def fields(self) -> list[str]:
        return [field for field in self.after if self.before[field] != self.after[field]]


def sittings(current: Mapping[str, Any], events: Iterable[AuditEvent]) -> list[Sitting]:
    """Events (newest first) grouped by person and sitting, newest first."""
    groups: list[list[AuditEvent]] = []
    for event in events:
        newest = groups[-1][-1] if groups else None
        if (
            newest
            and newest.actor == event.actor
            and newest.action == event.action == "butir_diisi"
            and newest.at - event.at < SITTING_GAP
        ):
            groups[-1].append(event)
        else:
            groups.append([event])
    result = []
    after = dict(current)
    for group in groups:
        before, _ = values_at(after, group)
        result.append(
            Sitting(
                actor_name=group[0].actor_name,
                first_at=group[-1].at,
                last_at=group[0].at,
                saves=len(group),
                action=group[0].action,
                before=before,
                after=after,
                note=group[0].data.get("note", ""),
            )
        )
        after = before
    return result
