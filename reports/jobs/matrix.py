"""The matrix of innovations or of replications as a PDF, under the filters of its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from innovations.contexts.matrix import TABS, tab_in, wanted_in
from reports.exceptions import CannotBuildError
from reports.jobs.kinds import Kind
from reports.jobs.reach import Reach, reach_words
from reports.jobs.running import Run
from reports.lists.matrix import matrix_listing, state_words
from reports.models import Job
from reports.pdfs.frame import Frame
from reports.pdfs.kinds import write
from reports.pdfs.matrix import Table, matrix_page
from units.permissions import Permission, rights_of


# What of the page's address narrows the matrix.
KEYS = ("bagian", "q", "masa", "keadaan", "semua")
# What is longer is a list to be filtered, not to be read on paper.
MOST_ROWS = 400
TOO_LONG = (
    f"Matriks ini lebih dari {MOST_ROWS} baris, terlalu panjang untuk dibaca di kertas. Persempit"
    " saringannya lalu minta lagi, atau unduh Excel."
)
NOTHING = (
    "Tidak ada lagi yang cocok dengan saringannya. Buka matriksnya, ubah saringan, lalu minta lagi."
)


def build(job: Job, run: Run) -> None:
    """Of all units only those the job was asked for, so that the right to them covers every row."""
    query = _query(job.parameters)
    tab, every = tab_in(query), bool(job.parameters.get("semua"))
    rights, wanted = rights_of(job.owner), wanted_in(query, tab)
    reach = Reach.of(job)
    if every:
        listing = matrix_listing(rights, None, wanted, tab, reach.within)
    else:
        listing = matrix_listing(rights, job.unit, wanted, tab)
    rows = list(islice(listing.rows, MOST_ROWS + 1))
    if not rows or len(rows) > MOST_ROWS:
        raise CannotBuildError(TOO_LONG if rows else NOTHING)
    # The only unit of a matrix stands at the head of the paper.
    first = 0 if every else 1
    table = Table.of(TABS[tab], listing.columns[first:], (row[first:] for row in rows))
    frame = replace(Frame.of_unit(job.unit, listing.name, timezone.now()), office=reach.name)
    page = matrix_page(frame, [table], details(job.parameters)[1:])
    write(run, f"{listing.name} {job.unit.short_name}.pdf", page)


def details(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Which of the two, and the filters in words."""
    query = _query(parameters)
    tab = tab_in(query)
    wanted = wanted_in(query, tab)
    pairs = [
        ("Isi", f"Matriks {TABS[tab].lower()}"),
        ("Cakupan", reach_words(parameters) if parameters.get("semua") else ""),
        ("Cari", wanted.query),
        ("Masa", wanted.phase),
        ("Keadaan", state_words(tab, wanted)),
    ]
    return [pair for pair in pairs if pair[1]]


def _query(parameters: Mapping[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({key: str(parameters.get(key, "")) for key in KEYS})
    return query


KIND = Kind(
    code="pdf-matriks",
    label="Matriks inovasi (PDF)",
    mark="PDF",
    permission=Permission.VIEW,
    build=build,
    details=details,
)
