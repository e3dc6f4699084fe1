"""The innovations of a record side by side, and who adopted them, as one workbook in its packet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from innovations.models import Replication
from reports.contexts.record import RecordContext
from reports.contexts.record_words import stamp_words
from zi_portal.lib.numbers import format_figure
from zi_portal.lib.workbooks.saving import saved
from zi_portal.lib.workbooks.tables import TableColumn, Value, write_facts, write_table


INNOVATIONS = (
    TableColumn("Inovasi", 26),
    TableColumn("Masa", 8),
    TableColumn("Jenis", 18),
    TableColumn("Layanan", 28),
    TableColumn("Kebutuhan", 40),
    TableColumn("Hasil: sebelum, lalu sesudah", 44),
    TableColumn("Butir", 22),
    TableColumn("Keadaan", 16),
)
REPLICATIONS = (
    TableColumn("Inovasi", 26),
    TableColumn("Penerima", 40),
    TableColumn("Provinsi", 20),
    TableColumn("Keadaan", 24),
    TableColumn("Hasil di penerima", 44),
)


def matrix_workbook(context: RecordContext) -> bytes:
    """Made of the record alone, and not deflated: the same record gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    innovations = context.section_parts("inovasi")
    write_table(book, INNOVATIONS, (innovation_row(one) for one in innovations), "Inovasi")
    given = (replication_row(one) for one in given_replications(context))
    write_table(book, REPLICATIONS, given, "Replikasi")
    write_facts(book, [("Unit", context.unit.name), ("Sumber", stamp_words(context))])
    return saved(book, packed=False)


def innovation_row(one: Mapping[str, Any]) -> list[Value]:
    """Of older records, which tell less, the cells stay empty."""
    results = (result_words(measure) for measure in one.get("ukuran", ()))
    return [
        one.get("nama", ""),
        one.get("fase", ""),
        one.get("jenis_nama", ""),
        one.get("layanan", ""),
        one.get("kebutuhan", ""),
        "; ".join(filter(None, results)),
        ", ".join(one.get("butir", ())),
        one.get("keadaan_nama", ""),
    ]


def result_words(measure: Mapping[str, Any]) -> str:
    """ "Lama revisi: 5 hari, lalu 1,5 hari", or "" while nothing was measured."""
    figures = [measure["nilai_awal"], *(value["nilai"] for value in measure["nilai"][-1:])]
    told = [
        f"{format_figure(Decimal(str(figure)))} {measure['satuan']}"
        for figure in figures
        if figure is not None
    ]
    return f"{measure['nama']}: {', lalu '.join(told)}" if told else ""


def given_replications(context: RecordContext) -> list[Mapping[str, Any]]:
    """Who adopted the unit's innovations; none in older records."""
    section = context.sections.get("replikasi")
    return section.get("diberikan", []) if isinstance(section, Mapping) else []


def replication_row(one: Mapping[str, Any]) -> list[Value]:
    state = str(Replication.State(one["keadaan"]).label)
    return [one["nama"], one["penerima"], one["provinsi"] or "", state, one["hasil"]]
