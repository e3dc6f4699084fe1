"""Totals kept on the assessment row, so that lists of many units need no scoring.

One save touches one sub-area: its exact score is replaced in `sub_scores` and everything above it
is added up again from there. `recount` does the whole from the answers and must agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from pengungkit import scoring
from pengungkit.models import Answer, Assessment, DailyScore


PLACES = Decimal("0.000000001")
# Every save reads some forty stored scores, nearly all of them as they were the time before.
_exact = lru_cache(maxsize=4096)(Fraction)


@dataclass(frozen=True, slots=True)
class Rollup:
    """The stored totals of one assessment, in the form in which they are stored."""

    sub_scores: dict[str, str]
    total: Decimal
    pengungkit: Decimal
    area_percents: dict[str, str]
    checks_met: int


def responses_of(answers: Iterable[Answer]) -> dict[str, scoring.Response]:
    """What scoring takes, by item code; unanswered items are left out."""
    return {a.code: response for a in answers if (response := a.response) is not None}


def rollup_of(assessment: Assessment, sub_scores: Mapping[str, str]) -> Rollup:
    """Everything that follows from the sub-area scores."""
    structure = assessment.structure
    totals = scoring.totals_from_sub_areas(
        structure, {code: _exact(value) for code, value in sub_scores.items()}
    )
    return Rollup(
        sub_scores=dict(sub_scores),
        total=Decimal(totals.total).quantize(PLACES),
        pengungkit=Decimal(totals.pengungkit).quantize(PLACES),
        area_percents={
            key: str(Decimal(area.percent).quantize(PLACES)) for key, area in totals.areas.items()
        },
        checks_met=scoring.checks_met(structure, assessment.target, totals),
    )


def recount(assessment: Assessment, answers: Iterable[Answer]) -> Rollup:
    """The roll-up counted from all answers; no query."""
    structure = assessment.structure
    responses = responses_of(answers)
    return rollup_of(
        assessment,
        {
            sub_area.code: str(scoring.score_sub_area(structure, sub_area.code, responses))
            for sub_area in structure.sub_areas
        },
    )


def store_sub_area(assessment: Assessment, sub_area: str, answers: Iterable[Answer]) -> None:
    """Replace one sub-area's score and what follows from it: one UPDATE.

    The caller holds the assessment's lock. On the first change of a new day the total that stood
    until then is kept as the closing score of its day.
    """
    structure = assessment.structure
    score = scoring.score_sub_area(structure, sub_area, responses_of(answers))
    store(assessment, rollup_of(assessment, assessment.sub_scores | {sub_area: str(score)}))


def store_sub_areas(assessment: Assessment, answers: Iterable[Answer]) -> None:
    """The same for many changes at once: `answers` are all those of every touched sub-area."""
    answers = list(answers)
    structure, responses = assessment.structure, responses_of(answers)
    scores = {
        code: str(scoring.score_sub_area(structure, code, responses))
        for code in {answer.sub_area for answer in answers}
    }
    store(assessment, rollup_of(assessment, assessment.sub_scores | scores))


def store(assessment: Assessment, rollup: Rollup) -> None:
    """Write a roll-up to the assessment row the caller holds locked."""
    today = assessment.unit.today
    if assessment.scored_on is not None and assessment.scored_on < today:
        DailyScore.objects.update_or_create(
            assessment=assessment,
            day=assessment.scored_on,
            defaults={"total": assessment.total, "checks_met": assessment.checks_met},
        )
    assessment.sub_scores = rollup.sub_scores
    assessment.total = rollup.total
    assessment.pengungkit = rollup.pengungkit
    assessment.area_percents = rollup.area_percents
    assessment.checks_met = rollup.checks_met
    assessment.scored_on = today
    assessment.save(
        update_fields=[
            "sub_scores",
            "total",
            "pengungkit",
            "area_percents",
            "checks_met",
            "scored_on",
        ]
    )


def differences(assessment: Assessment, answers: Iterable[Answer]) -> list[str]:
    """Sentences on every stored total that a recount does not confirm; empty when all agree."""
    true = recount(assessment, answers)
    stored = {code: str(Fraction(value)) for code, value in assessment.sub_scores.items()}
    found = [
        f"{assessment}: sub-area {code} tersimpan {stored.get(code, 'kosong')}, hitung ulang"
        f" {value}"
        for code, value in true.sub_scores.items()
        if stored.get(code) != value
    ]
    for label, kept, counted in (
        ("nilai total", assessment.total, true.total),
        ("nilai pengungkit", assessment.pengungkit, true.pengungkit),
        ("syarat terpenuhi", assessment.checks_met, true.checks_met),
        ("persen per area", assessment.area_percents, true.area_percents),
    ):
        if kept != counted:
            found.append(f"{assessment}: {label} tersimpan {kept}, hitung ulang {counted}")
    return found
