"""What is made from a record for its packet. Another line in `MAKERS` plugs another file in."""

from __future__ import annotations

from collections.abc import Callable

from reports.contexts.record import RecordContext
from reports.contexts.record_words import stamp_words
from reports.packets.layout import Layout
from reports.packets.letters import proposal_draft, responsibility_draft
from reports.workbooks.content import LkeContent
from reports.workbooks.lke import lke_workbook


Maker = Callable[[RecordContext, Layout], bytes]


def workbook(context: RecordContext, layout: Layout) -> bytes:
    """The LKE, its evidence linked. Not deflated: what zlib makes depends on who built it."""
    content = LkeContent.of(
        context,
        link_for=layout.way_to,
        source=stamp_words(context),
        made=context.stamp.made_at.isoformat() if context.stamp else "",
    )
    return lke_workbook(content, packed=False)


# By the key under which `layout` has a name for it.
MAKERS: dict[str, Maker] = {
    "lke.xlsx": workbook,
    "usulan.docx": lambda context, layout: proposal_draft(context),
    "sptjm.docx": lambda context, layout: responsibility_draft(context),
}


def outputs_of(context: RecordContext, layout: Layout) -> dict[str, bytes]:
    """Every output by its path; the same bytes for the same record."""
    return {layout.outputs[key]: make(context, layout) for key, make in MAKERS.items()}


def paths_of(layout: Layout) -> list[str]:
    """Where the outputs lie, in the part that holds them."""
    return sorted(layout.outputs[key] for key in MAKERS)
