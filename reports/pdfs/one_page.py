"""The leader's page: would it pass, where not, and what to decide, on one A4 sheet."""

from __future__ import annotations

import datetime as dt

from reports.contexts.record import RecordContext
from reports.contexts.record_words import headline, lacks_of
from reports.pdfs.figures import area_rows, check_rows, gain_rows, sum_row
from reports.pdfs.frame import Frame, page_of, shortened
from zi_portal.lib.numbers import format_points


TITLE = "Ringkasan pimpinan"
GAINS = 6
# Longer wordings take a second line each, and then the sheet's last lines a second sheet.
LONGEST_WORDING = 64


def one_page(context: RecordContext, now: dt.datetime) -> str:
    frame = Frame.of(context, TITLE, now)
    gains = gain_rows(context, GAINS)
    return page_of(
        "one_page.html",
        frame,
        office=shortened(frame.office, 80),
        headline=headline(context),
        passed=context.passed,
        facts=facts_of(context),
        checks=check_rows(context),
        areas=[
            *area_rows(context),
            sum_row("Nilai total", context.whole),
        ],
        gains=[(one, shortened(one.wording, LONGEST_WORDING)) for one in gains],
        lacks=[(one.title, len(one.lines)) for one in lacks_of(context)][:6],
    )


def facts_of(context: RecordContext) -> list[tuple[str, str]]:
    """The four numbers every summary begins with."""
    return [
        (format_points(context.total), "nilai total, penilaian sendiri"),
        (f"{context.checks_met} dari {len(context.checks)}", "syarat terpenuhi"),
        (f"{context.answered} dari {len(context.items)}", "butir terjawab"),
        (str(len(context.kept_documents)), "bukti tersimpan"),
    ]
