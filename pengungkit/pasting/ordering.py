"""Rows that name no item: told by the outline letters of the area, or by being as many as its rows.

A whole area is meant, or one of its parts (Pemenuhan, Reform): either its items alone, or the block
of the LKE as it stands there, with its headings and with the counts below ratio items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pengungkit.instruments import Area, AreaPart, Item, RatioInput
from pengungkit.pasting.clipboard import Grid
from pengungkit.pasting.columns import ItemRow, PasteColumns, cell_at, fit
from pengungkit.pasting.headings import Heading, headings_of
from pengungkit.pasting.placed import NotPlacedError, Placed, Placing
from pengungkit.workbooks.columns import plain


_LABEL = re.compile(r"[a-z]|-")

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Slot:
    """What one pasted row stands for: an item, a count of it, or (neither) a heading."""

    item: Item | None = None
    count: RatioInput | None = None

    @property
    def is_item(self) -> bool:
        return self.item is not None and self.count is None


def by_order(grid: Grid, area: Area) -> Placing:
    """Rows at their items by letters or by number. Raises `NotPlacedError`."""
    headings = headings_of(grid[0])
    body = list(enumerate(grid, start=1))[1 if headings else 0 :]
    for items in runs_of(area):
        labelled = label_rows(body, items)
        if labelled is not None:
            column, rows = labelled
            columns = PasteColumns.of(headings, paired(rows, items), column)
            return Placing(
                [
                    columns.placed(item, line, row)
                    for item, (line, row) in zip(items, rows, strict=True)
                ],
                how="menurut huruf urutan",
            )
    candidates = [slots for slots in slots_of(area) if len(slots) == len(body)]
    if not candidates:
        raise NotPlacedError(refusal(len(body), area))
    slots = max(candidates, key=lambda one: agreement(body, one))
    first = next(slot.item.code for slot in slots if slot.item)
    return Placing(slotted(body, slots, headings), how=f"menurut urutan baris, mulai dari {first}")


def refusal(rows: int, area: Area) -> str:
    sizes = sorted({len(items) for items in runs_of(area)}, reverse=True)
    return (
        f"Tempelan berisi {rows} baris tanpa kode butir, sedangkan area ini"
        f" {' atau '.join(str(size) for size in sizes)} butir, sehingga tidak jelas baris mana"
        " untuk butir mana. Sertakan kolom kode butir, atau salin semua baris area."
    )


def runs_of(area: Area) -> list[list[Item]]:
    """The items of the area, and of each of its parts."""
    parts = [[item for sub in part.sub_areas for item in sub.items] for part in area.parts]
    return [list(area.items), *parts]


def label_rows(body: list[Row], items: list[Item]) -> tuple[int, list[Row]] | None:
    """The column whose letters are exactly those of the items, with the rows that hold them."""
    labels = [item.label.lower() for item in items]
    if len(set(labels)) < 2:
        return None
    for column in range(max(len(row) for _, row in body)):
        rows = [one for one in body if _LABEL.fullmatch(bare_label(cell_at(one[1], column)))]
        if [bare_label(cell_at(row, column)) for _, row in rows] == labels:
            return column, rows
    return None


def bare_label(text: str) -> str:
    return plain(text[:8]).strip(" .)(").replace("–", "-")


def paired(rows: list[Row], items: list[Item]) -> list[ItemRow]:
    return [(row, item) for (_, row), item in zip(rows, items, strict=True)]


def slots_of(area: Area) -> Iterator[list[Slot]]:
    """Every way in which a block of this area, or of one of its parts, may have been copied."""
    for items in runs_of(area):
        yield [Slot(item) for item in items]
    for part in area.parts:
        yield from blocks_of(part)


def blocks_of(part: AreaPart) -> Iterator[list[Slot]]:
    """The rows of a part in the official layout: from its heading, or from its first item."""
    rows: dict[int, Slot] = {}
    for sub_area in part.sub_areas:
        for item in sub_area.items:
            rows[item.row] = Slot(item)
            for one in item.ratio.inputs if item.ratio else ():
                rows[one.row] = Slot(item, one)
    starts = {part.row, part.sub_areas[0].row, min(rows)}
    for start in sorted(starts, reverse=True):
        yield [rows.get(number, Slot()) for number in range(start, max(rows) + 1)]


def agreement(body: list[Row], slots: list[Slot]) -> int:
    """How many answers fit their item in the column where most do, less those at headings."""
    rows = [(row, slot.item) for (_, row), slot in zip(body, slots, strict=True) if slot.item]
    width = max(len(row) for _, row in body)
    blanks = [row for (_, row), slot in zip(body, slots, strict=True) if slot.item is None]
    return max(
        fit(rows, column) - sum(1 for row in blanks if cell_at(row, column).strip())
        for column in range(width)
    )


def slotted(body: list[Row], slots: list[Slot], headings: dict[int, Heading]) -> list[Placed]:
    """The rows of a block whose slots are known, with counts taken from the rows below."""
    pairs = list(zip(body, slots, strict=True))
    columns = PasteColumns.of(
        headings, [(row, slot.item) for (_, row), slot in pairs if slot.item], None
    )
    counts: dict[str, dict[str, str]] = {}
    for (_, row), slot in pairs:
        if slot.item and slot.count and columns.answer is not None:
            text = cell_at(row, columns.answer).strip()
            counts.setdefault(slot.item.code, {})[slot.count.key] = text
    placed = []
    for (line, row), slot in pairs:
        if slot.item is None or not slot.is_item:
            continue
        if slot.item.code in counts:
            note = cell_at(row, columns.note) if columns.note is not None else None
            placed.append(Placed(slot.item, line, counts=counts[slot.item.code], note=note))
        else:
            placed.append(columns.placed(slot.item, line, row))
    return placed
