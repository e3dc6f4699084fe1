"""Time that a promise counts, by hand, by laws it must keep, and by a second implementation."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovations.service_time import Hours, minutes_of, month_of, seconds_between
from tests.innovations.naive_service_time import counted_minutes


WIT = ZoneInfo("Asia/Jayapura")
ZONES = [ZoneInfo(name) for name in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
OFFICE = Hours.of_a_day(range(1, 6), dt.time(8), dt.time(16), pause=(dt.time(12), dt.time(13)))
# A Thursday; the Friday after it is a holiday below.
THURSDAY, FRIDAY = dt.date(2026, 4, 2), dt.date(2026, 4, 3)


def at(day: int, clock: str, month: int = 4) -> dt.datetime:
    hour, minute = clock.split(".")
    return dt.datetime(2026, month, day, int(hour), int(minute), tzinfo=WIT)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(2, "08.15"), at(2, "09.00"), 45),
        (at(2, "11.50"), at(2, "13.10"), 20),
        (at(2, "12.10"), at(2, "12.50"), 0),
        (at(2, "15.30"), at(6, "08.30"), 60),
        (at(2, "06.00"), at(2, "23.00"), 420),
        (at(2, "20.00"), at(3, "23.00"), 0),
        (at(4, "09.00"), at(5, "15.00"), 0),
        (at(31, "15.50", 3), at(1, "08.05"), 15),
        (at(2, "09.00"), at(2, "09.00"), 0),
        (at(2, "10.00"), at(2, "09.00"), 0),
    ],
)
def test_it_works(start: dt.datetime, end: dt.datetime, minutes: int) -> None:
    counted = seconds_between(start, end, zone=WIT, hours=OFFICE, holidays={FRIDAY})
    assert minutes_of(counted) == minutes


def test_every_hour_counts_when_no_hours_are_set() -> None:
    assert seconds_between(at(2, "15.30"), at(6, "08.30"), zone=WIT) == (4 * 24 - 7) * 3600


def test_rounding_never_turns_a_miss_into_a_promise_kept() -> None:
    start = at(2, "08.00")
    for seconds, minutes in ((3600, 60), (3601, 61), (1, 1), (0, 0)):
        end = start + dt.timedelta(seconds=seconds, microseconds=900_000)
        assert minutes_of(seconds_between(start, end, zone=WIT, hours=OFFICE)) == minutes


def test_the_unit_s_clock_decides_the_day_and_the_month() -> None:
    # 23.30 UTC on 31 March is 08.30 on 1 April in WIT and 06.30 in WIB.
    moment = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC)
    later = moment + dt.timedelta(hours=1)
    assert month_of(moment, WIT) == dt.date(2026, 4, 1)
    found = [seconds_between(moment, later, zone=zone, hours=OFFICE) for zone in ZONES]
    assert found == [0, 1800, 3600]
    assert month_of(dt.datetime(2026, 3, 31, 16, tzinfo=dt.UTC), ZONES[0]) == dt.date(2026, 3, 1)


moments = st.datetimes(
    dt.datetime(2026, 3, 27), dt.datetime(2026, 4, 6), timezones=st.sampled_from(ZONES)
)
clocks = st.times(max_value=dt.time(23, 58)).map(lambda one: one.replace(second=0, microsecond=0))
weeks = st.frozensets(st.integers(1, 7), min_size=1)
closed = st.frozensets(st.dates(dt.date(2026, 3, 26), dt.date(2026, 4, 7)), max_size=3)


@st.composite
def openings(draw: st.DrawFn) -> tuple[dt.time, dt.time, tuple[dt.time, dt.time] | None]:
    """Opening, closing, and perhaps a break between them."""
    four = sorted({draw(clocks) for _ in range(4)} | {dt.time(7), dt.time(23, 59)})
    pause = (four[1], four[-2]) if len(four) > 3 and draw(st.booleans()) else None
    return four[0], four[-1], pause


@settings(max_examples=150, deadline=None)
@given(three=st.tuples(moments, moments, moments), opening=openings(), days=weeks, off=closed)
def test_laws(three, opening, days, off) -> None:
    first, middle, last = sorted(three)
    hours = Hours.of_a_day(days, *opening)

    def counted(start: dt.datetime, end: dt.datetime) -> int:
        return seconds_between(start, end, zone=WIT, hours=hours, holidays=off)

    parts = counted(first, middle) + counted(middle, last)
    assert parts == counted(first, last), "additive"
    assert counted(last, first) == 0, "an end before its start counts nothing"
    wall = seconds_between(first, last, zone=WIT)
    assert 0 <= counted(first, last) <= wall, "never less than nothing, never more than the clock"
    assert counted(first, middle) <= counted(first, last), "later ends never count less"
    without = seconds_between(first, last, zone=WIT, hours=hours)
    assert counted(first, last) <= without, "a holiday never adds time"


@settings(max_examples=25, deadline=None)
@given(
    start=moments, length=st.integers(0, 4000), opening=openings(), days=weeks, off=closed,
    zone=st.sampled_from(ZONES),
)  # fmt: skip
def test_a_second_implementation_agrees(start, length, opening, days, off, zone) -> None:
    start = start.replace(second=0, microsecond=0)
    end = start + dt.timedelta(minutes=length)
    opens, closes, pause = opening
    hours = Hours.of_a_day(days, opens, closes, pause)
    counted = seconds_between(start, end, zone=zone, hours=hours, holidays=off)
    assert counted == 60 * counted_minutes(
        start, end, zone=zone, days=days, opens=opens, closes=closes, pause=pause, holidays=off
    )
