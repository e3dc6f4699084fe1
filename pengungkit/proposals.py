"""Answers that follow from what rooms to the right know, proposed to whoever fills in.

Such a room hands in a proposer when Django starts (its `AppConfig.ready`). A proposal is never an
answer: a person takes it or does not, and the trail tells that it was taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pengungkit.models import Assessment


@dataclass(frozen=True, slots=True)
class Proposal:
    """An option's letter or the counts of a ratio, why, and where that can be looked up.

    `register` is what it rests on, as in "daftar inovasi"; `sources` are labels with addresses.
    """

    register: str
    reason: str
    choice: str = ""
    counts: Mapping[str, int] | None = None
    sources: tuple[tuple[str, str], ...] = ()

    def equals(self, choice: str, counts: Mapping[str, int | None] | None) -> bool:
        """Whether an answer says the same."""
        if self.counts is None:
            return choice == self.choice
        given = counts or {}
        return all(given.get(key) == number for key, number in self.counts.items())


# Answers None for an item that is none of its concern, and then without asking the database.
Proposer = Callable[[Assessment, str], Proposal | None]

_proposers: list[Proposer] = []


def provide_proposals(proposer: Proposer) -> None:
    """Let a proposer be asked from now on; told twice, it is asked once."""
    if proposer not in _proposers:
        _proposers.append(proposer)


def proposal_for(assessment: Assessment, code: str) -> Proposal | None:
    """What the first proposer that knows about the item proposes."""
    for proposer in _proposers:
        if proposal := proposer(assessment, code):
            return proposal
    return None
