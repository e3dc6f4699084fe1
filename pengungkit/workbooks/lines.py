"""The lines a full LKE has, in order: headings, items, and the counts below ratio items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from pengungkit.instruments import Area, AreaPart, Instrument, Item, Kind, RatioInput
from pengungkit.workbooks.columns import plain
from pengungkit.workbooks.table import COUNT, INDEX, PERCENT, words_of


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line a full LKE has: a heading, an item, a count of a ratio item, or their sum."""

    code: str
    row: int
    label: str
    words: frozenset[str]
    kind: str
    weight: Decimal | None
    item: Item | None = None
    count: RatioInput | None = None
    is_sum: bool = False
    marks: tuple[str, ...] = ()
    named: bool = False

    @property
    def is_heading(self) -> bool:
        return self.item is None and not self.is_number

    @property
    def is_number(self) -> bool:
        """A count of a ratio item, or the sum of such counts."""
        return self.count is not None or self.is_sum

    def is_marked(self, text: str) -> bool:
        """Whether one of the marks stands in the text, and none of those excluded by "!"."""
        found = False
        for mark in self.marks:
            if mark[0] == "!":
                if mark[1:] in text:
                    return False
            elif mark in text:
                found = True
        return found


def lines_by_area(instrument: Instrument) -> Iterable[Line]:
    """All lines in office order: component, then per area its parts with their aspect heading."""
    told: set[str] = set()
    for area in instrument.areas:
        for part in area.parts:
            aspect = instrument.aspect(part.aspect_code)
            component = instrument.component(aspect.component_code)
            if component.code not in told:
                told.add(component.code)
                yield _named(component.code, component.row, component.name, component.weight)
            if aspect.code not in told and aspect.code != part.code:
                told.add(aspect.code)
                yield _named(aspect.code, aspect.row, aspect.name, aspect.weight)
            yield from _part_lines(area, part, aspect.name if aspect.code == part.code else "")


def _part_lines(area: Area, part: AreaPart, own_name: str) -> Iterable[Line]:
    yield _named(part.code, part.row, own_name or area.name, part.weight)
    group = None
    for sub_area in part.sub_areas:
        if sub_area.group is not None and sub_area.group.code != group:
            group = sub_area.group.code
            yield replace(
                _named(group, sub_area.group.row, sub_area.group.name, sub_area.group.weight),
                named=False,
            )
        measured_alone = len(sub_area.items) == 1 and sub_area.items[0].row == sub_area.row
        if not measured_alone:
            yield Line(
                code=sub_area.code,
                row=sub_area.row,
                label=_last(sub_area.code),
                words=words_of(sub_area.name),
                kind="",
                weight=sub_area.weight,
                marks=sub_area.words,
            )
        for item in sub_area.items:
            yield from _item_lines(
                item, sub_area.weight if measured_alone else None, sub_area.words
            )


def _item_lines(item: Item, weight: Decimal | None, marks: tuple[str, ...]) -> Iterable[Line]:
    kinds = {Kind.RATIO: PERCENT, Kind.INDEX: INDEX, Kind.CHOICE: plain(item.scale_name)}
    yield Line(
        code=item.code,
        row=item.row,
        label=item.label,
        words=words_of(item.wording),
        kind=kinds[item.kind],
        weight=weight,
        item=item,
        marks=marks,
    )
    if item.ratio is None:
        return
    counts = [
        Line(
            item.code, one.row, "-", words_of(one.wording), COUNT, None, None, one, False, one.words
        )
        for one in item.ratio.inputs
    ]
    if item.ratio.total_row is not None:
        counts.append(
            Line(
                code=item.code,
                row=item.ratio.total_row,
                label="-",
                words=frozenset(),
                kind=COUNT,
                weight=None,
                is_sum=True,
                marks=item.ratio.total_words,
            )
        )
    yield from sorted(counts, key=lambda line: line.row)


def _named(code: str, row: int, name: str, weight: Decimal) -> Line:
    return Line(
        code=code,
        row=row,
        label=_last(code),
        words=words_of(name),
        kind="",
        weight=weight,
        named=True,
    )


def _last(code: str) -> str:
    return code.rpartition(".")[2]


def codes_of(instrument: Instrument) -> dict[str, str]:
    """Every code an id column may hold, by its lower-case spelling."""
    return {line.code.lower(): line.code for line in lines_by_area(instrument)}
