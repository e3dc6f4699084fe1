"""Who adopted from whom, what a unit received, what is shared, and who assisted whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from innovations.contexts.assistance import GIVEN, TABS, WITHOUT, Wanted, lists_of, with_open
from innovations.contexts.received import received_rows
from innovations.contexts.spread import Sought, kinship_of, shared_innovations, spread_rows
from innovations.models import Assistance, Innovation, Replication
from pengungkit.models import Assessment
from reports.lists.listing import MOST_ROWS, Listing
from units.models import Unit
from units.permissions import Rights
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


SPREAD_COLUMNS = (
    TableColumn("Inovasi", 28),
    TableColumn("Dari", 34),
    TableColumn("Ke", 40),
    TableColumn("Provinsi", 20),
    TableColumn("Hubungan", 28),
    TableColumn("Keadaan", 20),
)
RECEIVED_COLUMNS = (
    TableColumn("Inovasi", 28),
    TableColumn("Pemilik", 34),
    TableColumn("Penerima", 34),
    TableColumn("Keadaan", 20),
    TableColumn("Menunggu jawaban unit", 14),
    TableColumn("Apa yang disesuaikan", 44),
    TableColumn("Hasil di penerima", 44),
)
SHARED_COLUMNS = (
    TableColumn("Inovasi", 28),
    TableColumn("Arti nama", 28),
    TableColumn("Unit", 34),
    TableColumn("Keadaan", 16),
    TableColumn("Jenis", 18),
    TableColumn("Layanan", 28),
    TableColumn("Pemakai", 28),
    TableColumn("Solusi", 44),
    TableColumn("Apa yang baru", 44),
    TableColumn("Langkah bagi peniru", 44),
    TableColumn("Replikasi dikonfirmasi", 12, Form.WHOLE),
)
ASSISTANCE_COLUMNS = (
    TableColumn("Pokok bahasan", 36),
    TableColumn("Pendamping", 34),
    TableColumn("Didampingi", 34),
    TableColumn("Tanggal", 13, Form.DAY),
    TableColumn("Cara", 14),
    TableColumn("Jumlah orang", 9, Form.WHOLE),
    TableColumn("Saran", 44),
    TableColumn("Hasil", 44),
    TableColumn("Tindak lanjut", 10, Form.WHOLE),
    TableColumn("Selesai", 10, Form.WHOLE),
    TableColumn("Lewat tenggat", 10, Form.WHOLE),
)
LONELY_COLUMNS = (
    TableColumn("Unit", 40),
    TableColumn("Menuju", 10),
    TableColumn("Tahun", 8, Form.WHOLE),
    TableColumn("Nilai sementara", 12, Form.NUMBER),
)


def spread_listing(rights: Rights, sought: Sought) -> Listing:
    return Listing(
        name="Sebaran inovasi",
        title="Sebaran inovasi",
        columns=SPREAD_COLUMNS,
        rows=(
            (
                one.innovation.name,
                one.innovation.unit.name,
                one.adopter_name,
                one.place,  # type: ignore[attr-defined]
                kinship_of(one),
                one.get_state_display(),
            )
            for one in spread_rows(rights, sought)[: MOST_ROWS + 1]
        ),
        filters={
            "Cari": sought.query,
            "Keadaan": str(Replication.State(sought.state).label) if sought.state else "",
            "Provinsi penerima": sought.place,
        },
    )


def received_listing(rights: Rights, unit: Unit | None) -> Listing:
    return Listing(
        name="Inovasi yang diterima",
        title=f"Inovasi yang diterima {unit.name}" if unit else "Inovasi yang diterima",
        columns=RECEIVED_COLUMNS,
        rows=(
            (
                one.innovation.name,
                one.innovation.unit.name,
                one.adopter_name,
                one.get_state_display(),
                "Ya" if one.is_confirmable else "",
                one.adapted,
                one.adopter_results,
            )
            for one in received_rows(rights, unit)[: MOST_ROWS + 1]
        ),
        unit=unit.code if unit else "",
    )


def catalogue_listing(query: str, kind: str) -> Listing:
    """What its cards show, and no more."""
    return Listing(
        name="Katalog inovasi",
        title="Katalog inovasi",
        columns=SHARED_COLUMNS,
        rows=(
            (
                one.name,
                one.name_meaning,
                one.unit.name,
                one.get_state_display(),
                one.get_kind_display(),
                one.service,
                one.users,
                one.solution,
                one.novelty,
                one.kit_steps,
                one.sure,  # type: ignore[attr-defined]
            )
            for one in shared_innovations(query, kind)[: MOST_ROWS + 1]
        ),
        filters={
            "Cari": query,
            "Jenis": str(Innovation.Kind(kind).label) if kind in Innovation.Kind.values else "",
        },
    )


def assistance_listing(rights: Rights, unit: Unit | None, wanted: Wanted) -> Listing:
    """The tab one looks at, of the three."""
    lists = lists_of(rights, unit, wanted)
    tab = wanted.tab if wanted.tab in lists else GIVEN
    lonely = tab == WITHOUT
    name = TABS[tab] if lonely else f"Asistensi {TABS[tab].lower()}"
    return Listing(
        name=name,
        title=f"{name} {unit.name}" if unit else name,
        columns=LONELY_COLUMNS if lonely else ASSISTANCE_COLUMNS,
        rows=_lonely(lists[tab][: MOST_ROWS + 1])
        if lonely
        else _assisted(with_open(lists[tab])[: MOST_ROWS + 1]),
        filters={"Tahun": str(wanted.year or "")},
        unit=unit.code if unit else "",
    )


def _assisted(rows: Iterable[Assistance]) -> Iterator[tuple[Value, ...]]:
    for one in rows:
        yield (
            one.topic,
            one.helper.name,
            one.helped_name,
            one.happened_on,
            one.get_mode_display(),
            one.people,
            one.advice,
            one.result,
            one.agreed,  # type: ignore[attr-defined]
            one.done,  # type: ignore[attr-defined]
            one.late,  # type: ignore[attr-defined]
        )


def _lonely(rows: Iterable[Assessment]) -> Iterator[tuple[Value, ...]]:
    for one in rows:
        yield one.unit.name, one.get_target_display(), one.year, one.total
