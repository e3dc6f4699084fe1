"""Sorting many documents in one act: all or none, constant queries, undone as one."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.evidence import describe
from pengungkit.models import Answer, Evidence, EvidenceUse, Sorting
from tests.factories import MembershipFactory, UnitFactory, UserFactory, make_evidence
from units.models import AuditEvent


LIST = "/bukti/"
SORT = {"pilah": "1"}


def chosen(*documents: Evidence) -> dict[str, object]:
    return SORT | {"bukti": [str(one.uuid) for one in documents]}


def undo(sorting: Sorting) -> str:
    return f"/bukti/pilahan/{sorting.uuid}/batalkan/"


@pytest.fixture
def three(assessment, unit, member) -> list[Evidence]:
    names = ("1.i.a SK Tim.pdf", "A.I.1.ii.b Notulen 8 Nov 2026.pdf", "Foto rapat.pdf")
    return [make_evidence(unit, member, name=name) for name in names]


def fresh(documents: list[Evidence]) -> list[Evidence]:
    by_pk = Evidence.objects.in_bulk([one.pk for one in documents])
    return [by_pk[one.pk] for one in documents]


def test_it_works(three, member_client):
    body = chosen(*three[:2]) | {
        "kind": "laporan",
        "stage": "dilaksanakan",
        "document_date": "8 Januari 2026",
        "valid_until": "31-12-2026",
        "items": "A.I.1.i.b, 1.ii.c",
    }
    response = member_client.post(LIST, body, follow=True)
    assert "2 berkas dipilah dan dipasang di A.I.1.i.b, A.I.1.ii.c." in response.content.decode()
    assert "Batalkan" in response.content.decode()
    first, second, third = fresh(three)
    assert {one.kind for one in (first, second)} == {"laporan"}
    assert first.valid_until == dt.date(2026, 12, 31)
    assert first.stage == "dilaksanakan"
    assert third.kind == ""
    assert EvidenceUse.objects.count() == 4
    assert Sorting.objects.count() == 1


def test_all_guesses_are_accepted_at_once(three, member_client):
    member_client.post(LIST, SORT | {"semua": "1", "guesses": "on", "stage": "ada"})
    team, minutes, photo = fresh(three)
    assert (team.kind, minutes.kind, photo.kind) == ("sk", "notulen", "foto")
    assert minutes.document_date == dt.date(2026, 11, 8)
    assert (team.title, minutes.title) == ("SK Tim", "Notulen 8 Nov 2026")
    codes = {
        use.evidence_id: use.answer.code for use in EvidenceUse.objects.select_related("answer")
    }
    assert codes == {team.pk: "A.I.1.i.a", minutes.pk: "A.I.1.ii.b"}
    assert "sk tim" in team.search_text
    # Whoever does it again is told the truth about each, and of those that change nothing.
    body = chosen(*three) | {"kind": "sk"}
    page = member_client.post(LIST, body, follow=True).content.decode()
    assert "2 berkas dipilah. 1 lainnya tidak berubah." in page


def test_what_is_said_goes_before_what_is_guessed(three, member_client):
    member_client.post(LIST, chosen(three[0]) | {"guesses": "on", "kind": "lainnya"})
    assert fresh(three)[0].kind == "lainnya"


def test_all_means_what_the_list_shows(three, member_client):
    member_client.post(f"{LIST}?q=notulen", SORT | {"semua": "1", "kind": "notulen"})
    assert [one.kind for one in fresh(three)] == ["", "notulen", ""]


def test_all_stays_chosen_after_an_error(three, member_client):
    """Else the corrected form would sort only those the page shows."""
    body = SORT | {"semua": "1", "document_date": "31 Februari 2026"}
    page = member_client.post(LIST, body).content.decode()
    assert 'name="semua" value="1" checked data-zi-pick-all="3"' in page
    assert 'name="semua" value="1" data-zi' in member_client.get(LIST).content.decode()


def test_one_foreign_document_refuses_all(three, member_client):
    foreign = make_evidence(UnitFactory(), UserFactory(), name="Rahasia lain.pdf")
    for odd in (str(foreign.uuid), "bukan-uuid", "00000000-0000-0000-0000-000000000000"):
        body = chosen(*three)
        body["bukti"] = [*body["bukti"], odd]
        response = member_client.post(LIST, body | {"kind": "sk"})
        assert response.status_code == 400
        assert "Rahasia" not in response.content.decode()
    assert {one.kind for one in fresh(three)} == {""}
    assert not Sorting.objects.exists()


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({}, "Belum ada yang diubah"),
        ({"kind": "sk", "bukti": []}, "Belum ada berkas yang dipilih"),
        ({"kind": "sk", "items": "Z.9"}, "Tidak ada butir “Z.9”"),
        ({"document_date": "31 Februari 2026"}, "Tidak ada tanggal 31 Februari"),
        ({"valid_until": "1 Januari 2020"}, "mendahului tanggal dokumen pada “SK Tim”"),
    ],
)
def test_errors_keep_what_was_typed_and_what_was_ticked(three, member, member_client, more, word):
    describe(
        evidence=three[0], by=member, title="SK Tim", kind="", number="", stage="",
        valid_until=None, document_date=dt.date(2026, 1, 8),
    )  # fmt: skip
    response = member_client.post(LIST, chosen(*three[:2]) | {"stage": ""} | more)
    assert response.status_code == 200
    text = response.content.decode()
    assert word in text
    rows = response.context["page"].rows
    assert sum(row.chosen for row in rows) == (0 if more.get("bukti") == [] else 2)
    assert not Sorting.objects.exists()


def test_only_ones_own_areas(three, unit):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, areas=["2"]).user)
    response = client.post(LIST, chosen(*three) | {"items": "A.I.1.i.a"})
    assert "area yang tidak Anda isi" in response.content.decode()
    # A guess for another area is left out; the rest of it is taken.
    client.post(LIST, chosen(*three) | {"guesses": "on"})
    assert fresh(three)[0].kind == "sk"
    assert not EvidenceUse.objects.exists()


def test_one_undo_takes_all_of_it_back(three, member, member_client):
    member_client.post(LIST, SORT | {"semua": "1", "guesses": "on", "items": "A.I.1.i.b"})
    sorting = Sorting.objects.get()
    touched = fresh(three)[1]
    describe(
        evidence=touched, by=member, title="Judul lain", kind="notulen", number="", stage="",
        document_date=None, valid_until=None,
    )  # fmt: skip
    response = member_client.post(undo(sorting), follow=True)
    text = response.content.decode()
    assert "2 bukti kembali seperti semula" in text
    assert "Dibiarkan karena sudah diubah lagi: “Judul lain”" in text
    team, minutes, photo = fresh(three)
    assert (team.title, team.kind, photo.kind) == ("1.i.a SK Tim", "", "")
    assert minutes.title == "Judul lain"
    assert set(EvidenceUse.objects.values_list("evidence", flat=True)) == {minutes.pk}
    again = member_client.post(undo(sorting), follow=True).content.decode()
    assert "sudah dibatalkan" in again


def test_an_old_sorting_and_another_persons_cannot_be_taken_back(three, member_client, leader):
    member_client.post(LIST, chosen(*three) | {"kind": "sk"})
    sorting = Sorting.objects.get()
    client = Client()
    client.force_login(leader)
    assert client.post(undo(sorting)).status_code == 404
    Sorting.objects.update(made_at=timezone.now() - dt.timedelta(hours=25))
    text = member_client.post(undo(sorting), follow=True).content.decode()
    assert "hanya dapat dibatalkan sampai" in text
    assert (
        "Batalkan" not in member_client.get(LIST, {"pilahan": str(sorting.uuid)}).content.decode()
    )
    assert member_client.get(LIST, {"pilahan": "entah"}).status_code == 200


def test_undo_stops_at_a_closed_assessment(three, assessment, leader, member_client):
    member_client.post(LIST, chosen(*three) | {"items": "A.I.1.i.a"})
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    text = member_client.post(undo(Sorting.objects.get()), follow=True).content.decode()
    assert "sudah ditutup" in text
    assert EvidenceUse.objects.count() == 3


def test_it_costs_the_same_for_many(assessment, unit, member, member_client):
    counts = []
    for number in (3, 25):
        files = [make_evidence(unit, member, name=f"SK {number} {n}.pdf") for n in range(number)]
        body = chosen(*files) | {"guesses": "on", "stage": "ada", "items": "A.I.1.i.a, A.I.1.i.b"}
        with CaptureQueriesContext(connection) as captured:
            member_client.post(LIST, body)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert EvidenceUse.objects.count() == 56
    assert AuditEvent.objects.filter(action="bukti_dipasang").count() == 56
    assert Answer.objects.get(code="A.I.1.i.a").uses.count() == 28
