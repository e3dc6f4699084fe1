"""What an import would do, row by row, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """What becomes of a row."""

    NEW = "Baru"
    CHANGED = "Berubah"
    SAME = "Tidak berubah"
    WRONG = "Bermasalah"


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it is and as it will be."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class RowPlan:
    """One row of the preview: errors by column title, or what will change."""

    number: int
    title: str
    state: State = State.SAME
    changes: list[Change] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def fail(self, column: str, sentence: str) -> None:
        """Set the row aside; the first sentence about a column stands."""
        self.state = State.WRONG
        self.errors.setdefault(column, sentence)

    @property
    def is_wrong(self) -> bool:
        return self.state is State.WRONG


@dataclass(slots=True)
class Plan:
    """The rows of an import and how many of each there are."""

    rows: list[RowPlan] = field(default_factory=list)

    def count(self, *states: State) -> int:
        return sum(row.state in states for row in self.rows)

    @property
    def effective(self) -> int:
        """How many rows would change something."""
        return self.count(State.NEW, State.CHANGED)
