"""What is made from a record for its packet: drafts of letters, and whatever else is plugged in."""

from __future__ import annotations

from reports.contexts.record import RecordContext
from reports.contexts.record_words import stamp_words
from reports.packets.layout import Layout
from reports.packets.letters import proposal_draft, responsibility_draft
from reports.workbooks.content import LkeContent
from reports.workbooks.lke import lke_workbook


def outputs_of(context: RecordContext, layout: Layout) -> dict[str, bytes]:
    """Every output by its path; the same bytes for the same record."""
    content = LkeContent.of(
        context,
        link_for=layout.way_to,
        source=stamp_words(context),
        made=context.stamp.made_at.isoformat() if context.stamp else "",
    )
    made = {
        # Not deflated: what comes out of zlib depends on who built it.
        "lke.xlsx": lke_workbook(content, packed=False),
        "usulan.docx": proposal_draft(context),
        "sptjm.docx": responsibility_draft(context),
    }
    return {layout.outputs[key]: data for key, data in made.items()}
