"""The recap of every unit below one, however many: what is too long to be made in a request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from reports.contexts.unit_lists import SORTS, units_wanted
from reports.jobs.kinds import Kind
from reports.jobs.reach import KEY, Reach, reach_words
from reports.jobs.running import Run
from reports.lists.assessments import UNITS, unit_row
from reports.models import Job
from units.permissions import Permission, rights_of
from zi_portal.lib.dates import format_moment
from zi_portal.lib.downloads import XLSX
from zi_portal.lib.numbers import format_count
from zi_portal.lib.workbooks.saving import save_to
from zi_portal.lib.workbooks.tables import write_facts, write_table


AT_A_TIME = 500
# What of the page's address narrows or sorts the list.
KEYS = ("q", "urut", "saring")


def build(job: Job, run: Run) -> None:
    """Only units the job was asked for, so that the right to them covers every row."""
    from openpyxl import Workbook

    choice = units_wanted(rights_of(job.owner), job.parameters)
    prefix = "" if choice.without else "unit__"
    reach = Reach.of(job)
    units = choice.rows.filter(reach.within(prefix))
    total = units.count()
    book = Workbook(write_only=True)
    rows = (unit_row(choice, row) for row in _told(units, run, total))
    write_table(book, UNITS, rows)
    write_facts(
        book,
        [
            ("Daftar", "Rekap unit dengan penilaian terbaru"),
            ("Di bawah", reach.name),
            *(pair for pair in details(job.parameters) if pair[0] != "Cakupan"),
            ("Jumlah unit", format_count(total)),
            ("Dibuat pada", format_moment(timezone.now(), job.unit.time_zone)),
            ("Diminta oleh", job.owner.name),
        ],
    )
    with run.open_result(f"Rekap unit {job.unit.short_name}.xlsx", XLSX) as file:
        save_to(file, book)


def _told(units: QuerySet[Any], run: Run, total: int) -> Iterator[Any]:
    for number, row in enumerate(units.iterator(chunk_size=AT_A_TIME), start=1):
        run.progress(number, total, "Menulis baris unit")
        yield row


def details(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The filters in words."""
    words = [("Cakupan", reach_words(parameters))] if KEY in parameters else []
    if parameters.get("q"):
        words.append(("Cari", str(parameters["q"])))
    if parameters.get("urut") in SORTS:
        words.append(("Urutan", SORTS[parameters["urut"]]))
    if parameters.get("saring"):
        words.append(("Saring", "belum ada penilaian"))
    return words


KIND = Kind(
    code="rekap-unit",
    label="Rekap unit (Excel)",
    mark="XLSX",
    permission=Permission.VIEW,
    build=build,
    details=details,
)
