"""What if: the totals once certain items are raised, and which items would be enough to pass.

Pure, and built on a count that is already there: nothing is scored a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pengungkit.instruments import Instrument, Item, Kind, Level, Minimum
from pengungkit.readiness import best_gains
from pengungkit.scoring import ZERO, Result, Totals, as_decimal, totals_from_sub_areas


# A requirement on a narrow part is met first: what it takes also counts for the wider ones.
_NARROW_FIRST = (Level.SUB_AREA, Level.AREA, Level.ASPECT, Level.COMPONENT, Level.TOTAL)


@dataclass(frozen=True, slots=True)
class Raise:
    """One item raised as far as can be planned for, and the points that brings.

    A choice or a ratio is raised to its best. What a survey will say cannot be planned, so an
    index is raised to the minimum it has to reach (`index`) and no further.
    """

    item: Item
    exact: Fraction
    letter: str | None
    index: Decimal | None

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def gain(self) -> Decimal:
        return as_decimal(self.exact)


def raises(instrument: Instrument, target: str, result: Result) -> tuple[Raise, ...]:
    """Every item worth raising, the greatest gain first, then in office order."""
    found = []
    for gain in best_gains(instrument, {}, result=result):
        item, exact, index = gain.item, gain.exact, None
        if item.kind is Kind.INDEX:
            index = index_minimum(instrument, target, item)
            if index is None:
                continue
            share = Fraction(index) / Fraction(item.scale_max or 1)
            exact = item.weight * (share - gain.now.fraction)
            if exact <= 0:
                continue
        found.append(Raise(item, exact, gain.best_letter, index))
    return tuple(sorted(found, key=lambda one: float(one.exact), reverse=True))


def index_minimum(instrument: Instrument, target: str, item: Item) -> Decimal | None:
    """The survey index that the target asks of this item; None when it asks for none."""
    code = instrument.target(target).code
    for minimum in instrument.minimums:
        if minimum.measured in (item.sub_area_code, item.aspect_code) and code in minimum.index:
            return minimum.index[code]
    return None


def totals_with(instrument: Instrument, result: Result, raised: Iterable[Raise]) -> Totals:
    """The totals as they would be with these items raised."""
    exact = {code: share.exact for code, share in result.sub_areas.items()}
    for one in raised:
        exact[one.item.sub_area_code] += one.exact
    return totals_from_sub_areas(instrument, exact)


def enough_to_pass(
    instrument: Instrument, target: str, totals: Totals, candidates: Collection[Raise]
) -> tuple[Raise, ...] | None:
    """Items whose raising meets every minimum, greatest gain first; () when all are met already.

    Each requirement takes the greatest gains inside its own part. That is enough, though not
    always the fewest possible. None when even all candidates together do not suffice.
    """
    code = instrument.target(target).code
    chosen: dict[str, Raise] = {}
    minimums = sorted(instrument.minimums, key=lambda one: _NARROW_FIRST.index(one.level))
    for minimum in minimums:
        inside = [one for one in candidates if counts_toward(instrument, one.item, minimum)]
        missing = _missing(minimum, code, totals)
        missing -= sum((one.exact for one in inside if one.code in chosen), ZERO)
        for one in inside:
            if missing <= 0:
                break
            if one.code not in chosen:
                chosen[one.code] = one
                missing -= one.exact
        if missing > 0:
            return None
    return tuple(one for one in candidates if one.code in chosen)


def _missing(minimum: Minimum, target_code: str, totals: Totals) -> Fraction:
    """Points still missing; negative when there are more than needed."""
    measured = totals.measured(minimum.level, minimum.measured)
    required = Fraction(minimum.minimum[target_code])
    if minimum.unit == "persen":
        required = required * Fraction(measured.weight) / 100
    return required - measured.exact


def counts_toward(instrument: Instrument, item: Item, minimum: Minimum) -> bool:
    """Whether the item counts toward what the minimum is measured on."""
    if minimum.level is Level.TOTAL:
        return True
    measured = {
        Level.COMPONENT: instrument.aspect(item.aspect_code).component_code,
        Level.ASPECT: item.aspect_code,
        Level.AREA: item.area_key,
        Level.SUB_AREA: item.sub_area_code,
    }
    return measured[minimum.level] == minimum.measured
