"""The twelve checks of WBK and WBBM, met and missed by the smallest step; and what pays most."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from pengungkit.instruments import Kind, bundled_instrument
from pengungkit.readiness import best_gains, readiness
from pengungkit.scoring import checks, score, totals_from_sub_areas
from tests.pengungkit.responses import best
from tests.pengungkit.test_instrument import TABLE_6


LKE = bundled_instrument()
TINY = Fraction(1, 10**12)


def at_minimum(target):
    """Sub-area points with which every check of the target stands exactly at its minimum.

    Tabel 6 leaves slack between totals and parts, so each check is set apart by `only`.
    """
    column = 0 if target == "wbk" else 1
    return {code: Fraction(values[column]) for code, values in TABLE_6.items()}


def sub_areas_for(code, value):
    """Sub-area points that give exactly `value` for one check (points, or percent of an area)."""
    minimum = next(one for one in LKE.minimums if one.code == code)
    share = value / 100 if minimum.unit == "persen" else value / Fraction(minimum.weight)
    inside = {
        "total": LKE.sub_areas,
        "komponen": [s for s in LKE.sub_areas if s.code.startswith(f"{minimum.measured}.")],
        "aspek": [s for s in LKE.sub_areas if s.aspect_code == minimum.measured],
        "area": [s for s in LKE.sub_areas if s.area_key == minimum.measured],
        "sub_area": [s for s in LKE.sub_areas if s.code == minimum.measured],
    }[minimum.level]
    return {one.code: one.fraction * share for one in inside}


def check_of(target, code, sub_areas):
    totals = totals_from_sub_areas(LKE, sub_areas)
    return next(check for check in checks(LKE, target, totals) if check.code == code)


@pytest.mark.parametrize("target", ["wbk", "wbbm"])
@pytest.mark.parametrize("code", list(TABLE_6))
def test_every_check_turns_exactly_at_its_minimum(target, code):
    minimum = at_minimum(target)[code]

    exactly = check_of(target, code, sub_areas_for(code, minimum))
    below = check_of(target, code, sub_areas_for(code, minimum - TINY))

    assert exactly.met
    assert exactly.value == exactly.minimum
    assert exactly.gap == 0
    assert not below.met
    assert 0 < below.gap <= Decimal("1e-11")


def test_it_works():
    totals = score(LKE, best(LKE)).totals

    for target in ("wbk", "wbbm"):
        found = checks(LKE, target, totals)
        assert len(found) == 12
        assert all(check.met and check.gap == 0 for check in found)


def test_nothing_answered_fails_all_with_the_whole_gap():
    found = checks(LKE, "wbbm", score(LKE, {}).totals)

    assert {check.code: (check.gap, check.met) for check in found} == {
        code: (Decimal(values[1]), False) for code, values in TABLE_6.items()
    }


def test_thirds_reach_a_minimum_exactly():
    """1/2 + 1/3 + 2/3 + (1/3 + 29/30) + 1 + 1 = 4.8 of 8, which is 60 % and not a hair less."""
    answers = {
        "A.I.1.i.a": "Ya",
        "A.I.1.i.b": "A",
        "A.I.1.ii.a": "Ya",
        "A.I.1.iii.a": "A",
        "A.I.1.iii.b": "A",
        "A.II.1.i.a": {"agen": 3, "perubahan": 1},
        "A.II.1.i.b": {"perubahan": 30, "terintegrasi": 29},
        "A.II.1.ii.a": "A",
        "A.II.1.iii.a": "A",
    }
    totals = score(LKE, answers).totals
    check = next(one for one in checks(LKE, "wbk", totals) if one.code == "area_1")

    assert totals.areas["1"].exact == Fraction(24, 5)
    assert (check.value, check.met, check.gap) == (60, True, 0)
    less = answers | {"A.II.1.i.b": {"perubahan": 30, "terintegrasi": 28}}
    check = next(c for c in checks(LKE, "wbk", score(LKE, less).totals) if c.code == "area_1")
    assert not check.met


def test_a_high_total_alone_proves_nothing():
    """As in a real LKE of 2024: 91 points and yet no WBBM, because one area is short."""
    answers = best(LKE)
    low = dict.fromkeys(("A.II.2.iii.a", "A.II.2.iii.b", "A.II.2.iii.c"), "E")
    result = score(LKE, answers | low)
    ready = readiness(LKE, "wbbm", result.totals, has_wbk=True)

    assert result.total == 98
    assert result.areas["2"].percent < 75
    assert [check.code for check in ready.failed] == ["area_2"]
    assert not ready.passed
    assert readiness(LKE, "wbk", result.totals).passed


def test_wbbm_is_not_held_against_the_minimums_of_wbk():
    """18.25 and 2.50 are the figures of WBK; copies with them are in use elsewhere."""
    answers = best(LKE) | {"B.I.a": Decimal("3.60"), "B.I.b": "C"}
    totals = score(LKE, answers).totals

    assert readiness(LKE, "wbk", totals).passed
    assert [c.code for c in readiness(LKE, "wbbm", totals, has_wbk=True).failed] == [
        "bersih",
        "kinerja",
    ]


@pytest.mark.parametrize(("has_wbk", "passed"), [(True, True), (False, False), (None, False)])
def test_wbbm_needs_the_wbk_predicate_on_record(has_wbk, passed):
    ready = readiness(LKE, "wbbm", score(LKE, best(LKE)).totals, has_wbk=has_wbk)

    assert ready.scores_met
    assert ready.met_count == 12
    assert ready.precondition.predicate_name == "WBK"
    assert ready.passed is passed


def test_wbk_has_no_precondition():
    ready = readiness(LKE, "wbk", score(LKE, best(LKE)).totals)

    assert ready.precondition is None
    assert ready.passed


def test_survey_minimums_carry_their_index():
    found = {c.code: c.index_minimum for c in checks(LKE, "wbk", score(LKE, {}).totals)}

    assert found["ipak"] == Decimal("3.60")
    assert found["prima"] == Decimal("3.20")
    assert found["total"] is None


class TestBestGains:
    def test_it_works(self):
        gains = best_gains(LKE, {})

        assert len(gains) == 113
        assert [gain.code for gain in gains[:2]] == ["B.I.a", "B.II.a"]
        assert gains[0].exact == Fraction("17.5")
        assert [g.exact for g in gains] == sorted((g.exact for g in gains), reverse=True)

    def test_nothing_is_left_to_gain_at_the_best(self):
        assert best_gains(LKE, best(LKE)) == ()

    def test_each_gain_is_what_the_total_rises_by(self):
        answers = {"A.I.3.v.a": "C", "A.II.5.i.a": "B", "A.I.1.i.a": "Tidak"}
        before = score(LKE, answers).totals.whole.exact
        top = best(LKE)
        for gain in best_gains(LKE, answers):
            after = score(LKE, answers | {gain.code: top[gain.code]}).totals.whole.exact
            assert after - before == gain.exact

    def test_the_best_step(self):
        gains = {g.code: g for g in best_gains(LKE, {"A.I.3.v.a": "C", "A.II.5.i.a": "E"})}

        assert gains["A.I.3.v.a"].best_letter == "A"
        assert gains["A.I.3.v.a"].exact == Fraction("0.5025")
        assert gains["B.I.a"].kind is Kind.INDEX
