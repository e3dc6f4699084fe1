"""What is made from a record for its packet. Another line in `MAKERS` plugs another file in."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from reports.contexts.record import RecordContext
from reports.contexts.record_words import stamp_words
from reports.packets.exceptions import DamagedFormError
from reports.packets.layout import Layout
from reports.packets.letters import proposal_draft, responsibility_draft
from reports.packets.matrix import matrix_workbook
from reports.pdfs.lke import lke_document
from reports.pdfs.matrix import matrix_of_record
from reports.pdfs.readiness_report import readiness_report
from reports.pdfs.rendering import reason_without_pdf, render
from reports.workbooks.content import LkeContent
from reports.workbooks.lke import lke_workbook
from reports.workbooks.official import (
    OfficialFormFacts,
    filling_of,
    notes_text,
    official_form,
)
from zi_portal.lib.blobs import BlobDamagedError


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


def official(context: RecordContext, layout: Layout) -> bytes:
    """The ministry's own workbook, filled in; only of a record that names one."""
    form = OfficialFormFacts.named_by(context)
    filling = filling_of(context, form, layout.way_to)
    try:
        return official_form(form, filling, packed=False)
    except BlobDamagedError as error:
        raise DamagedFormError(form.name) from error


def official_notes(context: RecordContext, layout: Layout) -> bytes:
    """What found no place in it."""
    form = OfficialFormFacts.named_by(context)
    return notes_text(form, filling_of(context, form, layout.way_to)).encode()


# By the key under which `layout` has a name for it.
MAKERS: dict[str, Maker] = {
    "lke.xlsx": workbook,
    "formulir.xlsx": official,
    "formulir.txt": official_notes,
    "usulan.docx": lambda context, layout: proposal_draft(context),
    "sptjm.docx": lambda context, layout: responsibility_draft(context),
    "matriks.xlsx": lambda context, layout: matrix_workbook(context),
}
# Left out where the machine makes none. A record dates its own pages; "now" is for previews only.
PDF_MAKERS: dict[str, Maker] = {
    "kesiapan.pdf": lambda context, layout: render(readiness_report(context, timezone.now())),
    "matriks.pdf": lambda context, layout: render(matrix_of_record(context, timezone.now())),
    "lke.pdf": lambda context, layout: render(lke_document(context, timezone.now(), layout.way_to)),
}


def makers() -> dict[str, Maker]:
    return MAKERS if reason_without_pdf() else MAKERS | PDF_MAKERS


def outputs_of(context: RecordContext, layout: Layout) -> dict[str, bytes]:
    """Every output by its path; the same bytes for the same record."""
    return {
        layout.outputs[key]: make(context, layout)
        for key, make in makers().items()
        if key in layout.outputs
    }


def paths_of(layout: Layout) -> list[str]:
    """Where the outputs lie, in the part that holds them."""
    return sorted(layout.outputs[key] for key in makers() if key in layout.outputs)
