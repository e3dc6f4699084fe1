"""Ratio items: from raw counts to a share of 0..1, and what an empty denominator means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pengungkit.instruments.definition import Ratio


# More than any office counts; keeps absurd numbers out of the database.
HIGHEST_COUNT = 1_000_000_000


@dataclass(frozen=True, slots=True)
class RatioReading:
    """What the counts say. Not answered means 0, and `remark` says what is missing."""

    fraction: Fraction
    answered: bool
    remark: str


def read_ratio(ratio: Ratio, counts: Mapping[str, int]) -> RatioReading:
    """The share the counts give, kept within 0..1.

    Raises ValueError (Indonesian sentence) for an unknown key or a count that is not a whole
    number from 0.
    """
    given = _checked(ratio, counts)
    if not given:
        return RatioReading(Fraction(0), False, "")
    missing = _missing(ratio, given)
    denominator = sum(sign * given.get(key, 0) for sign, key in ratio.denominator)
    if denominator <= 0 and not _denominator_missing(ratio, given):
        return _empty(ratio, given)
    if missing:
        names = "; ".join(missing)
        return RatioReading(
            Fraction(0),
            False,
            f"Belum semua jumlah diisi ({names}), jadi butir ini dihitung belum diisi.",
        )
    numerator = sum(sign * given.get(key, 0) for sign, key in ratio.numerator)
    share = Fraction(numerator, denominator)
    return RatioReading(min(max(share, Fraction(0)), Fraction(1)), True, "")


def _checked(ratio: Ratio, counts: Mapping[str, int]) -> dict[str, int]:
    known = {one.key: one for one in ratio.inputs}
    for key, value in counts.items():
        if key not in known:
            raise ValueError(f"jumlah {key!r} tidak diminta butir ini.")
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not 0 <= value <= HIGHEST_COUNT:
            raise ValueError(
                f"{known[key].wording} harus bilangan bulat mulai dari 0, bukan {value!s}."
            )
    return dict(counts)


def _missing(ratio: Ratio, given: Mapping[str, int]) -> list[str]:
    """Wordings of the counts the formula needs but does not have."""
    needed = [
        one.wording
        for one in ratio.inputs
        if one.in_formula and not one.optional and one.key not in given
    ]
    if _denominator_missing(ratio, given):
        keys = [key for _, key in ratio.denominator]
        needed += [
            one.wording
            for one in ratio.inputs
            if one.key in keys and one.wording not in needed and one.key not in given
        ]
    return needed


def _denominator_missing(ratio: Ratio, given: Mapping[str, int]) -> bool:
    """Whether the denominator is unknown rather than zero: a needed count or all are missing."""
    keys = [key for _, key in ratio.denominator]
    if not any(key in given for key in keys):
        return True
    return any(key not in given and not ratio.input(key).optional for key in keys)


def _empty(ratio: Ratio, given: Mapping[str, int]) -> RatioReading:
    rule = ratio.empty
    if (
        rule.value is not None
        and all(given.get(key) == 0 for key in rule.zero)
        and all(given.get(key, 0) == 0 for key in rule.zero_or_empty)
    ):
        return RatioReading(rule.value, True, rule.granted)
    return RatioReading(Fraction(0), False, rule.refused)
