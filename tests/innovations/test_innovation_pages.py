from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from innovations.actions.innovations import attach_document, change_innovation
from innovations.models import Innovation
from tests.factories import PDF, make_evidence
from tests.innovations.factories import InnovationFactory


FORM = {"versi": "1", "name": "ROH", "kind": "layanan_cepat", "phase": "WBBM"}


@pytest.fixture
def innovation(assessment, unit) -> Innovation:
    return InnovationFactory(unit=unit, name="ROH", phase="WBBM")


def test_it_works(member_client: Client, unit, assessment) -> None:
    added = member_client.post(
        reverse("innovations:innovation_add"),
        FORM
        | {
            "items": "a.ii.6.i.a; A.I.6.ii.f",
            "areas": ["6"],
            "started_on": "2022",
            "beyond_sop": "ya",
        },
    )
    told = Innovation.objects.get()
    assert added.headers["Location"] == told.get_absolute_url()
    assert (told.unit, told.beyond_sop, told.only_year_known) == (unit, True, True)
    assert list(told.items.values_list("code", flat=True)) == ["A.I.6.ii.f", "A.II.6.i.a"]
    shown = member_client.get(told.get_absolute_url()).content.decode()
    for words in ("ROH", "Masa WBBM", "2022", "A.II.6.i.a", "Belum diceritakan: Kebutuhan"):
        assert words in shown


def test_what_is_wrong_is_said_and_kept(member_client: Client, assessment) -> None:
    response = member_client.post(
        reverse("innovations:innovation_add"),
        FORM | {"items": "A.9.z", "problem": "Antre lama", "started_on": "2 Maret 2999"},
    )
    content = response.content.decode()
    assert "Kode A.9.z tidak ada di LKE" in content
    assert "belum tiba" in content or "di luar jangkauan" in content
    assert "Antre lama" in content
    assert not Innovation.objects.exists()


def test_a_clash_shows_both_versions(member_client, coordinator, innovation) -> None:
    change_innovation(
        innovation=innovation, base_version=1, by=coordinator, problem="Berkas hilang"
    )
    url = reverse("innovations:innovation_change", args=[innovation.slug])
    refused = member_client.post(url, FORM | {"problem": "Antre lama"}).content.decode()
    assert "Berkas hilang" in refused
    assert refused.count("Antre lama") == 2
    innovation.refresh_from_db()
    assert innovation.problem == "Berkas hilang"
    decided = member_client.post(url, FORM | {"versi": "2", "problem": "Antre lama"})
    assert decided.status_code == 302
    innovation.refresh_from_db()
    assert innovation.problem == "Antre lama"


def test_a_step_is_recorded(member_client, innovation) -> None:
    url = reverse("innovations:innovation_move", args=[innovation.slug])
    early = member_client.post(url, {"state": "sop", "happened_on": "2 Maret 2024"})
    assert early.status_code == 200
    member_client.post(url, {"state": "berjalan", "happened_on": "2 Maret 2024"})
    innovation.refresh_from_db()
    assert innovation.state == "berjalan"
    assert "2 Maret 2024" in member_client.get(innovation.get_absolute_url()).content.decode()


def test_whoever_settles_a_clash_keeps_what_the_other_saved_elsewhere(
    member_client, coordinator, innovation
) -> None:
    """What they never saw is not theirs to undo: other fields, areas, items, a year."""
    change_innovation(
        innovation=innovation,
        base_version=1,
        by=coordinator,
        items=["A.I.6.ii.f"],
        areas=["6"],
        solution="Versi koordinator",
        owner="Kepala seksi",
        brings_closer=True,
        started_on=dt.date(2022, 1, 1),
        only_year_known=True,
    )
    url = reverse("innovations:innovation_change", args=[innovation.slug])
    first = FORM | {"solution": "Versi anggota", "team": "Tim B"}
    page = member_client.post(url, first)
    assert "Versi koordinator" in page.content.decode()
    assert 'value="Kepala seksi"' in page.content.decode()
    member_client.post(url, page.context["form"].data)
    told = Innovation.objects.get()
    assert (told.solution, told.team, told.owner) == ("Versi anggota", "Tim B", "Kepala seksi")
    assert (told.areas, told.brings_closer, told.only_year_known) == (["6"], True, True)
    assert list(told.items.values_list("code", flat=True)) == ["A.I.6.ii.f"]
    # Nor do items fall back when nothing clashes.
    member_client.post(url, FORM | {"versi": "1", "resources": "Dua orang"})
    assert told.items.exists()


