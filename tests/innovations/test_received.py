"""What the adopting unit does in its own account, and what third units may see."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from innovations.actions.replications import change_replication, share_innovation
from innovations.models import Confirmation, Innovation, Replication
from pengungkit.models import Evidence
from tests.factories import MembershipFactory, Role, UnitFactory
from tests.innovations.factories import InnovationFactory
from tests.innovations.replicating import ReplicationFactory, confirm_by_account, letter
from units.models import Unit, User


SAID = {
    "name": "Budi",
    "function": "Kepala Kantor",
    "agency": "Kantor Penerima",
    "running_since": "2 Maret 2025",
    "changed": "Antrean lebih pendek.",
}


@pytest.fixture
def innovation(unit) -> Innovation:
    return InnovationFactory(unit=unit, name="ZIP", kit_steps="Mulai dari satu loket.")


@pytest.fixture
def adopter(db) -> Unit:
    return UnitFactory(code="penerima", name="Kantor Penerima", province="Papua")


@pytest.fixture
def speaker(adopter) -> User:
    return MembershipFactory(unit=adopter, role=Role.KEPALA).user


@pytest.fixture
def speaker_client(speaker) -> Client:
    client = Client()
    client.force_login(speaker)
    return client


@pytest.fixture
def replication(innovation, adopter) -> Replication:
    return ReplicationFactory(innovation=innovation, adopter_unit_id=adopter.pk)


def act_url(replication: Replication, act: str) -> str:
    return reverse("innovations:received_act", args=[replication.pk, act])


def test_it_works(speaker_client, replication, member_client, unit) -> None:
    home = speaker_client.get(reverse("reports:home")).content.decode()
    assert "mencatat bahwa unit ini menerapkan ZIP. Benarkah?" in home
    listed = speaker_client.get(reverse("innovations:received_list")).content.decode()
    assert "menunggu jawaban unit" in listed
    url = reverse("innovations:received", args=[replication.pk])
    assert "Mulai dari satu loket." in speaker_client.get(url).content.decode()
    done = speaker_client.post(act_url(replication, "konfirmasi"), SAID | {"letter": letter()})
    assert done.headers["Location"] == url
    confirmation = Confirmation.objects.get()
    assert confirmation.letter is not None
    assert confirmation.letter.unit == unit
    for client, address in ((speaker_client, url), (member_client, replication.get_absolute_url())):
        assert confirmation.reference in client.get(address).content.decode()
    # The letter lies with the giver; the adopter has it at home.
    kept = Evidence.objects.get().get_absolute_url()
    assert speaker_client.get(kept).status_code == 404
    assert kept not in speaker_client.get(url).content.decode()
    assert kept in member_client.get(replication.get_absolute_url()).content.decode()


def test_the_letter_may_stay_away_and_a_wrong_one_is_told(speaker_client, replication) -> None:
    url = act_url(replication, "konfirmasi")
    wrong = speaker_client.post(url, SAID | {"letter": letter(b"MZ" + b"0" * 50)})
    assert "Antrean lebih pendek." in wrong.content.decode()
    assert not Confirmation.objects.exists()
    speaker_client.post(url, SAID)
    assert Confirmation.objects.get().letter is None


def test_denying_and_withdrawing_need_a_reason(speaker_client, replication) -> None:
    said = {name: SAID[name] for name in ("name", "function", "agency")}
    url = act_url(replication, "tolak")
    assert "Alasan belum diisi" in speaker_client.post(url, said).content.decode()
    confirm_url = act_url(replication, "konfirmasi")
    speaker_client.post(confirm_url, SAID)
    assert "tidak menunggu jawaban" in speaker_client.post(confirm_url, SAID).content.decode()
    speaker_client.post(act_url(replication, "cabut"), {"reason": "Keliru."})
    replication.refresh_from_db()
    assert replication.state == Replication.State.RUNNING
    speaker_client.post(url, said | {"reason": "Tidak cocok."})
    replication.refresh_from_db()
    assert replication.state == Replication.State.REFUSED


def test_who_belongs_to_the_giver_too_cannot_answer(
    speaker, speaker_client, replication, unit
) -> None:
    MembershipFactory(unit=unit, role=Role.PENGAMAT, user=speaker)
    for act, body in (("konfirmasi", SAID), ("tolak", SAID | {"reason": "Tidak."})):
        refused = speaker_client.post(act_url(replication, act), body).content.decode()
        assert "Konfirmasi harus datang dari penerima" in refused
    assert not Confirmation.objects.exists()
    page = speaker_client.get(reverse("innovations:received", args=[replication.pk]))
    assert "Ya, kami menerapkan" not in page.content.decode()


def test_a_link_is_not_made_for_a_unit_of_the_portal(member_client, replication) -> None:
    url = reverse("innovations:link_make", args=[replication.innovation.slug, replication.pk])
    told = member_client.post(url, follow=True).content.decode()
    assert "akunnya sendiri" in told
    assert not replication.links.exists()


def test_both_sides_write_and_a_clash_shows_both(speaker_client, member, replication) -> None:
    change_replication(
        replication=replication, base_version=1, by=member, adapted="Menurut pemilik"
    )
    url = act_url(replication, "catatan")
    body = {"versi": "1", "adapted": "Menurut penerima", "adopter_results": "Cepat"}
    clash = speaker_client.post(url, body).content.decode()
    assert "Menurut pemilik" in clash
    assert clash.count("Menurut penerima") == 2
    speaker_client.post(url, body | {"versi": "2"})
    replication.refresh_from_db()
    assert (replication.adapted, replication.adopter_results) == ("Menurut penerima", "Cepat")


def test_the_givers_form_shows_a_clash_too(member_client, coordinator, replication) -> None:
    change_replication(replication=replication, base_version=1, by=coordinator, note="Rapat")
    args = [replication.innovation.slug, replication.pk]
    url = reverse("innovations:replication_change", args=args)
    clash = member_client.post(url, {"versi": "1", "note": "Surat"}).content.decode()
    assert "Rapat" in clash
    assert clash.count("Surat") == 2
    assert member_client.post(url, {"versi": "2", "note": "Surat"}).status_code == 302


def test_third_units_see_neither_side_but_the_count(replication, speaker, innovation, member):
    confirm_by_account(replication, speaker)
    share_innovation(innovation=innovation, shared=True, by=member)
    third = Client()
    third.force_login(MembershipFactory(unit=UnitFactory(), role=Role.ANGGOTA).user)
    for address in (
        replication.get_absolute_url(),
        reverse("innovations:received", args=[replication.pk]),
    ):
        assert third.get(address).status_code == 404
    assert "Kantor Penerima" not in third.get(reverse("innovations:spread")).content.decode()
    shown = third.get(reverse("innovations:catalogue")).content.decode()
    assert "1 replikasi dikonfirmasi penerimanya" in shown
    assert "Kantor Penerima" not in shown


def test_a_replication_of_another_innovation_is_not_found(member_client, replication, unit) -> None:
    other = InnovationFactory(unit=unit, name="Lain")
    for name in ("replication", "replication_change", "link_make"):
        address = reverse(f"innovations:{name}", args=[other.slug, replication.pk])
        send = member_client.post if name == "link_make" else member_client.get
        assert send(address).status_code == 404


def test_a_unit_asks_for_what_another_shares(innovation, member, adopter, member_client) -> None:
    asking = Client()
    asking.force_login(MembershipFactory(unit=adopter, role=Role.ANGGOTA).user)
    catalogue = reverse("innovations:catalogue")
    url = reverse("innovations:catalogue_ask", args=[innovation.slug])
    assert "Katalog masih kosong" in asking.get(catalogue).content.decode()
    assert asking.post(url, {"unit": adopter.code}).status_code == 404
    share = reverse("innovations:innovation_share", args=[innovation.slug])
    member_client.post(share, {"bagikan": "ya"})
    assert "Minta replikasi" in asking.get(catalogue).content.decode()
    assert asking.post(url, {"unit": "\x00"}).status_code == 404
    asking.post(url, {"unit": adopter.code})
    home = member_client.get(reverse("reports:home")).content.decode()
    assert "Kantor Penerima meminta replikasi ZIP" in home
    made = Replication.objects.get()
    assert (made.state, made.adopter_unit) == (Replication.State.ASKED, adopter)
    assert "Sudah diminta" in asking.get(catalogue).content.decode()
    again = asking.post(url, {"unit": adopter.code}, follow=True).content.decode()
    assert "sudah tercatat" in again
    own = asking.get(reverse("innovations:received", args=[made.pk])).content.decode()
    assert "Menunggu pemilik inovasi menyepakati" in own
    assert "Milik unit Anda" in member_client.get(catalogue).content.decode()
    assert "Kantor Penerima" in member_client.get(innovation.get_absolute_url()).content.decode()
    member_client.post(share, {"bagikan": "tidak"})
    assert "Katalog masih kosong" in asking.get(catalogue).content.decode()


def test_the_spread_is_filtered_and_counted(member_client, innovation, replication, speaker):
    ReplicationFactory(innovation=innovation, agency_name="BPS", agency_province="Maluku Utara")
    confirm_by_account(replication, speaker)
    url = reverse("innovations:spread")
    everything = member_client.get(url).content.decode()
    assert "2 replikasi, 1 dikonfirmasi" in everything
    for query, seen, unseen in (
        ("?provinsi=Papua", "Kantor Penerima", ">BPS<"),
        ("?keadaan=berjalan", ">BPS<", "Kantor Penerima"),
        ("?q=bps", ">BPS<", "Kantor Penerima"),
    ):
        content = member_client.get(url + query).content.decode()
        assert seen in content
        assert unseen not in content


@pytest.mark.parametrize("rows", [1, 6])
def test_query_budgets(
    member_client, member, speaker_client, unit, adopter, rows, django_assert_max_num_queries
) -> None:
    """Session, person, rights; then per page: rows with their count and groups, or one row with
    steps, answers, links, documents and what may be chosen."""
    for number in range(rows):
        innovation = InnovationFactory(unit=unit, name=f"Inovasi {number}")
        share_innovation(innovation=innovation, shared=True, by=member)
        made = ReplicationFactory(innovation=innovation, adopter_unit_id=adopter.pk)
        ReplicationFactory(innovation=innovation, agency_name="BPS")
    for client, name, most in (
        (member_client, "spread", 8),
        (member_client, "catalogue", 6),
        (speaker_client, "received_list", 6),
    ):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"innovations:{name}"))
    with django_assert_max_num_queries(11):
        member_client.get(made.get_absolute_url())
    with django_assert_max_num_queries(7):
        speaker_client.get(reverse("innovations:received", args=[made.pk]))
