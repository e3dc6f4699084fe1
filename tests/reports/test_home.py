"""The home page of every role: what waits, whom to ask, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from pengungkit.actions.answers import Entry, answer_item, return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.assigning import assign_items
from pengungkit.actions.evidence import attach
from pengungkit.instruments import bundled_instrument
from pengungkit.models import Answer
from reports.contexts.home import greeting
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    UserFactory,
    make_evidence,
)
from tests.pengungkit.responses import best
from tests.reports.sheets import fill


FIRST, SECOND, THIRD = "A.I.1.i.a", "A.I.1.i.b", "A.I.1.ii.a"
OTHER_AREA = "A.I.2.i.a"
TODAY = dt.date(2026, 11, 22)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def home(client: Client):
    response = client.get("/beranda/")
    assert response.status_code == 200
    return response.context["home"]


def html_of(client: Client) -> str:
    return client.get("/beranda/").content.decode()


def save(assessment, by, code, **entry) -> None:
    base = Answer.objects.get(assessment=assessment, code=code).version
    answer_item(assessment=assessment, code=code, entry=Entry(**entry), base_version=base, by=by)


def assign(assessment, by, to, codes, due=None) -> None:
    assign_items(
        assessment=assessment,
        codes=codes,
        by=by,
        assignee=to,
        due_on=due,
        set_assignee=True,
        set_due=True,
    )


def codes(items) -> list[str]:
    return [line.code for line in items.lines]


@pytest.mark.django_db
def test_the_root_leads_home(member_client):
    assert member_client.get("/").headers["Location"] == "/beranda/"


@freeze_time("2026-11-22 02:00")
def test_it_works(member_client, member, assessment, leader):
    assign(assessment, leader, member, [FIRST, SECOND], TODAY + dt.timedelta(days=3))
    html = html_of(member_client)
    assert "<h1>Selamat pagi, Sari. 2 butir menunggu Anda.</h1>" in html
    assert "Tenggat 7 hari (2)" in html
    assert "3 hari lagi" in html
    assert f'href="/penilaian/2026/kppn-ternate/butir/{FIRST}/"' in html


@pytest.mark.parametrize(
    ("utc", "zone", "part"),
    [
        ("2026-11-21 19:30", "Asia/Jayapura", "pagi"),
        ("2026-11-21 19:30", "Asia/Jakarta", "malam"),
        ("2026-11-22 04:00", "Asia/Jakarta", "siang"),
        ("2026-11-22 04:00", "Asia/Makassar", "siang"),
        ("2026-11-22 08:00", "Asia/Jakarta", "sore"),
        ("2026-11-22 12:00", "Asia/Jakarta", "malam"),
    ],
)
def test_greeting_by_the_clock_of_the_office(utc, zone, part):
    with freeze_time(utc):
        assert greeting("Sari", zone) == f"Selamat {part}, Sari."


def test_repairs_come_with_their_note_and_due_items_in_order(
    member_client, member, assessment, leader
):
    with freeze_time("2026-11-22 02:00"):
        save(assessment, member, FIRST, choice="Ya", done=True)
        assign(assessment, leader, member, [FIRST])
        assign(assessment, leader, member, [SECOND], TODAY - dt.timedelta(days=2))
        assign(assessment, leader, member, [THIRD], TODAY + dt.timedelta(days=7))
        assign(assessment, leader, member, [OTHER_AREA], TODAY + dt.timedelta(days=8))
        return_item(assessment=assessment, code=FIRST, note="SK belum lengkap", by=leader)
        [office] = home(member_client).offices
        work = office.worklist
        assert codes(work.repairs) == [FIRST]
        assert work.repairs.lines[0].note == "“SK belum lengkap” – Dewi, 22 November 2026"
        assert codes(work.due) == [SECOND, THIRD]
        assert [line.tag for line in work.due.lines] == ["terlambat 2 hari", "7 hari lagi"]
        assert codes(work.tasks) == [OTHER_AREA]
        assert work.waiting == 4


def test_an_unassigned_repair_waits_for_its_area_but_not_for_who_sent_it_back(
    assessment, unit, leader, coordinator
):
    return_item(assessment=assessment, code=FIRST, note="Kurang", by=coordinator)
    inside = MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["1"]).user
    outside = MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["2"]).user

    def waiting(user):
        return home(signed_in(user)).offices[0].worklist.repairs.count

    assert [waiting(user) for user in (inside, outside, coordinator, leader)] == [1, 0, 0, 1]


def test_goes_on_where_the_person_left(member_client, member, assessment, leader):
    [office] = home(member_client).offices
    assert (office.worklist.resume.line.code, office.worklist.resume.left_at) == (FIRST, None)

    save(assessment, member, THIRD, narrative="baru mulai")
    save(assessment, member, SECOND, choice="A", done=True)
    [office] = home(member_client).offices
    assert office.worklist.resume.line.code == THIRD
    assert office.worklist.resume.left_at is not None
    assert "Lanjutkan" in html_of(member_client)


def test_sending_back_is_not_leaving_off(assessment, member, coordinator):
    save(assessment, member, SECOND, choice="A", done=True)
    return_item(assessment=assessment, code=SECOND, note="Kurang", by=coordinator)
    [office] = home(signed_in(coordinator)).offices
    assert office.worklist.resume.line.code == FIRST


def test_a_coordinator_sees_what_may_be_approved(assessment, member, unit):
    save(assessment, member, FIRST, choice="Ya", done=True)
    save(assessment, member, OTHER_AREA, choice="A", done=True)
    user = MembershipFactory(unit=unit, role=Role.KOORDINATOR, areas=["1"]).user
    [office] = home(signed_in(user)).offices
    assert codes(office.worklist.approvals) == [FIRST]
    html = html_of(signed_in(user))
    assert "1 butir menunggu Anda." in html
    assert "menunggu persetujuan Anda (1)" in html


def test_the_leader_sees_the_verdict_and_what_waits(assessment, member, leader):
    fill(assessment, best(bundled_instrument()), member)
    html = html_of(signed_in(leader))
    assert "113 butir menunggu Anda." in html
    assert "Memenuhi syarat WBK: 12 dari 12 syarat terpenuhi." in html
    assert "Menunggu keputusan Anda" in html


def test_the_head_lands_on_the_verdict(assessment, member, head):
    save(assessment, member, FIRST, choice="Ya", done=True)
    html = html_of(signed_in(head))
    assert "Belum memenuhi syarat WBK: 12 dari 12 syarat masih kurang." in html
    assert 'class="btn btn-primary" href="/dasbor/kppn-ternate/"' in html
    assert "menunggu Anda" not in html
    assert home(signed_in(head)).waiting == 0


def test_nothing_to_do_names_the_coordinator_of_the_area(assessment, unit, leader, coordinator):
    own = MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["2"]).user
    other = MembershipFactory(
        unit=unit, role=Role.KOORDINATOR, areas=["5"], user=UserFactory(name="Tono")
    ).user
    near = MembershipFactory(
        unit=unit, role=Role.KOORDINATOR, areas=["2", "3"], user=UserFactory(name="Wati")
    ).user
    assign(assessment, leader, leader, [i.code for i in bundled_instrument().items])
    html = html_of(signed_in(own))
    assert "Belum ada butir untuk Anda" in html
    assert "Wati (area 2)" in html
    assert "Tidak ada butir yang menunggu Anda." in html
    assert other.name not in html
    assert near.name in html


def test_closed_for_filling_in(member_client, assessment, member, leader):
    assign(assessment, leader, member, [FIRST])
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    html = html_of(member_client)
    assert "Pengisian sudah ditutup" in html
    assert home(member_client).waiting == 0


def test_evidence_not_used_yet_is_told(member_client, assessment, member, unit):
    make_evidence(unit, member, "satu.pdf")
    used = make_evidence(unit, member, "dua.pdf")
    attach(answer=assessment.answers.first(), evidence=used, by=member)
    html = html_of(member_client)
    assert "1 berkas belum dipakai" in html
    assert f"/bukti/pilah/?unit={unit.code}" in html


def test_no_assessment_yet(member_client, unit):
    html = html_of(member_client)
    assert "Belum ada penilaian untuk unit ini" in html
    assert "ketua tim ZI atau admin" in html


def test_without_a_role(db):
    html = html_of(signed_in(UserFactory(name="Kosim")))
    assert "Akun Anda belum punya peran" in html


def test_only_the_newest_year_and_only_own_offices(member_client, assessment, member, leader):
    older = AssessmentFactory(unit=assessment.unit, year=2025)
    assign(older, leader, member, [FIRST])
    foreign = AssessmentFactory(unit=UnitFactory(), year=2026)
    Answer.objects.filter(assessment=foreign).update(assignee=member)
    found = home(member_client)
    assert found.waiting == 0
    assert [office.assessment for office in found.offices] == [assessment]


def test_several_offices(member_client, member, assessment, leader):
    for _ in range(4):
        unit = UnitFactory()
        MembershipFactory(unit=unit, role=Role.ANGGOTA, user=member)
        AssessmentFactory(unit=unit, year=2026)
    found = home(member_client)
    assert (len(found.offices), found.more_offices) == (3, 2)
    assert "2 kantor lain" in html_of(member_client)


@pytest.mark.parametrize("role", [Role.ANGGOTA, Role.KOORDINATOR, Role.KETUA, Role.KEPALA])
def test_queries_do_not_grow(assessment, unit, member, leader, role):
    client = signed_in(MembershipFactory(unit=unit, role=role).user)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            home(client)
        return len(captured)

    # session, person with rights; unfinished uploads, jobs; office, assessment, answers; evidence
    # not used, predicates, repair notes, replications, and whom to ask when nothing waits
    queries()
    few = queries()
    fill(assessment, best(bundled_instrument()), member)
    make_evidence(unit, member)
    for item in bundled_instrument().items[:10]:
        return_item(assessment=assessment, code=item.code, note="Kurang", by=leader)
    # One of them for innovations that fell silent, asked only for who records some.
    assert max(few, queries()) <= 13
