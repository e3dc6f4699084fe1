"""The units somebody oversees: order, search, paging, scope, cost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.instruments import bundled_instrument
from pengungkit.models import Assessment
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory
from tests.pengungkit.responses import best, worst_response
from tests.reports.sheets import fill
from units.models import Unit


LKE = bundled_instrument()


@pytest.fixture
def region(db) -> Unit:
    return UnitFactory(code="kanwil", name="Kanwil", short_name="Kanwil")


@pytest.fixture
def overseer(region) -> Client:
    client = Client()
    client.force_login(MembershipFactory(unit=region, role=Role.TPI).user)
    return client


def office(region: Unit, name: str, total: str = "0", met: int = 0, **fields) -> Assessment:
    unit = UnitFactory(parent=region, name=name, province=fields.pop("province", ""))
    made = AssessmentFactory(unit=unit, year=fields.pop("year", 2026), **fields)
    Assessment.objects.filter(pk=made.pk).update(total=Decimal(total), checks_met=met)
    return made


def units(client: Client, **query):
    response = client.get("/beranda/", query)
    assert response.status_code == 200
    return response.context["units"]


def names(client: Client, **query) -> list[str]:
    return [line.name for line in units(client, **query).lines]


def test_it_works(overseer, region, member):
    made = office(region, "KPPN Ternate")
    answers = best(LKE)
    for item in LKE.area("4").items:
        answers[item.code] = worst_response(item)
    fill(made, answers, member)
    [line] = units(overseer).lines
    assert line.name == "KPPN Ternate"
    assert (line.target, line.total, line.met, line.minimums) == ("WBK 2026", "90,00", 11, 12)
    assert line.missing == "Area 4 Penguatan Akuntabilitas 0,0% dari 60%"
    html = overseer.get("/beranda/").content.decode()
    assert "penilaian sendiri tiap unit, belum dinilai TPI" in html
    assert f'href="/dasbor/{made.unit.code}/"' in html


def test_all_met_is_said(overseer, region, member):
    fill(office(region, "KPPN Ternate"), best(LKE), member)
    assert units(overseer).lines[0].missing == ""
    assert "terpenuhi" in overseer.get("/beranda/").content.decode()


def test_the_farthest_from_its_requirements_comes_first(overseer, region):
    office(region, "Hampir", "80", met=11)
    office(region, "Jauh", "20", met=1)
    # 79 of 85 is farther than 70 of 75
    office(region, "WBBM kurang enam", "79", met=5, target="WBBM")
    office(region, "WBK kurang lima", "70", met=5)
    assert names(overseer) == ["Jauh", "WBBM kurang enam", "WBK kurang lima", "Hampir"]
    assert names(overseer, urut="nilai") == [
        "Hampir",
        "WBBM kurang enam",
        "WBK kurang lima",
        "Jauh",
    ]
    assert names(overseer, urut="nama")[0] == "Hampir"
    assert names(overseer, urut="'; drop") == names(overseer)


def test_search_by_name_code_and_province(overseer, region):
    office(region, "KPPN Ternate", province="Maluku Utara")
    office(region, "KPPN Tobelo", province="Maluku Utara")
    office(region, "KPPN Ambon", province="Maluku")
    assert names(overseer, q="maluku utara", urut="nama") == ["KPPN Ternate", "KPPN Tobelo"]
    assert names(overseer, q="AMBON") == ["KPPN Ambon"]
    assert names(overseer, q="100%_\0") == []
    assert "Tidak ada unit yang cocok" in overseer.get("/beranda/?q=zzz").content.decode()


def test_only_the_newest_year_of_each_unit_in_scope(overseer, region):
    made = office(region, "KPPN Ternate", year=2026)
    AssessmentFactory(unit=made.unit, year=2025)
    office(UnitFactory(), "Kantor orang lain")
    UnitFactory(parent=region, name="Sudah tutup", is_active=False)
    found = units(overseer)
    assert [line.target for line in found.lines] == ["WBK 2026"]
    assert found.page.paginator.count == 1


def test_units_without_an_assessment(overseer, region):
    office(region, "KPPN Ternate")
    UnitFactory(parent=region, name="KPPN Tobelo", province="Maluku Utara")
    assert sorted(names(overseer, saring="tanpa")) == ["KPPN Tobelo", "Kanwil"]
    assert "Maluku Utara" in overseer.get("/beranda/?saring=tanpa").content.decode()


def test_nothing_in_scope_yet(overseer):
    html = overseer.get("/beranda/").content.decode()
    assert "Belum ada penilaian di lingkup Anda" in html


def test_who_oversees_nobody_has_no_list(member_client, assessment):
    assert member_client.get("/beranda/").context["units"] is None


def test_queries_do_not_grow(overseer, region):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            units(overseer, page="2")
        return len(captured)

    office(region, "Kantor 1")
    queries()
    # session, person with rights; rejected files, unfinished uploads, jobs; zone; instruments,
    # count, page
    few = queries()
    for number in range(2, 45):
        office(region, f"Kantor {number}")
    assert queries() == few <= 9
    assert len(units(overseer, page="2").lines) == 20
    assert len(units(overseer, page="3").lines) == 4
