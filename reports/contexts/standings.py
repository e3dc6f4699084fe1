"""Where an assessment stands: scored from all its answers, once for as long as they stay the same.

A page is opened many times between two changes, by several people. Counting depends on nothing
but the instrument and the answers, so the last counts are remembered by exactly these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pengungkit.models import Assessment, InstrumentVersion
from pengungkit.models.answers import response_from
from pengungkit.models.instruments import structure_of
from pengungkit.readiness import Readiness, readiness
from pengungkit.scoring import Result, score
from pengungkit.simulation import Raise, raises
from reports.contexts.answers import AnswerLine
from units.models import PredicateRecord


# Some 60 kB each.
REMEMBERED = 64
# Item code, option letter, counts, index: what one answer is to scoring.
Given = tuple[str, str, tuple[tuple[str, int], ...] | None, Decimal | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """The count, the requirements held against it, and what could still be raised."""

    result: Result
    readiness: Readiness
    raises: tuple[Raise, ...]


def standing_of(
    assessment: Assessment, lines: Iterable[AnswerLine], predicates: Sequence[PredicateRecord]
) -> Standing:
    """Where the assessment stands by the unit's own answers and its history of predicates."""
    required = assessment.structure.target(assessment.target).precondition
    return _standing(
        assessment.instrument.pk,
        assessment.instrument.sha256,
        assessment.target,
        holds(predicates, required),
        tuple(given for line in lines if (given := _given(line)) is not None),
    )


def holds(predicates: Iterable[PredicateRecord], code: str | None) -> bool | None:
    """Whether a predicate stands (True), was revoked (False) or was never recorded (None)."""
    if code is None:
        return None
    named = [one for one in predicates if one.predicate.lower() == code.lower()]
    return any(one.revoked_on is None for one in named) if named else None


def _given(line: AnswerLine) -> Given | None:
    """What scoring takes of one answer, as a key; None when it is unanswered."""
    if line.choice:
        return line.code, line.choice, None, None
    if line.counts is not None:
        known = ((key, number) for key, number in line.counts.items() if number is not None)
        return line.code, "", tuple(known), None
    return None if line.survey is None else (line.code, "", None, line.survey)


@lru_cache(maxsize=REMEMBERED)
def _standing(
    pk: int, sha256: str, target: str, has_first: bool | None, given: tuple[Given, ...]
) -> Standing:
    structure = structure_of(InstrumentVersion(pk=pk, sha256=sha256))
    responses = {}
    for code, choice, counts, index in given:
        response = response_from(
            choice=choice, counts=None if counts is None else dict(counts), index=index
        )
        if response is not None:
            responses[code] = response
    result = score(structure, responses)
    return Standing(
        result=result,
        readiness=readiness(structure, target, result.totals, has_wbk=has_first),
        raises=raises(structure, target, result),
    )
