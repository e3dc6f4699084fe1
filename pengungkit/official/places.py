"""Where an official form wants what: its sheet, its columns, and the cells of every item.

Kept as JSON beside the form, since a form never changes once it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """Cells of one answer, by one of those who answer; "" where the form has none.

    `counts` are the cells of the counts of a ratio item, by their key.
    """

    answer: str = ""
    note: str = ""
    value: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)

    @property
    def cells(self) -> Iterator[str]:
        yield from (one for one in (self.answer, self.note, self.value) if one)
        yield from self.counts.values()


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """The row of an item, the unit's own cells, the cell for evidence, and the evaluators' cells.

    `choices` is how each option is spelled in the answer cell. `judged` is by "tpi" or "akhir".
    """

    row: int
    own: Asked
    evidence: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    judged: Mapping[str, Asked] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the form, its letters and its heading."""

    what: str
    letters: str
    heading: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something the form has no place for, and why."""

    code: str
    what: str
    why: str
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """All of it."""

    sheet: str
    heading_row: int
    columns: tuple[Column, ...]
    items: Mapping[str, ItemPlace]
    unplaced: tuple[Unplaced, ...]

    @property
    def cells(self) -> Iterator[str]:
        """Every cell that is written."""
        for place in self.items.values():
            for asked in (place.own, *place.judged.values()):
                yield from asked.cells
            if place.evidence:
                yield place.evidence

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Places:
        return cls(
            sheet=said["sheet"],
            heading_row=said["heading_row"],
            columns=tuple(Column(**one) for one in said["columns"]),
            items={code: _item(one) for code, one in said["items"].items()},
            unplaced=tuple(Unplaced(**one) for one in said["unplaced"]),
        )


def _item(said: Mapping[str, Any]) -> ItemPlace:
    return ItemPlace(
        row=said["row"],
        own=Asked(**said["own"]),
        evidence=said["evidence"],
        choices=said["choices"],
        judged={who: Asked(**one) for who, one in said["judged"].items()},
    )
