"""Rows and columns of the official LKE, and the columns we add to their right.

Rows are those of the ministry's own workbook (`baris_excel` of the instrument), so that a row
number said on the telephone is right in either file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pengungkit.instruments import (
    AreaPart,
    Aspect,
    Component,
    Instrument,
    Item,
    RatioInput,
    SubArea,
    SubAreaGroup,
)


Branch = Component | Aspect | AreaPart | SubAreaGroup

HEADER_ROW = 1
# Columns of the outline: its letters stand in the first ones, the question in the last.
OUTLINE = "ABCDEF"
ITEM_DEPTH = 4


class Column(StrEnum):
    """Column letters by what stands in them."""

    WEIGHT = "G"
    CRITERIA = "H"
    CHOICES = "I"
    ANSWER = "J"
    SCORE = "K"
    PERCENT = "L"
    NOTE = "M"
    EVIDENCE = "N"
    EVALUATOR_ANSWER = "O"
    EVALUATOR_NOTE = "P"
    SAMPLE = "Q"
    CODE = "R"


HEADINGS = {
    "A": "Penilaian",
    Column.WEIGHT: "Bobot",
    Column.CRITERIA: "Penjelasan",
    Column.CHOICES: "Pilihan Jawaban",
    Column.ANSWER: "Jawaban",
    Column.SCORE: "Nilai",
    Column.PERCENT: "%",
    Column.NOTE: "Catatan/Keterangan/Penjelasan",
    Column.EVIDENCE: "Bukti",
    Column.EVALUATOR_ANSWER: "Jawaban TPI",
    Column.EVALUATOR_NOTE: "Catatan TPI",
    Column.SAMPLE: "Sampel",
    Column.CODE: "Kode Butir",
}
WIDTHS = {
    "A": 3.5,
    "B": 3.5,
    "C": 3.5,
    "D": 4,
    "E": 4,
    "F": 38,
    Column.WEIGHT: 9.5,
    Column.CRITERIA: 36,
    Column.CHOICES: 10,
    Column.ANSWER: 10,
    Column.SCORE: 9.5,
    Column.PERCENT: 10.5,
    Column.NOTE: 40,
    Column.EVIDENCE: 28,
    Column.EVALUATOR_ANSWER: 11,
    Column.EVALUATOR_NOTE: 34,
    Column.SAMPLE: 8,
    Column.CODE: 13,
}
LETTERS = (*OUTLINE, *(str(column) for column in Column))


class Tier(StrEnum):
    """What kind of row it is."""

    COMPONENT = "komponen"
    ASPECT = "aspek"
    PART = "area"
    GROUP = "kelompok"
    SUB_AREA = "sub_area"
    ITEM = "butir"
    COUNT = "jumlah"
    SUM = "penjumlahan"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row. `parts` are the rows its value is the sum or the mean of."""

    number: int
    tier: Tier
    code: str
    depth: int
    label: str
    text: str
    weight: Decimal | None = None
    parts: tuple[int, ...] = ()
    item: Item | None = None
    count: RatioInput | None = None


def rows_of(instrument: Instrument) -> dict[int, SheetRow]:
    """Every row of the sheet below the heading, by its number."""
    rows = [*_tree_rows(instrument), *_total_rows(instrument)]
    for sub_area in instrument.sub_areas:
        if not measured_alone(sub_area):
            rows.append(
                SheetRow(
                    sub_area.row,
                    Tier.SUB_AREA,
                    sub_area.code,
                    3,
                    _last(sub_area.code),
                    sub_area.name,
                    sub_area.weight,
                    tuple(item.row for item in sub_area.items),
                )
            )
        for item in sub_area.items:
            rows += _item_rows(item, sub_area.weight if measured_alone(sub_area) else None)
    return {row.number: row for row in sorted(rows, key=lambda row: row.number)}


