"""Would it pass, and what pays most: the minimums of a predicate, and the gains still to be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from pengungkit.instruments import Instrument, Item, Kind
from pengungkit.scoring import (
    ONE,
    Check,
    ItemScore,
    Response,
    Totals,
    as_decimal,
    checks,
    score,
)


@dataclass(frozen=True, slots=True)
class Precondition:
    """A predicate that must already be held: `held` is None while nothing is on record."""

    predicate_code: str
    predicate_name: str
    held: bool | None

    @property
    def met(self) -> bool:
        return self.held is True


@dataclass(frozen=True, slots=True)
class Readiness:
    """All conditions of one target, and whether they hold together."""

    target_code: str
    target_name: str
    checks: tuple[Check, ...]
    precondition: Precondition | None

    @property
    def met_count(self) -> int:
        return sum(1 for check in self.checks if check.met)

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.met)

    @property
    def scores_met(self) -> bool:
        """All minimums hold; says nothing about the predicate that must come first."""
        return not self.failed

    @property
    def passed(self) -> bool:
        """All minimums hold and, where one is required, the earlier predicate is on record."""
        return self.scores_met and (self.precondition is None or self.precondition.met)


@dataclass(frozen=True, slots=True)
class Gain:
    """What raising one item would bring, in points of the total.

    `next_letter` and `next_gain` are the next better option (None for counts and indexes).
    """

    code: str
    kind: Kind
    best_gain: Decimal
    next_gain: Decimal | None
    next_letter: str | None
    best_letter: str | None
    exact: Fraction = field(repr=False)


def precondition(
    instrument: Instrument, target: str, has_predicate: bool | None
) -> Precondition | None:
    """The predicate required before this target, or None when there is none (WBK)."""
    required = instrument.target(target).precondition
    if required is None:
        return None
    return Precondition(required, instrument.target(required).name, has_predicate)


def readiness(
    instrument: Instrument, target: str, totals: Totals, *, has_wbk: bool | None = None
) -> Readiness:
    """The checks and the precondition together; `has_wbk` is what the predicate history says."""
    aim = instrument.target(target)
    return Readiness(
        target_code=aim.code,
        target_name=aim.name,
        checks=checks(instrument, target, totals),
        precondition=precondition(instrument, target, has_wbk),
    )


def best_gains(instrument: Instrument, responses: Mapping[str, Response]) -> tuple[Gain, ...]:
    """Items not yet at their best, the greatest gain first, then in office order."""
    result = score(instrument, responses)
    gains = [
        _gain(item, result.items[item.code])
        for item in instrument.items
        if result.items[item.code].fraction < ONE
    ]
    # sorted() is stable, so equal gains stay in office order.
    return tuple(sorted(gains, key=lambda gain: -gain.exact))


def _gain(item: Item, now: ItemScore) -> Gain:
    following = None
    if item.kind is Kind.CHOICE:
        better = [option for option in item.options if option.fraction > now.fraction]
        following = better[-1]
    exact = item.weight * (ONE - now.fraction)
    best = item.best_option
    return Gain(
        code=item.code,
        kind=item.kind,
        best_gain=as_decimal(exact),
        next_gain=(
            as_decimal(item.weight * (following.fraction - now.fraction)) if following else None
        ),
        next_letter=following.letter if following else None,
        best_letter=best.letter if best else None,
        exact=exact,
    )
