from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl

from innovations.actions.replications import record_replication
from innovations.actions.results import add_value, tell
from innovations.models import Measure
from reports.contexts.record import RecordContext
from reports.packets.layout import layout_of
from reports.packets.outputs import outputs_of, paths_of
from tests.innovations.factories import InnovationFactory


def test_it_works(assessment, unit) -> None:
    one = InnovationFactory(unit=unit, name="=ROH", phase="WBBM", items=["A.I.6.ii.f"])
    measure = tell(
        of=Measure,
        innovation=one,
        by=None,
        name="Lama revisi",
        unit_name="hari",
        direction="turun",
        baseline=Decimal(5),
        baseline_on=dt.date(2020, 1, 1),
    )
    add_value(
        measure=measure,
        by=None,
        measured_on=dt.date(2026, 1, 3),
        value=Decimal("1.5"),
        source="Survei",
    )
    record_replication(
        innovation=one,
        by=None,
        state="berjalan",
        happened_on=dt.date(2026, 2, 1),
        agency_name="BPS Provinsi",
        agency_kind="vertikal",
    )
    context = RecordContext.live(assessment)
    layout = layout_of(context)
    path = "INOVASI/Matriks inovasi dan replikasi.xlsx"
    assert path in paths_of(layout)
    made = outputs_of(context, layout).files[path]
    book = openpyxl.load_workbook(BytesIO(made))
    assert [cell.value for cell in book["Inovasi"][2]][:2] == ["=ROH", "WBBM"]
    assert book["Inovasi"]["A2"].data_type == "s"
    assert book["Inovasi"]["F2"].value == "Lama revisi: 5 hari, lalu 1,5 hari"
    assert [cell.value for cell in book["Replikasi"][2]][1:4:2] == ["BPS Provinsi", "Berjalan"]
    assert outputs_of(context, layout).files[path] == made


def test_without_innovations_there_is_none(assessment) -> None:
    layout = layout_of(RecordContext.live(assessment))
    assert not [path for path in paths_of(layout) if path.startswith("INOVASI")]
