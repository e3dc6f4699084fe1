"""The road of a unit: recording, correcting, revoking, taking back, and the clocks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time

from tests.factories import MembershipFactory, Role, UnitFactory
from units.actions import journeys as actions
from units.audit import first_broken_event
from units.contexts.journeys import clocks_of, journey_of, years_after
from units.exceptions import (
    NotRestorableError,
    PredicateHeldError,
    RevocationTooEarlyError,
)
from units.forms.journeys import MilestoneForm, PredicateForm
from units.models import AuditEvent, Milestone, PredicateRecord


URL = "/perjalanan/kppn-ternate/"
GRANTED = dt.date(2019, 12, 10)
DONE = {
    "kind": "pencanangan",
    "title": "Pencanangan",
    "only_year_known": False,
    "is_planned": False,
    "note": "",
}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def leader_client(leader) -> Client:
    return signed_in(leader)


def wbk(unit, by, **fields) -> PredicateRecord:
    return actions.record_predicate(
        unit=unit,
        by=by,
        **{
            "predicate": "WBK",
            "giver": "tpn",
            "granted_on": GRANTED,
            "only_year_known": False,
            "document_number": "KEP-1/2019",
            "note": "",
        }
        | fields,
    )


def step(unit, by, day, **fields) -> Milestone:
    return actions.add_milestone(unit=unit, by=by, happened_on=day, **(DONE | fields))


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


# --- Actions -------------------------------------------------------------------------------------


def test_it_works(unit, leader):
    record = wbk(unit, leader)
    assert record.recorded_by == leader
    event = last_event()
    assert (event.action, event.actor, event.unit) == (
        "predikat_dicatat",
        leader.username,
        "kppn-ternate",
    )
    assert event.data["isian"]["granted_on"] == "2019-12-10"
    assert first_broken_event() is None


def test_a_predicate_is_held_once(unit, leader):
    record = wbk(unit, leader)
    with pytest.raises(PredicateHeldError):
        wbk(unit, leader)
    actions.revoke_predicate(
        record=record, by=leader, revoked_on=dt.date(2022, 1, 1), revoked_reason="Kasus"
    )
    again = wbk(unit, leader, granted_on=dt.date(2024, 12, 1))
    with pytest.raises(PredicateHeldError):
        actions.reinstate_predicate(record=record, by=leader)
    assert list(PredicateRecord.objects.standing()) == [again]


def test_changes_are_recorded_as_old_and_new_and_none_is_none(unit, leader):
    record = wbk(unit, leader)
    fields = {
        "predicate": "WBK",
        "giver": "instansi",
        "granted_on": GRANTED,
        "only_year_known": False,
        "document_number": "KEP-1/2019",
        "note": "",
    }
    actions.change_predicate(record=record, by=leader, **fields)
    assert last_event().data == {"changes": {"giver": ["tpn", "instansi"]}}
    count = AuditEvent.objects.count()
    actions.change_predicate(record=record, by=leader, **fields)
    assert AuditEvent.objects.count() == count


def test_revoking_needs_a_day_after_the_grant(unit, leader):
    record = wbk(unit, leader)
    with pytest.raises(RevocationTooEarlyError):
        actions.revoke_predicate(
            record=record, by=leader, revoked_on=dt.date(2018, 1, 1), revoked_reason="Kasus"
        )
    actions.revoke_predicate(
        record=record, by=leader, revoked_on=dt.date(2021, 1, 1), revoked_reason="Kasus"
    )
    record.refresh_from_db()
    assert record.revoked_reason == "Kasus"
    with pytest.raises(RevocationTooEarlyError):
        actions.change_predicate(
            record=record, by=leader, predicate="WBK", granted_on=dt.date(2022, 1, 1)
        )
    actions.reinstate_predicate(record=record, by=leader)
    record.refresh_from_db()
    assert (record.revoked_on, record.revoked_reason) == (None, "")


def test_what_is_removed_can_be_brought_back_once(unit, leader):
    step(unit, leader, dt.date(2018, 2, 1), note="Aula")
    event = actions.remove_milestone(milestone=Milestone.objects.get(), by=leader)
    assert not Milestone.objects.exists()
    restored = actions.restore_removed(unit=unit, event=event, by=leader)
    assert (restored.title, restored.happened_on, restored.note) == (
        "Pencanangan",
        dt.date(2018, 2, 1),
        "Aula",
    )
    with pytest.raises(NotRestorableError):
        actions.restore_removed(unit=unit, event=event, by=leader)
    assert Milestone.objects.count() == 1


def test_a_revoked_predicate_comes_back_revoked(unit, leader):
    record = wbk(unit, leader)
    actions.revoke_predicate(
        record=record, by=leader, revoked_on=dt.date(2021, 1, 1), revoked_reason="Kasus"
    )
    event = actions.remove_predicate(record=PredicateRecord.objects.get(), by=leader)
    actions.restore_removed(unit=unit, event=event, by=leader)
    assert PredicateRecord.objects.get().revoked_on == dt.date(2021, 1, 1)


def test_bringing_back_has_limits(unit, leader):
    with freeze_time("2026-11-01 01:00"):
        event = actions.remove_milestone(milestone=step(unit, leader, GRANTED), by=leader)
    with freeze_time("2026-11-02 01:00:01"), pytest.raises(NotRestorableError):
        actions.restore_removed(unit=unit, event=event, by=leader)
    with freeze_time("2026-11-01 02:00"), pytest.raises(NotRestorableError):
        actions.restore_removed(unit=UnitFactory(), event=event, by=leader)
    step(unit, leader, GRANTED)
    with pytest.raises(NotRestorableError):
        actions.restore_removed(unit=unit, event=last_event(), by=leader)


def test_a_predicate_recorded_anew_is_not_doubled_by_bringing_back(unit, leader):
    event = actions.remove_predicate(record=wbk(unit, leader), by=leader)
    wbk(unit, leader)
    with pytest.raises(PredicateHeldError):
        actions.restore_removed(unit=unit, event=event, by=leader)


# --- Timeline and clocks -------------------------------------------------------------------------


def test_timeline_is_in_order_of_days(unit, leader):
    today = dt.date.today()
    wbk(unit, leader)
    step(unit, leader, dt.date(2018, 1, 1), only_year_known=True)
    step(unit, leader, today - dt.timedelta(days=3), title="Mandiri", is_planned=True)
    step(unit, leader, today + dt.timedelta(days=3), title="Desk", is_planned=True)
    step(unit, leader, today + dt.timedelta(days=9), title="Lapangan", is_planned=True)
    entries = journey_of(unit).entries
    assert [(e.when if e.state == "done" else "", e.title, e.state) for e in entries] == [
        ("2018", "Pencanangan", "done"),
        ("10 Desember 2019", "Predikat WBK", "done"),
        ("", "Mandiri", "missed"),
        ("", "Desk", "now"),
        ("", "Lapangan", ""),
    ]
    assert entries[0].machine_day == "2018"


def test_a_plan_for_a_year_is_not_missed_before_the_year_ends(unit, leader):
    this_year = dt.date(dt.date.today().year, 1, 1)
    step(unit, leader, this_year, only_year_known=True, is_planned=True)
    assert journey_of(unit).entries[0].state == "now"


def predicate(day, only_year=False, revoked=None, name="WBK") -> PredicateRecord:
    return PredicateRecord(
        predicate=name,
        granted_on=day,
        only_year_known=only_year,
        revoked_on=revoked,
        revoked_reason="x" if revoked else "",
    )


def monitored(day, planned=False) -> Milestone:
    return Milestone(kind="pemantauan", happened_on=day, is_planned=planned)


def sentences(predicates, milestones, today) -> list[str]:
    return [clock.sentence for clock in clocks_of(predicates, milestones, today)]


def test_the_next_report_is_due_two_years_after_the_last():
    held = [predicate(GRANTED)]
    [first] = sentences(held, [], dt.date(2020, 12, 10))
    assert "paling lambat 10 Desember 2021 (365 hari lagi)" in first
    [late] = clocks_of(held, [], dt.date(2021, 12, 20))
    assert late.tone == "error"
    assert "terlambat 10 hari" in late.sentence
    [reported] = sentences(held, [monitored(dt.date(2021, 6, 1))], dt.date(2021, 12, 20))
    assert "1 Juni 2023" in reported
    [planned] = sentences(held, [monitored(dt.date(2021, 6, 1), True)], dt.date(2021, 12, 20))
    assert "terlambat" in planned
    [much] = sentences(held, [], dt.date(2026, 12, 20))
    assert "terlambat lebih dari 5 tahun" in much


def test_a_report_before_the_predicate_does_not_count():
    [clock] = sentences([predicate(GRANTED)], [monitored(dt.date(2018, 1, 1))], dt.date(2020, 1, 1))
    assert "10 Desember 2021" in clock


def test_where_only_the_year_is_known_the_year_runs_out():
    [clock] = sentences([predicate(dt.date(2018, 1, 1), True)], [], dt.date(2019, 1, 1))
    assert "31 Desember 2020" in clock


def test_the_latest_predicate_has_the_clock_and_a_revoked_one_a_pause():
    both = [predicate(GRANTED), predicate(dt.date(2023, 5, 1), name="WBBM")]
    [clock] = sentences(both, [], dt.date(2024, 1, 1))
    assert "predikat WBBM" in clock
    revoked = [predicate(GRANTED, revoked=dt.date(2022, 3, 1))]
    [pause] = sentences(revoked, [], dt.date(2023, 1, 1))
    assert pause == (
        "Predikat WBK dicabut 1 Maret 2022: unit belum dapat diusulkan lagi sampai 1 Maret 2024."
    )
    assert sentences(revoked, [], dt.date(2024, 3, 2)) == []
    assert sentences([], [], dt.date(2024, 3, 2)) == []


def test_leap_days():
    assert years_after(dt.date(2024, 2, 29), False, 2) == dt.date(2026, 2, 28)


# --- Forms ---------------------------------------------------------------------------------------


def milestone_form(unit, **data) -> MilestoneForm:
    return MilestoneForm({"kind": "pencanangan", "happened_on": "2018"} | data, unit=unit)


def test_a_year_alone_is_a_date(unit):
    form = milestone_form(unit)
    assert form.is_valid()
    fields = form.fields_for_action
    assert (fields["happened_on"], fields["only_year_known"]) == (dt.date(2018, 1, 1), True)
    assert fields["title"] == "Pencanangan"
    exact = milestone_form(unit, happened_on="5 Agustus 2018", title="Deklarasi")
    assert exact.is_valid()
    assert exact.fields_for_action["happened_on"] == dt.date(2018, 8, 5)
    assert exact.fields_for_action["only_year_known"] is False


@pytest.mark.parametrize("day", ["", "12/25/2018", "kemarin", "1776", "31 Februari 2019"])
def test_no_date(unit, day):
    form = milestone_form(unit, happened_on=day)
    assert not form.is_valid()
    assert "happened_on" in form.errors


def test_what_lies_ahead_must_be_a_plan(unit):
    ahead = str(dt.date.today().year + 1)
    assert not milestone_form(unit, happened_on=ahead).is_valid()
    assert milestone_form(unit, happened_on=ahead, is_planned="on").is_valid()
    data = {"predicate": "WBK", "giver": "tpn", "granted_on": ahead}
    assert "granted_on" in PredicateForm(data, unit=unit).errors


def test_a_predicate_received_is_not_a_milestone(unit):
    assert "kind" in milestone_form(unit, kind="wbk").errors
    assert milestone_form(unit, kind="wbbm", happened_on="2099", is_planned="on").is_valid()


# --- Pages ---------------------------------------------------------------------------------------


def test_page(leader_client, unit, leader):
    wbk(unit, leader)
    step(unit, leader, dt.date(2018, 2, 1), note="<b>Aula</b>")
    html = leader_client.get(URL).content.decode()
    assert "Memegang predikat WBK sejak 10 Desember 2019." in html
    assert "Nomor KEP-1/2019." in html
    assert "&lt;b&gt;Aula" in html
    assert "Catat tonggak" in html


def test_empty_page_says_who_records(leader_client, member_client, unit):
    assert "Catat tonggak pertama" in leader_client.get(URL).content.decode()
    html = member_client.get(URL).content.decode()
    assert "ketua tim ZI atau admin" in html
    assert "Catat tonggak" not in html


def test_recording_through_the_forms(leader_client, unit):
    response = leader_client.post(
        f"{URL}predikat/baru/",
        {"predicate": "WBK", "giver": "tpn", "granted_on": "akhir 2018", "note": ""},
    )
    assert response.status_code == 200
    assert "bukan tanggal yang dikenali" in response.content.decode()
    data = {"predicate": "WBK", "giver": "tpn", "granted_on": "2018", "document_number": "K-1"}
    assert leader_client.post(f"{URL}predikat/baru/", data).status_code == 302
    record = PredicateRecord.objects.get()
    assert (record.only_year_known, record.document_number) == (True, "K-1")
    twice = leader_client.post(f"{URL}predikat/baru/", data)
    assert "masih dipegang unit ini" in twice.content.decode()

    edit = f"{URL}predikat/{record.pk}/"
    assert 'value="2018"' in leader_client.get(edit).content.decode()
    assert leader_client.post(edit, data | {"granted_on": "3 Desember 2018"}).status_code == 302
    revoke = {"revoked_on": "1 Maret 2017", "revoked_reason": "Kasus"}
    early = leader_client.post(f"{edit}cabut/", revoke)
    assert "lebih awal daripada penetapannya" in early.content.decode()
    done = leader_client.post(f"{edit}cabut/", revoke | {"revoked_on": "1 Maret 2022"})
    assert done.status_code == 302
    assert "Alasan: Kasus" in leader_client.get(URL).content.decode()
    assert leader_client.get(f"{edit}cabut/").status_code == 404
    assert "Batalkan pencabutan" in leader_client.get(edit).content.decode()
    leader_client.post(f"{edit}pulihkan/")
    record.refresh_from_db()
    assert record.revoked_on is None


def test_milestones_through_the_forms_with_undo(leader_client, unit):
    data = {"kind": "pencanangan", "title": "", "happened_on": "2018", "note": ""}
    leader_client.post(f"{URL}tonggak/baru/", data)
    milestone = Milestone.objects.get()
    edit = f"{URL}tonggak/{milestone.pk}/"
    leader_client.post(edit, data | {"title": "Deklarasi"})
    milestone.refresh_from_db()
    assert milestone.title == "Deklarasi"

    gone = leader_client.post(f"{edit}hapus/")
    event = AuditEvent.objects.latest("pk")
    assert gone.headers["Location"] == f"{URL}?dihapus={event.pk}"
    html = leader_client.get(gone.headers["Location"]).content.decode()
    assert "Urungkan penghapusan" in html
    undo = reverse("units:journey_restore", args=["kppn-ternate", event.pk])
    assert leader_client.post(undo).status_code == 302
    assert Milestone.objects.get().title == "Deklarasi"
    assert "Urungkan" not in leader_client.get(gone.headers["Location"]).content.decode()
    again = leader_client.post(undo, follow=True)
    assert "tidak dapat dikembalikan lagi" in again.content.decode()


@pytest.mark.parametrize("value", ["x", "-1", "9" * 40, "٣"])
def test_a_removal_that_never_was(leader_client, unit, value):
    assert leader_client.get(URL, {"dihapus": value}).status_code == 200


def test_the_undo_of_another_unit_is_not_offered(leader_client, unit, leader):
    other = UnitFactory()
    event = actions.remove_milestone(milestone=step(other, leader, GRANTED), by=leader)
    html = leader_client.get(URL, {"dihapus": event.pk}).content.decode()
    assert "Urungkan" not in html
    undo = reverse("units:journey_restore", args=["kppn-ternate", event.pk])
    assert leader_client.post(undo).status_code == 404


def test_recording_is_for_the_leader_and_admins(member_client, unit, leader, head):
    record, milestone = wbk(unit, leader), step(unit, leader, GRANTED)
    paths = [
        "predikat/baru/",
        f"predikat/{record.pk}/",
        f"predikat/{record.pk}/cabut/",
        "tonggak/baru/",
        f"tonggak/{milestone.pk}/",
    ]
    posts = [
        f"predikat/{record.pk}/hapus/",
        f"predikat/{record.pk}/pulihkan/",
        f"tonggak/{milestone.pk}/hapus/",
        "urungkan/1/",
    ]
    for client in (member_client, signed_in(head)):
        for path in paths:
            response = client.get(URL + path)
            assert response.status_code == 403, path
            assert "ketua tim ZI atau admin" in response.content.decode()
        for path in paths + posts:
            assert client.post(URL + path).status_code == 403, path
    assert PredicateRecord.objects.count() == Milestone.objects.count() == 1


def test_rows_of_another_unit_do_not_exist(leader_client, unit, leader):
    other = UnitFactory()
    record = wbk(other, leader)
    assert leader_client.get(f"{URL}predikat/{record.pk}/").status_code == 404
    assert leader_client.post(f"{URL}predikat/{record.pk}/hapus/").status_code == 404
    assert leader_client.get(f"/perjalanan/{other.code}/").status_code == 404
    admin = signed_in(MembershipFactory(unit=other, role=Role.ADMIN_WILAYAH).user)
    assert admin.get(f"/perjalanan/{other.code}/predikat/{record.pk}/").status_code == 200


def test_queries_do_not_grow(member_client, unit, leader):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            member_client.get(URL)
        return len(captured)

    queries()
    # session, person with rights; unit, predicates, milestones
    few = queries()
    wbk(unit, leader)
    for year in range(2000, 2030):
        step(unit, leader, dt.date(year, 1, 1))
    assert queries() == few <= 5
