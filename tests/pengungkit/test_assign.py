"""Sharing out items: to whom, until when, all at once, and taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.assigning import assign_items, undo_assignment
from pengungkit.exceptions import AssessmentClosedError
from pengungkit.models import Answer
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    UserFactory,
)
from units.models import AuditEvent


AREA_1 = ["A.I.1.i.a", "A.I.1.i.b", "A.I.1.ii.a"]
AREA_2 = "A.I.2.i.a"


def url_of(assessment) -> str:
    return reverse("pengungkit:assign", args=[assessment.year, assessment.unit.code])


def send(client: Client, assessment, codes, **fields):
    return client.post(url_of(assessment), {"butir": codes, **fields}, follow=True)


def held(assessment) -> dict[str, tuple]:
    rows = Answer.objects.filter(assessment=assessment).exclude(
        assignee__isnull=True, due_on__isnull=True
    )
    return {answer.code: (answer.assignee, answer.due_on) for answer in rows}


@pytest.fixture
def bound(unit) -> Client:
    """A coordinator of area 1 only."""
    client = Client()
    client.force_login(
        MembershipFactory(
            unit=unit, role=Role.KOORDINATOR, areas=["1"], user=UserFactory(name="Tono")
        ).user
    )
    return client


def test_it_works(coordinator_client, coordinator, member, assessment):
    response = send(
        coordinator_client, assessment, AREA_1, orang=member.pk, tenggat="28 November 2026"
    )
    assert held(assessment) == {code: (member, dt.date(2026, 11, 28)) for code in AREA_1}
    html = response.content.decode()
    assert "3 butir ditugaskan kepada Sari dan bertenggat 28 November 2026." in html
    assert "Batalkan penugasan" in html
    events = AuditEvent.objects.filter(action="butir_ditugaskan")
    assert [event.data["code"] for event in events.order_by("pk")] == AREA_1
    assert events[0].data["penanggung_jawab"] == [None, member.username]
    assert events[0].data["tenggat"] == [None, "2026-11-28"]
    assert events[0].actor == coordinator.username


def test_the_filter_is_kept(coordinator_client, member, assessment):
    response = coordinator_client.post(
        url_of(assessment),
        {"butir": AREA_1, "orang": member.pk, "saring": "kosong", "q": "tim"},
    )
    assert "saring=kosong" in response.url
    assert "q=tim" in response.url


def test_from_an_area_page_back_to_it(coordinator_client, member, assessment):
    response = coordinator_client.post(
        url_of(assessment), {"butir": AREA_1, "orang": member.pk, "area": "1"}
    )
    assert "/area/1/" in response.url


def test_only_the_date(coordinator_client, coordinator, member, assessment):
    assign_items(
        assessment=assessment, codes=AREA_1, by=coordinator, assignee=member, set_assignee=True
    )
    send(coordinator_client, assessment, AREA_1[:1], tenggat="1-12-2026")
    assert held(assessment)[AREA_1[0]] == (member, dt.date(2026, 12, 1))
    assert held(assessment)[AREA_1[1]] == (member, None)


def test_taking_person_and_date_away(coordinator_client, coordinator, member, assessment):
    assign_items(
        assessment=assessment,
        codes=AREA_1,
        by=coordinator,
        assignee=member,
        set_assignee=True,
        due_on=dt.date(2026, 12, 1),
        set_due=True,
    )
    send(coordinator_client, assessment, AREA_1[:2], orang="kosongkan", hapus_tenggat="1")
    assert list(held(assessment)) == AREA_1[2:]


def test_all_that_match(coordinator_client, coordinator, member, assessment):
    assign_items(
        assessment=assessment, codes=AREA_1, by=coordinator, assignee=member, set_assignee=True
    )
    # "Tugas saya" of the coordinator is empty, so nothing matches.
    send(coordinator_client, assessment, [], semua="1", saring="saya", orang="kosongkan")
    assert list(held(assessment)) == AREA_1
    send(coordinator_client, assessment, [], semua="1", q="lhkpn", orang=member.pk)
    assert set(held(assessment)) - set(AREA_1) == {"A.II.5.iii.a.a", "A.II.5.iii.b.a"}


def test_all_that_match_reaches_own_areas_only(bound, member, assessment):
    send(bound, assessment, [], semua="1", orang=member.pk)
    assert len(held(assessment)) == 16
    assert set(Answer.objects.filter(assignee=member).values_list("area", flat=True)) == {"1"}


def test_one_item_of_another_area_refuses_them_all(bound, member, assessment):
    response = bound.post(url_of(assessment), {"butir": [*AREA_1, AREA_2], "orang": member.pk})
    assert response.status_code == 403
    assert AREA_2 not in response.content.decode()
    assert held(assessment) == {}
    assert not AuditEvent.objects.filter(action="butir_ditugaskan").exists()


def test_one_unknown_code_refuses_them_all(coordinator_client, member, assessment):
    response = coordinator_client.post(
        url_of(assessment), {"butir": [*AREA_1, "A.I.9.x"], "orang": member.pk}
    )
    assert response.status_code == 400
    assert "A.I.9.x" not in response.content.decode()
    assert held(assessment) == {}


def test_a_member_may_not(member_client, member, assessment):
    response = member_client.post(url_of(assessment), {"butir": AREA_1, "orang": member.pk})
    assert response.status_code == 403
    assert "koordinator area itu atau ketua tim ZI" in response.content.decode()
    assert held(assessment) == {}


def test_a_stranger_finds_nothing(client, member, assessment):
    client.force_login(MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user)
    response = client.post(url_of(assessment), {"butir": AREA_1, "orang": member.pk})
    assert response.status_code == 404
    assert held(assessment) == {}


def test_only_people_of_the_unit_who_answer(coordinator_client, head, assessment):
    outsider = MembershipFactory(unit=UnitFactory(), role=Role.ANGGOTA).user
    for user in (head, outsider):
        html = send(coordinator_client, assessment, AREA_1, orang=user.pk).content.decode()
        assert "tidak mengisi butir di unit ini" in html
    assert held(assessment) == {}


def test_only_people_who_cover_the_area(coordinator_client, unit, assessment):
    bound_member = MembershipFactory(
        unit=unit, role=Role.ANGGOTA, areas=["2"], user=UserFactory(name="Yono")
    ).user
    response = send(coordinator_client, assessment, [*AREA_1, AREA_2], orang=bound_member.pk)
    assert "Yono tidak menangani area 1" in response.content.decode()
    assert held(assessment) == {}
    send(coordinator_client, assessment, [AREA_2], orang=bound_member.pk)
    assert held(assessment) == {AREA_2: (bound_member, None)}


def test_people_offered_carry_their_areas(coordinator_client, member, unit, assessment):
    MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["3", "2"], user=UserFactory(name="Yono"))
    url = reverse("pengungkit:assessment", args=[assessment.year, unit.code])
    html = coordinator_client.get(url).content.decode()
    assert ">Yono (area 2, 3)</option>" in html
    assert f'<option value="{member.pk}">Sari</option>' in html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Belum ada yang ditetapkan."),
        ({"tenggat": "12/25/2026"}, "Tidak ada bulan 25."),
        ({"tenggat": "1-12-2026", "hapus_tenggat": "1"}, "Tenggat diisi dan sekaligus dihapus."),
        ({"orang": "x"}, "Orang itu tidak dikenal."),
    ],
)
def test_what_cannot_be_meant_is_refused(coordinator_client, assessment, fields, sentence):
    response = send(coordinator_client, assessment, AREA_1, **fields)
    assert sentence in response.content.decode()
    assert held(assessment) == {}


def test_what_was_chosen_and_typed_stays_after_a_refusal(coordinator_client, member, assessment):
    response = send(
        coordinator_client, assessment, AREA_1[:2], orang=member.pk, tenggat="12/25/2026"
    )

    html = response.content.decode()
    ticked = [f'value="{code}" aria-label="Pilih {code}" checked' in html for code in AREA_1]
    assert ticked == [True, True, False]
    assert 'value="12/25/2026" data-zi-date="asis"' in html
    assert f'<option value="{member.pk}" selected>' in html
    # Told once: whoever comes later finds an empty form.
    again = coordinator_client.get(assessment.get_absolute_url()).content.decode()
    assert "checked" not in again
    assert 'value="" data-zi-date=""' in again


def test_nothing_chosen(coordinator_client, member, assessment):
    response = send(coordinator_client, assessment, [], orang=member.pk)
    assert "Belum ada butir yang dipilih." in response.content.decode()


def test_undo(coordinator_client, coordinator, member, unit, assessment):
    yono = MembershipFactory(unit=unit, role=Role.ANGGOTA, user=UserFactory(name="Yono")).user
    assign_items(
        assessment=assessment,
        codes=AREA_1[:1],
        by=coordinator,
        assignee=yono,
        set_assignee=True,
        due_on=dt.date(2026, 10, 1),
        set_due=True,
    )
    send(coordinator_client, assessment, AREA_1, orang=member.pk, tenggat="1-12-2026")
    response = coordinator_client.post(url_of(assessment), {"batal": "1"}, follow=True)
    assert "3 butir kembali seperti semula" in response.content.decode()
    assert held(assessment) == {AREA_1[0]: (yono, dt.date(2026, 10, 1))}
    again = coordinator_client.post(url_of(assessment), {"batal": "1"}, follow=True)
    assert "Tidak ada penugasan yang dapat dibatalkan." in again.content.decode()
    event = AuditEvent.objects.filter(action="butir_ditugaskan").order_by("-pk")[2]
    assert event.data["penanggung_jawab"] == [member.username, yono.username]


def test_undo_leaves_what_changed_since(coordinator, member, unit, assessment):
    yono = MembershipFactory(unit=unit, role=Role.ANGGOTA).user
    changes = assign_items(
        assessment=assessment, codes=AREA_1, by=coordinator, assignee=member, set_assignee=True
    )
    assign_items(
        assessment=assessment, codes=AREA_1[:1], by=coordinator, assignee=yono, set_assignee=True
    )
    restored, left = undo_assignment(assessment=assessment, changes=changes, by=coordinator)
    assert (restored, left) == (2, AREA_1[:1])
    assert held(assessment) == {AREA_1[0]: (yono, None)}


def test_undo_belongs_to_the_assessment_it_was_done_in(
    coordinator_client, member, assessment, unit
):
    send(coordinator_client, assessment, AREA_1, orang=member.pk)
    other = AssessmentFactory(unit=unit, year=2027)
    coordinator_client.post(url_of(other), {"batal": "1"})
    assert len(held(assessment)) == 3


def test_closed(coordinator_client, coordinator, leader, member, assessment):
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    response = send(coordinator_client, assessment, AREA_1, orang=member.pk)
    assert "sudah ditutup" in response.content.decode()
    assert held(assessment) == {}
    assessment.refresh_from_db()
    with pytest.raises(AssessmentClosedError):
        assign_items(
            assessment=assessment,
            codes=AREA_1,
            by=coordinator,
            assignee=member,
            set_assignee=True,
        )
    with pytest.raises(AssessmentClosedError):
        undo_assignment(assessment=assessment, changes=[], by=coordinator)


def test_nothing_changed_is_said_and_offers_no_undo(coordinator_client, member, assessment):
    send(coordinator_client, assessment, AREA_1, orang=member.pk)
    html = send(coordinator_client, assessment, AREA_1, orang=member.pk).content.decode()
    assert "Tidak ada yang berubah: 3 butir memang sudah demikian." in html
    assert "Batalkan penugasan" not in html


def test_get_is_no_act(coordinator_client, assessment):
    assert coordinator_client.get(url_of(assessment)).status_code == 405


def test_nothing_to_change_leaves_no_trace(coordinator, member, assessment):
    assign_items(
        assessment=assessment, codes=AREA_1, by=coordinator, assignee=member, set_assignee=True
    )
    events = AuditEvent.objects.count()
    again = assign_items(
        assessment=assessment, codes=AREA_1, by=coordinator, assignee=member, set_assignee=True
    )
    assert again == []
    assert AuditEvent.objects.count() == events


def test_queries_do_not_grow_with_the_items(coordinator, member, assessment):
    codes = [item.code for item in assessment.structure.items]

    def queries(chosen, day) -> int:
        with CaptureQueriesContext(connection) as captured:
            assign_items(
                assessment=assessment,
                codes=chosen,
                by=coordinator,
                assignee=member,
                set_assignee=True,
                due_on=day,
                set_due=True,
            )
        return len(captured)

    # savepoint twice, answers, assessment, bulk update, trail twice; SQLite takes the update of
    # 113 rows in two parts
    few, many = queries(codes[:2], dt.date(2026, 1, 1)), queries(codes, dt.date(2026, 1, 2))
    assert few <= 9
    assert many <= few + 1
