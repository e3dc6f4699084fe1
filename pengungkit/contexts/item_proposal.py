"""A proposed answer as the page of its item shows it."""

from __future__ import annotations

from dataclasses import dataclass

from pengungkit.instruments import Item, Kind
from pengungkit.models import Answer
from pengungkit.proposals import Proposal, proposal_for
from zi_portal.lib.numbers import format_count


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """`heading` names the proposal; `is_taken`: the stored answer says the same already."""

    heading: str
    reason: str
    sources: tuple[tuple[str, str], ...]
    is_taken: bool

    @classmethod
    def of(cls, answer: Answer, item: Item) -> ShownProposal | None:
        proposal = proposal_for(answer.assessment, item.code)
        if proposal is None:
            return None
        return cls(
            heading=f"Usulan dari {proposal.register}: {in_words(proposal, item)}",
            reason=proposal.reason,
            sources=proposal.sources,
            is_taken=proposal.equals(answer.choice, answer.counts),
        )


def in_words(proposal: Proposal, item: Item) -> str:
    """The letter, or the counts by their names."""
    if item.kind is not Kind.RATIO or item.ratio is None or proposal.counts is None:
        return proposal.choice
    names = {one.key: one.wording for one in item.ratio.inputs}
    return "; ".join(
        f"{names[key]} {format_count(number)}" for key, number in proposal.counts.items()
    )
