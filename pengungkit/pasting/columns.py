"""In which columns of a pasted block the answer, the counts and the note stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pengungkit.instruments import Item, Kind
from pengungkit.pasting.headings import Heading
from pengungkit.pasting.placed import Placed
from pengungkit.pasting.values import looks_like_answer, looks_like_count


ItemRow = tuple[list[str], Item]


def cell_at(row: Sequence[str], column: int | None) -> str:
    """The cell, or "" where the row is too short or there is no such column."""
    return row[column] if column is not None and column < len(row) else ""


@dataclass(frozen=True, slots=True)
class PasteColumns:
    """Column numbers from 0; None where the paste has no such column.

    `counts` are columns headed as counts. Without a heading the counts of a ratio item stand from
    the answer column to the right.
    """

    answer: int | None
    note: int | None
    counts: tuple[int, ...] = ()

    @classmethod
    def of(
        cls, headings: dict[int, Heading], rows: list[ItemRow], left: int | None
    ) -> PasteColumns:
        """From the headings if there are any, else from what the cells right of `left` say."""
        if headings:
            return cls.headed(headings)
        start = 0 if left is None else left + 1
        width = max((len(row) for row, _ in rows), default=0)
        answer = _fullest({column: fit(rows, column) for column in range(start, width)})
        start = start if answer is None else answer + 1
        texts = {
            column: sum(
                len(cell_at(row, column).strip())
                for row, item in rows
                if not looks_like_answer(cell_at(row, column), item)
            )
            for column in range(start, width)
        }
        return cls(answer, _fullest(texts))

    @classmethod
    def headed(cls, headings: dict[int, Heading]) -> PasteColumns:
        """The note is the first such column right of the answers; left of them is the rubric."""
        answer = next((col for col, role in headings.items() if role is Heading.ANSWER), None)
        notes = [column for column, role in headings.items() if role is Heading.NOTE]
        right = [column for column in notes if answer is None or column > answer]
        return cls(
            answer=answer,
            note=next(iter(right or notes), None),
            counts=tuple(col for col, role in headings.items() if role is Heading.COUNT),
        )

    def placed(self, item: Item, line: int, row: list[str]) -> Placed:
        """What the row holds for the item."""
        note = cell_at(row, self.note) if self.note is not None else None
        answer = cell_at(row, self.answer) if self.answer is not None else None
        if item.kind is not Kind.RATIO:
            return Placed(item, line, answer=answer, note=note)
        columns = list(self._count_columns(row))
        counts = self._counts(item, row, columns)
        if not counts:
            return Placed(item, line, answer=answer, note=note)
        taken = columns[: len(counts)]
        if self.note in taken:
            # The numbers of this row reach into the column where others have their note.
            note = next((cell for cell in row[taken[-1] + 1 :] if cell.strip()), None)
        return Placed(item, line, counts=counts, note=note)

    def _count_columns(self, row: list[str]) -> Iterable[int]:
        """Columns that may hold the counts of a row, from left to right."""
        if not self.counts:
            return range(self.answer, len(row)) if self.answer is not None else ()
        if self.answer is not None and looks_like_count(cell_at(row, self.answer)):
            return (self.answer, *self.counts)
        return self.counts

    def _counts(self, item: Item, row: list[str], columns: list[int]) -> dict[str, str]:
        """The counts of a ratio row side by side; empty when there are none."""
        counts: dict[str, str] = {}
        keys = [one.key for one in item.ratio.inputs] if item.ratio else []
        for key, column in zip(keys, columns, strict=False):
            text = cell_at(row, column).strip()
            if not (self.counts or looks_like_count(text)):
                break
            counts[key] = text
        return counts if any(counts.values()) or self.counts else {}


def fit(rows: list[ItemRow], column: int) -> int:
    """How many cells of a column could be the answer of their item."""
    return sum(looks_like_answer(cell_at(row, column), item) for row, item in rows)


def _fullest(amounts: dict[int, int]) -> int | None:
    """The leftmost column with the most; None when all have nothing."""
    best = max(amounts, key=lambda column: (amounts[column], -column), default=None)
    return best if best is not None and amounts[best] else None
