"""Evidence of one item: unggah, pilih, tautan, pasang, lepas."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.models import Answer, Assessment, Evidence, EvidenceUse, EvidenceVersion
from tests.factories import PDF, MembershipFactory, Role, UnitFactory, UserFactory, make_evidence
from units.models import AuditEvent


CODE = "A.I.1.i.b"
ITEM = f"/penilaian/2026/kppn-ternate/butir/{CODE}/"
UPLOAD, CHOOSE, LINK = f"{ITEM}bukti/unggah/", f"{ITEM}bukti/pilih/", f"{ITEM}bukti/tautan/"
ATTACH = f"{ITEM}bukti/pasang/"
FETCH = {"HTTP_X_REQUESTED_WITH": "fetch"}
GOOD_LINK = {"title": "Siaran pencanangan", "url": "https://example.go.id/siaran"}


def stored(code=CODE) -> Answer:
    return Answer.objects.get(code=code)


def pdf(name="SK Tim.pdf", content=None):
    return SimpleUploadedFile(name, content if content is not None else PDF + name.encode())


def detach_url(evidence) -> str:
    return f"{ITEM}bukti/{evidence.uuid}/lepas/"


def use(evidence, by, code=CODE) -> EvidenceUse:
    return EvidenceUse.objects.create(answer=stored(code), evidence=evidence, attached_by=by)


# --- Unggah --------------------------------------------------------------------------------------


def test_it_works(assessment, member, member_client):
    response = member_client.post(UPLOAD, {"berkas": [pdf("SK.pdf"), pdf("Notulen.pdf")]}, **FETCH)
    assert response.status_code == 200
    assert response.json()["baris"].count('<li class="file">') == 2
    assert response.json()["galat"] == []
    evidence = Evidence.objects.order_by("pk").first()
    assert (evidence.title, evidence.unit, evidence.received_by) == ("SK", assessment.unit, member)
    assert stored().uses.count() == 2
    assert AuditEvent.objects.filter(action="bukti_diterima").count() == 2


def test_only_the_new_lines_come_back(assessment, member, member_client):
    use(make_evidence(assessment.unit, member, name="Lama.pdf"), member)
    html = member_client.post(UPLOAD, {"berkas": pdf("Baru.pdf")}, **FETCH).json()["baris"]
    assert "Baru" in html
    assert "Lama" not in html


def test_a_file_the_unit_has_already_is_used_again(assessment, member_client):
    for name in ("SK.pdf", "SK salinan.pdf"):
        member_client.post(UPLOAD, {"berkas": pdf(name, PDF)}, **FETCH)
    member_client.post(UPLOAD.replace(CODE, "A.I.1.i.a"), {"berkas": pdf("lagi.pdf", PDF)}, **FETCH)
    assert EvidenceVersion.objects.count() == 1
    assert EvidenceUse.objects.count() == 2


def test_the_same_file_in_two_units_is_two_documents(assessment, member_client):
    other = UnitFactory()
    make_evidence(other, UserFactory(), name="SK.pdf", content=PDF)
    member_client.post(UPLOAD, {"berkas": pdf("SK.pdf", PDF)}, **FETCH)
    assert {version.unit for version in EvidenceVersion.objects.all()} == {other, assessment.unit}


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.exe", PDF, "tidak diterima"),
        ("a.pdf", b"<html>", "bukan PDF"),
        ("a.pdf", b"", "kosong"),
    ],
)
def test_refused_files_leave_nothing(assessment, member_client, name, content, word):
    response = member_client.post(UPLOAD, {"berkas": pdf(name, content)}, **FETCH)
    assert response.status_code == 422
    assert word in response.json()["galat"][0]
    assert not Evidence.objects.exists()


def test_the_limit_is_counted_in_real_bytes(assessment, member_client, settings):
    settings.EVIDENCE_MAX_BYTES = 1_000_000
    exact = PDF + b"x" * (1_000_000 - len(PDF))
    assert member_client.post(UPLOAD, {"berkas": pdf("pas.pdf", exact)}, **FETCH).json()["baris"]
    response = member_client.post(
        UPLOAD, {"berkas": [pdf("lebih.pdf", exact + b"x"), pdf("kecil.pdf")]}, **FETCH
    )
    assert response.status_code == 422
    assert "lebih.pdf: Berkas melebihi batas 1 MB" in response.json()["galat"][0]
    assert set(Evidence.objects.values_list("title", flat=True)) == {"pas", "kecil"}


def test_a_client_that_lies_about_the_type_changes_nothing(assessment, member_client):
    file = SimpleUploadedFile("SK.pdf", PDF, content_type="text/html")
    member_client.post(UPLOAD, {"berkas": file}, **FETCH)
    assert EvidenceVersion.objects.get().content_type == "application/pdf"


def test_names_are_kept_harmless(assessment, member_client, settings):
    name = "../../<img src=x onerror=alert(1)>.pdf"
    html = member_client.post(UPLOAD, {"berkas": pdf(name, PDF)}, **FETCH).json()["baris"]
    version = EvidenceVersion.objects.get()
    assert version.original_name == "<img src=x onerror=alert(1)>.pdf"
    assert "<img src=x" not in html
    kept = [path for path in settings.EVIDENCE_DIR.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [version.sha256]


def test_the_name_as_sent_stands_in_the_trail_unable_to_do_harm(assessment, member):
    make_evidence(assessment.unit, member, name="a\r\n\u202efdp.pdf")
    event = AuditEvent.objects.get(action="bukti_diterima")
    assert event.data["nama"] == "a\\r\\n\\u202efdp.pdf"


def test_without_script_it_goes_back_to_the_item(assessment, member_client):
    response = member_client.post(UPLOAD, {"berkas": [pdf(), pdf("a.exe")]}, follow=True)
    assert response.redirect_chain == [(f"{ITEM}#bukti", 302)]
    assert "a.exe: Jenis berkas .exe tidak diterima" in response.content.decode()


def test_too_many_files_are_refused_as_a_whole(assessment, member_client):
    files = [pdf(f"{i}.pdf") for i in range(21)]
    response = member_client.post(UPLOAD, {"berkas": files})
    assert response.status_code == 400
    assert "kirim satu per satu" in response.content.decode()
    assert not Evidence.objects.exists()


def test_a_closed_assessment_takes_no_files(assessment, member_client):
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    response = member_client.post(UPLOAD, {"berkas": pdf()}, **FETCH)
    assert "sudah ditutup" in response.json()["galat"][0]
    assert not EvidenceUse.objects.exists()


# --- Pilih ---------------------------------------------------------------------------------------


def test_choosing_shows_the_units_documents_and_marks_those_attached(
    assessment, member, member_client
):
    attached = make_evidence(assessment.unit, member, name="SK Tim.pdf")
    make_evidence(assessment.unit, member, name="Notulen.pdf")
    make_evidence(UnitFactory(), UserFactory(), name="Milik lain.pdf")
    use(attached, member)
    page = member_client.get(CHOOSE).context["page"]
    assert {line.title: there for line, there in page.lines} == {"SK Tim": True, "Notulen": False}
    found = member_client.get(CHOOSE, {"q": "NOTU pdf"}).context["page"].lines
    assert [line.title for line, _ in found] == ["Notulen"]
    assert "Tidak ada bukti yang cocok" in member_client.get(CHOOSE, {"q": "x"}).content.decode()


def test_chosen_documents_are_attached_once(assessment, member, member_client):
    one, two = (make_evidence(assessment.unit, member, name=f"{i}.pdf") for i in "12")
    use(one, member)
    for _ in range(2):
        response = member_client.post(CHOOSE, {"bukti": [str(one.uuid), str(two.uuid)]})
        assert response.headers["Location"] == f"{ITEM}#bukti"
    assert stored().uses.count() == 2
    assert AuditEvent.objects.filter(action="bukti_dipasang").count() == 1


@pytest.mark.parametrize("broken", ["bukan-uuid", "", "0f7c1a52-5d3b-4f0e-9a61-2f6f4f1c9b10"])
def test_one_wrong_choice_refuses_all(assessment, member, member_client, broken):
    own = make_evidence(assessment.unit, member)
    response = member_client.post(CHOOSE, {"bukti": [str(own.uuid), broken]})
    assert response.status_code == 400
    assert not EvidenceUse.objects.exists()


def test_another_units_document_cannot_be_attached(assessment, member, member_client):
    foreign = make_evidence(UnitFactory(), UserFactory(), name="Rahasia.pdf")
    for address in (CHOOSE, ATTACH):
        response = member_client.post(address, {"bukti": str(foreign.uuid)})
        assert response.status_code == 400
        assert "Rahasia" not in response.content.decode()
    assert not EvidenceUse.objects.exists()


# --- Tautan --------------------------------------------------------------------------------------


def test_a_link_is_noted_and_marked_as_not_kept(assessment, member_client):
    response = member_client.post(LINK, GOOD_LINK, follow=True)
    evidence = Evidence.objects.get()
    assert evidence.is_link
    assert not evidence.versions.exists()
    assert stored().uses.get().evidence == evidence
    text = response.content.decode()
    assert "belum disimpan di portal" in text
    assert "example.go.id" in text


@pytest.mark.parametrize(
    "url",
    [
        "http://example.go.id/",
        "javascript:alert(1)",
        "ftp://example.go.id/x",
        "https://",
        "https://[siaran]/",
        "https://a\u2100b.go.id/",
        "https://user:rahasia@example.go.id/",
        "https://exa mple.go.id/",
        "https://example.go.id/\u202e",
        "https://" + "a" * 500 + ".go.id/",
        "",
    ],
)
def test_other_addresses_are_refused_and_kept_in_the_form(assessment, member_client, url):
    response = member_client.post(LINK, GOOD_LINK | {"url": url})
    assert response.status_code == 200
    assert response.context["form"].errors["url"]
    assert not Evidence.objects.exists()
    assert "Siaran pencanangan" in response.content.decode()


def test_a_closed_assessment_notes_no_link(assessment, member_client):
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    assert "sudah ditutup" in member_client.post(LINK, GOOD_LINK, follow=True).content.decode()
    assert not Evidence.objects.exists()


# --- Pasang and lepas ----------------------------------------------------------------------------


def test_detach_and_attach_again(assessment, member, member_client):
    evidence = make_evidence(assessment.unit, member)
    use(evidence, member)
    response = member_client.post(detach_url(evidence), follow=True)
    assert "Pasang lagi" in response.content.decode()
    assert not EvidenceUse.objects.exists()
    assert Evidence.objects.filter(pk=evidence.pk).exists()
    member_client.post(ATTACH, {"bukti": str(evidence.uuid)})
    assert EvidenceUse.objects.get().evidence == evidence
    actions = AuditEvent.objects.filter(action__startswith="bukti_").order_by("pk")
    assert [event.action for event in actions][1:] == ["bukti_dilepas", "bukti_dipasang"]


def test_detaching_what_is_not_there_changes_nothing(assessment, member, member_client):
    evidence = make_evidence(assessment.unit, member)
    response = member_client.post(detach_url(evidence))
    assert response.headers["Location"] == f"{ITEM}#bukti"
    assert not AuditEvent.objects.filter(action="bukti_dilepas").exists()


def test_a_closed_assessment_keeps_its_evidence(assessment, member, member_client):
    evidence = make_evidence(assessment.unit, member)
    use(evidence, member)
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    member_client.post(detach_url(evidence))
    member_client.post(
        CHOOSE, {"bukti": [str(make_evidence(assessment.unit, member, "2.pdf").uuid)]}
    )
    member_client.post(ATTACH, {"bukti": str(evidence.uuid)})
    assert EvidenceUse.objects.get().evidence == evidence


# --- Who -----------------------------------------------------------------------------------------


def bodies(evidence):
    return {
        UPLOAD: {"berkas": pdf()},
        CHOOSE: {"bukti": str(evidence.uuid)},
        LINK: GOOD_LINK,
        ATTACH: {"bukti": str(evidence.uuid)},
        detach_url(evidence): {},
    }


@pytest.mark.parametrize(
    ("role", "areas"), [(Role.ANGGOTA, ["2"]), (Role.KEPALA, []), (Role.TPI, [])]
)
def test_those_who_may_not_write_change_nothing(assessment, unit, member, role, areas):
    evidence = make_evidence(unit, member)
    use(evidence, member, "A.I.1.i.a")
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=role, areas=areas).user)
    for address, body in bodies(evidence).items():
        assert client.post(address, body).status_code == 403
    assert client.get(CHOOSE).status_code == 403
    assert Evidence.objects.count() == EvidenceUse.objects.count() == 1


def test_for_other_units_it_does_not_exist(assessment, member):
    evidence = make_evidence(assessment.unit, member)
    client = Client()
    client.force_login(MembershipFactory(unit=UnitFactory()).user)
    for address, body in bodies(evidence).items():
        assert client.post(address, body).status_code == 404
    assert not EvidenceUse.objects.exists()


# --- Cost ----------------------------------------------------------------------------------------


def test_choosing_costs_the_same_however_many(assessment, member, member_client):
    """session; person with rights; assessment; answer; number found; page; attached; newest
    versions; uses."""
    counts = []
    for number in (1, 12):
        for i in range(number):
            make_evidence(assessment.unit, member, name=f"Bukti {number}-{i}.pdf")
        with CaptureQueriesContext(connection) as captured:
            assert member_client.get(CHOOSE).status_code == 200
        counts.append(len(captured))
    assert counts == [9, 9]


def test_attaching_many_costs_as_much_as_one(assessment, member, member_client):
    counts = []
    for number in (1, 8):
        chosen = [
            make_evidence(assessment.unit, member, f"{number}-{i}.pdf") for i in range(number)
        ]
        with CaptureQueriesContext(connection) as captured:
            member_client.post(CHOOSE, {"bukti": [str(one.uuid) for one in chosen]})
        counts.append(len(captured))
    assert counts[0] == counts[1]