def test_documents_of_other_units_cannot_be_tied(member_client, member, innovation, unit) -> None:
    own = make_evidence(unit, member)
    foreign = make_evidence(InnovationFactory().unit, member, "Lain.pdf")
    url = reverse("innovations:document_attach", args=[innovation.slug])
    member_client.post(url, {"bukti": [str(own.uuid), str(foreign.uuid)]})
    member_client.post(url, {"bukti": "bukan-uuid"})
    assert not innovation.documents.exists()
    member_client.post(url, {"bukti": str(own.uuid), "kegunaan": "kit"})
    assert innovation.documents.get().purpose == "kit"
    shown = member_client.get(url).content.decode()
    assert "Sudah terpasang: Bahan bagi peniru" in shown
    member_client.post(url, {"berkas": SimpleUploadedFile("Foto kelas.pdf", PDF)})
    assert innovation.documents.filter(evidence__title="Foto kelas", purpose="bukti").exists()
    assert "Tidak ada bukti yang cocok" in member_client.get(f"{url}?q=tidakada").content.decode()


def test_what_an_innovation_uses_is_not_lying_about(member, innovation, unit) -> None:
    own = make_evidence(unit, member)
    assert unit.evidence.all().unused().get() == own
    attach_document(innovation=innovation, evidence=own, purpose="kit", by=member)
    assert not unit.evidence.all().unused().exists()


def test_innovations_are_found_by_search(member_client, innovation) -> None:
    stranger = InnovationFactory(name="ROH lain")
    content = member_client.get("/cari/?q=roh").content.decode()
    assert innovation.get_absolute_url() in content
    assert stranger.get_absolute_url() not in content


def test_the_list_is_filtered_and_searched(member_client, unit) -> None:
    InnovationFactory(unit=unit, name="ROH", phase="WBBM", service="Revisi anggaran")
    InnovationFactory(unit=unit, name="Loket", phase="WBK")
    for query, seen, unseen in (
        ("?masa=WBBM", "ROH", "Loket<"),
        ("?q=anggaran", "ROH", "Loket<"),
        ("?keadaan=sop", "Tidak ada inovasi yang cocok", "Loket<"),
    ):
        content = member_client.get(f"/inovasi/{query}").content.decode()
        assert seen in content
        assert unseen not in content


@pytest.mark.parametrize("rows", [1, 8])
def test_query_budgets(
    member_client, member, unit, assessment, rows, django_assert_max_num_queries
) -> None:
    """Session, person, rights; the page's count and rows; instrument, documents with versions and
    uses, steps, items, successors, measures with values, activities, testimony."""
    for number in range(rows):
        told = InnovationFactory(unit=unit, items=["A.I.6.ii.f"])
        document = make_evidence(unit, member, f"Bukti {number}.pdf")
        attach_document(innovation=told, evidence=document, purpose="bukti", by=member)
    with django_assert_max_num_queries(6):
        member_client.get("/inovasi/")
    for number in range(rows):
        document = make_evidence(unit, member, f"Bukti lagi {number}.pdf")
        attach_document(innovation=told, evidence=document, purpose="kit", by=member)
    with django_assert_max_num_queries(15):
        member_client.get(told.get_absolute_url())
    with django_assert_max_num_queries(9):
        member_client.get(reverse("innovations:document_attach", args=[told.slug]))
