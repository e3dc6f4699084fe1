"""What rooms to the right can say for a predicate that must be grown into, beside the scores.

Such a room hands in a builder when Django starts (its `AppConfig.ready`). Nothing here is a minimum
of the instrument: it is what an evaluator of that predicate looks for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pengungkit.models import Assessment


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """One line: `state` "yes", "no" or "warn", what is there, and what is missing."""

    state: str
    label: str
    value: str
    url: str = ""
    gap: str = ""


# Answers with a fixed number of queries; only asked where a predicate must come first.
Builder = Callable[[Assessment], list[ClaimCheck]]

_builders: list[Builder] = []


def provide_claims(builder: Builder) -> None:
    """Let a builder be asked from now on; told twice, it is asked once."""
    if builder not in _builders:
        _builders.append(builder)


@dataclass(frozen=True, slots=True)
class Claims:
    heading: str
    checks: tuple[ClaimCheck, ...]


def claims_of(assessment: Assessment) -> Claims | None:
    """None, without a query, for a predicate that can be had first."""
    target = assessment.structure.target(assessment.target)
    if not target.precondition or not _builders:
        return None
    checks = tuple(check for builder in _builders for check in builder(assessment))
    return Claims(f"Yang dicari penilai {target.name} di luar nilai", checks)
