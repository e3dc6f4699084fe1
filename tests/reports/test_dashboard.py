"""The dashboard: the answer first, the rows behind it, what waits, the what-if, other years."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pengungkit.actions.answers import approve_item, return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.assigning import assign_items
from pengungkit.instruments import bundled_instrument
from pengungkit.models import Answer, DailyScore
from reports.contexts.standings import standing_of
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory
from tests.pengungkit.responses import best, worst_response
from tests.reports.sheets import fill
from units.actions.journeys import record_predicate, revoke_predicate
from units.models import PredicateRecord


LKE = bundled_instrument()
URL = "/dasbor/kppn-ternate/"


def almost(area: str = "4", count: int = 8) -> dict:
    """Everything at its best but the first items of one area, which are at their worst."""
    answers = best(LKE)
    for item in LKE.area(area).items[:count]:
        answers[item.code] = worst_response(item)
    return answers


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def head_client(head) -> Client:
    return signed_in(head)


def board(client: Client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.context["board"]


def page(client: Client, **query) -> str:
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.content.decode()


def hold_wbk(unit, by) -> PredicateRecord:
    return record_predicate(
        unit=unit,
        by=by,
        predicate="WBK",
        giver="tpn",
        granted_on=dt.date(2019, 12, 10),
        only_year_known=False,
        document_number="",
        note="",
    )


def test_it_works(head_client, assessment, member):
    fill(assessment, almost(), member)
    html = page(head_client)
    assert "<h1>Belum memenuhi syarat WBK: 1 dari 12 syarat masih kurang.</h1>" in html
    assert 'href="/penilaian/2026/kppn-ternate/area/4/">Area 4 Penguatan Akuntabilitas</a>' in html
    assert "11 dari 12" in html
    assert "belum ada penilaian TPI" in html
    assert html.index("<h1>") < html.index("Nilai terhadap ambang")


def test_all_met(head_client, assessment, member):
    fill(assessment, best(LKE), member)
    html = page(head_client)
    assert "<h1>Memenuhi syarat WBK: 12 dari 12 syarat terpenuhi.</h1>" in html
    assert "100,00" in html
    assert "Semua butir sudah pada nilai terbaiknya." in html
    assert "Centangkan yang cukup" not in html


def test_nothing_filled_yet(head_client, assessment):
    found = board(head_client)
    assert found.verdict.met_count == 0
    assert "enam area" in found.verdict.failed_names
    assert found.updated_at is None
    assert "Belum ada butir yang diisi." in page(head_client)


def test_wbbm_needs_wbk_on_record(head_client, assessment, member, leader):
    fill(assessment, best(LKE), member)
    assessment.target = "WBBM"
    assessment.save(update_fields=["target"])
    assert "Belum dapat diusulkan WBBM" in page(head_client)
    assert not board(head_client).verdict.precondition.met

    record = hold_wbk(assessment.unit, leader)
    html = page(head_client)
    assert "Memenuhi syarat WBBM: 12 dari 12 syarat terpenuhi." in html
    assert "Predikat WBK tercatat: 10 Desember 2019, Kementerian PANRB (TPN)." in html

    revoke_predicate(
        record=record, by=leader, revoked_on=dt.date(2024, 1, 1), revoked_reason="Contoh"
    )
    assert "predikat WBK sudah dicabut" in page(head_client)


def test_twelve_checks_lead_to_their_rows(head_client, assessment, member):
    fill(assessment, almost(), member)
    found = board(head_client)
    urls = {check.code: check.url for check in found.verdict.checks}
    base = "/penilaian/2026/kppn-ternate/"
    assert len(urls) == 12
    assert urls["total"] == urls["pengungkit"] == base
    assert urls["area_6"] == f"{base}area/6/"
    assert urls["ipak"] == f"{base}butir/B.I.a/"
    assert urls["kinerja"] == f"{base}butir/B.I.b/"
    assert urls["bersih"] == f"{base}area/hasil/"
    assert urls["prima"] == f"{base}butir/B.II.a/"
    assert [bar.label for group in found.bar_groups for bar in group.bars] == [
        check.name for check in found.verdict.checks
    ]
    assert [row[0] for row in found.bar_rows] == [check.name for check in found.verdict.checks]


def test_what_if_by_plain_form(head_client, assessment, member):
    fill(assessment, almost(), member)
    before = board(head_client).simulation
    assert (before.ticked, before.outcome) == (0, "")
    assert len(before.lines) == 8
    assert all(line.helps for line in before.lines)

    codes = [line.code for line in before.lines[:2]]
    after = board(head_client, jika=codes).simulation
    assert after.ticked == 2
    assert after.outcome.startswith("Jika dua butir ini selesai: ")
    assert [line.ticked for line in after.lines[:3]] == [True, True, False]


def test_what_if_says_when_it_is_enough(head_client, assessment, member):
    fill(assessment, almost(count=20), member)
    enough = board(head_client, jika="cukup").simulation
    assert enough.passes
    assert enough.ticked > 1
    assert enough.outcome.endswith("12 dari 12 syarat terpenuhi.")
    fewer = [line.code for line in enough.lines if line.ticked][1:]
    less = board(head_client, jika=fewer).simulation
    assert not less.passes
    assert "Area 4 Penguatan Akuntabilitas" in less.remaining


def test_what_if_does_not_stand_in_for_a_predicate(head_client, assessment, member):
    fill(assessment, almost(), member)
    assessment.target = "WBBM"
    assessment.save(update_fields=["target"])
    enough = board(head_client, jika="cukup").simulation
    assert enough.outcome.endswith("12 dari 12 syarat terpenuhi.")
    assert not enough.passes
    assert enough.remaining == "Predikat WBK tetap harus dipegang lebih dahulu."


def test_what_if_ignores_what_cannot_be_raised(head_client, assessment, member):
    fill(assessment, almost(), member)
    hostile = ["A.I.1.i.a", "tidak-ada", "<script>", "\0", "A.I.4.i.a" * 100]
    assert board(head_client, jika=hostile).simulation.ticked == 0


def test_what_if_fragment_for_the_script(head_client, assessment, member):
    fill(assessment, almost(), member)
    code = board(head_client).simulation.lines[0].code
    response = head_client.get(URL, {"jika": code, "bagian": "simulasi"})
    html = response.content.decode()
    assert "Jika satu butir ini selesai: " in html
    assert "<html" not in html


def test_an_item_ticked_beyond_the_first_ten_is_shown(head_client, assessment):
    last = standing_of(assessment, [], []).raises[-1]
    lines = board(head_client, jika=last.code).simulation.lines
    assert len(lines) == 11
    assert lines[-1].code == last.code
    assert lines[-1].ticked


def test_what_waits_for_the_head_and_for_approvers(assessment, member, head, leader, coordinator):
    fill(assessment, best(LKE), member)
    titles = [one.title for one in board(signed_in(head)).follow_ups]
    assert titles[:2] == [
        "113 butir menunggu koordinator area",
        "Semua butir siap; tutup pengisian",
    ]
    assert [one.own for one in board(signed_in(head)).follow_ups] == [False, True]

    approve_item(assessment=assessment, code="A.I.1.i.a", by=leader)
    return_item(assessment=assessment, code="A.I.1.i.b", note="Kurang", by=leader)
    assign_items(
        assessment=assessment,
        codes=["A.I.1.i.b"],
        by=leader,
        assignee=member,
        due_on=dt.date(2020, 1, 1),
        set_assignee=True,
        set_due=True,
    )
    found = board(signed_in(coordinator)).follow_ups
    assert [one.title for one in found] == [
        "111 butir siap direviu",
        "1 butir dikembalikan",
        "1 butir lewat tenggat",
    ]
    assert "Menunggu keputusan Anda" in page(signed_in(coordinator))


def test_a_coordinator_of_one_area_decides_only_there(assessment, member, unit):
    fill(assessment, best(LKE), member)
    user = MembershipFactory(unit=unit, role=Role.KOORDINATOR, areas=["1"]).user
    titles = [one.title for one in board(signed_in(user)).follow_ups]
    assert titles[:2] == ["16 butir siap direviu", "97 butir menunggu koordinator area"]


def test_nothing_waits_once_closed(head_client, assessment, leader):
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    found = board(head_client)
    assert found.follow_ups == ()
    assert found.change == ""
    assert "Tidak ada yang menunggu saat ini." in page(head_client)


def test_years(head_client, assessment, member):
    older = AssessmentFactory(unit=assessment.unit, year=2025)
    fill(older, {"A.I.1.i.a": "Ya"}, member)
    newest = board(head_client)
    assert newest.assessment == assessment
    [other] = newest.other_years
    assert (other.year, other.total, other.checks) == (2025, "0,25", "0 dari 12")
    assert other.url == f"{URL}?tahun=2025"
    assert board(head_client, tahun="2025").assessment == older
    for year in ("1999", "abc", "2025x", "-1", "99999999999999999999"):
        assert head_client.get(URL, {"tahun": year}).status_code == 404


def test_trend_and_change(head_client, assessment, member):
    fill(assessment, {"A.I.1.i.a": "Ya"}, member)
    found = board(head_client)
    assert found.trend.points[-1][1] == Decimal("0.25")
    assert "+0,25" in page(head_client)


def test_without_an_assessment(client, unit, leader, member):
    own = signed_in(leader).get(URL).content.decode()
    assert "Belum ada penilaian untuk KPPN Ternate." in own
    assert reverse("pengungkit:assessment_open") in own
    other = signed_in(member).get(URL).content.decode()
    assert "ketua tim ZI atau admin" in other
    assert reverse("pengungkit:assessment_open") not in other


def test_an_overseer_without_a_dashboard_is_led_to_the_units(unit):
    user = MembershipFactory(unit=unit, role=Role.TPI).user
    assert 'href="/beranda/#judul-unit"' in signed_in(user).get(URL).content.decode()


def test_outside_the_scope_it_does_not_exist(assessment):
    stranger = MembershipFactory(unit=UnitFactory(), role=Role.KEPALA).user
    assert signed_in(stranger).get(URL).status_code == 404
    assert Client().get(URL).status_code == 302
    assert signed_in(stranger).post(URL).status_code == 405


def test_texts_of_people_are_escaped(head_client, assessment, unit):
    unit.name = "<script>alert(1)</script>"
    unit.save(update_fields=["name"])
    assert "<script>alert(1)" not in page(head_client)


def test_every_chart_has_its_numbers_as_a_table(head_client, assessment, member):
    fill(assessment, almost(), member)
    young = page(head_client)
    assert young.count("<summary>Lihat sebagai tabel</summary>") == 1
    assert "Penilaian ini baru dibuka" in young
    assessment.opened_at -= dt.timedelta(days=40)
    assessment.save(update_fields=["opened_at"])
    html = page(head_client)
    assert html.count("<summary>Lihat sebagai tabel</summary>") == 2
    assert html.count('class="chart" role="img"') == 13


def test_queries_do_not_grow(head_client, assessment, member):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(head_client)
        return len(captured)

    # session, person with rights; years of the unit, answers, predicates, daily scores
    few = queries()
    fill(assessment, almost(), member)
    for number in range(40):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=number)
        DailyScore.objects.create(assessment=assessment, day=day, total=number, checks_met=0)
    for year in range(2015, 2026):
        AssessmentFactory(unit=assessment.unit, year=year)
    Answer.objects.filter(assessment=assessment).update(assignee=member)
    # Also the newest PDF that was asked for.
    assert queries() == few <= 7


def test_the_readiness_of_evidence_is_one_link_away(head_client, assessment):
    url = f"/penilaian/{assessment.year}/{assessment.unit.code}/kesiapan/"
    assert f'<a href="{url}">Kesiapan bukti</a>' in page(head_client)
