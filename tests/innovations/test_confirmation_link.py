"""The link with which an outsider answers: everything that may be tried against it."""

from __future__ import annotations

import datetime as dt
import io
import logging
import threading

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from innovations.actions.confirmations import make_link, revoke_link
from innovations.models import Confirmation, ConfirmationLink, Innovation, Replication
from pengungkit.demo import documents
from pengungkit.models import Evidence
from tests.factories import MembershipFactory, Role, UnitFactory
from tests.innovations.factories import InnovationFactory
from tests.innovations.replicating import LETTER, ReplicationFactory, letter
from units.models import AuditEvent
from zi_portal.lib.log_lines import HiddenPathsFilter


BODY = {
    "jawaban": "menerapkan",
    "running_since": "2 Maret 2025",
    "changed": "Antrean lebih pendek.",
    "name": "Rahma",
    "function": "Kepala Bagian Umum",
    "agency": "BPS Maluku Utara",
}
DENIAL = {
    "jawaban": "tidak_menerapkan",
    "tidak-reason": "Kami memakai cara sendiri.",
    "tidak-name": "Rahma",
    "tidak-function": "Kepala Bagian Umum",
    "tidak-agency": "BPS Maluku Utara",
}


@pytest.fixture
def innovation(unit) -> Innovation:
    return InnovationFactory(unit=unit, name="ZIP", state="berjalan")


@pytest.fixture
def replication(innovation) -> Replication:
    return ReplicationFactory(innovation=innovation)


@pytest.fixture
def token(replication, member) -> str:
    return make_link(replication=replication, by=member)


def page_of(token: str) -> str:
    return reverse("innovations:confirmation", args=[token])


def sent(token: str, client: Client | None = None, **changed: object) -> object:
    return (client or Client()).post(page_of(token), BODY | {"letter": letter()} | changed)


def test_it_works(token, replication, member_client) -> None:
    asked = Client().get(page_of(token))
    content = asked.content.decode()
    assert "Apakah BPS Maluku Utara menerapkan ZIP?" in content
    assert "KPPN Ternate" in content
    assert "<nav" not in content
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in asked.headers["X-Robots-Tag"]
    assert "no-store" in asked.headers["Cache-Control"]
    thanks = sent(token).content.decode()
    confirmation = Confirmation.objects.get()
    assert confirmation.reference in thanks
    replication.refresh_from_db()
    assert replication.state == Replication.State.CONFIRMED
    shown = member_client.get(replication.get_absolute_url()).content.decode()
    for words in ("Rahma, Kepala Bagian Umum", "Antrean lebih pendek.", confirmation.sha256):
        assert words in shown
    # What they sent is out of their reach afterwards.
    kept = Evidence.objects.get()
    assert Client().get(kept.get_absolute_url()).status_code == 302


