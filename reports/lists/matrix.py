"""The matrix of innovations and that of replications, in the columns of their page."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from innovations.contexts.matrix import (
    REPLICATIONS,
    adoptions,
    innovation_cells,
    replication_cells,
    told_innovations,
)
from innovations.contexts.register import STATES, Wanted
from innovations.models import Innovation, Replication
from reports.lists.listing import MOST_ROWS, Listing
from units.models import Unit
from units.permissions import Rights
from zi_portal.lib.workbooks.tables import TableColumn, Value


INNOVATION_COLUMNS = (
    TableColumn("Unit", 30),
    TableColumn("Inovasi", 26),
    TableColumn("Masa", 8),
    TableColumn("Jenis", 18),
    TableColumn("Layanan", 28),
    TableColumn("Kebutuhan", 40),
    TableColumn("Hasil: sebelum, lalu sesudah", 44),
    TableColumn("Butir", 22),
    TableColumn("Replikasi", 22),
    TableColumn("Bahan peniru", 10),
    TableColumn("Keadaan", 14),
)
REPLICATION_COLUMNS = (
    TableColumn("Unit", 30),
    TableColumn("Inovasi", 26),
    TableColumn("Penerima", 40),
    TableColumn("Jenis penerima", 24),
    TableColumn("Provinsi", 20),
    TableColumn("Keadaan", 22),
    TableColumn("Sejak", 20),
)


def matrix_listing(
    rights: Rights,
    unit: Unit | None,
    wanted: Wanted,
    tab: str,
    within: Callable[[str], Q] = lambda prefix: Q(),
) -> Listing:
    """Of one unit, or of all the person sees; `within` says of which, led to by a prefix."""
    replications = tab == REPLICATIONS
    name = "Matriks replikasi" if replications else "Matriks inovasi"
    if replications:
        adopted = adoptions(rights, unit, wanted).filter(within("innovation__unit__"))
        rows = (_replication(one) for one in adopted[: MOST_ROWS + 1])
    else:
        told = told_innovations(rights, unit, wanted).filter(within("unit__"))
        rows = (_innovation(one) for one in told[: MOST_ROWS + 1])
    return Listing(
        name=name,
        title=f"{name} {unit.name}" if unit else name,
        columns=REPLICATION_COLUMNS if replications else INNOVATION_COLUMNS,
        rows=rows,
        filters={
            "Cari": wanted.query,
            "Masa": str(Innovation.Phase(wanted.phase).label) if wanted.phase else "",
            "Keadaan": state_words(tab, wanted),
        },
        unit=unit.code if unit else "",
    )


def state_words(tab: str, wanted: Wanted) -> str:
    """The state the table is narrowed to, as its page calls it."""
    if not wanted.state:
        return ""
    of_replications = tab == REPLICATIONS
    return str(Replication.State(wanted.state).label) if of_replications else STATES[wanted.state]


def _innovation(one: Innovation) -> tuple[Value, ...]:
    cells = innovation_cells(one)
    return (
        cells.unit,
        cells.name,
        cells.phase,
        cells.kind,
        cells.service,
        cells.need,
        "; ".join(cells.results),
        ", ".join(cells.items),
        cells.replications,
        "Ada" if cells.has_kit else "",
        cells.state,
    )


def _replication(one: Replication) -> tuple[Value, ...]:
    cells = replication_cells(one)
    return (
        cells.unit,
        cells.innovation,
        cells.adopter,
        cells.kind,
        cells.place,
        cells.state,
        cells.since,
    )
