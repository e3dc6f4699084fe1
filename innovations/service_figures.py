"""What many cases say together: how many kept the promise, median, and 95th percentile.

The percentile is taken by nearest rank: the shortest time that at least 95 of 100 cases did not
exceed, hence always the time of a real case. The median of an even number of cases lies halfway
between the two in the middle.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zi_portal.lib.numbers import format_percent, telling_places


# Below this a share says little, and every sentence says so.
FEW = 10
# Below this the 95th percentile is the longest case.
RANKED_FROM = 20
PERCENTILE = 95


@dataclass(frozen=True, slots=True)
class Counted:
    """How many cases of a month took so many minutes under one limit."""

    month: dt.date
    minutes: int
    met: bool
    limit: int
    n: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Cases of one month or of several. `limit` is None when not all had the same one.

    `percentile` is None when only sums of a month are known; `source` says where those come from.
    """

    n: int
    met: int
    median: Decimal | None
    percentile: int | None = None
    limit: int | None = None
    source: str = ""

    @property
    def share(self) -> Decimal | None:
        """Percent of the cases that kept the promise; None without cases, which is not zero."""
        return Decimal(self.met * 100) / self.n if self.n else None

    @property
    def missed(self) -> int:
        return self.n - self.met

    @property
    def is_few(self) -> bool:
        return 0 < self.n < FEW

    @property
    def shown_share(self) -> str:
        """ "93,2%"; what is not all of them never rounds to 100."""
        if self.share is None:
            return "–"
        return format_percent(self.share, telling_places(self.share, 100))


def figures_of(counted: Iterable[Counted]) -> Figures | None:
    """All of them together; None when there is none."""
    rows = sorted(counted, key=lambda one: one.minutes)
    n = sum(one.n for one in rows)
    if not n:
        return None
    limits = {one.limit for one in rows}
    return Figures(
        n=n,
        met=sum(one.n for one in rows if one.met),
        median=Decimal(_ranked(rows, (n + 1) // 2) + _ranked(rows, n // 2 + 1)) / 2,
        percentile=_ranked(rows, -(-n * PERCENTILE // 100)),
        limit=limits.pop() if len(limits) == 1 else None,
    )


def by_month(counted: Iterable[Counted], told: Mapping[dt.date, Figures]) -> dict[dt.date, Figures]:
    """Figures of every month that has any: from its cases, or as they were told."""
    cases: dict[dt.date, list[Counted]] = {}
    for one in counted:
        cases.setdefault(one.month, []).append(one)
    counts = {month: figures_of(rows) for month, rows in cases.items()}
    return dict(told) | {month: figures for month, figures in counts.items() if figures}


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """The first days of all months from one to another, both included."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


def next_month(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def months_before(month: dt.date, count: int) -> dt.date:
    """The first day of the month that lies so many months earlier."""
    index = month.year * 12 + month.month - 1 - count
    return dt.date(index // 12, index % 12 + 1, 1)


def _ranked(rows: list[Counted], rank: int) -> int:
    """Minutes of the case on a rank, the shortest being the first."""
    for one in rows:
        rank -= one.n
        if rank <= 0:
            return one.minutes
    raise AssertionError("rank beyond the cases")
