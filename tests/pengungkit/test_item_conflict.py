"""Choosing between two versions of one item, without script."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.models import Answer, Assessment, ConflictDraft
from tests.factories import MembershipFactory, Role


CODE = "A.I.1.i.b"
RATIO = "A.II.4.i.a"
ITEM = f"/penilaian/2026/kppn-ternate/butir/{CODE}/"
CONFLICT = f"{ITEM}konflik/"


def stored(code=CODE) -> Answer:
    return Answer.objects.get(code=code)


def text_of(response) -> str:
    return response.content.decode()


def save(assessment, by, code=CODE, **entry):
    answer_item(
        assessment=assessment,
        code=code,
        entry=Entry(**entry),
        base_version=stored(code).version,
        by=by,
    )


@pytest.fixture
def clash(assessment, member_client, coordinator) -> None:
    """Rina saved her text first; Sari's page was older and she also chose an answer."""
    save(assessment, coordinator, narrative="versi Rina")
    member_client.post(
        ITEM, {"versi": "0", "penjelasan": "versi Sari", "jawaban": "A", "selesai": "ya"}
    )


def test_it_works(clash, member_client):
    text = text_of(member_client.get(CONFLICT))
    assert "Versi Anda" in text
    assert "Versi Rina, " in text
    assert "versi Sari" in text
    assert "versi Rina" in text


def test_ones_own_version(clash, member_client):
    response = member_client.post(CONFLICT, {"versi": "1", "pilihan": "saya"})
    assert response.headers["Location"] == ITEM
    answer = stored()
    assert (answer.narrative, answer.choice, answer.status) == ("versi Sari", "A", "siap")
    draft = ConflictDraft.objects.get()
    assert draft.settled_at is not None
    # The text that lost stays readable: in the draft, and in the history of the item.
    assert "versi Rina" in text_of(member_client.get(f"{ITEM}riwayat/"))


def test_the_other_version_keeps_what_only_oneself_changed(clash, member_client):
    member_client.post(CONFLICT, {"versi": "1", "pilihan": "mereka"})
    assert (stored().narrative, stored().choice) == ("versi Rina", "A")
    draft = ConflictDraft.objects.get()
    assert draft.settled_at is not None
    assert draft.values["narrative"] == "versi Sari"


def test_a_merge_starts_with_both_texts(clash, member_client):
    response = member_client.post(CONFLICT, {"versi": "1", "pilihan": "gabung"})
    assert response.headers["Location"] == f"{CONFLICT}?gabung=ya"
    page = member_client.get(f"{CONFLICT}?gabung=ya").context["page"]
    assert page.entry.narrative == "versi Rina\n\nversi Sari"
    member_client.post(
        CONFLICT, {"versi": "1", "pilihan": "gabungan", "penjelasan": "Rina dan Sari"}
    )
    assert (stored().narrative, stored().choice) == ("Rina dan Sari", "A")


def test_a_merge_that_is_too_long_is_given_back(clash, member_client):
    text = "x" * 10_001
    response = member_client.post(
        CONFLICT, {"versi": "1", "pilihan": "gabungan", "penjelasan": text}
    )
    assert response.status_code == 200
    assert text in text_of(response)
    assert stored().narrative == "versi Rina"
    assert ConflictDraft.objects.get().settled_at is None


def test_numbers_can_be_merged(assessment, member_client, coordinator):
    save(assessment, coordinator, RATIO, counts={"sasaran": 10, "tercapai": 5})
    item = ITEM.replace(CODE, RATIO)
    member_client.post(item, {"versi": "0", "jumlah-sasaran": "8", "jumlah-tercapai": "4"})
    page = member_client.get(f"{item}konflik/?gabung=ya").context["page"]
    assert [field.theirs for field in page.comparison.fields] == [
        "Jumlah sasaran kinerja: 10\nJumlah sasaran yang mencapai 100% atau lebih: 5"
    ]
    wrong = {"versi": "1", "pilihan": "gabungan", "jumlah-sasaran": "x", "jumlah-tercapai": "5"}
    assert "bukan angka" in text_of(member_client.post(f"{item}konflik/", wrong))
    member_client.post(f"{item}konflik/", wrong | {"jumlah-sasaran": "8"})
    assert stored(RATIO).counts == {"sasaran": 8, "tercapai": 5}


def test_who_saves_while_the_other_chooses_is_compared_once_more(
    clash, assessment, member_client, coordinator
):
    save(assessment, coordinator, narrative="versi Rina kedua")
    response = member_client.post(CONFLICT, {"versi": "1", "pilihan": "saya"}, follow=True)
    assert "Rina menyimpan lagi" in text_of(response)
    assert "versi Rina kedua" in text_of(response)
    assert stored().narrative == "versi Rina kedua"
    draft = ConflictDraft.objects.get(settled_at=None)
    assert (draft.values["narrative"], draft.values["done"]) == ("versi Sari", True)
    member_client.post(CONFLICT, {"versi": "2", "pilihan": "saya"})
    assert stored().narrative == "versi Sari"


def test_a_conflict_that_dissolved_says_so(clash, assessment, member_client, coordinator):
    save(assessment, coordinator, narrative="versi Sari")
    assert "tidak lagi bertentangan" in text_of(member_client.get(CONFLICT))
    member_client.post(CONFLICT, {"versi": "2", "pilihan": "saya"})
    assert stored().choice == "A"
    assert ConflictDraft.objects.get().settled_at is not None


def test_without_a_draft_one_is_sent_back_to_the_item(assessment, member_client):
    response = member_client.get(CONFLICT, follow=True)
    assert response.redirect_chain == [(ITEM, 302)]
    assert "sudah satu" in text_of(response)


def test_a_draft_is_its_authors_alone(clash, coordinator_client):
    assert coordinator_client.get(CONFLICT).status_code == 302
    coordinator_client.post(CONFLICT, {"versi": "1", "pilihan": "saya"})
    assert stored().narrative == "versi Rina"


def test_closed_meanwhile(clash, member_client):
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    response = member_client.post(CONFLICT, {"versi": "1", "pilihan": "saya"}, follow=True)
    assert "sudah ditutup" in text_of(response)
    assert stored().narrative == "versi Rina"


@pytest.mark.parametrize("role", [Role.KEPALA, Role.TPI])
def test_readers_have_nothing_to_choose(clash, unit, role):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=role).user)
    assert client.get(CONFLICT).status_code == 403
    assert client.post(CONFLICT, {"pilihan": "saya"}).status_code == 403


def test_queries(clash, assessment, member_client, coordinator):
    """session; person with rights; assessment; answer; draft; events since the draft's version."""
    counts = []
    for number in (1, 5):
        for i in range(number):
            save(assessment, coordinator, narrative=f"versi Rina {number}-{i}")
        with CaptureQueriesContext(connection) as captured:
            assert member_client.get(CONFLICT).status_code == 200
        counts.append(len(captured))
    assert counts == [6, 6]
