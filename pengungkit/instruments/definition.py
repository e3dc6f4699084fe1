"""What an instrument consists of: frozen dataclasses, with every look-up by code in O(1).

Weights are points (the whole instrument is worth 100). Weights and option values are exact:
`Decimal` for showing, `Fraction` for arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar


class UnknownCodeError(LookupError):
    """A code that the instrument does not have."""


class Kind(StrEnum):
    """How an item is answered; the values are those of `jenis` in the data file."""

    CHOICE = "pilihan"
    RATIO = "rasio"
    INDEX = "indeks"


class Level(StrEnum):
    """On what level a minimum is measured; the values are those of `tingkat` in the data file."""

    TOTAL = "total"
    COMPONENT = "komponen"
    ASPECT = "aspek"
    AREA = "area"
    SUB_AREA = "sub_area"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an item: its letter ("A", "Ya"), its value 0..1 and our short wording."""

    letter: str
    value: Decimal
    wording: str
    fraction: Fraction = field(repr=False)


@dataclass(frozen=True, slots=True)
class RatioInput:
    """One raw count of a ratio item.

    `optional`: left empty it counts as 0 (one of several kinds of people an office may not have).
    `in_formula` is False for counts the LKE asks for but does not calculate with.
    `words`: what its row in a workbook is recognised by (lower case).
    """

    key: str
    wording: str
    row: int
    optional: bool
    in_formula: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmptyDenominator:
    """What a denominator of 0 means for one item. The law is silent, so it is a setting.

    With `value` None the item counts as unanswered. Otherwise `value` (0..1) is given when all
    counts in `zero` are filled in as 0 and those in `zero_or_empty` are 0 or empty.
    """

    value: Fraction | None
    zero: frozenset[str]
    zero_or_empty: frozenset[str]
    granted: str
    refused: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """A percentage from counts: sum of `numerator` over sum of `denominator`, kept within 0..1.

    Terms are (sign, input key). `formula` says it in words; `total_row` and `total_words` tell the
    workbook row that only adds up the counts, which is not read.
    """

    formula: str
    inputs: tuple[RatioInput, ...]
    numerator: tuple[tuple[int, str], ...]
    denominator: tuple[tuple[int, str], ...]
    empty: EmptyDenominator
    total_row: int | None
    total_words: tuple[str, ...]

    def input(self, key: str) -> RatioInput:
        for one in self.inputs:
            if one.key == key:
                return one
        raise UnknownCodeError(key)


@dataclass(frozen=True, slots=True)
class Item:
    """One scored question (butir).

    `weight` is what the item is worth at best, in points: the sub-area's weight divided by its
    number of items. `position` counts 1..n in the order offices work (area by area).
    `row` is its row in the official workbook, `label` its outline label there ("a", "-").
    """

    code: str
    label: str
    kind: Kind
    wording: str
    options: tuple[Option, ...]
    ratio: Ratio | None
    scale_max: Decimal | None
    scale_name: str
    weight: Fraction
    row: int
    area_key: str
    sub_area_code: str
    aspect_code: str
    position: int
    _options: Mapping[str, Option] = field(repr=False, compare=False)

    def option(self, letter: str) -> Option:
        """The option with exactly this letter; UnknownCodeError if the item has none such."""
        try:
            return self._options[letter]
        except KeyError:
            raise UnknownCodeError(letter) from None

    @property
    def best_option(self) -> Option | None:
        return self.options[0] if self.options else None


@dataclass(frozen=True, slots=True)
class SubAreaGroup:
    """A heading over several sub-areas (LHKPN and non-LHKPN are two halves of one)."""

    code: str
    name: str
    weight: Decimal
    row: int


@dataclass(frozen=True, slots=True)
class SubArea:
    """A sub-area: its score is its weight times the plain mean of its items.

    A result measured by one figure (IPAK, kinerja, IPKP) is a sub-area of one item.
    """

    code: str
    name: str
    weight: Decimal
    row: int
    area_key: str
    aspect_code: str
    group: SubAreaGroup | None
    evidence_examples: tuple[str, ...]
    words: tuple[str, ...]
    items: tuple[Item, ...]
    fraction: Fraction = field(repr=False)


