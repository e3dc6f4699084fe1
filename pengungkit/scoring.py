"""What answers are worth: pure functions from an instrument and answers to a frozen result.

All arithmetic is in fractions, because a mean of thirds must reach a minimum exactly or not at
all; results carry `Decimal` (28 digits), rounded only where they are shown. Rules:

* a choice is worth its option value, a survey index its share of the scale, a ratio its counts
  kept within 0..1;
* sub-area = weight x plain mean of its items, and an unanswered item counts 0;
* area, aspect, component and total are sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from functools import cached_property

from pengungkit.instruments import (
    Instrument,
    Item,
    Kind,
    Level,
    Minimum,
    SubArea,
    UnknownCodeError,
)
from pengungkit.ratios import RatioReading, read_ratio


# An option letter, a survey index, or the raw counts of a ratio item by input key.
Response = str | Decimal | Mapping[str, int]

ZERO = Fraction(0)
ONE = Fraction(1)
_CONTEXT = Context(prec=28)


class BadResponseError(ValueError):
    """An answer the item cannot have. `code` is the item; the message is Indonesian."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def as_decimal(value: Fraction) -> Decimal:
    """The fraction to 28 significant digits."""
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item: `fraction` is 0..1, `value` the points it brings, `weight` the most it can bring.

    `remark` says why a response does not count (or counts fully) when that is not obvious.
    """

    code: str
    response: Response | None
    fraction: Fraction
    answered: bool
    remark: str
    exact: Fraction
    best: Fraction

    @property
    def value(self) -> Decimal:
        return as_decimal(self.exact)

    @property
    def weight(self) -> Decimal:
        return as_decimal(self.best)

    @property
    def share(self) -> Decimal:
        """The fraction as a decimal number, what the LKE calls the item's Nilai (0..1)."""
        return as_decimal(self.fraction)


@dataclass(frozen=True)
class Share:
    """A part of the whole: its points, the most it can have, and the percentage reached."""

    code: str
    name: str
    weight: Decimal
    exact: Fraction = field(repr=False)

    @cached_property
    def value(self) -> Decimal:
        return as_decimal(self.exact)

    @cached_property
    def percent(self) -> Decimal:
        return as_decimal(self.exact_percent)

    @property
    def exact_percent(self) -> Fraction:
        return self.exact * 100 / Fraction(self.weight)


