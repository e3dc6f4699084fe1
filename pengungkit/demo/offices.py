"""The offices of the demo, the predicates they hold, and their road so far."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from units.actions.journeys import add_milestone, record_predicate
from units.actions.trees import plant_units
from units.models import Milestone, PredicateRecord, Unit, UnitKind, User


Zone = Unit.TimeZone
Step = Milestone.Kind
Predicate = PredicateRecord.Predicate

KINDS = {
    "kementerian": "Kementerian",
    "eselon-1": "Unit eselon I",
    "kanwil": "Kantor wilayah",
    "kppn": "KPPN",
    "pemda": "Pemerintah daerah",
    "rsud": "RSUD",
    "dukcapil": "Dinas Dukcapil",
}


@dataclass(frozen=True, slots=True)
class Office:
    code: str
    name: str
    short_name: str
    kind: str
    parent: str | None
    province: str = ""
    zone: Zone = Zone.WIB


OFFICES = (
    Office("kemenkeu", "Kementerian Keuangan", "Kemenkeu", "kementerian", None),
    Office("djpb", "Direktorat Jenderal Perbendaharaan", "DJPb", "eselon-1", "kemenkeu"),
    Office(
        "kanwil-malut",
        "Kanwil DJPb Provinsi Maluku Utara",
        "Kanwil DJPb Malut",
        "kanwil",
        "djpb",
        "Maluku Utara",
        Zone.WIT,
    ),
    Office(
        "kppn-ternate",
        "KPPN Ternate",
        "KPPN Ternate",
        "kppn",
        "kanwil-malut",
        "Maluku Utara",
        Zone.WIT,
    ),
    Office(
        "kppn-tobelo",
        "KPPN Tobelo",
        "KPPN Tobelo",
        "kppn",
        "kanwil-malut",
        "Maluku Utara",
        Zone.WIT,
    ),
    Office(
        "kanwil-babel",
        "Kanwil DJPb Provinsi Kepulauan Bangka Belitung",
        "Kanwil DJPb Babel",
        "kanwil",
        "djpb",
        "Kepulauan Bangka Belitung",
    ),
    Office(
        "kppn-tanjungpandan",
        "KPPN Tanjungpandan",
        "KPPN Tanjungpandan",
        "kppn",
        "kanwil-babel",
        "Kepulauan Bangka Belitung",
    ),
    Office("pemkot-contoh", "Pemerintah Kota Contoh", "Pemkot Contoh", "pemda", None),
    Office("rsud-contoh", "RSUD Kota Contoh", "RSUD Contoh", "rsud", "pemkot-contoh"),
    Office(
        "dukcapil-contoh",
        "Dinas Dukcapil Kota Contoh",
        "Dukcapil Contoh",
        "dukcapil",
        "pemkot-contoh",
    ),
)


@dataclass(frozen=True, slots=True)
class Past:
    """A dated step. `month` None: only the year is known."""

    unit: str
    kind: Step
    title: str
    year: int
    month: int | None = None
    note: str = ""


# What the two offices published about themselves. Day and month only where they told them.
PAST = (
    Past("kanwil-malut", Step.PEMBANGUNAN, "Mulai membangun Zona Integritas", 2018),
    Past(
        "kanwil-malut",
        Step.PENETAPAN,
        "Ditunjuk Direktur Jenderal Perbendaharaan mengikuti penilaian WBBM nasional",
        2020,
        note="Tahunnya contoh; sumbernya tidak menyebut tanggal.",
    ),
    Past(
        "kppn-tanjungpandan",
        Step.PENCANANGAN,
        "Pencanangan Zona Integritas",
        2017,
        2,
        "Februari 2017; harinya tidak disebut sumbernya, jadi dicatat tanggal 1.",
    ),
    Past("kppn-tanjungpandan", Step.PEMBANGUNAN, "Melanjutkan pembangunan menuju WBBM", 2019),
)
WBK_HELD = {
    "kanwil-malut": (2019, "Setelah penilaian nasional tahun 2019."),
    "kppn-tanjungpandan": (2018, "Pada akhir tahun 2018."),
}
# Month of next year, for the office whose year is nearly done.
PLANS = (
    (2, Step.TPI, "Evaluasi TPI (contoh)"),
    (5, Step.PENGAJUAN, "Pengajuan ke TPN (contoh)"),
    (8, Step.DESK, "Desk evaluasi (contoh)"),
    (9, Step.LAPANGAN, "Evaluasi lapangan (contoh)"),
)


def plant() -> dict[str, Unit]:
    """All offices, by code."""
    UnitKind.objects.bulk_create(
        [UnitKind(code=code, name=name) for code, name in KINDS.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
    kinds = {kind.code: kind for kind in UnitKind.objects.all()}
    units: dict[str, Unit] = {}
    for office in OFFICES:
        units[office.code] = Unit(
            code=office.code,
            name=office.name,
            short_name=office.short_name,
            kind=kinds[office.kind],
            parent=units[office.parent] if office.parent else None,
            province=office.province,
            time_zone=office.zone,
        )
    plant_units(units=units.values(), by=None)
    return units


def remember(units: dict[str, Unit], today: dt.date, by: User) -> None:
    """The predicates held, the steps taken, and those planned for next year."""
    for code, (year, note) in WBK_HELD.items():
        record_predicate(
            unit=units[code],
            by=by,
            predicate=Predicate.WBK,
            giver=PredicateRecord.Giver.TPN,
            granted_on=dt.date(year, 1, 1),
            only_year_known=True,
            note=note,
        )
    for past in PAST:
        add_milestone(
            unit=units[past.unit],
            by=by,
            kind=past.kind,
            title=past.title,
            happened_on=dt.date(past.year, past.month or 1, 1),
            only_year_known=past.month is None,
            note=past.note,
        )
    for code in WBK_HELD:
        add_milestone(
            unit=units[code],
            by=by,
            kind=Step.PEMANTAUAN,
            title="Laporan TPI: predikat WBK masih layak dipegang (contoh)",
            happened_on=dt.date(today.year - 1, 6, 15),
            note="Tanggal contoh.",
        )
    for month, kind, title in PLANS:
        add_milestone(
            unit=units["kanwil-malut"],
            by=by,
            kind=kind,
            title=title,
            happened_on=dt.date(today.year + 1, month, 15),
            is_planned=True,
            note="Tanggal contoh.",
        )
