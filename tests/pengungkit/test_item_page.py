"""The page of one item: what it shows to whom, and what one POST without script does."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.answers import Entry, answer_item, approve_item, return_item
from pengungkit.models import Answer, Assessment, ConflictDraft, Evidence, EvidenceUse
from tests.factories import (
    PDF,
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    make_evidence,
)
from units.models import AuditEvent, User


CODE = "A.I.1.i.b"
RATIO = "A.II.4.i.a"
LAST = "B.II.a"


def url(code=CODE, unit="kppn-ternate"):
    return f"/penilaian/2026/{unit}/butir/{code}/"


def stored(code=CODE) -> Answer:
    return Answer.objects.get(code=code, assessment__unit__code="kppn-ternate")


def page_of(client, code=CODE):
    return client.get(url(code)).context["page"]


def text_of(response) -> str:
    return response.content.decode()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def save(assessment, by, code=CODE, **entry):
    base = Answer.objects.get(assessment=assessment, code=code).version
    return answer_item(
        assessment=assessment, code=code, entry=Entry(**entry), base_version=base, by=by
    )


def pdf(name="SK Tim.pdf", content=None):
    return SimpleUploadedFile(name, content or PDF + name.encode())


def test_it_works(assessment, member_client):
    response = member_client.get(url())
    assert response.status_code == 200
    text = text_of(response)
    assert "Cara memilih anggota tim tertib dan terdokumentasi" in text
    assert "Butir 2 dari 113 · bobot 0,25" in text
    assert "Seleksi belum utuh; mayoritas bagian terwakili" in text
    assert "SK tim kerja" in text
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert "js/keep." in text


def test_a_shared_device_keeps_neither_page_nor_text(assessment, member_client):
    session = member_client.session
    session.mark_shared(shared=True)
    session.save()

    for path in (url(), "/penilaian/2026/kppn-ternate/area/1/tabel/"):
        response = member_client.get(path)
        assert response.headers["Cache-Control"] == "private, no-store", path
        assert "js/autosave." in text_of(response)
        assert "js/keep." not in text_of(response), path


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("A.I.1.i.a", "", url(CODE)),
        (CODE, url("A.I.1.i.a"), url("A.I.1.ii.a")),
        (LAST, url("B.I.b"), "/penilaian/2026/kppn-ternate/"),
    ],
)
def test_neighbours_in_office_order(assessment, member_client, code, before, after):
    page = page_of(member_client, code)
    assert (page.previous_url, page.next_url) == (before, after)


def test_a_ratio_item_shows_its_counts_percentage_and_formula(assessment, member, member_client):
    save(assessment, member, RATIO, counts={"sasaran": 8, "tercapai": 6})
    text = text_of(member_client.get(url(RATIO)))
    assert 'name="jumlah-sasaran"' in text
    assert "75,0%" in text
    assert "dibagi jumlah seluruh sasaran kinerja" in text


def test_an_empty_denominator_is_explained(assessment, member, member_client):
    save(assessment, member, RATIO, counts={"sasaran": 0, "tercapai": 0})
    assert "masih 0 sehingga persentase tidak dapat dihitung" in text_of(
        member_client.get(url(RATIO))
    )


@pytest.mark.once
def test_every_item_of_the_instrument_can_be_opened(assessment, member_client):
    for item in assessment.structure.items:
        assert member_client.get(url(item.code)).status_code == 200


def test_what_a_person_wrote_is_text_and_not_markup(assessment, member, member_client):
    save(assessment, member, narrative="<script>alert(1)</script>")
    make_evidence(assessment.unit, member, name="<img src=x onerror=alert(1)>.pdf")
    EvidenceUse.objects.create(answer=stored(), evidence=Evidence.objects.get(), attached_by=member)
    text = text_of(member_client.get(url()))
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_returned_item_says_who_when_and_what(assessment, member, coordinator, member_client):
    save(assessment, member, choice="A", done=True)
    return_item(assessment=assessment, code=CODE, note="Tanda tangani SK.", by=coordinator)
    text = text_of(member_client.get(url()))
    assert "Tanda tangani SK." in text
    assert "Rina, " in text
    assert page_of(member_client).repair_line
    save(assessment, member, choice="A", done=True)
    assert not page_of(member_client).repair_line


# --- Who may only read ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.KEPALA, Role.TPI, Role.PENGAMAT, Role.ADMIN_WILAYAH])
def test_readers_see_the_answer_and_why_they_cannot_write(assessment, unit, member, role):
    save(assessment, member, choice="B", narrative="Dipilih lewat rapat.")
    reader = client_of(MembershipFactory(unit=unit, role=role).user)
    text = text_of(reader.get(url()))
    assert "Seleksi belum utuh" in text
    assert "Dipilih lewat rapat." in text
    assert "Mengisi butir hanya dapat dilakukan" in text
    assert "data-zi-autosave" not in text
    assert reader.post(url(), {"versi": "1", "jawaban": "A"}).status_code == 403
    assert stored().choice == "B"


def test_a_member_of_another_area_reads_only(assessment, unit):
    bound = client_of(MembershipFactory(unit=unit, areas=["2"]).user)
    text = text_of(bound.get(url()))
    assert "Anda tidak ditugaskan di area Manajemen Perubahan" in text
    typed = {"versi": "0", "jawaban": "A", "penjelasan": "Sudah diketik panjang."}
    refused = bound.post(url(), typed)
    assert refused.status_code == 403
    assert "Sudah diketik panjang.</textarea>" in text_of(refused)
    assert stored().version == 0
    stranger = client_of(MembershipFactory().user).post(url(), typed)
    assert "Sudah diketik panjang.</textarea>" in text_of(stranger)
    nowhere = bound.post("/tidak-ada/", typed)
    assert (nowhere.status_code, "diketik" in text_of(nowhere)) == (404, False)


def test_a_closed_assessment_says_since_when(assessment, member_client):
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    text = text_of(member_client.get(url()))
    assert "Pengisian ditutup pada 31 Desember 2026, 07.00 WIB" in text
    assert "data-zi-autosave" not in text
    response = member_client.post(
        url(), {"versi": "0", "jawaban": "A", "penjelasan": "Rapat <akhir>.", "berkas": pdf()}
    )
    text = text_of(response)
    assert "Penilaian ini sudah ditutup sehingga tidak dapat diubah." in text
    assert "Rapat &lt;akhir&gt;.</textarea>" in text
    assert stored().version == 0
    assert not Evidence.objects.exists()


def test_another_units_item_does_not_exist(assessment, member_client):
    AssessmentFactory(unit=UnitFactory(code="kppn-lain"))
    assert member_client.get(url(unit="kppn-lain")).status_code == 404
    assert member_client.post(url(unit="kppn-lain"), {"jawaban": "A"}).status_code == 404
    assert member_client.get(url("A.X")).status_code == 404


def test_review_is_offered_to_those_who_may(assessment, member, member_client, coordinator_client):
    save(assessment, member, choice="A", done=True)
    assert "Setujui butir" in text_of(coordinator_client.get(url()))
    assert "Setujui butir" not in text_of(member_client.get(url()))
    approve_item(assessment=assessment, code=CODE, by=member)
    assert "sudah disetujui" in text_of(coordinator_client.get(url()))


# --- One POST without script ---------------------------------------------------------------------


def test_one_post_saves_uploads_and_leads_on(assessment, member_client):
    response = member_client.post(
        url(),
        {
            "versi": "0",
            "jawaban": "B",
            "penjelasan": "Diusulkan tiap seksi.",
            "selesai": "ya",
            "berkas": [pdf("SK Tim.pdf"), pdf("Notulen.pdf")],
            "ke": "berikutnya",
        },
    )
    assert response.status_code == 302
    assert response.headers["Location"] == url("A.I.1.ii.a")
    answer = stored()
    assert (answer.choice, answer.narrative, answer.status) == (
        "B",
        "Diusulkan tiap seksi.",
        Answer.Status.READY,
    )
    titles = [use.evidence.title for use in answer.uses.select_related("evidence")]
    assert titles == ["SK Tim", "Notulen"]


def test_the_same_post_twice_has_one_effect(assessment, member_client):
    for _ in range(2):
        member_client.post(url(), {"versi": "0", "jawaban": "B", "berkas": pdf()})
    assert stored().version == 1
    assert EvidenceUse.objects.count() == 1
    assert AuditEvent.objects.filter(action="butir_diisi").count() == 1
    assert AuditEvent.objects.filter(action="bukti_dipasang").count() == 1


@pytest.mark.parametrize(("ke", "end"), [("pilih", "bukti/pilih/"), ("tautan", "bukti/tautan/")])
def test_buttons_that_lead_elsewhere_save_first(assessment, member_client, ke, end):
    response = member_client.post(url(), {"versi": "0", "penjelasan": "catatan", "ke": ke})
    assert response.headers["Location"] == url() + end
    assert stored().narrative == "catatan"


def test_an_answer_can_be_taken_back(assessment, member, member_client):
    save(assessment, member, choice="B", narrative="catatan")
    member_client.post(
        url(), {"versi": "1", "jawaban": "B", "penjelasan": "catatan", "kosongkan": "jawaban"}
    )
    assert (stored().choice, stored().narrative) == ("", "catatan")


def test_a_wrong_number_is_shown_as_typed_and_the_rest_is_saved(assessment, member_client):
    response = member_client.post(
        url(RATIO),
        {
            "versi": "0",
            "jumlah-sasaran": "10",
            "jumlah-tercapai": "1e3",
            "penjelasan": "Dari laporan.",
            "ke": "berikutnya",
        },
    )
    assert response.status_code == 200
    page = response.context["page"]
    assert [problem.anchor for problem in page.problems] == ["id_jumlah-tercapai"]
    assert [count.value for count in page.entry.counts] == ["10", "1e3"]
    assert page.entry.narrative == "Dari laporan."
    assert 'name="versi" value="1"' in text_of(response)
    answer = stored(RATIO)
    assert answer.counts == {"sasaran": 10, "tercapai": None}
    assert answer.narrative == "Dari laporan."


def test_too_long_a_text_is_given_back_whole(assessment, member_client):
    text = "x" * 10_001
    response = member_client.post(url(), {"versi": "0", "jawaban": "A", "penjelasan": text})
    assert text in text_of(response)
    assert "Pendekkan 1 huruf" in text_of(response)
    assert (stored().choice, stored().narrative) == ("A", "")


def test_ready_without_an_answer_is_said_at_the_field(assessment, member_client):
    response = member_client.post(url(), {"versi": "0", "penjelasan": "x", "selesai": "ya"})
    assert [problem.anchor for problem in response.context["page"].problems] == ["id_selesai_0"]
    assert stored().narrative == "x"


def test_a_refused_file_costs_neither_text_nor_other_files(assessment, member_client):
    response = member_client.post(
        url(),
        {
            "versi": "0",
            "penjelasan": "catatan",
            "berkas": [pdf("baik.pdf"), pdf("jahat.exe")],
            "ke": "berikutnya",
        },
    )
    assert response.status_code == 200
    assert "jahat.exe: Jenis berkas .exe tidak diterima" in text_of(response)
    assert stored().narrative == "catatan"
    assert [use.evidence.title for use in stored().uses.all()] == ["baik"]


def test_a_conflict_leads_to_both_versions_and_keeps_the_files(
    assessment, member, coordinator, member_client
):
    save(assessment, coordinator, narrative="versi Rina")
    response = member_client.post(
        url(), {"versi": "0", "penjelasan": "versi Sari", "berkas": pdf()}
    )
    assert response.headers["Location"] == url() + "konflik/"
    assert ConflictDraft.objects.get(author=member).values["narrative"] == "versi Sari"
    assert stored().narrative == "versi Rina"
    assert stored().uses.count() == 1
    assert "Anda belum memilih" in text_of(member_client.get(url()))


def test_detaching_keeps_what_was_typed_and_can_be_undone(assessment, member, member_client):
    evidence = make_evidence(assessment.unit, member)
    EvidenceUse.objects.create(answer=stored(), evidence=evidence, attached_by=member)
    response = member_client.post(
        url(), {"versi": "0", "penjelasan": "catatan", "lepas": str(evidence.uuid)}
    )
    assert response.headers["Location"] == f"{url()}?dilepas={evidence.uuid}#bukti"
    assert stored().narrative == "catatan"
    assert not stored().uses.exists()
    assert Evidence.objects.filter(pk=evidence.pk).exists()
    assert "dilepas dari butir ini" in text_of(
        member_client.get(url(), {"dilepas": str(evidence.uuid)})
    )
    member_client.post(url(), {"versi": "1", "pasang": str(evidence.uuid)})
    assert stored().uses.get().evidence == evidence


def test_foreign_or_broken_evidence_in_the_address_is_ignored(assessment, member_client):
    stranger = MembershipFactory(unit=UnitFactory(code="kppn-lain")).user
    foreign = make_evidence(UnitFactory(), stranger)
    for value in (str(foreign.uuid), "bukan-uuid"):
        response = member_client.get(url(), {"dilepas": value})
        assert response.context["page"].detached is None
    member_client.post(url(), {"versi": "0", "pasang": str(foreign.uuid)})
    assert not stored().uses.exists()


# --- Cost ----------------------------------------------------------------------------------------


def test_queries(assessment, member, member_client):
    """session; person with rights; assessment; answer; evidence; newest versions; uses; open
    draft; last sitting; uploads."""
    save(assessment, member, choice="A")
    counts = []
    for number in (1, 6):
        for i in range(number):
            evidence = make_evidence(assessment.unit, member, name=f"Bukti {number}-{i}.pdf")
            EvidenceUse.objects.create(answer=stored(), evidence=evidence, attached_by=member)
        with CaptureQueriesContext(connection) as captured:
            assert member_client.get(url()).status_code == 200
        counts.append(len(captured))
    assert counts == [10, 10]