def measured_alone(sub_area: SubArea) -> bool:
    """Whether a result is one figure: item and sub-area are one row."""
    return len(sub_area.items) == 1 and sub_area.items[0].row == sub_area.row


def _tree_rows(instrument: Instrument) -> Iterable[SheetRow]:
    parts = [(area, part) for area in instrument.areas for part in area.parts]
    for component in instrument.components:
        below = tuple(a.row for a in instrument.aspects if a.component_code == component.code)
        yield _heading(Tier.COMPONENT, component, 0, component.name.upper(), below)
    for aspect in instrument.aspects:
        own = [part for _, part in parts if part.aspect_code == aspect.code]
        alone = [part for part in own if part.code == aspect.code]
        below = _sub_area_rows(alone[0].sub_areas) if alone else tuple(p.row for p in own)
        yield _heading(Tier.ASPECT, aspect, 1, aspect.name.upper(), below)
    for area, part in parts:
        if part.code != part.aspect_code:
            below = _sub_area_rows(part.sub_areas)
            yield _heading(Tier.PART, part, 2, area.name.upper(), below)
    groups = {one.group.code: one.group for one in instrument.sub_areas if one.group}
    for group in groups.values():
        below = tuple(
            one.row for one in instrument.sub_areas if one.group and one.group.code == group.code
        )
        yield _heading(Tier.GROUP, group, 3, group.name, below)


def _sub_area_rows(sub_areas: tuple[SubArea, ...]) -> tuple[int, ...]:
    """The rows of some sub-areas, those of a group as the one row of the group."""
    return tuple(dict.fromkeys(one.group.row if one.group else one.row for one in sub_areas))


def _heading(tier: Tier, one: Branch, depth: int, text: str, below: tuple[int, ...]) -> SheetRow:
    return SheetRow(one.row, tier, one.code, depth, _last(one.code), text, one.weight, below)


def _item_rows(item: Item, weight: Decimal | None) -> Iterable[SheetRow]:
    yield SheetRow(
        item.row, Tier.ITEM, item.code, ITEM_DEPTH, item.label, item.wording, weight, item=item
    )
    if item.ratio is None:
        return
    for one in item.ratio.inputs:
        yield SheetRow(
            one.row,
            Tier.COUNT,
            item.code,
            ITEM_DEPTH,
            "-",
            one.wording,
            item=item,
            count=one,
        )
    if item.ratio.total_row is not None:
        keys = {key for _, key in item.ratio.denominator}
        summed = [one for one in item.ratio.inputs if one.key in keys]
        yield SheetRow(
            item.ratio.total_row,
            Tier.SUM,
            item.code,
            ITEM_DEPTH,
            "-",
            "Jumlah seluruhnya (dihitung)",
            parts=tuple(one.row for one in summed),
            item=item,
        )


def _total_rows(instrument: Instrument) -> Iterable[SheetRow]:
    """A total below each component, and that of everything below the last."""
    ends = [_last_row(instrument, component.code) for component in instrument.components]
    for component, end in zip(instrument.components, ends, strict=True):
        text = f"TOTAL {component.name.upper()}"
        yield SheetRow(end + 1, Tier.TOTAL, "", 0, "", text, component.weight, (component.row,))
    rows = tuple(component.row for component in instrument.components)
    yield SheetRow(max(ends) + 2, Tier.TOTAL, "", 0, "", "NILAI TOTAL", instrument.weight, rows)


def _last_row(instrument: Instrument, component: str) -> int:
    aspects = {one.code for one in instrument.aspects if one.component_code == component}
    items = [item for item in instrument.items if item.aspect_code in aspects]
    return max(
        max(item.row, *(one.row for one in item.ratio.inputs)) if item.ratio else item.row
        for item in items
    )


def total_row(instrument: Instrument) -> int:
    """The row of the total of everything."""
    return max(row.number for row in _total_rows(instrument))


def _last(code: str) -> str:
    return code.rpartition(".")[2]
