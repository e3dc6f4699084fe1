from __future__ import annotations

import datetime as dt
import statistics
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovations.service_figures import (
    Counted,
    Figures,
    by_month,
    figures_of,
    months_before,
    months_between,
)


MARCH, APRIL = dt.date(2026, 3, 1), dt.date(2026, 4, 1)


def cases(*minutes: int, month: dt.date = MARCH, limit: int = 60) -> list[Counted]:
    return [
        Counted(month, value, value <= limit, limit, n) for value, n in Counter(minutes).items()
    ]


def test_it_works() -> None:
    figures = figures_of(cases(*[40] * 20, *[47] * 21, 70, 90, 200))
    assert figures is not None
    assert (figures.n, figures.met, figures.missed) == (44, 41, 3)
    assert (figures.median, figures.percentile, figures.limit) == (Decimal(47), 70, 60)
    assert figures.shown_share == "93,2%"
    assert not figures.is_few


def test_nothing_is_not_zero() -> None:
    assert figures_of([]) is None
    none = Figures(n=0, met=0, median=None)
    assert (none.share, none.shown_share, none.is_few) == (None, "–", False)


@pytest.mark.parametrize(
    ("met", "n", "shown"),
    [(1999, 2000, "99,95%"), (2000, 2000, "100,0%"), (0, 3, "0,0%"), (1, 3, "33,3%")],
)
def test_a_share_never_rounds_up_to_all(met: int, n: int, shown: str) -> None:
    assert Figures(n=n, met=met, median=None).shown_share == shown


def test_cases_under_different_limits_have_no_common_one() -> None:
    figures = figures_of(cases(50) + cases(50, limit=30))
    assert figures is not None
    assert (figures.limit, figures.met) == (None, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=1, max_size=60))
def test_median_and_percentile_are_those_of_the_textbook(minutes: list[int]) -> None:
    figures = figures_of(cases(*minutes))
    assert figures is not None
    assert float(figures.median or 0) == statistics.median(minutes)
    # Nearest rank, said another way: the least value with at least 95 of 100 at or below it.
    ranked = next(
        value
        for value in sorted(minutes)
        if 100 * sum(one <= value for one in minutes) >= 95 * len(minutes)
    )
    assert figures.percentile == ranked


def test_months_come_from_cases_or_as_told() -> None:
    told = {MARCH: Figures(n=12, met=11, median=Decimal("41.5"), source="Laporan")}
    months = by_month(cases(50, 70, month=APRIL), told)
    assert {month: (one.n, one.met) for month, one in months.items()} == {
        MARCH: (12, 11),
        APRIL: (2, 1),
    }


def test_months_follow_each_other_over_the_year() -> None:
    months = months_between(dt.date(2025, 11, 20), dt.date(2026, 2, 1))
    assert [(one.year, one.month) for one in months] == [
        (2025, 11), (2025, 12), (2026, 1), (2026, 2)
    ]  # fmt: skip
    assert months_before(dt.date(2026, 2, 1), 14) == dt.date(2024, 12, 1)
