"""When two people write one item: what each changed since a version, and where they clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pengungkit import history
from pengungkit.models import Answer
from units.models import AuditEvent, User


# The fields of an answer that people enter; status follows from them.
KINDS = ("choice", "counts", "index")
ENTRY_FIELDS = (*KINDS, "narrative")


def values_of(answer: Answer) -> dict[str, Any]:
    """The fields of an answer whose changes are history, as JSON values."""
    return {
        "choice": answer.choice,
        "counts": answer.counts,
        "index": str(answer.index) if answer.index is not None else None,
        "narrative": answer.narrative,
        "status": answer.status,
    }


@dataclass(frozen=True, slots=True)
class Since:
    """What became of an answer since a version: the fields then and now, and who changed which."""

    base: dict[str, Any]
    current: dict[str, Any]
    authors: dict[str, set[str]]
    events: list[AuditEvent]

    def changed_in(self, wanted: Mapping[str, Any]) -> set[str]:
        """Entry fields that the writer of `wanted` changed from what they had seen."""
        return {field for field in ENTRY_FIELDS if wanted[field] != self.base[field]}

    def clashes(self, wanted: Mapping[str, Any], by: User) -> list[str]:
        """Fields that the writer and somebody else both changed, to different values.

        A person never clashes with themselves: of two own tabs the last text wins.
        """
        mine = self.changed_in(wanted)
        return [
            field
            for field in ENTRY_FIELDS
            if field in mine
            and wanted[field] != self.current[field]
            and self.authors.get(field, set()) - {by.username}
        ]

    def combined(self, wanted: Mapping[str, Any]) -> dict[str, Any]:
        """The writer's own changes over what is stored now."""
        mine = self.changed_in(wanted)
        return {
            field: wanted[field] if field in mine else self.current[field] for field in ENTRY_FIELDS
        }

    def last_other(self, fields: list[str], by: User) -> AuditEvent:
        """The newest change of any of these clashing fields by somebody else."""
        return next(
            event
            for event in self.events
            if event.actor != by.username and not event.data["changes"].keys().isdisjoint(fields)
        )


def since_version(answer: Answer, version: int) -> Since:
    """What became of the answer since the version; one query."""
    current = values_of(answer)
    events = history.events_of(answer, version)
    base, authors = history.values_at(current, events)
    return Since(base, current, authors, events)
