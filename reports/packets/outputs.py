"""What is made from a record for its packet: drafts of letters, and whatever else is plugged in."""

from __future__ import annotations

from reports.contexts.record import RecordContext
from reports.packets.layout import Layout
from reports.packets.letters import proposal_draft, responsibility_draft


def outputs_of(context: RecordContext, layout: Layout) -> dict[str, bytes]:
    """Every output by its path; the same bytes for the same record."""
    made = {
        "usulan.docx": proposal_draft(context),
        "sptjm.docx": responsibility_draft(context),
    }
    return {layout.outputs[key]: data for key, data in made.items()}
