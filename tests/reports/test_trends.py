"""The course of the score: even distances, closing scores of days, change of late."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from freezegun import freeze_time

from pengungkit.models import Assessment, DailyScore
from pengungkit.readiness import readiness
from pengungkit.scoring import score
from reports.contexts.trends import daily_totals, sampled_days, score_on, trend_of
from tests.factories import AssessmentFactory, UnitFactory


DAY = dt.date(2026, 3, 1)


def opened(zone: str = "Asia/Jakarta", **fields) -> Assessment:
    with freeze_time("2026-03-01 03:00"):
        return AssessmentFactory(unit=UnitFactory(time_zone=zone), year=2026, **fields)


def course(assessment: Assessment, total: str):
    now = readiness(assessment.structure, "wbk", score(assessment.structure, {}).totals)
    return trend_of(assessment, Decimal(total), now, daily_totals(assessment))


def scored(assessment: Assessment, day: dt.date, total: str) -> None:
    DailyScore.objects.create(assessment=assessment, day=day, total=Decimal(total), checks_met=0)


def test_days_are_sampled_evenly_and_end_today():
    days = sampled_days(DAY, DAY + dt.timedelta(days=110))
    assert (len(days), days[0], days[-1]) == (12, DAY, DAY + dt.timedelta(days=110))
    assert {(b - a).days for a, b in pairwise(days)} == {10}
    assert sampled_days(DAY, DAY) == [DAY]
    assert len(sampled_days(DAY, DAY + dt.timedelta(days=3))) == 4


def test_a_day_has_the_last_score_before_it():
    daily = [(DAY, Decimal(10)), (DAY + dt.timedelta(days=5), Decimal(30))]
    scored_on = DAY + dt.timedelta(days=9)

    def on(days: int) -> Decimal:
        return score_on(DAY + dt.timedelta(days=days), scored_on, Decimal(40), daily)

    assert [on(day) for day in (-1, 0, 4, 5, 8, 9, 20)] == [0, 10, 10, 30, 30, 40, 40]


@pytest.mark.django_db
def test_it_runs_from_opening_to_today():
    assessment = opened()
    scored(assessment, DAY, "0")
    scored(assessment, DAY + dt.timedelta(days=10), "20")
    assessment.scored_on = DAY + dt.timedelta(days=35)
    with freeze_time("2026-04-10 03:00"):
        trend = course(assessment, "24.20")
    assert trend.points[0] == ("1 Mar", Decimal(0))
    assert trend.points[-1] == ("10 Apr", Decimal("24.20"))
    assert trend.rows[-1] == ("10 April 2026", "24,20")
    assert (trend.change, trend.change_label) == (Decimal("4.20"), "sejak 30 hari lalu")
    assert (trend.threshold, trend.maximum) == (75, 100)


@pytest.mark.django_db
def test_a_young_assessment_is_compared_with_its_opening():
    assessment = opened()
    with freeze_time("2026-03-08 03:00"):
        trend = course(assessment, "5")
    assert trend.change_label == "sejak 1 Maret 2026"


@pytest.mark.django_db
def test_a_line_over_two_years_names_the_year():
    assessment = opened()
    assessment.scored_on = DAY
    with freeze_time("2027-02-10 03:00"):
        labels = [label for label, _ in course(assessment, "5").points]
    assert (labels[0], labels[-1]) == ("Mar 2026", "Feb 2027")


@pytest.mark.django_db
def test_days_are_those_of_the_office():
    # 1 March 22.00 UTC is already 2 March in Ternate.
    assessment = opened("Asia/Jayapura")
    with freeze_time("2026-03-01 22:00"):
        assert course(assessment, "5").points[-1][0] == "2 Mar"


@pytest.mark.django_db
def test_a_closed_assessment_ends_on_the_day_it_was_closed():
    assessment = opened()
    assessment.closed_at = dt.datetime(2026, 3, 20, 3, tzinfo=dt.UTC)
    with freeze_time("2026-11-01 03:00"):
        trend = course(assessment, "5")
    assert trend.points[-1][0] == "20 Mar"
    assert (trend.change, trend.change_label) == (None, "sejak 1 Maret 2026")
