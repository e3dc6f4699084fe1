"""What raising items would bring, against a fresh count of the raised answers."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from pengungkit.instruments import Kind, bundled_instrument
from pengungkit.readiness import best_gains, readiness
from pengungkit.scoring import score
from pengungkit.simulation import enough_to_pass, index_minimum, raises, totals_with
from tests.pengungkit.responses import best, best_response, random_responses


LKE = bundled_instrument()
TARGETS = ("wbk", "wbbm")


def raised_response(one):
    """The answer a raised item would hold."""
    return one.index if one.index is not None else best_response(one.item)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("target", TARGETS)
def test_totals_with_equal_a_fresh_count(seed, target):
    rng = random.Random(seed)
    answers = random_responses(LKE, rng)
    result = score(LKE, answers)
    possible = raises(LKE, target, result)
    chosen = rng.sample(possible, k=rng.randint(0, len(possible)))
    recounted = score(LKE, answers | {one.code: raised_response(one) for one in chosen}).totals
    assert totals_with(LKE, result, chosen).whole.exact == recounted.whole.exact
    assert {k: a.exact for k, a in totals_with(LKE, result, chosen).areas.items()} == {
        k: a.exact for k, a in recounted.areas.items()
    }


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("target", TARGETS)
def test_enough_to_pass_is_enough(seed, target):
    result = score(LKE, random_responses(LKE, random.Random(seed)))
    chosen = enough_to_pass(LKE, target, result.totals, raises(LKE, target, result))
    assert chosen is not None
    assert readiness(LKE, target, totals_with(LKE, result, chosen)).scores_met


def test_from_nothing_to_a_pass():
    result = score(LKE, {})
    chosen = enough_to_pass(LKE, "wbbm", result.totals, raises(LKE, "wbbm", result))
    assert chosen is not None
    assert 0 < len(chosen) < len(LKE.items)
    gains = [one.exact for one in chosen]
    assert gains == sorted(gains, reverse=True)


def test_nothing_is_needed_when_all_is_met():
    result = score(LKE, best(LKE))
    assert enough_to_pass(LKE, "wbbm", result.totals, raises(LKE, "wbbm", result)) == ()


def test_too_few_candidates_are_not_enough():
    result = score(LKE, {})
    possible = raises(LKE, "wbk", result)
    assert enough_to_pass(LKE, "wbk", result.totals, possible[:5]) is None


def test_a_survey_is_raised_to_its_minimum_and_no_further():
    low = score(LKE, best(LKE) | {"B.I.a": Decimal("3.10")})
    [one] = raises(LKE, "wbk", low)
    assert (one.code, one.index, one.letter) == ("B.I.a", Decimal("3.60"), None)
    # (3.60 - 3.10) / 4 x 17.5
    assert one.gain == Decimal("2.1875")
    enough = score(LKE, best(LKE) | {"B.I.a": Decimal("3.60")})
    assert raises(LKE, "wbk", enough) == ()


def test_the_index_minimum_depends_on_the_target():
    prima = LKE.item("B.II.a")
    assert index_minimum(LKE, "WBK", prima) == Decimal("3.20")
    assert index_minimum(LKE, "wbbm", prima) == Decimal("3.60")
    assert index_minimum(LKE, "wbbm", LKE.item("A.I.1.i.a")) is None


def test_the_greatest_gain_comes_first_and_best_items_are_left_out():
    result = score(LKE, best(LKE) | {"A.I.1.i.a": "Tidak", "A.I.4.i.a": "C", "B.I.b": "C"})
    found = raises(LKE, "wbk", result)
    assert found[0].code == "B.I.b"
    assert {one.code for one in found} == {"A.I.1.i.a", "A.I.4.i.a", "B.I.b"}
    assert all(one.item.kind is Kind.CHOICE and one.letter for one in found)


def test_gains_reuse_a_count_that_is_given():
    answers = random_responses(LKE, random.Random(1))
    assert best_gains(LKE, {}, result=score(LKE, answers)) == best_gains(LKE, answers)
