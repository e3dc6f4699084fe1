"""What came out of placing a paste: its rows by item, and the rows that could not be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pengungkit.instruments import Item


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that is no answer: what stands there, and what to do about it.

    `cell` is its address where the rows came from a workbook ("LKE!J7").
    """

    text: str
    reason: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """What was pasted for one item. None: no such column; "": the cell is empty.

    `line` is the row in the paste, from 1. `counts` are raw texts by the key of the count. `errors`
    are cells that could not be read where they stood; `cells` the addresses in a workbook by
    "answer", "note" or the key of a count.
    """

    item: Item
    line: int
    answer: str | None = None
    counts: dict[str, str] | None = None
    note: str | None = None
    errors: tuple[CellError, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)


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
