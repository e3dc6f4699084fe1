"""What was typed when a session had ended is not lost, and shown to nobody else."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from freezegun import freeze_time

from tests.factories import PASSWORD
from units import typed


START = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
PATH = "/kelola/orang/baru/"


@pytest.fixture
def ended(regional, sign_in) -> Client:
    """A browser in which the regional admin was signed in until the session ran out."""
    client = sign_in(regional)
    client.get("/akun/")
    client.session.flush()
    return client


def sign_in_again(client: Client, user, next_url: str = "/lanjutan/"):
    return client.post("/masuk/", {"login": user.username, "password": PASSWORD, "next": next_url})


def test_it_comes_back_after_signing_in(ended, regional):
    response = ended.post(PATH, {"name": "Rudi <b>", "username": "rudi", "areas": ["1", "2"]})

    assert response["Location"] == "/masuk/?next=%2Flanjutan%2F"
    assert sign_in_again(ended, regional)["Location"] == "/lanjutan/"
    page = ended.get("/lanjutan/")
    shown = page.context["typed"]
    assert shown.path == PATH
    assert shown.fields == [
        ("name", "Rudi <b>"), ("username", "rudi"), ("areas", "1"), ("areas", "2"),
    ]  # fmt: skip
    html = page.content.decode()
    assert "Rudi &lt;b&gt;" in html
    assert f'action="{PATH}"' in html


def test_the_sign_in_page_says_that_it_waits(ended):
    ended.post(PATH, {"name": "Rudi"})

    assert "Isian itu kami tahan selama satu jam" in ended.get("/masuk/").content.decode()


def test_sending_it_again_does_what_was_wanted_and_forgets_it(ended, regional, tree):
    fields = {"name": "Rudi", "username": "rudi", "unit": "kppn-ternate", "role": "anggota"}
    ended.post(PATH, fields | {"valid_from": "5 Agustus 2026"})
    sign_in_again(ended, regional)
    waiting = dict(ended.get("/lanjutan/").context["typed"].fields)

    response = ended.post(PATH, waiting)

    assert response["Location"] == "/kelola/orang/rudi/"
    assert typed.SESSION_KEY not in ended.session


def test_it_survives_the_second_step(ended, regional, monkeypatch):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(regional, generate_totp_secret())
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.validate_totp_code", lambda *_: True)
    ended.post(PATH, {"name": "Rudi"})

    assert sign_in_again(ended, regional)["Location"] == "/masuk/dua-langkah/"
    assert ended.post("/masuk/dua-langkah/", {"code": "123456"})["Location"] == "/lanjutan/"
    assert ended.get("/lanjutan/").context["typed"].fields == [("name", "Rudi")]


def test_a_colleague_at_the_same_browser_never_sees_it(ended, clerk):
    ended.post(PATH, {"name": "Rahasia"})
    sign_in_again(ended, clerk)

    response = ended.get("/lanjutan/")

    assert response["Location"] == "/beranda/"
    assert typed.SESSION_KEY not in ended.session


def test_a_browser_nobody_signed_in_on_keeps_nothing(client, db):
    response = client.post(PATH, {"name": "Rudi"})

    assert response["Location"] == "/masuk/"
    assert typed.SESSION_KEY not in client.session


def test_a_forged_owner_opens_nothing(client, clerk):
    client.cookies["zi-pemilik"] = "0" * 32
    client.post(PATH, {"name": "Rudi"})
    sign_in_again(client, clerk)

    assert client.get("/lanjutan/")["Location"] == "/beranda/"


def test_after_an_hour_it_is_gone(ended, regional):
    with freeze_time(START):
        ended.post(PATH, {"name": "Rudi"})
        sign_in_again(ended, regional)
    with freeze_time(START + dt.timedelta(minutes=59)):
        assert ended.get("/lanjutan/").status_code == 200
    with freeze_time(START + dt.timedelta(minutes=61)):
        assert ended.get("/lanjutan/").status_code == 302


def test_waiting_text_does_not_shorten_the_new_session(ended, regional, settings):
    ended.post(PATH, {"name": "Rudi"})
    sign_in_again(ended, regional)

    assert ended.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_files_are_not_kept_and_the_page_says_so(ended, regional):
    file = SimpleUploadedFile("SK Tim.pdf", b"%PDF-1.4")
    ended.post(PATH, {"name": "Rudi", "bukti": file})
    sign_in_again(ended, regional)

    html = ended.get("/lanjutan/").content.decode()

    assert "Berkas tidak ikut ditahan: SK Tim.pdf" in html


def test_secrets_are_never_kept(ended):
    ended.post(PATH, {"name": "Rudi", "password": "x", "code": "123456"})

    assert ended.session[typed.SESSION_KEY]["fields"] == [["name", "Rudi"]]


@pytest.mark.parametrize("path", ["/akun/sandi/", "/akun/sesi/", "/lanjutan/"])
def test_forms_about_the_account_are_not_kept(ended, path):
    ended.post(path, {"a": "b"})

    assert typed.SESSION_KEY not in ended.session


def test_too_much_is_not_kept_and_the_person_is_told(ended):
    ended.post(PATH, {"name": "x" * 100_001})

    assert typed.SESSION_KEY not in ended.session
    assert "Tekan Kembali" in ended.get("/masuk/").content.decode()


def test_one_address_cannot_fill_the_table(ended, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"keep_typed": "1/m/ip"}
    ended.post(PATH, {"name": "satu"})
    ended.post(PATH, {"name": "dua"})

    assert ended.session[typed.SESSION_KEY]["fields"] == [["name", "satu"]]


def test_a_script_gets_401_and_a_sentence_and_the_page_keeps_the_text(ended):
    response = ended.post(PATH, {"name": "Rudi"}, headers={"X-Requested-With": "fetch"})

    assert response.status_code == 401
    assert response.json()["masuk"] == "/masuk/"
    assert "Jangan tutup halaman ini" in response.json()["pesan"]
    assert typed.SESSION_KEY not in ended.session


def test_htmx_gets_401_as_a_piece_of_page(ended):
    response = ended.get("/akun/", headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert 'href="/masuk/"' in response.content.decode()


def test_an_ended_session_is_explained_on_the_sign_in_page(ended):
    ended.get("/akun/")

    assert "Sesi Anda sudah berakhir" in ended.get("/masuk/").content.decode()


def test_a_first_visit_is_not_told_of_a_session(client, db):
    client.get("/akun/")

    assert "Sesi Anda sudah berakhir" not in client.get("/masuk/").content.decode()


def test_it_can_be_thrown_away(ended, regional):
    ended.post(PATH, {"name": "Rudi"})
    sign_in_again(ended, regional)

    ended.post("/lanjutan/")

    assert ended.get("/lanjutan/").status_code == 302
