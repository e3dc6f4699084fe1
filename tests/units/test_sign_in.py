from __future__ import annotations

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client

from tests.factories import PASSWORD, UserFactory
from units.models import AuditEvent


def attempt(client: Client, login: str, password: str = PASSWORD, **extra):
    return client.post("/masuk/", {"login": login, "password": password, **extra})


def test_it_works_by_account_name(client, clerk):
    response = attempt(client, "sari")

    assert response.status_code == 302
    assert response["Location"] == "/beranda/"
    assert client.session["_auth_user_id"] == str(clerk.pk)
    event = AuditEvent.objects.get(action="masuk")
    assert (event.actor, event.unit) == ("sari", "kppn-ternate")


@pytest.mark.parametrize(
    "login", ["SARI", " sari ", "sari@kantor.example.go.id", "Sari@Kantor.Example.GO.ID"]
)
def test_it_works_by_email_and_whatever_case(client, clerk, login):
    assert attempt(client, login).status_code == 302


def test_it_leads_to_where_the_person_was_going(client, clerk):
    assert attempt(client, "sari", next="/akun/")["Location"] == "/akun/"


@pytest.mark.parametrize(
    "target", ["https://jahat.example", "//jahat.example", "/\\jahat.example", "https://["]
)
def test_it_never_leads_off_the_site(client, clerk, target):
    assert attempt(client, "sari", next=target)["Location"] == "/beranda/"


def test_the_session_key_changes_at_sign_in(client, clerk):
    session = client.session
    session["sebelum"] = 1
    session.save()
    client.cookies["zi-sesi"] = session.session_key

    attempt(client, "sari")

    assert client.cookies["zi-sesi"].value != session.session_key
    assert not session.exists(session.session_key)


@pytest.mark.parametrize("login", ["sari", "tidak.ada", "sari@kantor.example.go.id", "x@y.example"])
def test_a_wrong_password_and_an_unknown_name_are_answered_alike(clerk, login):
    answers = []
    for name in (login, "orang.lain"):
        response = attempt(Client(), name, "salah-sekali-ini")
        answers.append((response.status_code, response.context["form"].non_field_errors()))

    assert answers[0] == answers[1]
    assert answers[0][0] == 200


def test_a_known_and_an_unknown_address_cost_one_password_check_each(client, clerk, monkeypatch):
    """Counted instead of timed: the hash is what takes the time."""
    hashed = []

    def encode(self, password, salt):
        hashed.append(password)
        return f"md5${salt}$x"

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", encode)
    counts = []
    for login in ("sari@kantor.example.go.id", "x@kantor.example.go.id", "sari", "bukan.siapa"):
        hashed.clear()
        attempt(client, login, "salah-sekali-ini")
        counts.append(len(hashed))

    assert counts == [1, 1, 1, 1]


def test_guessing_is_stopped_per_name_and_says_so(client, clerk):
    for _ in range(25):
        attempt(client, "sari", "salah-sekali-ini")

    response = attempt(client, "sari")

    assert response.status_code == 200
    assert "Terlalu banyak percobaan" in response.content.decode()
    assert "_auth_user_id" not in client.session
    # Nobody else of the office, behind the same address, is kept out by it.
    colleague = UserFactory()
    assert attempt(client, colleague.username).status_code == 302


def test_guessing_many_names_is_stopped_per_address(client, clerk):
    for number in range(20):
        attempt(client, f"orang{number}", "salah-sekali-ini")

    assert "Terlalu banyak percobaan" in attempt(client, "sari").content.decode()


def test_a_person_at_another_address_gets_in_while_names_are_sprayed(client, clerk):
    for number in range(25):
        attempt(client, f"orang{number}", "salah-sekali-ini")

    assert attempt(Client(REMOTE_ADDR="10.0.0.9"), "sari").status_code == 302


def test_a_flood_gets_the_page_for_it(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    attempt(client, "a", "b")

    response = attempt(client, "a", "b")

    assert response.status_code == 429
    assert "Tunggu satu menit" in response.content.decode()


def test_a_closed_account_is_told_only_with_the_right_password(client, clerk):
    clerk.is_active = False
    clerk.save()

    assert attempt(client, "sari")["Location"] == "/masuk/akun-nonaktif/"
    assert "tidak cocok" in attempt(client, "sari", "salah-sekali-ini").content.decode()
    assert "Akun Anda tidak aktif" in client.get("/masuk/akun-nonaktif/").content.decode()


def test_signing_out_is_a_post_and_ends_the_session(clerk, sign_in):
    client = sign_in(clerk)
    key = client.session.session_key

    assert client.get("/keluar/").status_code == 405
    response = client.post("/keluar/")

    assert response["Location"] == "/masuk/"
    assert response["Clear-Site-Data"] == '"storage"'
    assert not client.session.exists(key)
    assert client.get("/akun/").status_code == 302
    assert AuditEvent.objects.filter(action="keluar", actor="sari").exists()


def test_a_post_without_token_is_refused(clerk):
    client = Client(enforce_csrf_checks=True)

    assert attempt(client, "sari").status_code == 403
    assert "_auth_user_id" not in client.session


def test_there_is_no_sign_up(client, db):
    for path in ("/daftar/", "/signup/", "/masuk/daftar/", "/akun/surel/"):
        assert client.get(path).status_code == 404


def test_signing_in_sends_no_mail(client, clerk):
    attempt(client, "sari")

    assert mail.outbox == []


def test_the_trail_never_holds_a_password(client, clerk):
    attempt(client, "sari")
    attempt(client, "sari", "salah-sekali-ini")

    assert "salah-sekali-ini" not in str(list(AuditEvent.objects.values()))


def test_failed_attempts_are_logged_without_what_was_typed(client, clerk, caplog):
    attempt(client, "kata-sandi-di-isian-nama", "salah-sekali-ini")

    assert "gagal masuk dari 127.0.0.1" in caplog.text
    assert "kata-sandi-di-isian-nama" not in caplog.text
    assert "salah-sekali-ini" not in caplog.text
