from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from innovations.actions.replications import record_replication
from innovations.actions.results import add_value, tell
from innovations.models import Measure
from reports.exceptions import CannotBuildError
from reports.jobs import matrix as matrix_pdf
from reports.models import Job
from tests.factories import MembershipFactory, Role, UnitFactory
from tests.innovations.factories import InnovationFactory
from units.models import AuditEvent


def told(unit, **fields):
    one = InnovationFactory(unit=unit, items=["A.I.6.ii.f"], **fields)
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
    for day, value in ((2, 3), (3, 1)):
        add_value(
            measure=measure,
            by=None,
            measured_on=dt.date(2026, 1, day),
            value=Decimal(value),
            source="Survei",
        )
    return one


def adopted(innovation, name="BPS Provinsi"):
    return record_replication(
        innovation=innovation,
        by=None,
        state="berjalan",
        happened_on=dt.date(2026, 2, 1),
        agency_name=name,
        agency_kind="vertikal",
    )


def test_it_works(member_client, unit) -> None:
    one = told(unit, name="ROH", phase="WBBM", kit_steps="1. Mulai")
    adopted(one)
    content = member_client.get("/inovasi/matriks/").content.decode()
    for words in ("ROH", "Lama revisi: 5 hari, lalu 1 hari", "A.I.6.ii.f", "0 dikonfirmasi dari 1"):
        assert words in content
    content = member_client.get("/inovasi/matriks/?bagian=replikasi").content.decode()
    for words in ("BPS Provinsi", "1 Februari 2026", "Instansi vertikal pusat"):
        assert words in content
    assert (
        "BPS Provinsi"
        not in member_client.get(
            "/inovasi/matriks/?bagian=replikasi&keadaan=dikonfirmasi"
        ).content.decode()
    )


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ("", "Hasil: sebelum, lalu sesudah", "Lama revisi: 5 hari, lalu 1 hari"),
        ("?bagian=replikasi", "Penerima", "=Dinas"),
        ("?masa=WBK", "Inovasi", None),
    ],
)
def test_both_are_taken_along(member_client, unit, query, column, value) -> None:
    adopted(told(unit, name="ROH", phase="WBBM"), "=Dinas")
    response = member_client.get(f"/inovasi/matriks/unduh/{query}")
    head, *rows = openpyxl.load_workbook(BytesIO(response.content)).worksheets[0].values
    assert [row[head.index(column)] for row in rows] == ([value] if value else [])
    assert AuditEvent.objects.filter(action="daftar_diunduh").count() == 1


def test_other_units_stay_out(member_client, unit) -> None:
    adopted(told(UnitFactory(), name="Milik lain"))
    for tab in ("inovasi", "replikasi"):
        assert (
            "Milik lain"
            not in member_client.get(f"/inovasi/matriks/?bagian={tab}").content.decode()
        )
    assert member_client.get("/inovasi/matriks/?unit=tidak-ada").status_code == 404


def test_a_pdf_shows_the_page_it_was_asked_from(unit, settings) -> None:
    """What is drawn is looked at in tests/reports/pdfs; here, whose rows come to paper."""
    settings.PDF_REASON = ""
    below, beside, hidden = UnitFactory(parent=unit), UnitFactory(name="Kantor B"), UnitFactory()
    for office, name in ((below, "Di bawah"), (beside, "Di samping"), (hidden, "Tak terlihat")):
        told(office, name=name)
    person = MembershipFactory(unit=unit, role=Role.PENGAMAT).user
    also = MembershipFactory(user=person, unit=beside, role=Role.TPI)
    MembershipFactory(user=person, unit=below, role=Role.ANGGOTA)
    client = Client()
    client.force_login(person)
    assert "Di samping" in client.get("/inovasi/matriks/").content.decode()
    client.post(f"/inovasi/matriks/pdf/{unit.code}/", {"semua": "ya"})
    job = Job.objects.get()
    assert job.parameters == {"semua": "ya", "lingkup": {beside.code: beside.short_name}}
    drawn = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.jobs.matrix.write", lambda run, name, html: drawn.append(html))
        matrix_pdf.build(job, None)
        adopted(told(unit, name="Sendiri"), "Dinas X")
        job.parameters = {"bagian": "replikasi"}
        matrix_pdf.build(job, None)
    assert "Di bawah" in drawn[0]
    assert "Di samping" in drawn[0]
    assert "Tak terlihat" not in drawn[0]
    assert f"Cakupan: Unit ini, {beside.short_name}, dan unit di bawahnya." in drawn[0]
    assert "Dinas X" in drawn[1]
    job.parameters = {"q": "tidak ada"}
    with pytest.raises(CannotBuildError, match="ubah saringan"):
        matrix_pdf.build(job, None)
    # Whoever no longer sees one of them does not get the file, either.
    assert client.get(job.get_absolute_url()).status_code == 200
    also.delete()
    assert client.get(job.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 6])
def test_query_budgets(rows, unit, settings, django_assert_max_num_queries) -> None:
    """Session, person, rights; counts of both; rows with items, measures and their values,
    or with steps; the newest PDF of it."""
    settings.PDF_REASON = ""
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=Role.PENGAMAT).user)
    for number in range(rows):
        adopted(told(UnitFactory(parent=unit)), f"Dinas {number}")
    with django_assert_max_num_queries(10):
        client.get("/inovasi/matriks/")
    with django_assert_max_num_queries(8):
        client.get("/inovasi/matriks/?bagian=replikasi")
