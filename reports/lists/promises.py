"""Promises with what they came to lately, and the cases of one, as it takes them in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from innovations.case_rows import COLUMNS as BROUGHT
from innovations.contexts.cases import NARROWED, Wanted, wanted_cases
from innovations.contexts.promises import lately, latest_sentence, limit_words, listed_promises
from innovations.models import Case, Promise
from reports.lists.listing import MOST_ROWS, Listing
from units.models import Unit
from units.permissions import Rights
from zi_portal.lib.dates import month_name
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


# A year of a busy service; written within two seconds.
MOST_CASES = 5000
PROMISE_COLUMNS = (
    TableColumn("Unit", 34),
    TableColumn("Layanan", 34),
    TableColumn("Batas waktu", 26),
    TableColumn("Bulan terakhir", 60),
    TableColumn("Berjalan", 10, Form.WHOLE),
    TableColumn("Berlaku sejak", 13, Form.DAY),
    TableColumn("Berlaku sampai", 13, Form.DAY),
    TableColumn("Kompensasi", 40),
)
# The headings by which cases are brought in stand here too, so that a list can come back.
CASE_COLUMNS = (
    TableColumn(BROUGHT["reference"], 24),
    TableColumn(BROUGHT["started_at"], 17, Form.MOMENT),
    TableColumn(BROUGHT["finished_at"], 17, Form.MOMENT),
    TableColumn("Menit", 9, Form.WHOLE),
    TableColumn("Batas (menit)", 9, Form.WHOLE),
    TableColumn("Hasil", 14),
    TableColumn(BROUGHT["miss_reason"], 44),
    TableColumn(BROUGHT["compensation"], 44),
)
RESULTS = {True: "Tepat waktu", False: "Terlewat", None: "Berjalan"}


def promise_listing(rights: Rights, unit: Unit | None) -> Listing:
    return Listing(
        name="Janji layanan",
        title=f"Janji layanan {unit.name}" if unit else "Janji layanan",
        columns=PROMISE_COLUMNS,
        rows=_promises(list(listed_promises(rights, unit)[: MOST_ROWS + 1])),
        unit=unit.code if unit else "",
    )


def _promises(promises: list[Promise]) -> Iterator[tuple[Value, ...]]:
    figures = lately(promises)
    for one in promises:
        yield (
            one.unit.name,
            one.service,
            limit_words(one),
            latest_sentence(one, figures[one.pk]),
            one.running,  # type: ignore[attr-defined]
            one.valid_from,
            one.valid_until,
            one.compensation,
        )


def case_listing(promise: Promise, wanted: Wanted) -> Listing:
    cases = wanted_cases(promise, wanted).iterator(chunk_size=1000)
    return Listing(
        name="Kasus janji layanan",
        title=f"Kasus {promise.service} {promise.unit.name}",
        columns=CASE_COLUMNS,
        rows=(_case(one, promise) for one in islice(cases, MOST_CASES + 1)),
        filters={
            "Saring": NARROWED[wanted.kind][0] if wanted.kind else "",
            "Bulan": month_name(wanted.month) if wanted.month else "",
        },
        unit=promise.unit.code,
        most=MOST_CASES,
    )


def _case(one: Case, promise: Promise) -> tuple[Value, ...]:
    return (
        one.reference,
        _clock(one.started_at, promise),
        _clock(one.finished_at, promise),
        one.minutes,
        one.limit_minutes,
        RESULTS[one.met],
        one.miss_reason,
        one.compensation,
    )


def _clock(moment: dt.datetime | None, promise: Promise) -> dt.datetime | None:
    """A workbook knows no zones: the clock of the office."""
    return moment.astimezone(promise.zone).replace(tzinfo=None) if moment else None
