"""Lists about innovations as workbooks: the rows of the page, in the person's own scope."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from innovations.actions.assistance import agree_follow_up
from innovations.actions.replications import record_replication, share_innovation
from innovations.case_rows import rows_in
from tests.factories import MembershipFactory, Role, UnitFactory
from tests.innovations.factories import (
    InnovationFactory,
    PromiseFactory,
    make_assistance,
    make_case,
)
from units.models import AuditEvent, Unit
from zi_portal.lib.workbooks.tables import SHEET


@pytest.fixture
def told(unit) -> Unit:
    """Something on every list of the unit, and the same of another one that is not seen."""
    for number, office in enumerate((unit, UnitFactory(name="Kantor lain", code="kantor-lain"))):
        promise = PromiseFactory(unit=office, service=f"Revisi {number}", compensation="Maaf")
        make_case(promise, 90, reference=f"R-{number}", miss_reason="Antre")
        make_case(promise, 30, day="2026-04-01", reference=f"S-{number}")
        make_case(promise, None, day="2026-04-02", reference=f"T-{number}")
        agreed = make_assistance(office, topic=f"Rencana {number}", people=12)
        agree_follow_up(assistance=agreed, by=None, what="Susun SK", due_on=dt.date(2026, 4, 1))
        giver = InnovationFactory(unit=office, name=f"ROH {number}", solution="Satu jam.")
        asked = {"by": None, "state": "berjalan", "happened_on": dt.date(2026, 2, 1)}
        record_replication(
            innovation=giver, agency_name=f"BPS {number}", agency_kind="vertikal",
            agency_province="Papua", same_agency=False, similar_unit=True, **asked,
        )  # fmt: skip
        outside = InnovationFactory(name=f"Milik {number}")
        record_replication(innovation=outside, adopter_unit_id=office.pk, **asked)
    return unit


def rows_at(client, path: str) -> list[dict[str, object]]:
    response = client.get(path)
    assert response.status_code == 200, path
    head, *rows = openpyxl.load_workbook(BytesIO(response.content))[SHEET].values
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_it_works(member_client, told) -> None:
    [promise] = rows_at(member_client, "/inovasi/janji/unduh/")
    assert (promise["Layanan"], promise["Berjalan"], promise["Kompensasi"]) == (
        "Revisi 0",
        1,
        "Maaf",
    )
    assert "1 dari 1 kasus" in promise["Bulan terakhir"]
    spread = rows_at(member_client, "/inovasi/sebaran/unduh/?provinsi=Papua")
    assert [(one["Ke"], one["Hubungan"]) for one in spread] == [
        ("BPS 0", "Instansi lain, unit sejenis")
    ]
    [received] = rows_at(member_client, "/inovasi/diterima/unduh/")
    assert (received["Inovasi"], received["Menunggu jawaban unit"]) == ("Milik 0", "Ya")
    [given] = rows_at(member_client, "/asistensi/unduh/?tahun=2026")
    assert (given["Pokok bahasan"], given["Jumlah orang"], given["Lewat tenggat"]) == (
        "Rencana 0", 12, 1,
    )  # fmt: skip
    assert rows_at(member_client, "/asistensi/unduh/?bagian=diterima") == []
    assert AuditEvent.objects.filter(action="daftar_diunduh").count() == 5


def test_cases_come_as_they_are_brought_in(member_client, told) -> None:
    promise = told.promises.get()
    path = f"/inovasi/janji/{promise.pk}/kasus/unduh/"
    running, done, missed = rows_at(member_client, path)
    assert missed["Nomor"] == "R-0"
    assert missed["Mulai"] == dt.datetime(2026, 3, 2, 8)
    assert (missed["Menit"], missed["Batas (menit)"], missed["Hasil"]) == (90, 60, "Terlewat")
    assert (running["Selesai"], running["Hasil"]) == (None, "Berjalan")
    assert (done["Hasil"], done["Sebab terlewat"]) == ("Tepat waktu", None)
    for query in ("?saring=terlewat", "?bulan=2026-03"):
        assert rows_at(member_client, f"{path}{query}") == [missed]
        page = member_client.get(f"/inovasi/janji/{promise.pk}/kasus/{query}").content.decode()
        assert "R-0" in page
        assert "S-0" not in page
    text = "\n".join("\t".join(map(str, row)) for row in (missed.keys(), missed.values()))
    [row] = rows_in(text, promise.zone, dt.datetime.now(dt.UTC))
    assert (row.wrong, row.cells["reference"], row.cells["miss_reason"]) == ({}, "R-0", "Antre")


def test_who_oversees_sees_units_without_helper_and_all_share_the_catalogue(
    client, member_client, told, assessment, member
) -> None:
    share_innovation(innovation=told.innovations.get(), shared=True, by=member)
    overseer = MembershipFactory(unit=told, role=Role.PENGAMAT).user
    client.force_login(overseer)
    [lonely] = rows_at(client, f"/asistensi/unduh/?bagian=tanpa&tahun={assessment.year}")
    assert (lonely["Unit"], lonely["Tahun"]) == (told.name, assessment.year)
    [shared] = rows_at(client, "/inovasi/katalog/unduh/?q=roh")
    assert (shared["Inovasi"], shared["Solusi"], shared["Replikasi dikonfirmasi"]) == (
        "ROH 0", "Satu jam.", 0,
    )  # fmt: skip
    assert rows_at(client, "/inovasi/katalog/unduh/?jenis=kelas") == []
