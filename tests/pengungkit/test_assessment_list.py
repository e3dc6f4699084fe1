"""The list of assessments: whose, in which order, filtered how, at what cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.assessments import close_assessment
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory, UserFactory


LIST = reverse("pengungkit:assessment_list")


def rows(client, **query):
    response = client.get(LIST, query)
    assert response.status_code == 200
    return response.context["listing"].rows


@pytest.fixture
def region(db):
    """A kanwil with two offices below it, each with an assessment."""
    kanwil = UnitFactory(code="kanwil", name="Kanwil Maluku Utara", short_name="Kanwil")
    AssessmentFactory(unit=kanwil, year=2025, target="WBBM")
    for code, name in (("kppn-tobelo", "KPPN Tobelo"), ("kppn-ambon", "KPPN Ambon")):
        AssessmentFactory(
            unit=UnitFactory(code=code, name=name, short_name=name, parent=kanwil), year=2026
        )
    return kanwil


@pytest.fixture
def admin_client(client, region):
    client.force_login(MembershipFactory(unit=region, role=Role.ADMIN_WILAYAH).user)
    return client


def test_it_works(member_client, member, assessment):
    answer_item(
        assessment=assessment,
        code="A.I.1.i.a",
        entry=Entry(choice="Ya", done=True),
        base_version=0,
        by=member,
    )
    [row] = rows(member_client)
    assert (row.unit_name, row.year, row.target) == ("KPPN Ternate", 2026, "WBK")
    assert (row.total, row.checks, row.done, row.items) == ("0,25", "0 dari 12", 1, 113)
    assert row.url == reverse("pengungkit:assessment", args=[2026, "kppn-ternate"])
    html = member_client.get(LIST).content.decode()
    assert "1 dari 113 butir" in html
    assert 'class="tag tag-info"' in html


def test_years_of_the_own_office_newest_first_also_closed_ones(
    member_client, leader, unit, assessment
):
    old = AssessmentFactory(unit=unit, year=2024)
    close_assessment(assessment=old, reason="Selesai.", by=leader)
    assert [row.year for row in rows(member_client)] == [2026, 2024]
    assert "Final" in member_client.get(LIST).content.decode()


def test_other_offices_are_not_there(member_client, assessment, region):
    assert [row.unit_name for row in rows(member_client)] == ["KPPN Ternate"]


def test_the_own_office_comes_first(admin_client):
    assert [row.unit_name for row in rows(admin_client)] == [
        "Kanwil Maluku Utara",
        "KPPN Ambon",
        "KPPN Tobelo",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "tobelo"}, ["KPPN Tobelo"]),
        ({"q": "kppn amb"}, ["KPPN Ambon"]),
        ({"q": "kppn-ambon"}, ["KPPN Ambon"]),
        ({"tahun": "2025"}, ["Kanwil Maluku Utara"]),
        ({"sasaran": "WBBM"}, ["Kanwil Maluku Utara"]),
        ({"status": "final"}, []),
        ({"tahun": "20x5", "status": "entah", "sasaran": "?"}, 3),
        ({"tahun": "99999999999999999999"}, 3),
        ({"q": "\x00"}, 3),
    ],
)
def test_filters(admin_client, query, expected):
    found = [row.unit_name for row in rows(admin_client, **query)]
    assert (len(found) if isinstance(expected, int) else found) == expected


def test_an_empty_filter_result_says_so(admin_client):
    html = admin_client.get(LIST, {"q": "tidak ada"}).content.decode()
    assert "Tidak ada penilaian yang cocok" in html
    assert "Hapus semua saringan" in html


def test_a_short_list_needs_no_filter(member_client, assessment):
    assert 'name="q"' not in member_client.get(LIST).content.decode().split("<main", 1)[1]


def test_first_use(client, unit):
    client.force_login(MembershipFactory(unit=unit, role=Role.ANGGOTA).user)
    html = client.get(LIST).content.decode()
    assert "Belum ada penilaian" in html
    assert "Buka penilaian tahun baru" not in html
    client.force_login(MembershipFactory(unit=unit, role=Role.KETUA).user)
    assert "Buka penilaian tahun baru" in client.get(LIST).content.decode()


def test_who_holds_no_role_sees_nothing(client, user_without_role, assessment):
    client.force_login(user_without_role)
    assert rows(client) == []


@pytest.fixture
def user_without_role(db):
    return UserFactory()


def test_a_due_date_that_passed_is_said(client, unit):
    AssessmentFactory(unit=unit, year=2026, due_on=dt.date(2026, 3, 31))
    user = MembershipFactory(unit=unit, role=Role.ANGGOTA).user
    with freeze_time("2026-03-31 05:00"):
        client.force_login(user)
        assert not rows(client)[0].is_late
    with freeze_time("2026-04-01 05:00"):
        client.force_login(user)
        assert rows(client)[0].is_late
        assert "31-03-2026 (lewat)" in client.get(LIST).content.decode()


def test_fifty_a_page(admin_client, region):
    for number in range(60):
        AssessmentFactory(unit=UnitFactory(parent=region, name=f"Kantor {number:02}"), year=2026)
    assert len(rows(admin_client)) == 50
    second = rows(admin_client, page=2)
    assert len(second) == 13
    html = admin_client.get(LIST, {"page": 2, "q": "Kantor"}).content.decode()
    assert "q=Kantor" in html
    assert len(rows(admin_client, page="akhir")) == 50


def test_queries_do_not_grow(admin_client, region):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin_client.get(LIST).status_code == 200
        return len(captured)

    # session, person with rights; years, count, page, ready items
    few = queries()
    for number in range(60):
        AssessmentFactory(unit=UnitFactory(parent=region, name=f"Kantor {number:02}"), year=2026)
    assert queries() == few <= 6
