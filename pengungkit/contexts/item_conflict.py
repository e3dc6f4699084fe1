"""Two versions of one item side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pengungkit.contexts.shown_values import LABELS, shown_value
from pengungkit.exceptions import ConcurrentChangeError
from pengungkit.instruments import Item
from zi_portal.lib.dates import format_clock


@dataclass(frozen=True, slots=True)
class ComparedField:
    name: str
    label: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the reader typed against what is stored; `seen_version` is the stored one's."""

    other: str
    clock: str
    seen_version: int
    fields: tuple[ComparedField, ...]

    @property
    def sentence(self) -> str:
        names = " dan ".join(field.label.lower() for field in self.fields)
        return (
            f"{self.other} menyimpan {names} butir ini pada {self.clock}, sedangkan Anda juga"
            " mengubahnya. Pilih versi yang dipakai; keduanya tersimpan."
        )

    @classmethod
    def of(cls, item: Item, conflict: ConcurrentChangeError, zone: str) -> Comparison:
        return cls(
            other=conflict.actor_name,
            clock=format_clock(conflict.at, zone),
            seen_version=conflict.answer.version,
            fields=compared(item, conflict.fields, conflict.mine, conflict.theirs),
        )


def compared(
    item: Item, fields: list[str], mine: dict[str, Any], theirs: dict[str, Any]
) -> tuple[ComparedField, ...]:
    return tuple(
        ComparedField(
            name=field,
            label=LABELS[field],
            mine=shown_value(item, field, mine[field]),
            theirs=shown_value(item, field, theirs[field]),
        )
        for field in fields
    )
