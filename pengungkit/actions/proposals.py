"""Taking an answer that was proposed from facts the portal has."""

from __future__ import annotations

from django.db import transaction

from pengungkit.actions.answers import Entry, Saved, answer_item
from pengungkit.models import Assessment
from pengungkit.proposals import Proposal
from units import audit
from units.models import User


@transaction.atomic
def take_proposal(
    *,
    assessment: Assessment,
    code: str,
    proposal: Proposal,
    entry: Entry,
    base_version: int,
    by: User,
) -> Saved:
    """Save an entry whose answer is the proposal, and record that it was taken and why.

    Raises what `answer_item` raises.
    """
    saved = answer_item(
        assessment=assessment, code=code, entry=entry, base_version=base_version, by=by
    )
    if saved.changed:
        audit.record(
            actor=by,
            action="usulan_dipakai",
            target=saved.answer,
            unit=assessment.unit.code,
            kode=code,
            dari=proposal.register,
            usulan=proposal.choice or dict(proposal.counts or {}),
            alasan=proposal.reason,
        )
    return saved