def test_no_dead_link_is_told_from_another(token, replication, member) -> None:
    """Unknown, used, revoked, expired, of a replication that stopped: byte for byte the same."""
    answers = [Client().get(page_of("a" * 43)), Client().get(page_of("x"))]
    sent(token)
    answers += [Client().get(page_of(token)), sent(token)]
    others = []
    for number in range(3):
        other = ReplicationFactory(innovation=replication.innovation, agency_name=f"BPS {number}")
        others.append((make_link(replication=other, by=member), other))
    revoke_link(link=others[0][1].links.get(), by=member)
    others[1][1].links.update(
        made_at=timezone.now() - dt.timedelta(days=15), expires_at=timezone.now()
    )
    Replication.objects.filter(pk=others[2][1].pk).update(state="berhenti")
    for dead, _ in others:
        answers += [Client().get(page_of(dead)), sent(dead)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert Confirmation.objects.count() == 1
    # Whoever was still typing copies it from here; another site's words are not shown.
    dead = others[0][0]
    for site, is_shown in (("same-origin", True), ("cross-site", False)):
        page = sent(dead, Client(headers={"Sec-Fetch-Site": site})).content.decode()
        assert ("Antrean lebih pendek." in page) is is_shown


def test_only_a_hash_is_kept_and_the_token_is_told_nowhere(token, monkeypatch) -> None:
    link = ConfirmationLink.objects.get()
    assert len(token) == 43
    assert token not in str(vars(link))
    told = io.StringIO()
    for handler in logging.getLogger().handlers:
        if any(isinstance(one, HiddenPathsFilter) for one in handler.filters):
            monkeypatch.setattr(handler, "stream", told)
    sent(token)
    sent(token)
    Client().put(page_of(token))
    assert "Not Found: /konfirmasi/…/" in told.getvalue()
    assert token not in told.getvalue()
    assert not any(token in str(event.data) for event in AuditEvent.objects.all())


def test_a_new_link_ends_the_one_before(token, replication, member) -> None:
    newer = make_link(replication=replication, by=member)
    assert sent(token).status_code == 404
    assert sent(newer).status_code == 200


def test_a_second_sending_changes_nothing(token, replication) -> None:
    first, second = sent(token), sent(token, name="Orang lain")
    assert (first.status_code, second.status_code) == (200, 404)
    assert Confirmation.objects.get().name == "Rahma"
    assert Evidence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_wins(token, replication) -> None:
    start, statuses = threading.Barrier(4), []

    def send(number: int) -> None:
        start.wait()
        try:
            content = documents.pdf("Surat", [f"Nomor {number}"])
            statuses.append(sent(token, letter=letter(content)).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 404, 404, 404]
    assert Confirmation.objects.count() == 1
    assert Evidence.objects.count() == 1


def test_the_giver_cannot_answer(token, member, member_client, replication) -> None:
    for response in (member_client.get(page_of(token)), sent(token, member_client)):
        assert response.status_code == 403
        assert "Konfirmasi harus datang dari penerima" in response.content.decode()
    # Signing out does not help: the browser still knows who used it last.
    member_client.get("/beranda/")
    member_client.post(reverse("account_logout"))
    assert sent(token, member_client).status_code == 403
    replication.refresh_from_db()
    assert replication.state == Replication.State.RUNNING
    assert sent(token).status_code == 200


def test_people_of_other_units_may_answer_while_signed_in(token) -> None:
    client = Client()
    client.force_login(MembershipFactory(unit=UnitFactory(), role=Role.ANGGOTA).user)
    assert sent(token, client).status_code == 200


def test_a_denial_needs_a_reason_and_who(token, replication) -> None:
    short = Client().post(page_of(token), DENIAL | {"tidak-reason": " ", "tidak-function": ""})
    assert "Alasan belum diisi" in short.content.decode()
    assert "Jabatan Anda belum diisi" in short.content.decode()
    Client().post(page_of(token), DENIAL)
    replication.refresh_from_db()
    assert replication.state == Replication.State.REFUSED
    assert Confirmation.objects.get().reason == "Kami memakai cara sendiri."


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"letter": letter(b"", "Surat.pdf")}, "kosong (0 byte)"),
        ({"letter": letter(b"MZ" + b"0" * 50, "Surat.pdf")}, "bukan"),
        ({"letter": letter(b"teks", "Surat.docx")}, "PDF, JPG, atau PNG"),
        ({"letter": letter(LETTER[:300])}, "rusak atau terkirim sebagian"),
        ({"letter": ""}, "Surat belum dipilih"),
        ({"running_since": "2 Maret 2199"}, "2199"),
        ({"name": ""}, "Nama Anda belum diisi"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays_good(token, changed, words) -> None:
    response = sent(token, **changed)
    assert response.status_code == 200
    content = response.content.decode()
    assert words in content
    assert "Antrean lebih pendek." in content
    assert not Confirmation.objects.exists()
    assert not Evidence.objects.exists()
    assert sent(token, letter=letter()).status_code == 200


def test_a_letter_has_its_limits(token, unit, settings) -> None:
    settings.CONFIRMATION_LETTER_BYTES = 20
    assert "melebihi batas" in sent(token).content.decode()
    settings.CONFIRMATION_LETTER_BYTES = 10_000
    settings.UNIT_QUOTA_BYTES = 10
    assert "sudah penuh" in sent(token).content.decode()
    settings.EVIDENCE_MAX_BYTES = 20
    assert "terlalu besar" in sent(token).content.decode()
    assert not Confirmation.objects.exists()


def test_trying_is_slowed(token, settings) -> None:
    rates = {"open_confirmation": "5/m/ip", "send_confirmation": "3/h/key"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | rates
    statuses = [sent(token, name="").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    statuses = [Client().get(page_of("x" * 43)).status_code for _ in range(3)]
    assert statuses == [404, 429, 429]


def test_a_confirmation_is_taken_back_with_its_code_once(token, replication) -> None:
    thanks = sent(token)
    code = thanks.context["given"].code
    assert code in thanks.content.decode()
    assert code.replace("-", "") not in str(vars(Confirmation.objects.get()))
    url = reverse("innovations:confirmation_withdraw")
    wrong = Client().post(url, {"code": "ABCD-EFGH-JKLM-NPQR-STUV", "reason": "Keliru."})
    assert "Tidak ada konfirmasi yang cocok" in wrong.content.decode()
    typed = code.lower().replace("-", " ")
    done = Client().post(url, {"code": typed, "reason": "Keliru."}).content.decode()
    assert Confirmation.objects.get().reference in done
    replication.refresh_from_db()
    assert (replication.state, replication.confirmation) == ("berjalan", None)
    again = Client().post(url, {"code": code, "reason": "Keliru."})
    assert "Tidak ada konfirmasi yang cocok" in again.content.decode()


def test_codes_are_not_guessed(db, settings) -> None:
    rates = {"withdraw_confirmation": "2/m/ip"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | rates
    url = reverse("innovations:confirmation_withdraw")
    statuses = [Client().post(url, {"code": "A"}).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
