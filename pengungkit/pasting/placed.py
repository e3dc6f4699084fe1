"""What came out of placing a paste: its rows by item, and the rows that could not be used."""

from __future__ import annotations

from dataclasses import dataclass, field

from pengungkit.instruments import Item


@dataclass(frozen=True, slots=True)
class Placed:
    """What was pasted for one item. None: no such column; "": the cell is empty.

    `line` is the row in the paste, from 1. `counts` are raw texts by the key of the count.
    """

    item: Item
    line: int
    answer: str | None = None
    counts: dict[str, str] | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A row that names an item but cannot be used, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Placing:
    """The pasted rows by item. `how` says in words by what they were recognised."""

    rows: list[Placed]
    misplaced: list[Misplaced] = field(default_factory=list)
    how: str = ""


class NotPlacedError(ValueError):
    """The rows cannot be told apart; str() is the sentence for the user."""
