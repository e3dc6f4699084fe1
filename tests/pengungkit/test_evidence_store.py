"""Kotak bukti: the list, one document, and new versions of it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit import integrity
from pengungkit.actions.destroying import destroy
from pengungkit.actions.evidence import describe, note_link, receive_file
from pengungkit.actions.replacing import replace_file
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.models import Answer, Assessment, Evidence, EvidenceUse, EvidenceVersion
from pengungkit.quotas import room_of
from tests.factories import PDF, MembershipFactory, Role, UnitFactory, UserFactory, make_evidence
from tests.pengungkit.tus_client import upload
from units.models import AuditEvent
from zi_portal.lib import blobs


LIST = "/bukti/"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
MP4 = b"\x00\x00\x00\x20ftypisom" + b"\x00" * 20
GOOD = {
    "title": "SK Tim Kerja ZI",
    "kind": "sk",
    "number": "KEP-12/2026",
    "document_date": "8 Januari 2026",
    "valid_until": "31-12-2026",
    "stage": "ada",
}


def detail(evidence) -> str:
    return f"/bukti/{evidence.uuid}/"


def pdf(name="SK baru.pdf", content=None):
    return SimpleUploadedFile(name, content if content is not None else PDF + name.encode())


def titles(response) -> list[str]:
    return [row.line.title for row in response.context["page"].rows]


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def fill(evidence, by, **more):
    base = {
        "title": evidence.title,
        "kind": "",
        "number": "",
        "document_date": None,
        "valid_until": None,
        "stage": "",
    }
    return describe(evidence=evidence, by=by, **(base | more))


# --- The list ------------------------------------------------------------------------------------


def test_it_works(assessment, unit, member, member_client):
    make_evidence(unit, member, name="SK Tim.pdf")
    make_evidence(UnitFactory(), UserFactory(), name="Milik lain.pdf")
    response = member_client.get(LIST)
    assert titles(response) == ["SK Tim"]
    assert "Milik lain" not in response.content.decode()


def test_filters_and_their_numbers(assessment, unit, member, member_client):
    used = make_evidence(unit, member, name="Dipakai.pdf")
    EvidenceUse.objects.create(answer=Answer.objects.first(), evidence=used, attached_by=member)
    fill(used, member, kind="sk")
    old = make_evidence(unit, member, name="Lama.pdf")
    fill(old, member, document_date=dt.date(2024, 1, 1), valid_until=dt.date(2024, 12, 31))
    note_link(unit=unit, title="Video", url="https://example.go.id/v", by=member)

    chips = {chip.label: chip.count for chip in member_client.get(LIST).context["page"].chips}
    assert chips == {
        "Semua": 3,
        "Belum dipakai": 2,
        "Dipakai": 1,
        "Kedaluwarsa": 1,
        "Duplikat": 0,
        "Tautan": 1,
    }
    assert titles(member_client.get(LIST, {"saring": "dipakai"})) == ["Dipakai"]
    assert titles(member_client.get(LIST, {"saring": "belum-dipakai"})) == ["Video", "Lama"]
    assert titles(member_client.get(LIST, {"saring": "kedaluwarsa"})) == ["Lama"]
    assert titles(member_client.get(LIST, {"saring": "tautan"})) == ["Video"]
    assert titles(member_client.get(LIST, {"jenis": "sk"})) == ["Dipakai"]


def test_every_word_is_searched_in_title_number_and_file_name(
    assessment, unit, member, member_client
):
    evidence = make_evidence(unit, member, name="Lampiran_3.pdf")
    fill(evidence, member, title="SK Tim", number="KEP-12/2026")
    make_evidence(unit, member, name="Notulen.pdf")
    for query in ("tim kep-12", "LAMPIRAN", "2026 sk"):
        assert titles(member_client.get(LIST, {"q": query})) == ["SK Tim"]
    assert "Tidak ada bukti yang cocok" in member_client.get(LIST, {"q": "xyz"}).content.decode()


def test_a_document_is_found_by_the_code_of_its_item(assessment, unit, member, member_client):
    used = make_evidence(unit, member, name="Surat.pdf")
    make_evidence(unit, member, name="Lain.pdf")
    EvidenceUse.objects.create(
        answer=Answer.objects.get(code="A.I.1.ii.b"), evidence=used, attached_by=member
    )
    for query in ("1.ii.b", "A.I.1.ii.b surat"):
        assert titles(member_client.get(LIST, {"q": query})) == ["Surat"]


def test_each_tab_says_what_its_emptiness_means(assessment, unit, member_client):
    for tab, words in (
        ("", "Belum ada bukti"),
        ("belum-dipakai", "Semua berkas sudah dipakai"),
        ("dipakai", "Belum ada bukti yang dipakai"),
        ("kedaluwarsa", "Tidak ada bukti yang kedaluwarsa"),
        ("duplikat", "Tidak ada yang tampak ganda"),
        ("tautan", "Belum ada tautan"),
    ):
        assert words in member_client.get(LIST, {"saring": tab}).content.decode()


def test_what_just_came_is_offered_for_sorting_to_whom_it_came_from(
    assessment, unit, member, member_client, coordinator_client
):
    sent = member_client.post(LIST, {"berkas": [pdf("1.i.a SK Tim.pdf")]}, follow=True)
    text = sent.content.decode()
    assert "Baru masuk: 1.i.a SK Tim" in text
    assert 'value="A.I.1.i.a"' in text
    assert not EvidenceUse.objects.exists()
    assert "Baru masuk" not in coordinator_client.get(LIST).content.decode()
    # After many at once no form stands between the line and the list.
    sent = member_client.post(LIST, {"berkas": [pdf("Undangan.pdf")]}, follow=True)
    assert "Baru masuk: Undangan dan berkas lain" in sent.content.decode()
    assert "data-zi-sort" not in sent.content.decode()
    Evidence.objects.update(received_at="2026-01-01T00:00:00Z")
    assert "Baru masuk" not in member_client.get(LIST).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        {"q": "' OR 1=1--"},
        {"q": "%"},
        {"q": "a\x00b"},
        {"q": "x" * 5000},
        {"saring": "entah", "jenis": "entah"},
        {"page": "entah"},
        {"unit__password__startswith": "a"},
    ],
)
def test_odd_questions_get_an_ordinary_answer(assessment, unit, member, member_client, query):
    make_evidence(unit, member, name="SK.pdf")
    assert member_client.get(LIST, query).status_code == 200


def test_pages_hold_fifty_and_cost_the_same(assessment, unit, member, member_client):
    """session; person with rights; unit; number found; open assessment; page; newest versions;
    uses; numbers on the tabs; room; uploads; newest unsorted and its version; the file being
    made of them all."""
    counts = []
    for number in (1, 54):
        for i in range(number):
            make_evidence(unit, member, name=f"Bukti {number}-{i}.pdf")
        with CaptureQueriesContext(connection) as captured:
            response = member_client.get(LIST)
        counts.append(len(captured))
    assert counts == [14, 14]
    assert len(titles(response)) == 50
    assert len(titles(member_client.get(LIST, {"page": "2"}))) == 5


def test_somebody_of_two_offices_picks_one(assessment, unit, member, member_client):
    other = MembershipFactory(user=member, unit=UnitFactory(code="kppn-tobelo")).unit
    make_evidence(unit, member, name="Di Ternate.pdf")
    make_evidence(other, member, name="Di Tobelo.pdf")
    response = member_client.get(LIST)
    assert titles(response) == ["Di Ternate"]
    assert [code for code, _ in response.context["page"].offices] == [unit.code, "kppn-tobelo"]
    assert titles(member_client.get(LIST, {"unit": "kppn-tobelo"})) == ["Di Tobelo"]


def test_another_unit_or_none_does_not_exist(assessment, member_client):
    UnitFactory(code="kppn-lain")
    assert member_client.get(LIST, {"unit": "kppn-lain"}).status_code == 404
    assert member_client.get(LIST, {"unit": "entah"}).status_code == 404
    assert client_of(UserFactory()).get(LIST).status_code == 404


def test_files_can_be_put_into_the_store(assessment, unit, member_client):
    response = member_client.post(LIST, {"berkas": [pdf("SK.pdf"), pdf("a.exe")]}, follow=True)
    text = response.content.decode()
    assert "Tersimpan di kotak bukti: “SK”" in text
    assert "a.exe: Jenis berkas .exe tidak diterima" in text
    assert titles(response) == ["SK"]
    nothing = member_client.post(LIST, follow=True)
    assert "Pilih berkas bukti lebih dahulu" in nothing.content.decode()


@pytest.mark.parametrize("role", [Role.KEPALA, Role.TPI, Role.PENGAMAT])
def test_readers_see_the_store_and_add_nothing(assessment, unit, role):
    client = client_of(MembershipFactory(unit=unit, role=role).user)
    assert "Unggah berkas" not in client.get(LIST, {"unit": unit.code}).content.decode()
    response = client.post(f"{LIST}?unit={unit.code}", {"berkas": pdf()})
    assert response.status_code == 403
    assert not Evidence.objects.exists()


# --- One document --------------------------------------------------------------------------------


def test_a_document_says_what_it_is_and_where_it_is_used(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member, name="SK Tim.pdf")
    EvidenceUse.objects.create(
        answer=Answer.objects.get(code="A.I.1.i.b"), evidence=evidence, attached_by=member
    )
    text = member_client.get(detail(evidence)).content.decode()
    assert "SK Tim" in text
    assert "Dipakai di 1 butir" in text
    assert "/butir/A.I.1.i.b/" in text
    assert evidence.versions.get().sha256 in text


def test_it_can_be_described(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member)
    received = evidence.received_at
    response = member_client.post(detail(evidence), GOOD)
    assert response.headers["Location"] == detail(evidence)
    evidence.refresh_from_db()
    assert evidence.document_date == dt.date(2026, 1, 8)
    assert evidence.valid_until == dt.date(2026, 12, 31)
    assert (evidence.kind, evidence.stage, evidence.received_at) == ("sk", "ada", received)
    changes = AuditEvent.objects.get(action="bukti_diterangkan").data["changes"]
    assert changes["document_date"] == [None, "2026-01-08"]
    member_client.post(detail(evidence), GOOD)
    assert AuditEvent.objects.filter(action="bukti_diterangkan").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("title", "", "Judul belum diisi"),
        ("title", "x" * 201, "paling banyak 200"),
        ("title", "a\x00b", "tidak dapat disimpan"),
        ("number", "x" * 121, "paling banyak 120"),
        ("document_date", "12/25/2026", "Tidak ada bulan 25"),
        ("valid_until", "1 Januari 2025", "mendahului tanggal dokumen"),
        ("kind", "entah", "entah"),
    ],
)
def test_wrong_descriptions_are_given_back(
    assessment, unit, member, member_client, field, value, word
):
    evidence = make_evidence(unit, member, name="Asli.pdf")
    response = member_client.post(detail(evidence), GOOD | {field: value})
    assert response.status_code == 200
    assert word in str(response.context["form"].errors[field])
    evidence.refresh_from_db()
    assert evidence.title == "Asli"


def test_marks_that_turn_the_reading_direction_are_dropped(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member)
    member_client.post(detail(evidence), GOOD | {"title": "SK \u202efdp.exe"})
    evidence.refresh_from_db()
    assert evidence.title == "SK fdp.exe"


def test_extra_fields_are_ignored(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member)
    member_client.post(
        detail(evidence), GOOD | {"unit": "1", "url": "https://x.id/", "received_at": "2020-01-01"}
    )
    fresh = Evidence.objects.get()
    assert (fresh.unit, fresh.url, fresh.received_at) == (unit, "", evidence.received_at)


def test_readers_read(assessment, unit, member, head):
    evidence = make_evidence(unit, member)
    client = client_of(head)
    assert "Simpan keterangan" not in client.get(detail(evidence)).content.decode()
    assert client.post(detail(evidence), GOOD).status_code == 403
    assert client.post(f"{detail(evidence)}ganti/", {"berkas": pdf()}).status_code == 403
    assert EvidenceVersion.objects.count() == 1


def test_for_other_units_it_does_not_exist(assessment, unit, member):
    evidence = make_evidence(unit, member)
    client = client_of(MembershipFactory(unit=UnitFactory()).user)
    assert client.get(detail(evidence)).status_code == 404
    assert client.post(detail(evidence), GOOD).status_code == 404
    assert client.post(f"{detail(evidence)}ganti/", {"berkas": pdf()}).status_code == 404
    assert client.get(f"/bukti/{uuid.uuid4()}/").status_code == 404
    assert client.get("/bukti/1/").status_code == 404


def test_a_link_is_shown_with_its_host_and_never_fetched(assessment, unit, member, member_client):
    link = note_link(unit=unit, title="Video", url="https://example.go.id/v?x=1", by=member)
    text = member_client.get(detail(link)).content.decode()
    assert "<b>example.go.id</b>" in text
    assert 'rel="noopener noreferrer nofollow"' in text


def test_a_document_costs_the_same_however_often_it_is_used(
    assessment, unit, member, member_client
):
    """session; person with rights; document; versions; uses."""
    evidence = make_evidence(unit, member)
    counts = []
    for answers in (Answer.objects.all()[:1], Answer.objects.all()[1:9]):
        for answer in answers:
            EvidenceUse.objects.create(answer=answer, evidence=evidence, attached_by=member)
        with CaptureQueriesContext(connection) as captured:
            assert member_client.get(detail(evidence)).status_code == 200
        counts.append(len(captured))
    assert counts == [6, 6]


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [("foto.png", PNG, '<img src="{}gambar/?w=800"'), ("video.mp4", MP4, '<video src="{}lihat/"')],
)
def test_pictures_and_videos_are_seen_on_their_page(
    assessment, unit, member, member_client, name, content, shown
):
    evidence = make_evidence(unit, member, name=name, content=content)
    [row] = member_client.get(LIST).context["page"].rows
    line = row.line
    assert line.open_url == f"{detail(evidence)}pratinjau/"
    text = member_client.get(detail(evidence)).content.decode()
    assert shown.format(detail(evidence)) in text


# --- New versions --------------------------------------------------------------------------------


def test_a_replaced_file_becomes_a_version_and_the_old_one_stays(
    assessment, unit, member, member_client
):
    evidence = make_evidence(unit, member, name="SK.pdf")
    response = member_client.post(
        f"{detail(evidence)}ganti/", {"berkas": pdf("SK bertanda tangan.pdf")}, follow=True
    )
    assert "Sekarang versi 2" in response.content.decode()
    assert list(evidence.versions.values_list("number", flat=True)) == [2, 1]
    assert titles(member_client.get(LIST, {"q": "bertanda"})) == ["SK"]
    assert AuditEvent.objects.get(action="bukti_diganti").data["versi"] == 2


def test_an_earlier_version_is_taken_up_again(assessment, unit, member, member_client):
    """Once a wrong file was taken for newer, the right one could not come back."""
    evidence = make_evidence(unit, member, content=PDF)
    answer = Answer.objects.get(assessment=assessment, code="A.I.1.i.a")
    replace_file(evidence=evidence, name="salah.pdf", chunks=[PDF + b"salah"], by=member)
    used = room_of(unit).used
    item = f"{assessment.get_absolute_url()}butir/{answer.code}/"
    page = member_client.post(
        f"{item}bukti/unggah/", {"berkas": pdf(content=PDF)}, follow=True
    ).content.decode()
    assert "versi 1 dari bukti" in page
    assert "yang dipakai tetap versi 2" in page
    assert answer.uses.get().evidence == evidence
    sent = upload(member_client, PDF)
    assert "versi%202" in sent["ZI-Pesan"]

    page = member_client.post(
        f"{detail(evidence)}ganti/", {"berkas": pdf(content=PDF)}, follow=True
    ).content.decode()
    assert "Sekarang versi 3" in page
    versions = list(evidence.versions.order_by("number"))
    assert [one.repeats for one in versions] == [False, False, True]
    assert versions[0].sha256 == versions[2].sha256
    assert room_of(unit).used == used
    assert receive_file(unit=unit, name="a.pdf", chunks=[PDF], by=member).remark == ""
    with pytest.raises(EvidenceRefusedError, match="versi 3 yang sedang dipakai"):
        replace_file(evidence=evidence, name="a.pdf", chunks=[PDF], by=member)
    assert integrity.findings(thorough=True) == []

    destroy(
        evidence=evidence, numbers=[1], ground="Putusan", decision="1", hide_names=False, by=member
    )
    assert list(evidence.versions.kept().values_list("number", flat=True)) == [2]
    assert not blobs.path_of(versions[0].sha256).exists()
    assert integrity.findings(thorough=True) == []


def test_the_same_file_is_no_new_version(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member, content=PDF)
    response = member_client.post(
        f"{detail(evidence)}ganti/", {"berkas": pdf(content=PDF)}, follow=True
    )
    assert "sama persis dengan versi 1" in response.content.decode()
    other = make_evidence(unit, member, name="Lain.pdf")
    response = member_client.post(
        f"{detail(other)}ganti/", {"berkas": pdf(content=PDF)}, follow=True
    )
    assert "sudah tersimpan sebagai bukti" in response.content.decode()
    assert EvidenceVersion.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "Pilih berkas pengganti"),
        ({"berkas": pdf("a.exe")}, "tidak diterima"),
    ],
)
def test_no_or_a_wrong_file(assessment, unit, member, member_client, body, word):
    evidence = make_evidence(unit, member)
    response = member_client.post(f"{detail(evidence)}ganti/", body, follow=True)
    assert word in response.content.decode()
    assert evidence.versions.count() == 1


def test_too_large_a_file(assessment, unit, member, member_client, settings):
    evidence = make_evidence(unit, member)
    settings.EVIDENCE_MAX_BYTES = 100
    response = member_client.post(
        f"{detail(evidence)}ganti/", {"berkas": pdf(content=PDF + b"x" * 200)}, follow=True
    )
    assert "melebihi batas" in response.content.decode()
    assert evidence.versions.count() == 1


def test_a_link_becomes_a_kept_file(assessment, unit, member, member_client):
    link = note_link(unit=unit, title="Video", url="https://example.go.id/v", by=member)
    member_client.post(f"{detail(link)}ganti/", {"berkas": pdf("Video.pdf")})
    link.refresh_from_db()
    assert not link.is_link
    assert link.versions.get().number == 1


def test_a_closed_year_keeps_showing_the_version_it_was_closed_with(
    assessment, unit, member, member_client
):
    evidence = make_evidence(unit, member, name="SK.pdf")
    answer = Answer.objects.get(code="A.I.1.i.b")
    EvidenceUse.objects.create(answer=answer, evidence=evidence, attached_by=member)
    Assessment.objects.update(state="final", closed_at=evidence.versions.get().received_at)
    member_client.post(f"{detail(evidence)}ganti/", {"berkas": pdf()})
    page = member_client.get(answer.get_absolute_url()).context["page"]
    [line] = page.evidence
    assert line.open_url == f"{detail(evidence)}pratinjau/?versi=1"
    assert line.thumb_url == f"{detail(evidence)}gambar-kecil/?versi=1"


def test_an_earlier_version_is_looked_at_by_its_number(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member, name="video.mp4", content=MP4)
    answer = Answer.objects.get(code="A.I.1.i.b")
    EvidenceUse.objects.create(answer=answer, evidence=evidence, attached_by=member)
    Assessment.objects.update(state="final", closed_at=evidence.versions.get().received_at)
    [line] = member_client.get(answer.get_absolute_url()).context["page"].evidence
    assert line.open_url == f"{detail(evidence)}pratinjau/?versi=1"
    assert line.thumb_url == ""


def test_a_file_nobody_can_open_says_so_in_the_list(unit, member, member_client):
    for fact, words in (("locked", "Terkunci kata sandi"), ("broken", "Tidak dapat dibuka")):
        assert words not in member_client.get(LIST).content.decode()
        version = make_evidence(unit, member, name=f"{fact}.pdf", content=PDF + fact.encode())
        version.versions.update(
            inspection={fact: True}, inspection_edition=1, inspected_at="2026-01-01T00:00:00Z"
        )
        assert words in member_client.get(LIST).content.decode()