@dataclass(frozen=True)
class AreaShare(Share):
    """An area, with its parts by aspect key ("pemenuhan", "reform")."""

    short_name: str
    parts: Mapping[str, Share]

    @property
    def pemenuhan(self) -> Decimal:
        return self._part("pemenuhan")

    @property
    def reform(self) -> Decimal:
        return self._part("reform")

    def _part(self, key: str) -> Decimal:
        return self.parts[key].value if key in self.parts else Decimal(0)


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything above the sub-areas. `areas` is by key, `aspects` and `components` by code."""

    sub_areas: Mapping[str, Share]
    areas: Mapping[str, AreaShare]
    aspects: Mapping[str, Share]
    components: Mapping[str, Share]
    whole: Share
    _component_keys: Mapping[str, str] = field(repr=False)

    @property
    def total(self) -> Decimal:
        return self.whole.value

    @property
    def pengungkit(self) -> Decimal:
        return self.components[self._component_keys["pengungkit"]].value

    @property
    def hasil(self) -> Decimal:
        return self.components[self._component_keys["hasil"]].value

    def measured(self, level: Level, code: str) -> Share:
        """What a minimum is measured on."""
        if level is Level.TOTAL:
            return self.whole
        tables: Mapping[Level, Mapping[str, Share]] = {
            Level.COMPONENT: self.components,
            Level.ASPECT: self.aspects,
            Level.AREA: self.areas,
            Level.SUB_AREA: self.sub_areas,
        }
        return tables[level][code]


@dataclass(frozen=True, slots=True)
class Result:
    """A full count: items by code, and the totals above them."""

    items: Mapping[str, ItemScore]
    totals: Totals

    @property
    def total(self) -> Decimal:
        return self.totals.total

    @property
    def pengungkit(self) -> Decimal:
        return self.totals.pengungkit

    @property
    def hasil(self) -> Decimal:
        return self.totals.hasil

    @property
    def areas(self) -> Mapping[str, AreaShare]:
        return self.totals.areas

    @property
    def sub_areas(self) -> Mapping[str, Share]:
        return self.totals.sub_areas

    @property
    def answered(self) -> int:
        return sum(1 for item in self.items.values() if item.answered)


@dataclass(frozen=True, slots=True)
class Check:
    """One minimum held against a count.

    `value`, `minimum` and `gap` are in `unit`: "nilai" (points) or "persen". `gap` is what is
    missing, 0 when met. `index_minimum` is the same minimum as survey index, where there is one.
    """

    code: str
    name: str
    unit: str
    value: Decimal
    minimum: Decimal
    gap: Decimal
    met: bool
    points: Decimal
    weight: Decimal
    index_minimum: Decimal | None = None


def score(instrument: Instrument, responses: Mapping[str, Response]) -> Result:
    """The count of a whole LKE. Items without a response count 0.

    Raises BadResponseError for an answer an item cannot have or a code the instrument lacks.
    """
    for code in responses:
        if not instrument.has_item(code):
            raise BadResponseError(code, f"Butir {code} tidak ada dalam instrumen ini.")
    items: dict[str, ItemScore] = {}
    sub_areas: dict[str, Fraction] = {}
    for sub_area in instrument.sub_areas:
        total = ZERO
        for item in sub_area.items:
            one = score_item(item, responses.get(item.code))
            items[item.code] = one
            total += one.exact
        sub_areas[sub_area.code] = total
    return Result(items=items, totals=totals_from_sub_areas(instrument, sub_areas))


def score_item(item: Item, response: Response | None) -> ItemScore:
    """One item; `None` means not answered. Raises BadResponseError."""
    fraction, answered, remark = ZERO, False, ""
    if response is not None:
        if item.kind is Kind.CHOICE:
            fraction, answered = _option_fraction(item, response), True
        elif item.kind is Kind.INDEX:
            fraction, answered = _index_fraction(item, response), True
        else:
            reading = _ratio_reading(item, response)
            fraction, answered, remark = reading.fraction, reading.answered, reading.remark
    return ItemScore(
        code=item.code,
        response=response,
        fraction=fraction,
        answered=answered,
        remark=remark,
        exact=item.weight * fraction if fraction else ZERO,
        best=item.weight,
    )


def score_sub_area(
    instrument: Instrument, sub_area_code: str, responses: Mapping[str, Response]
) -> Fraction:
    """The points of one sub-area alone, exact; responses to other items are ignored.

    `str()` of it ("67/300") and `Fraction()` of that text keep it exact in a roll-up.
    """
    sub_area = instrument.sub_area(sub_area_code)
    return sum((score_item(item, responses.get(item.code)).exact for item in sub_area.items), ZERO)


def totals_from_sub_areas(instrument: Instrument, sub_areas: Mapping[str, Fraction]) -> Totals:
    """All sums above the sub-areas; a sub-area that is not given counts 0.

    Given `score_sub_area` of every sub-area this equals `score(...).totals` exactly.
    """
    exact = {one.code: sub_areas.get(one.code, ZERO) for one in instrument.sub_areas}
    aspects = {aspect.code: ZERO for aspect in instrument.aspects}
    areas: dict[str, AreaShare] = {}
    for area in instrument.areas:
        parts: dict[str, Share] = {}
        for part in area.parts:
            points = _points(part.sub_areas, exact)
            aspect = instrument.aspect(part.aspect_code)
            parts[aspect.key] = Share(part.code, aspect.name, part.weight, points)
            aspects[aspect.code] += points
        whole = sum((part.exact for part in parts.values()), ZERO)
        areas[area.key] = AreaShare(area.key, area.name, area.weight, whole, area.short_name, parts)
    components = {component.code: ZERO for component in instrument.components}
    for aspect in instrument.aspects:
        components[aspect.component_code] += aspects[aspect.code]
    return Totals(
        sub_areas={
            one.code: Share(one.code, one.name, one.weight, exact[one.code])
            for one in instrument.sub_areas
        },
        areas=areas,
        aspects={
            one.code: Share(one.code, one.name, one.weight, aspects[one.code])
            for one in instrument.aspects
        },
        components={
            one.code: Share(one.code, one.name, one.weight, components[one.code])
            for one in instrument.components
        },
        whole=Share("total", "Nilai total", instrument.weight, sum(components.values(), ZERO)),
        _component_keys={one.key: one.code for one in instrument.components},
    )


def checks(instrument: Instrument, target: str, totals: Totals) -> tuple[Check, ...]:
    """Every minimum of the target ("wbk", "wbbm"), compared exactly, `>=` each."""
    code = instrument.target(target).code
    return tuple(_check(minimum, code, totals) for minimum in instrument.minimums)


def checks_met(instrument: Instrument, target: str, totals: Totals) -> int:
    """How many of `checks` are met, without the figures that only a page shows."""
    code = instrument.target(target).code
    return sum(_missing(minimum, code, totals) <= 0 for minimum in instrument.minimums)


def _points(sub_areas: tuple[SubArea, ...], exact: Mapping[str, Fraction]) -> Fraction:
    return sum((exact[one.code] for one in sub_areas), ZERO)


def _option_fraction(item: Item, response: Response) -> Fraction:
    letters = ", ".join(option.letter for option in item.options)
    if not isinstance(response, str):
        raise BadResponseError(
            item.code, f"Butir {item.code} dijawab dengan salah satu pilihan: {letters}."
        )
    try:
        return item.option(response).fraction
    except UnknownCodeError:
        raise BadResponseError(
            item.code,
            f"Jawaban {response!r} tidak ada pada butir {item.code}. Pilih salah satu: {letters}.",
        ) from None


def _index_fraction(item: Item, response: Response) -> Fraction:
    highest = item.scale_max or Decimal(1)
    if isinstance(response, int) and not isinstance(response, bool):
        response = Decimal(response)
    if (
        not isinstance(response, Decimal)
        or not response.is_finite()
        or not 0 <= response <= highest
    ):
        raise BadResponseError(
            item.code,
            f"Indeks butir {item.code} harus angka dari 0 sampai {highest}, bukan {response!s}.",
        )
    return Fraction(response) / Fraction(highest)


def _ratio_reading(item: Item, response: Response) -> RatioReading:
    if item.ratio is None or not isinstance(response, Mapping):
        raise BadResponseError(
            item.code, f"Butir {item.code} dijawab dengan jumlah (bilangan bulat), bukan persen."
        )
    try:
        return read_ratio(item.ratio, response)
    except ValueError as error:
        raise BadResponseError(item.code, f"Butir {item.code}: {error}") from error


def _check(minimum: Minimum, target_code: str, totals: Totals) -> Check:
    measured = totals.measured(minimum.level, minimum.measured)
    missing = _missing(minimum, target_code, totals)
    return Check(
        code=minimum.code,
        name=minimum.name,
        unit=minimum.unit,
        value=measured.percent if minimum.unit == "persen" else measured.value,
        minimum=minimum.minimum[target_code],
        gap=as_decimal(missing) if missing > 0 else Decimal(0),
        met=missing <= 0,
        points=measured.value,
        weight=measured.weight,
        index_minimum=minimum.index.get(target_code),
    )


def _missing(minimum: Minimum, target_code: str, totals: Totals) -> Fraction:
    """What is missing to a minimum, in its unit; 0 or less when it is met."""
    measured = totals.measured(minimum.level, minimum.measured)
    exact = measured.exact_percent if minimum.unit == "persen" else measured.exact
    return Fraction(minimum.minimum[target_code]) - exact
