"""Sorting one document: guesses shown as guesses, items attached, on to the next."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.evidence import attach, note_link
from pengungkit.models import Answer, Evidence, EvidenceUse, Sorting
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory, make_evidence
from units.models import AuditEvent


QUEUE = "/bukti/pilah/"
TELLING = "1.i.a SK Tim Kerja KEP-12 WPB.30 2026 tgl 8 Nov 2026.pdf"
SAID = {
    "title": "SK Tim Kerja",
    "kind": "sk",
    "number": "KEP-12/2026",
    "document_date": "8 November 2026",
    "valid_until": "31-12-2026",
    "stage": "ada",
    "items": "A.I.1.i.a, A.I.1.i.b",
}
FETCH = {"X-Requested-With": "fetch"}


def sort(evidence) -> str:
    return f"/bukti/{evidence.uuid}/pilah/"


def codes_of(evidence) -> list[str]:
    return [use.answer.code for use in evidence.uses.select_related("answer")]


@pytest.fixture
def telling(assessment, unit, member) -> Evidence:
    return make_evidence(unit, member, name=TELLING)


def test_it_works(telling, member_client):
    response = member_client.post(sort(telling), SAID)
    assert response.headers["Location"] == "/bukti/?unit=kppn-ternate"
    telling.refresh_from_db()
    assert (telling.title, telling.kind, telling.number) == ("SK Tim Kerja", "sk", "KEP-12/2026")
    assert telling.document_date == dt.date(2026, 11, 8)
    assert telling.stage == "ada"
    assert codes_of(telling) == ["A.I.1.i.a", "A.I.1.i.b"]
    actions = AuditEvent.objects.filter(data__has_key="pilahan").values_list("action", flat=True)
    assert sorted(actions) == ["bukti_dipasang", "bukti_dipasang", "bukti_diterangkan"]


def test_guesses_are_shown_as_guesses_and_stored_only_when_saved(telling, member_client):
    response = member_client.get(sort(telling))
    form = response.context["form"]
    assert form.initial["items"] == "A.I.1.i.a"
    assert form.initial["kind"] == "sk"
    assert form.initial["number"] == "KEP-12/WPB.30/2026"
    assert form.initial["document_date"] == dt.date(2026, 11, 8)
    # Title, kind, number, date, item.
    assert response.content.decode().count("tebakan dari nama berkas") == 5
    telling.refresh_from_db()
    assert (telling.kind, telling.number, telling.document_date) == ("", "", None)
    assert not telling.uses.exists()
    assert not Sorting.objects.exists()


def test_what_a_person_said_is_not_guessed_over(telling, member_client):
    member_client.post(sort(telling), SAID | {"kind": "", "items": "A.I.1.i.b"})
    form = member_client.get(sort(telling)).context["form"]
    assert form.initial["title"] == "SK Tim Kerja"
    assert form.initial["number"] == "KEP-12/2026"
    assert form.initial["items"] == "A.I.1.i.b"
    # Still open, so proposed again.
    assert form.initial["kind"] == "sk"


def test_a_name_that_says_nothing_fills_in_nothing(assessment, unit, member, member_client):
    photo = make_evidence(unit, member, name="IMG_2031.pdf")
    response = member_client.get(sort(photo))
    assert "tebakan dari nama berkas" not in response.content.decode()


def test_the_whole_set_of_items_is_said_each_time(telling, member_client):
    member_client.post(sort(telling), SAID)
    member_client.post(sort(telling), SAID | {"items": "a.1.ii.b; 1.iii.c,"})
    assert codes_of(telling) == ["A.I.1.ii.b", "A.I.1.iii.c"]
    assert AuditEvent.objects.filter(action="bukti_dilepas").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("title", "", "Judul belum diisi"),
        ("document_date", "12/25/2026", "Tidak ada bulan 25"),
        ("valid_until", "1 Januari 2025", "mendahului tanggal dokumen"),
        ("kind", "entah", "entah"),
        ("stage", "entah", "entah"),
        ("items", "A.I.1.i.a, Z.9", "Tidak ada butir “Z.9” di penilaian 2026"),
        ("items", "1.i.a", "dapat berarti A.I.1.i.a atau A.II.1.i.a"),
        ("items", "x\x00", "tidak dapat disimpan"),
        ("items", "A.I.1.i.a," * 200, "terlalu panjang"),
    ],
)
def test_errors_keep_what_was_typed_and_store_nothing(telling, member_client, field, value, word):
    response = member_client.post(sort(telling), SAID | {field: value})
    assert response.status_code == 200
    text = response.content.decode()
    assert word in str(response.context["form"].errors[field])
    assert "KEP-12/2026" in text
    assert "tebakan dari nama berkas" not in text
    telling.refresh_from_db()
    assert telling.kind == ""
    assert not telling.uses.exists()


def test_only_items_of_ones_own_areas(assessment, unit, leader):
    evidence = make_evidence(unit, leader, name="2.i.a peta.pdf")
    answer = Answer.objects.get(code="A.I.3.i.a")
    answer.assessment = assessment
    attach(answer=answer, evidence=evidence, by=leader)
    client = Client()
    client.force_login(MembershipFactory(unit=unit, areas=["1"]).user)
    page = client.get(sort(evidence)).context["page"]
    assert {code.split(".")[2] for code in page.target.items} == {"1"}
    assert page.elsewhere == ("A.I.3.i.a (2026)",)
    assert "items" not in page.guessed
    response = client.post(sort(evidence), SAID | {"items": "A.I.2.i.a"})
    assert "area yang tidak Anda isi" in response.content.decode()
    client.post(sort(evidence), SAID | {"items": "A.I.1.i.a"})
    # What other areas use stays.
    assert sorted(codes_of(evidence)) == ["A.I.1.i.a", "A.I.3.i.a"]


def test_nothing_is_attached_to_a_closed_assessment(telling, assessment, leader, member_client):
    close_assessment(assessment=assessment, reason="Selesai", by=leader)
    response = member_client.get(sort(telling))
    assert "items" not in response.context["form"].fields
    assert "Belum ada penilaian yang terbuka" in response.content.decode()
    member_client.post(sort(telling), SAID)
    telling.refresh_from_db()
    assert telling.kind == "sk"
    assert not telling.uses.exists()


def test_the_newest_open_assessment_is_meant(telling, unit, member_client):
    newer = AssessmentFactory(unit=unit, year=2027)
    member_client.post(sort(telling), SAID)
    assert {use.answer.assessment_id for use in telling.uses.select_related("answer")} == {newer.pk}


def test_saving_goes_on_to_the_next_unsorted(assessment, unit, member, member_client):
    oldest, middle, newest = (make_evidence(unit, member, name=f"Surat {n}.pdf") for n in "abc")
    assert member_client.get(QUEUE).headers["Location"] == sort(newest)
    first = member_client.get(sort(newest))
    assert "1 dari 3 berkas belum dipakai" in first.content.decode()
    said = SAID | {"berikutnya": "1"}
    response = member_client.post(sort(newest), said)
    assert response.headers["Location"] == sort(middle)
    # A skipped one comes again after the last.
    assert member_client.post(sort(oldest), said).headers["Location"] == sort(middle)
    response = member_client.post(sort(middle), said)
    assert response.headers["Location"] == "/bukti/?unit=kppn-ternate"
    done = member_client.get(QUEUE, follow=True)
    assert "Semua berkas di kotak bukti sudah dipakai" in done.content.decode()


def test_the_strip_is_the_form_alone(telling, unit, member, member_client):
    other = make_evidence(unit, member, name="Lain.pdf")
    strip = member_client.get(sort(telling), headers=FETCH).content.decode()
    assert "<html" not in strip
    assert 'value="SK Tim Kerja KEP-12 WPB.30 2026 tgl 8 Nov 2026"' in strip
    refused = member_client.post(sort(telling), SAID | {"title": ""}, headers=FETCH)
    assert refused.status_code == 422
    assert "Judul belum diisi" in refused.content.decode()
    saved = member_client.post(sort(telling), SAID | {"berikutnya": "1"}, headers=FETCH)
    assert saved.json() == {"berikutnya": str(other.uuid)}


def test_a_link_is_sorted_too(assessment, unit, member, member_client):
    link = note_link(unit=unit, title="Video", url="https://example.go.id/v", by=member)
    assert "tidak ada pratinjau" in member_client.get(sort(link)).content.decode()
    member_client.post(sort(link), SAID)
    assert codes_of(link) == ["A.I.1.i.a", "A.I.1.i.b"]


@pytest.mark.parametrize("role", [Role.KEPALA, Role.TPI, Role.PENGAMAT])
def test_readers_do_not_sort(telling, unit, role):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    assert client.get(sort(telling)).status_code == 403
    assert client.post(sort(telling), SAID).status_code == 403
    assert client.get(QUEUE, {"unit": unit.code}).status_code == 403
    assert not EvidenceUse.objects.exists()


def test_another_unit_does_not_exist(telling):
    client = Client()
    client.force_login(MembershipFactory(unit=UnitFactory()).user)
    assert client.get(sort(telling)).status_code == 404
    assert client.post(sort(telling), SAID).status_code == 404


def test_the_cost_does_not_grow(telling, unit, member, member_client):
    """session; person with rights; document; version; open assessment; uses; queue; recorded look;
    and for saving: answers, locks, what is there, rows, trail.
    """
    counts = []
    for number in (1, 12):
        for n in range(number):
            make_evidence(unit, member, name=f"Surat {number} {n}.pdf")
        with CaptureQueriesContext(connection) as seen:
            member_client.get(sort(telling))
        codes = ", ".join(Answer.objects.values_list("code", flat=True)[number : 3 * number])
        with CaptureQueriesContext(connection) as saved:
            member_client.post(sort(telling), SAID | {"items": codes, "title": f"Judul {number}"})
        counts.append((len(seen), len(saved)))
    assert counts[0][0] == counts[1][0] <= 15
    # The second time there are others to detach.
    assert counts[1][1] - counts[0][1] <= 2