@dataclass(frozen=True, slots=True)
class AreaPart:
    """The part of an area that lies in one aspect: area 1 in Pemenuhan, area 1 in Reform."""

    code: str
    aspect_code: str
    weight: Decimal
    row: int
    sub_areas: tuple[SubArea, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """An area of change ("1".."6") or the results ("hasil"), with its parts in every aspect."""

    key: str
    name: str
    short_name: str
    weight: Decimal
    parts: tuple[AreaPart, ...]
    sub_areas: tuple[SubArea, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """Pengungkit or Hasil; `key` is the fixed word other code may ask for."""

    code: str
    key: str
    name: str
    weight: Decimal
    row: int


@dataclass(frozen=True, slots=True)
class Aspect:
    """Pemenuhan, Reform, or one of the two results; `key` as in Component."""

    code: str
    key: str
    name: str
    component_code: str
    weight: Decimal
    row: int


@dataclass(frozen=True, slots=True)
class Target:
    """A predicate to aim for. `precondition` is the code of the predicate that must come first."""

    code: str
    name: str
    full_name: str
    precondition: str | None


@dataclass(frozen=True, slots=True)
class Minimum:
    """One check: what is measured (level and code there) and the minimum per target code.

    `unit` is "nilai" (points) or "persen" (percent of the weight of what is measured).
    `index` gives the same minimum as a survey index 0-4, for showing only.
    """

    code: str
    name: str
    level: Level
    measured: str
    unit: str
    weight: Decimal
    minimum: Mapping[str, Decimal]
    index: Mapping[str, Decimal]


T = TypeVar("T")


def _found(table: Mapping[str, T], code: str, what: str) -> T:
    try:
        return table[code]
    except KeyError:
        raise UnknownCodeError(f"{what} tidak dikenal: {code}") from None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A whole LKE: its tree, its items in office order, its targets and minimums."""

    code: str
    version: str
    name: str
    sources: tuple[str, ...]
    weight: Decimal
    expected_items: int
    expected_minimums: int
    components: tuple[Component, ...]
    aspects: tuple[Aspect, ...]
    areas: tuple[Area, ...]
    sub_areas: tuple[SubArea, ...]
    items: tuple[Item, ...]
    targets: tuple[Target, ...]
    minimums: tuple[Minimum, ...]
    _by_code: Mapping[str, Mapping] = field(repr=False, compare=False)

    def item(self, code: str) -> Item:
        return _found(self._by_code["item"], code, "Butir")

    def has_item(self, code: str) -> bool:
        return code in self._by_code["item"]

    def sub_area(self, code: str) -> SubArea:
        return _found(self._by_code["sub_area"], code, "Sub-area")

    def area(self, key: str) -> Area:
        return _found(self._by_code["area"], key, "Area")

    def aspect(self, code: str) -> Aspect:
        return _found(self._by_code["aspect"], code, "Aspek")

    def component(self, code: str) -> Component:
        return _found(self._by_code["component"], code, "Komponen")

    def target(self, code: str) -> Target:
        """The target by its code; upper and lower case are the same ("WBK" is "wbk")."""
        return _found(self._by_code["target"], code.lower(), "Predikat")

    def next_item(self, code: str) -> Item | None:
        """The following item in office order; None after the last."""
        position = self.item(code).position
        return self.items[position] if position < len(self.items) else None

    def previous_item(self, code: str) -> Item | None:
        """The item before in office order; None before the first."""
        position = self.item(code).position
        return self.items[position - 2] if position > 1 else None


def by_code(things: Iterable[T], attribute: str = "code") -> dict[str, T]:
    """A look-up table over `attribute`; a later duplicate wins (the loading checks name it)."""
    return {getattr(thing, attribute): thing for thing in things}
