"""Would it pass, and what pays most: the minimums of a predicate, and the gains still to be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from pengungkit.instruments import Instrument, Item, Kind
from pengungkit.scoring import (
    ONE,
    Check,
    ItemScore,
    Response,
    Result,
    Totals,
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
    """What raising one item to its best would bring; `exact` in points of the total."""

    item: Item
    now: ItemScore = field(repr=False)
    exact: Fraction

    # The rest is worked out when asked for: a page shows ten of a hundred gains.
    @property
    def code(self) -> str:
        return self.item.code

    @property
    def kind(self) -> Kind:
        return self.item.kind

    @property
    def best_letter(self) -> str | None:
        best = self.item.best_option
        return best.letter if best else None


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


def best_gains(
    instrument: Instrument,
    responses: Mapping[str, Response],
    *,
    result: Result | None = None,
) -> tuple[Gain, ...]:
    """Items not yet at their best, the greatest gain first, then in office order.

    Give `result` when the responses have been scored already; it is not counted again then.
    """
    items = (result or score(instrument, responses)).items
    gains = []
    for item in instrument.items:
        now = items[item.code]
        if now.fraction != ONE:
            gains.append(Gain(item, now, now.best - now.exact))
    # sorted() is stable also in reverse, so equal gains stay in office order. Equal fractions are
    # equal as floats, which compare twenty times faster.
    return tuple(sorted(gains, key=lambda gain: float(gain.exact), reverse=True))
