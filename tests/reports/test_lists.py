"""Each list page as a workbook: the rows of the page, under its filters and the viewer's scope."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from innovations.models import Innovation
from pengungkit.actions.answers import Entry, answer_item, return_item
from pengungkit.models import Answer
from reports.contexts import unit_lists
from reports.lists import listing
from reports.models import Job
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory
from tests.jobs import run_queued
from units.models import AuditEvent, User
from zi_portal.lib.workbooks.tables import FACTS, SHEET


TASKS = "/penilaian/2026/kppn-ternate/tugas/unduh/"


def rows_of(response):
    """The list as rows by heading, and the facts beside it."""
    assert response.status_code == 200
    book = openpyxl.load_workbook(BytesIO(response.content))
    head, *rows = book[SHEET].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows], dict(
        book[FACTS].iter_rows(values_only=True)
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def sent_back(assessment, member, coordinator):
    answer_item(
        assessment=assessment, code="A.I.1.i.a", entry=Entry(choice="Ya"), base_version=0, by=member
    )
    return_item(assessment=assessment, code="A.I.1.i.a", note="=SK lama", by=coordinator)
    Answer.objects.filter(code="A.I.1.i.b").update(assignee=member, due_on=dt.date(2026, 1, 5))
    return assessment


def test_it_works(member_client, member, sent_back):
    rows, facts = rows_of(member_client.get(TASKS))
    assert len(rows) == 113
    first, second = rows[:2]
    assert (first["Status"], first["Jawaban"]) == ("Perlu perbaikan", "Ya")
    assert first["Catatan perbaikan"] == "=SK lama"
    assert second["Penanggung jawab"] == "Sari"
    assert second["Tenggat"] == dt.datetime(2026, 1, 5)
    assert second["Terlambat"] == "terlambat"
    assert facts["Daftar"] == "Daftar tugas KPPN Ternate 2026"
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.unit, event.data["baris"]) == (
        "daftar_diunduh",
        "kppn-ternate",
        113,
    )


def test_findings_are_taken_along_as_the_page_shows_them(member_client, sent_back):
    """What an office works off: every finding with its item, person, reason and act."""
    start = "/penilaian/2026/kppn-ternate/kesiapan/"
    page = member_client.get(f"{start}?area=1").content.decode()
    assert f'href="{start}unduh/?area=1"' in page
    rows, facts = rows_of(member_client.get(f"{start}unduh/?area=1"))
    first = next(row for row in rows if row["Kode butir"] == "A.I.1.i.a")
    assert first["Kelompok"] == first["Bobot temuan"] == "Menghalangi"
    assert first["Temuan"] in page.replace("&quot;", '"')
    assert first["Sebab"]
    assert first["Tindakan"] in page
    assert facts["Area"] == "1 Manajemen Perubahan"
    rows, facts = rows_of(member_client.get(f"{start}unduh/?tingkat=lengkap&milik=saya"))
    assert (rows, facts["Milik"]) == ([], "tugas saya")


def test_tasks_follow_the_filters_of_the_page(member_client, sent_back):
    rows, facts = rows_of(member_client.get(f"{TASKS}?saring=perbaikan"))
    assert [row["Kode butir"] for row in rows] == ["A.I.1.i.a"]
    assert facts["Saring"] == "Perlu perbaikan"
    rows, facts = rows_of(member_client.get(f"{TASKS}?area=2&q=sop"))
    assert {row["Area"] for row in rows} == {"2 Penataan Tatalaksana"}
    assert facts["Cari"] == "sop"
    assert member_client.get(f"{TASKS}?area=99").status_code == 404


@pytest.fixture
def region(db):
    """An admin over two offices, one of them assessed."""
    above = UnitFactory(code="kanwil", name="Kanwil")
    office = UnitFactory(code="kantor-a", name="Kantor A", parent=above)
    UnitFactory(code="kantor-b", name="Kantor B", parent=above)
    AssessmentFactory(unit=office, year=2026)
    AssessmentFactory(unit=UnitFactory(code="lain", name="Kantor Lain"), year=2026)
    MembershipFactory(unit=office, role=Role.ANGGOTA)
    return MembershipFactory(unit=above, role=Role.ADMIN_WILAYAH).user


def test_assessments_and_units_stay_within_the_scope(region):
    client = signed_in(region)
    rows, _ = rows_of(client.get("/penilaian/unduh/"))
    assert [(row["Unit"], row["Jumlah syarat"]) for row in rows] == [("Kantor A", 12)]
    rows, facts = rows_of(client.get("/penilaian/unduh/?q=tidak-ada"))
    assert (rows, facts["Cari"]) == ([], "tidak-ada")
    rows, _ = rows_of(client.get("/beranda/unit/unduh/"))
    assert [(row["Unit"], row["Nilai sendiri"]) for row in rows] == [("Kantor A", 0)]
    rows, _ = rows_of(client.get("/beranda/unit/unduh/?saring=tanpa&q=kantor"))
    assert [row["Unit"] for row in rows] == ["Kantor B"]


def test_managed_lists_follow_scope_and_filters(region):
    client = signed_in(region)
    rows, _ = rows_of(client.get("/kelola/unduh/unit/"))
    assert [row["Kode"] for row in rows] == ["kantor-a", "kantor-b", "kanwil"]
    rows, facts = rows_of(client.get("/kelola/unduh/unit/?q=Kantor+B"))
    assert [row["Kode"] for row in rows] == ["kantor-b"]
    assert facts["Cari"] == "Kantor B"
    rows, _ = rows_of(client.get("/kelola/unduh/orang/"))
    assert {row["Unit"] for row in rows} == {"Kanwil", "Kantor A"}
    rows, _ = rows_of(client.get("/kelola/unduh/orang/?peran=anggota"))
    assert [row["Peran"] for row in rows] == [Role.ANGGOTA.label]
    rows, _ = rows_of(client.get("/kelola/unduh/jejak-audit/?tindakan=daftar"))
    assert len(rows) == 4
    assert rows[0]["Tindakan"] == "daftar diunduh"


def test_a_list_too_long_says_that_it_was_cut(region, monkeypatch):
    monkeypatch.setattr(listing, "MOST_ROWS", 2)
    rows, facts = rows_of(signed_in(region).get("/kelola/unduh/unit/"))
    assert len(rows) == 2
    assert facts["Dipotong"].startswith("Hanya 2 baris pertama.")


@pytest.mark.parametrize(
    "url",
    [
        TASKS,
        "/penilaian/2026/kppn-ternate/kesiapan/unduh/",
        "/penilaian/unduh/",
        "/beranda/unit/unduh/",
        "/inovasi/daftar/unduh/",
        "/kelola/unduh/unit/",
        "/kelola/unduh/orang/",
        "/kelola/unduh/jejak-audit/",
    ],
)
def test_queries_do_not_grow_with_rows(url, assessment, django_assert_max_num_queries):
    above = assessment.unit
    admin = MembershipFactory(unit=above, role=Role.ADMIN_WILAYAH).user
    for _ in range(4):
        office = UnitFactory(parent=above)
        AssessmentFactory(unit=office, year=2026)
        MembershipFactory(unit=office, role=Role.ANGGOTA)
    client = signed_in(admin)
    client.get(url)
    with django_assert_max_num_queries(15):
        client.get(url)


def test_a_recap_too_long_for_a_request_is_a_job(region, monkeypatch):
    """Made by the worker, of the units below the one it is asked for, in the order of the page."""
    monkeypatch.setattr(unit_lists, "AT_ONCE", 0)
    client = signed_in(region)
    assert "Buat rekap semua unit (Excel)" in client.get("/beranda/").content.decode()
    response = client.post("/wilayah/kanwil/rekap/", {"urut": "nama", "q": "kantor"})
    run_queued()
    job = Job.objects.get()
    assert response.url == job.get_absolute_url()
    response = client.get(f"{response.url}unduh/")
    book = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))
    assert [row[0] for row in book[SHEET].iter_rows(values_only=True)] == ["Unit", "Kantor A"]
    facts = dict(book[FACTS].iter_rows(values_only=True))
    assert (facts["Di bawah"], facts["Cari"], facts["Urutan"]) == ("Kanwil", "kantor", "Nama unit")
    # Also what the person looks after in another tree, as on the page.
    elsewhere = UnitFactory(name="Kantor seberang")
    MembershipFactory(user=region, unit=elsewhere, role=Role.TPI)
    AssessmentFactory(unit=elsewhere, year=2026)
    response = client.post("/wilayah/kanwil/rekap/", {"urut": "nama", "q": "kantor"})
    run_queued()
    data = b"".join(client.get(f"{response.url}unduh/").streaming_content)
    rows = openpyxl.load_workbook(BytesIO(data))[SHEET].iter_rows(values_only=True)
    assert [row[0] for row in rows] == ["Unit", "Kantor A", "Kantor seberang"]
    assert client.post("/wilayah/lain/rekap/").status_code == 404


def test_innovations_follow_unit_and_filters(member_client, unit):
    for name, state, year in (("SIKAP", "berjalan", True), ("=LEBAH", "ide", False)):
        Innovation.objects.create(
            unit=unit,
            slug=f"x-{state}",
            name=name,
            kind="aplikasi",
            state=state,
            phase="WBK",
            started_on=dt.date(2024, 1, 1),
            only_year_known=year,
            search_text=name.lower(),
        )
    Innovation.objects.create(
        unit=UnitFactory(), slug="lain", name="Lain", kind="kelas", phase="WBK"
    )
    rows, facts = rows_of(member_client.get("/inovasi/daftar/unduh/"))
    assert [row["Inovasi"] for row in rows] == ["=LEBAH", "SIKAP"]
    assert [row["Mulai"] for row in rows] == [dt.datetime(2024, 1, 1), "2024"]
    rows, facts = rows_of(member_client.get("/inovasi/daftar/unduh/?keadaan=berjalan&q=sikap"))
    assert ([row["Inovasi"] for row in rows], facts["Keadaan"]) == (["SIKAP"], "Berjalan")
