"""Innovations side by side, and who adopted them, on landscape paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.contexts.record import RecordContext
from reports.packets.layout import MATRIX
from reports.packets.matrix import (
    INNOVATIONS,
    REPLICATIONS,
    given_replications,
    innovation_row,
    replication_row,
)
from reports.pdfs.frame import Frame, breakable, page_of
from zi_portal.lib.workbooks.tables import TableColumn, Value


# By the heading of a column; what is not named here shares the rest of the width.
WIDTHS = {
    "Unit": "w-8", "Inovasi": "w-10", "Masa": "w-5", "Jenis": "w-8", "Layanan": "w-10",
    "Butir": "w-8", "Replikasi": "w-8", "Bahan peniru": "w-5", "Keadaan": "w-8",
    "Penerima": "w-25", "Jenis penerima": "w-15", "Provinsi": "w-12", "Sejak": "w-12",
}  # fmt: skip
# What separates several in one cell; on paper each has a line of its own.
SEPARATED = {"Butir": ", ", "Hasil: sebelum, lalu sesudah": "; "}
EMPTY = {
    "Inovasi": "Belum ada inovasi yang dicatat.",
    "Replikasi": "Belum ada kantor lain yang menerapkan inovasi unit ini.",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One matrix: headings with the class of their width, and rows of words."""

    title: str
    heads: list[tuple[str, str]]
    rows: list[list[str]]
    empty: str

    @classmethod
    def of(
        cls, title: str, columns: Sequence[TableColumn], rows: Iterable[Sequence[Value]]
    ) -> Table:
        return cls(
            title=title,
            heads=[(one.title, WIDTHS.get(one.title, "")) for one in columns],
            rows=[list(map(_cell, row, columns)) for row in rows],
            empty=EMPTY[title],
        )


def _cell(value: Value, column: TableColumn) -> str:
    words = breakable(str(value or "–"))
    separator = SEPARATED.get(column.title)
    return words.replace(separator, "\n") if separator else words


def matrix_of_record(context: RecordContext, now: dt.datetime) -> str:
    """Both matrices, as they were frozen."""
    innovations = context.section_parts("inovasi")
    tables = [
        Table.of("Inovasi", INNOVATIONS, map(innovation_row, innovations)),
        Table.of("Replikasi", REPLICATIONS, map(replication_row, given_replications(context))),
    ]
    return matrix_page(Frame.of(context, MATRIX, now), tables)


def matrix_page(
    frame: Frame, tables: Sequence[Table], filters: Sequence[tuple[str, str]] = ()
) -> str:
    return page_of("matrix.html", frame, tables=tables, filters=filters)
