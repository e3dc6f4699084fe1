"""Autosave of one item: what it stores, what it answers, and what it costs."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.models import Answer, Assessment, ConflictDraft
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory
from units.models import AuditEvent


CODE = "A.I.1.i.b"
RATIO = "A.II.4.i.a"
INDEX = "B.I.a"


def url(code=CODE, unit="kppn-ternate", year=2026):
    return f"/penilaian/{year}/{unit}/butir/{code}/simpan/"


def stored(code=CODE) -> Answer:
    return Answer.objects.get(code=code, assessment__unit__code="kppn-ternate")


def test_it_works(assessment, member, member_client):
    response = member_client.post(
        url(), {"versi": "0", "jawaban": "B", "penjelasan": "Diusulkan tiap seksi."}
    )
    assert response.status_code == 200
    data = response.json()
    assert data["versi"] == 1
    assert data["nilai"] == "Nilai butir 0,13 dari 0,25"
    assert "Dikerjakan" in data["status"]
    assert data["pukul"].endswith(" WIB")
    assert "galat" not in data
    assert (stored().choice, stored().narrative) == ("B", "Diusulkan tiap seksi.")
    assert stored().updated_by == member


def test_the_same_save_five_times_has_one_effect(assessment, member_client):
    versions = {
        member_client.post(url(), {"versi": "0", "jawaban": "A"}).json()["versi"] for _ in range(5)
    }
    assert versions == {1}
    assert AuditEvent.objects.filter(action="butir_diisi").count() == 1


def test_fields_not_sent_stay(assessment, member_client):
    member_client.post(url(), {"versi": "0", "jawaban": "B", "penjelasan": "catatan"})
    member_client.post(url(), {"versi": "1", "jawaban": "A"})
    assert (stored().choice, stored().narrative) == ("A", "catatan")
    member_client.post(url(), {"versi": "2", "jawaban": ""})
    assert (stored().choice, stored().narrative) == ("", "catatan")


def test_counts_give_the_percentage(assessment, member_client):
    data = member_client.post(
        url(RATIO), {"versi": "0", "jumlah-sasaran": "1.200", "jumlah-tercapai": "600"}
    ).json()
    assert data["persen"] == "50,0%"
    assert stored(RATIO).counts == {"sasaran": 1200, "tercapai": 600}


def test_an_empty_denominator_is_explained(assessment, member_client):
    data = member_client.post(
        url(RATIO), {"versi": "0", "jumlah-sasaran": "0", "jumlah-tercapai": "0"}
    ).json()
    assert data["persen"] == ""
    assert "masih 0" in data["keterangan"]


def test_a_wrong_number_does_not_cost_the_rest(assessment, member_client):
    member_client.post(url(RATIO), {"versi": "0", "jumlah-sasaran": "8", "jumlah-tercapai": "4"})
    response = member_client.post(
        url(RATIO),
        {"versi": "1", "jumlah-sasaran": "10", "jumlah-tercapai": "lima", "penjelasan": "baru"},
    )
    assert response.status_code == 422
    assert list(response.json()["galat"]) == ["jumlah-tercapai"]
    answer = stored(RATIO)
    assert answer.counts == {"sasaran": 10, "tercapai": 4}
    assert answer.narrative == "baru"


@pytest.mark.parametrize(
    ("typed", "word"), [("4,01", "paling banyak 4"), ("3.625", "3,625"), ("x", "bukan angka")]
)
def test_a_survey_index_out_of_scale_or_unclear_is_asked_about(
    assessment, member_client, typed, word
):
    response = member_client.post(url(INDEX), {"versi": "0", "indeks": typed, "penjelasan": "ada"})
    assert word in response.json()["galat"]["indeks"]
    assert (stored(INDEX).index, stored(INDEX).narrative) == (None, "ada")


def test_a_survey_index_with_a_comma(assessment, member_client):
    member_client.post(url(INDEX), {"versi": "0", "indeks": "3,6"})
    assert str(stored(INDEX).index) == "3.60"


@pytest.mark.parametrize(
    ("text", "word"),
    [("x" * 10_001, "Pendekkan 1 huruf"), ("a\x00b", "tempel lagi sebagai teks biasa")],
)
def test_text_too_long_or_unprintable_is_refused_and_the_answer_kept(
    assessment, member_client, text, word
):
    response = member_client.post(url(), {"versi": "0", "jawaban": "A", "penjelasan": text})
    assert response.status_code == 422
    assert word in response.json()["galat"]["penjelasan"]
    assert (stored().choice, stored().narrative) == ("A", "")


def test_ten_thousand_letters_and_line_ends_are_kept(assessment, member_client):
    text = ("baris\r\n" * 1666) + "usai"
    assert member_client.post(url(), {"versi": "0", "penjelasan": text}).status_code == 200
    assert stored().narrative == text.replace("\r\n", "\n")


def test_a_letter_the_item_lacks_is_refused(assessment, member_client):
    response = member_client.post(url(), {"versi": "0", "jawaban": "Z", "penjelasan": "ada"})
    assert "jawaban" in response.json()["galat"]
    assert (stored().choice, stored().narrative) == ("", "ada")


def test_ready_without_an_answer(assessment, member_client):
    data = member_client.post(url(), {"versi": "0", "penjelasan": "x", "selesai": "ya"}).json()
    assert "belum dijawab" in data["galat"]["selesai"]
    assert stored().status == Answer.Status.WORKING


def test_extra_fields_are_ignored(assessment, member, member_client):
    member_client.post(
        url(),
        {
            "versi": "999",
            "jawaban": "A",
            "status": "disetujui",
            "unit": "lain",
            "nilai_tpi": "4",
            "assignee": "1",
            "code": "A.I.1.i.a",
        },
    )
    answer = stored()
    assert (answer.status, answer.version, answer.choice) == ("dikerjakan", 1, "A")
    assert stored("A.I.1.i.a").version == 0


@pytest.mark.parametrize("version", ["", "-1", "abc", "９", "9" * 40])
def test_a_broken_version_overwrites_nobody(assessment, member_client, coordinator_client, version):
    coordinator_client.post(url(), {"versi": "0", "penjelasan": "milik Rina"})
    response = member_client.post(url(), {"versi": version, "penjelasan": "milik Sari"})
    assert response.status_code == 409
    assert stored().narrative == "milik Rina"


def test_disjoint_changes_meet_and_the_page_is_told(assessment, member_client, coordinator_client):
    coordinator_client.post(url(), {"versi": "0", "jawaban": "A"})
    data = member_client.post(
        url(), {"versi": "0", "penjelasan": "milik Sari", "jawaban": ""}
    ).json()
    assert data["isian"] == {"jawaban": "A"}
    assert data["versi"] == 2
    assert (stored().choice, stored().narrative) == ("A", "milik Sari")


def test_a_stale_declaration_does_not_undo_anothers(assessment, member_client, coordinator_client):
    coordinator_client.post(url(), {"versi": "0", "jawaban": "A", "selesai": "ya"})
    data = member_client.post(
        url(), {"versi": "0", "penjelasan": "tambahan", "selesai": "belum"}
    ).json()
    assert stored().status == Answer.Status.READY
    assert data["isian"]["selesai"] == "ya"


def test_two_tabs_of_one_person_do_not_fight(assessment, member_client):
    member_client.post(url(), {"versi": "0", "penjelasan": "tab pertama"})
    second = member_client.post(url(), {"versi": "0", "penjelasan": "tab kedua"})
    assert second.status_code == 200
    assert stored().narrative == "tab kedua"
    # The first tab changes something else; it must not bring its old text back.
    data = member_client.post(
        url(), {"versi": "1", "penjelasan": "tab pertama", "jawaban": "A"}
    ).json()
    assert stored().narrative == "tab kedua"
    assert data["isian"] == {"penjelasan": "tab kedua"}


def test_conflict_keeps_both_texts(assessment, member, member_client, coordinator_client):
    coordinator_client.post(url(), {"versi": "0", "penjelasan": "versi Rina"})
    response = member_client.post(
        url(), {"versi": "0", "penjelasan": "versi Sari", "jawaban": "A", "selesai": "ya"}
    )
    assert response.status_code == 409
    data = response.json()
    assert data["tautan"].endswith(f"/butir/{CODE}/konflik/")
    assert "Rina" in data["pesan"]
    assert "versi Rina" in data["banding"]
    assert "versi Sari" in data["banding"]
    draft = ConflictDraft.objects.get(author=member)
    assert draft.values["narrative"] == "versi Sari"
    assert (draft.values["choice"], draft.values["done"]) == ("A", True)
    assert (stored().narrative, stored().choice) == ("versi Rina", "")


def test_closed_assessment_says_so_and_changes_nothing(assessment, member_client):
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    response = member_client.post(url(), {"versi": "0", "jawaban": "A"})
    assert response.status_code == 403
    assert "sudah ditutup" in response.json()["pesan"]
    assert stored().version == 0


def test_a_busy_database_is_a_503_with_a_sentence(assessment, member_client, monkeypatch):
    def busy(**_):
        raise OperationalError("database is locked")

    monkeypatch.setattr("pengungkit.views.item_save.answer_item", busy)
    response = member_client.post(url(), {"versi": "0", "jawaban": "A"})
    assert response.status_code == 503
    assert "Isian Anda aman" in response.json()["pesan"]


def test_a_member_of_other_areas_may_not(assessment, unit):
    bound = MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["2"]).user
    client = Client()
    client.force_login(bound)
    assert client.post(url(), {"versi": "0", "jawaban": "A"}).status_code == 403
    assert stored().version == 0
    assert client.post(url("A.I.2.i.a"), {"versi": "0", "jawaban": "A"}).status_code == 200


@pytest.mark.parametrize("role", [Role.KEPALA, Role.TPI, Role.PENGAMAT, Role.ADMIN_WILAYAH])
def test_readers_may_not_write(assessment, unit, role):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    assert client.post(url(), {"versi": "0", "jawaban": "A"}).status_code == 403
    assert stored().version == 0


def test_another_units_item_does_not_exist(assessment, member_client):
    foreign = AssessmentFactory(unit=UnitFactory(code="kppn-tanjungpandan"))
    for address in (url(unit="kppn-tanjungpandan"), url(year=2025), url("A.X")):
        assert member_client.post(address, {"versi": "0", "jawaban": "A"}).status_code == 404
    assert not foreign.answers.exclude(version=0).exists()


@pytest.mark.parametrize(
    "body",
    [{"penjelasan": "x" * 3_000_000}, {f"x{i}": "1" for i in range(1001)}],
    ids=["three megabytes", "a thousand fields"],
)
def test_a_body_beyond_all_measure_is_refused_with_a_sentence(assessment, member_client, body):
    response = member_client.post(url(), {"versi": "0", "jawaban": "A"} | body)
    assert response.status_code == 400
    assert "Tidak ada data yang berubah" in response.content.decode()
    assert stored().version == 0


def test_get_is_refused(assessment, member_client):
    assert member_client.get(url()).status_code == 405


def stored_version():
    return Answer.objects.values_list("version", flat=True).get(
        code=CODE, assessment__unit__code="kppn-ternate"
    )


@pytest.mark.django_db(transaction=True)
def test_queries(assessment, member_client):
    """session; person with rights; assessment; begin; answers of the sub-area with assessment;
    update answer; update assessment; last event; new event; commit. PostgreSQL also takes the lock
    of the trail, which SQLite's begin has taken already."""
    member_client.post(url(), {"versi": "0", "jawaban": "B"})
    counts = []
    for others in (0, 3):
        for _ in range(others):
            AssessmentFactory(unit=UnitFactory())
        for changed in ({"jawaban": "AC"[bool(others)]}, {"penjelasan": f"dengan {others} lain"}):
            body = {"versi": str(stored_version())} | changed
            with CaptureQueriesContext(connection) as captured:
                member_client.post(url(), body)
            counts.append(len(captured))
    # Words alone leave the roll-up as it is.
    full = 11 if connection.vendor == "postgresql" else 10
    assert counts == [full, full - 1] * 2
