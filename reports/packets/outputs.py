"""What is made from a record for its packet. Another line in `MAKERS` plugs another file in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone

from reports.contexts.record import RecordContext
from reports.contexts.record_words import stamp_words
from reports.exceptions import CannotBuildError
from reports.packets.difference import difference_html
from reports.packets.exceptions import DamagedFormError
from reports.packets.layout import INDEX, Layout
from reports.packets.letters import proposal_draft, responsibility_draft
from reports.packets.matrix import matrix_workbook
from reports.pdfs.lke import lke_document
from reports.pdfs.matrix import matrix_of_record
from reports.pdfs.readiness_report import readiness_report
from reports.pdfs.rendering import NoPdfError, reason_without_pdf, render
from reports.workbooks.content import LkeContent
from reports.workbooks.lke import lke_workbook
from reports.workbooks.official import (
    OfficialFormFacts,
    filling_of,
    notes_text,
    official_form,
)
from zi_portal.lib.blobs import BlobDamagedError
from zi_portal.lib.workbooks.linking import Link


Maker = Callable[[RecordContext, Layout], bytes]
Page = Callable[[RecordContext, Layout], str]


@dataclass(frozen=True, slots=True)
class Outputs:
    """What was made, by path; and the PDFs that could not be, by path with the reason.

    The reason is for who asked for the packet. It stands nowhere in the packet, whose bytes follow
    from the record and from which PDFs lie in it.
    """

    files: Mapping[str, bytes]
    left_out: Mapping[str, str]


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
    filling = filling_of(context, form, layout.way_to, _in_index)
    try:
        return official_form(form, filling, packed=False)
    except BlobDamagedError as error:
        raise DamagedFormError(form.name) from error


def official_notes(context: RecordContext, layout: Layout) -> bytes:
    """What found no place in it."""
    form = OfficialFormFacts.named_by(context)
    return notes_text(form, filling_of(context, form, layout.way_to, _in_index)).encode()


def _in_index(code: str) -> Link:
    """Where the item stands on the packet's own page, each of its documents one click away."""
    return Link(INDEX, place=code)


# By the key under which `layout` has a name for it.
MAKERS: dict[str, Maker] = {
    "lke.xlsx": workbook,
    "formulir.xlsx": official,
    "formulir.txt": official_notes,
    "usulan.docx": lambda context, layout: proposal_draft(context),
    "sptjm.docx": lambda context, layout: responsibility_draft(context),
    "pembeda.html": lambda context, layout: difference_html(context),
    "matriks.xlsx": lambda context, layout: matrix_workbook(context),
}
# Drawn as PDF. A record dates its own pages; "now" is for previews only.
PAGES: dict[str, Page] = {
    "kesiapan.pdf": lambda context, layout: readiness_report(context, timezone.now()),
    "matriks.pdf": lambda context, layout: matrix_of_record(context, timezone.now()),
    "lke.pdf": lambda context, layout: lke_document(context, timezone.now(), layout.way_to),
}


def outputs_of(
    context: RecordContext, layout: Layout, tick: Callable[[], None] = lambda: None
) -> Outputs:
    """Every output; the same bytes for the same record.

    A PDF that passes its limits is left out: the packet is worth more than one of its readings.
    `tick` is called while PDFs are drawn and may raise to end it.
    """
    files = {
        layout.outputs[key]: make(context, layout)
        for key, make in MAKERS.items()
        if key in layout.outputs
    }
    left_out = {}
    for key, page in PAGES.items():
        if key not in layout.outputs:
            continue
        path = layout.outputs[key]
        try:
            if reason := reason_without_pdf():
                raise NoPdfError(reason)
            files[path] = render(page(context, layout), tick)
        except CannotBuildError as error:
            left_out[path] = str(error)
    return Outputs(files, left_out)


def paths_of(layout: Layout) -> list[str]:
    """Where the outputs lie, in the part that holds them, when all that can be made is made."""
    none = PAGES if reason_without_pdf() else ()
    return sorted(path for key, path in layout.outputs.items() if key not in none)
