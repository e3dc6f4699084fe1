"""What one downloaded list consists of, and how it leaves: made in the request, recorded first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.http import HttpResponse
from django.utils import timezone

from reports.contexts.unit_lists import AT_ONCE
from units.actions.downloads import record_download
from units.http import AuthenticatedHttpRequest
from zi_portal.lib.dates import format_moment
from zi_portal.lib.downloads import XLSX, hands_over, made
from zi_portal.lib.numbers import format_count
from zi_portal.lib.workbooks.tables import TableColumn, Value, table_workbook


# As many as are written while a person waits; whoever needs more narrows the filter.
MOST_ROWS = AT_ONCE
LONGEST_FILTER = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """`name` is what the file is called, `unit` the code of the unit it is about, if of one.

    `filters` are the words of the filters in use, by what they narrow.
    """

    name: str
    title: str
    columns: Sequence[TableColumn]
    rows: Iterable[Sequence[Value]]
    filters: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    # How many rows at most; 0 stands for `MOST_ROWS`.
    most: int = 0


def download_of(listing: Listing, request: AuthenticatedHttpRequest) -> HttpResponse:
    """The workbook of the list as an answer; what was taken along is recorded."""
    most = listing.most or MOST_ROWS
    rows = list(islice(listing.rows, most + 1))
    used = {key: value[:LONGEST_FILTER] for key, value in listing.filters.items() if value}
    facts = [
        ("Daftar", listing.title),
        *used.items(),
        ("Diunduh", format_moment(timezone.now(), timezone.get_current_timezone_name())),
    ]
    if len(rows) > most:
        rows = rows[:most]
        facts.append(
            (
                "Dipotong",
                f"Hanya {format_count(most)} baris pertama. Persempit saringan di halamannya"
                " untuk yang lain.",
            )
        )
    data = table_workbook(listing.columns, rows, facts)
    if hands_over(request):
        record_download(
            action="daftar_diunduh",
            target=f"daftar:{listing.name}",
            unit=listing.unit,
            by=request.user,
            baris=len(rows),
            saring=used,
        )
    return made(data, XLSX, f"{listing.name}.xlsx")
