"""Approving an item, and sending it back."""

from __future__ import annotations

import pytest
from django.test import Client

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.models import Answer, Assessment
from tests.factories import MembershipFactory, Role


CODE = "A.I.1.i.b"
ITEM = f"/penilaian/2026/kppn-ternate/butir/{CODE}/"
APPROVE, RETURN = f"{ITEM}setujui/", f"{ITEM}kembalikan/"


def stored() -> Answer:
    return Answer.objects.get(code=CODE)


@pytest.fixture
def ready(assessment, member) -> None:
    answer_item(
        assessment=assessment,
        code=CODE,
        entry=Entry(choice="A", done=True),
        base_version=0,
        by=member,
    )


def test_it_works(ready, coordinator_client):
    response = coordinator_client.post(APPROVE, {"versi": "1"})
    assert response.headers["Location"] == ITEM
    assert stored().status == Answer.Status.APPROVED


def test_approving_may_lead_on(ready, coordinator_client):
    response = coordinator_client.post(APPROVE, {"versi": "1", "ke": "berikutnya"})
    assert response.headers["Location"] == ITEM.replace(CODE, "A.I.1.ii.a")


def test_what_changed_since_it_was_read_is_not_approved(
    ready, assessment, member, coordinator_client
):
    answer_item(
        assessment=assessment, code=CODE, entry=Entry(choice="C"), base_version=1, by=member
    )
    response = coordinator_client.post(APPROVE, {"versi": "1"}, follow=True)
    assert "berubah sejak Anda membukanya" in response.content.decode()
    assert stored().status == Answer.Status.READY


def test_what_is_not_ready_is_not_approved(assessment, coordinator_client):
    response = coordinator_client.post(APPROVE, {"versi": "0"}, follow=True)
    assert "belum dijawab" in response.content.decode()
    assert stored().status == Answer.Status.EMPTY


def test_sending_back_needs_a_note(ready, coordinator_client):
    response = coordinator_client.post(RETURN, {"catatan": "  "}, follow=True)
    assert "Tulis apa yang harus diperbaiki" in response.content.decode()
    assert stored().status == Answer.Status.READY
    coordinator_client.post(RETURN, {"catatan": "Tanda tangani SK."})
    assert (stored().status, stored().repair_note) == ("perbaikan", "Tanda tangani SK.")


@pytest.mark.parametrize(
    ("note", "word"), [("x" * 2001, "paling banyak 2.000"), ("a\x00b", "tidak dapat disimpan")]
)
def test_a_note_that_cannot_be_kept(ready, coordinator_client, note, word):
    html = coordinator_client.post(RETURN, {"catatan": note}).content.decode()
    assert word in html
    assert f"{note}</textarea>" in html
    assert '<details class="more" open>' in html
    assert stored().status == Answer.Status.READY


def test_a_closed_assessment_is_not_judged(ready, coordinator_client):
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    for address, body in ((APPROVE, {"versi": "1"}), (RETURN, {"catatan": "Perbaiki."})):
        response = coordinator_client.post(address, body, follow=True)
        assert "sudah ditutup" in response.content.decode()
    assert stored().status == Answer.Status.READY


@pytest.mark.parametrize("role", [Role.ANGGOTA, Role.KEPALA, Role.TPI, Role.PENGAMAT])
def test_others_may_not_judge(ready, unit, role):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    assert client.post(APPROVE, {"versi": "1"}).status_code == 403
    assert client.post(RETURN, {"catatan": "Perbaiki."}).status_code == 403
    assert stored().status == Answer.Status.READY


def test_a_coordinator_of_another_area_may_not(ready, unit):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=Role.KOORDINATOR, areas=["2"]).user)
    assert client.post(APPROVE, {"versi": "1"}).status_code == 403


def test_get_is_refused(ready, coordinator_client):
    assert coordinator_client.get(APPROVE).status_code == 405
    assert coordinator_client.get(RETURN).status_code == 405
