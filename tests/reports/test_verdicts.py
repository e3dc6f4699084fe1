"""The first sentence agrees with the count, whatever the sheet."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from pengungkit.instruments import bundled_document, bundled_instrument
from pengungkit.models import Assessment
from pengungkit.readiness import readiness
from pengungkit.scoring import Check, score
from reports.contexts.verdicts import headline_of, missing_points, shown_value, verdict_of
from tests.pengungkit import naive_scoring
from tests.pengungkit.responses import best, random_responses, worst_response


DOCUMENT = bundled_document()
LKE = bundled_instrument()
HELD = (None, False, True)


def sheet(seed: int) -> dict:
    """From hopeless to nearly perfect, most of them near the minimums."""
    rng = random.Random(seed)
    answers = random_responses(LKE, rng)
    share = rng.choice([0.3, 0.7, 0.85, 0.93, 0.97, 1])
    return {
        item.code: best(LKE)[item.code] if rng.random() < share else answers.get(item.code)
        for item in LKE.items
    }


def answered(answers: dict) -> dict:
    return {code: answer for code, answer in answers.items() if answer is not None}


@pytest.mark.once
def test_the_first_sentence_agrees_with_a_second_count(assessment):
    for seed in range(200):
        print(f"sheet {seed}")
        assert_agreement(seed, assessment)


def assert_agreement(seed: int, assessment: Assessment) -> None:
    target, held = ("wbk", "wbbm")[seed % 2], HELD[seed % 3]
    answers = answered(sheet(seed))
    outcome = naive_scoring.check_results(DOCUMENT, target, naive_scoring.count(DOCUMENT, answers))
    failed = [code for code, met in outcome.items() if not met]
    assessment.target = target.upper()

    now = readiness(LKE, target, score(LKE, answers).totals, has_wbk=held)
    verdict = verdict_of(assessment, now, [])

    assert [check.code for check in verdict.failed] == failed
    assert verdict.met_count == 12 - len(failed)
    lacks_wbk = target == "wbbm" and held is not True
    if failed:
        start = f"Belum memenuhi syarat {target.upper()}: {len(failed)} dari 12 syarat"
        assert verdict.headline.startswith(f"{start} masih kurang")
    elif lacks_wbk:
        assert verdict.headline.startswith("Belum dapat diusulkan WBBM: 12 dari 12 syarat")
    else:
        target = target.upper()
        assert verdict.headline == f"Memenuhi syarat {target}: 12 dari 12 syarat terpenuhi."
    assert ("predikat WBK" in verdict.headline) == lacks_wbk
    assert (verdict.tone == "success") == (not failed and not lacks_wbk)
    for check in verdict.failed:
        together = check.code.startswith("area") and "enam area" in verdict.failed_names
        assert together or check.name in verdict.failed_names


def test_the_sheets_cover_every_kind_of_outcome():
    kinds = set()
    for seed in range(200):
        target = ("wbk", "wbbm")[seed % 2]
        now = readiness(LKE, target, score(LKE, answered(sheet(seed))).totals, has_wbk=True)
        total_met = now.checks[0].met
        kinds.add((target, total_met, now.scores_met))
    every = {
        (t, *rest)
        for t in ("wbk", "wbbm")
        for rest in ((True, True), (True, False), (False, False))
    }
    assert kinds == every


def test_a_high_total_with_one_area_below_does_not_pass(assessment):
    """A real LKE of 2024 reached 91 and failed by one area."""
    answers = best(LKE)
    for item in LKE.area("4").items[:9]:
        answers[item.code] = worst_response(item)
    now = readiness(LKE, "wbbm", score(LKE, answers).totals, has_wbk=True)
    assert now.checks[0].met
    verdict = verdict_of(assessment, now, [])
    assert verdict.headline == "Belum memenuhi syarat WBBM: 1 dari 12 syarat masih kurang."
    [only] = verdict.failed
    assert only.name == "Area 4 Penguatan Akuntabilitas"
    assert only.url == "/penilaian/2026/kppn-ternate/area/4/"
    assert verdict.tone == "error"


def test_a_revoked_wbk_is_told_from_one_never_recorded():
    totals = score(LKE, best(LKE)).totals
    never = headline_of(readiness(LKE, "wbbm", totals, has_wbk=None))
    revoked = headline_of(readiness(LKE, "wbbm", totals, has_wbk=False))
    assert never.endswith("tetapi predikat WBK belum tercatat.")
    assert revoked.endswith("tetapi predikat WBK sudah dicabut.")


def check(value: str, minimum: str, unit: str = "persen", weight: str = "10") -> Check:
    gap = max(Decimal(minimum) - Decimal(value), Decimal(0))
    return Check(
        "x", "X", unit, Decimal(value), Decimal(minimum), gap, gap == 0, Decimal(0), Decimal(weight)
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [("71.2", "71,2%"), ("74.96", "74,96%"), ("75", "75,0%"), ("74.9996", "74,9996%")],
)
def test_a_value_below_its_minimum_never_looks_like_it(value, shown):
    assert shown_value(check(value, "75")) == shown


def test_what_is_missing_is_in_points_and_never_rounds_to_nothing():
    # 3.8 % of 10 points
    assert missing_points(check("71.2", "75")) == Decimal("0.38")
    assert missing_points(check("74.9996", "75")) == Decimal("0.01")
    assert missing_points(check("2.50", "3.75", "nilai", "5")) == Decimal("1.25")
