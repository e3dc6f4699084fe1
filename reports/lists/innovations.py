"""The register of innovations: one row each, told as on its page."""

from __future__ import annotations

from collections.abc import Sequence

from innovations.contexts.register import STATES, Wanted, wanted_innovations
from innovations.models import Innovation
from innovations.movement import last_moved, with_movement
from reports.lists.listing import MOST_ROWS, Listing
from units.models import Unit
from units.permissions import Rights
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


COLUMNS = (
    TableColumn("Unit", 34),
    TableColumn("Inovasi", 28),
    TableColumn("Arti nama", 28),
    TableColumn("Jenis", 18),
    TableColumn("Masa", 12),
    TableColumn("Keadaan", 14),
    TableColumn("Mulai", 13, Form.DAY),
    TableColumn("Terakhir bergerak", 13, Form.DAY),
    TableColumn("Layanan", 28),
    TableColumn("Pemakai layanan", 28),
    TableColumn("Kebutuhan", 44),
    TableColumn("Masalah", 44),
    TableColumn("Solusi", 44),
    TableColumn("Kebaruan", 44),
    TableColumn("Pembeda", 44),
    TableColumn("Penanggung jawab", 26),
)


def innovation_listing(rights: Rights, unit: Unit | None, wanted: Wanted) -> Listing:
    found = wanted_innovations(rights, unit, wanted)
    if wanted.phase:
        found = found.filter(phase=wanted.phase)
    return Listing(
        name="Daftar inovasi",
        title=f"Daftar inovasi {unit.name}" if unit else "Daftar inovasi",
        columns=COLUMNS,
        rows=(_row(one) for one in with_movement(found).order_by("name", "pk")[: MOST_ROWS + 1]),
        filters={
            "Cari": wanted.query,
            "Masa": str(Innovation.Phase(wanted.phase).label) if wanted.phase else "",
            "Keadaan": STATES.get(wanted.state, ""),
        },
        unit=unit.code if unit else "",
    )


def _row(one: Innovation) -> Sequence[Value]:
    start = one.started_on
    return (
        one.unit.name,
        one.name,
        one.name_meaning,
        one.get_kind_display(),
        one.get_phase_display(),
        one.get_state_display(),
        # Of some only the year is known, and a day would claim more.
        str(start.year) if start and one.only_year_known else start,
        last_moved(one),
        one.service,
        one.users,
        one.need,
        one.problem,
        one.solution,
        one.novelty,
        one.difference,
        one.owner,
    )
