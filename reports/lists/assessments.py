"""The assessments a person may see, and the units they oversee, with the totals kept for lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pengungkit.contexts.assessment_list import Filters, done_counts, listed
from pengungkit.models import Assessment
from reports.contexts.unit_lists import SORTS, UnitChoice, units_wanted
from reports.lists.listing import MOST_ROWS, Listing
from units.permissions import Rights
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


ASSESSMENTS = (
    TableColumn("Kode unit", 20),
    TableColumn("Unit", 44),
    TableColumn("Tahun", 8),
    TableColumn("Sasaran", 10),
    TableColumn("Status", 18),
    TableColumn("Nilai sendiri", 11, Form.NUMBER),
    TableColumn("Pengungkit", 11, Form.NUMBER),
    TableColumn("Syarat terpenuhi", 11, Form.WHOLE),
    TableColumn("Jumlah syarat", 10, Form.WHOLE),
    TableColumn("Butir siap", 9, Form.WHOLE),
    TableColumn("Jumlah butir", 9, Form.WHOLE),
    TableColumn("Tenggat", 13, Form.DAY),
)
UNITS = (
    TableColumn("Unit", 44),
    TableColumn("Provinsi", 22),
    TableColumn("Sasaran", 14),
    TableColumn("Status", 18),
    TableColumn("Nilai sendiri", 11, Form.NUMBER),
    TableColumn("Syarat terpenuhi", 11, Form.WHOLE),
    TableColumn("Jumlah syarat", 10, Form.WHOLE),
    TableColumn("Paling kurang", 50),
    TableColumn("Perubahan terakhir", 13, Form.DAY),
)


def assessment_listing(rights: Rights, filters: Filters) -> Listing:
    return Listing(
        name="Daftar penilaian",
        title="Daftar penilaian",
        columns=ASSESSMENTS,
        rows=_assessments(rights, filters),
        filters={
            "Cari": filters.q,
            "Tahun": str(filters.year or ""),
            "Sasaran": filters.target,
            "Status": str(Assessment.State(filters.state).label) if filters.state else "",
        },
    )


def _assessments(rights: Rights, filters: Filters) -> Iterator[Sequence[Value]]:
    found = list(listed(rights, filters)[: MOST_ROWS + 1])
    done = done_counts(found)
    for one in found:
        structure = one.structure
        yield (
            one.unit.code,
            one.unit.name,
            str(one.year),
            one.target,
            str(one.get_state_display()),
            one.total,
            one.pengungkit,
            one.checks_met,
            len(structure.minimums),
            done.get(one.pk, 0),
            len(structure.items),
            one.due_on if one.is_open else None,
        )


def unit_listing(rights: Rights, wanted: Mapping[str, str]) -> Listing:
    """The recap of many units: the newest assessment of each, in the order of the page."""
    choice = units_wanted(rights, wanted)
    return Listing(
        name="Rekap unit",
        title="Unit tanpa penilaian" if choice.without else "Rekap unit dengan penilaian terbaru",
        columns=UNITS,
        rows=_units(choice),
        filters={"Cari": choice.query, "Urutan": "" if choice.without else SORTS[choice.sort]},
    )


def _units(choice: UnitChoice) -> Iterator[Sequence[Value]]:
    for row in choice.rows[: MOST_ROWS + 1]:
        yield unit_row(choice, row)


def unit_row(choice: UnitChoice, row: Any) -> Sequence[Value]:
    """One unit with what its newest assessment holds, if it has one."""
    line = choice.line(row)
    return (
        line.name,
        line.province,
        line.target,
        line.state,
        None if choice.without else row.total,
        None if choice.without else line.met,
        None if choice.without else line.minimums,
        line.missing,
        line.changed_on,
    )
