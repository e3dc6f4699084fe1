from __future__ import annotations

import datetime as dt
import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from freezegun import freeze_time

from tests.factories import PASSWORD, MembershipFactory, Role
from units.models import AuditEvent, Membership


def code_of(secret: str) -> str:
    """What the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def secret(regional) -> str:
    """The secret of an app that the regional admin has set up."""
    value = generate_totp_secret()
    TOTP.activate(regional, value)
    return value


def test_nothing_is_demanded_where_the_setting_is_off(regional, sign_in):
    assert sign_in(regional).get("/kelola/").status_code == 200


def test_an_admin_without_factor_is_led_to_set_one_up(required, regional, sign_in):
    client = sign_in(regional)

    for path in ("/kelola/", "/beranda/", "/penilaian/"):
        response = client.get(path)
        assert response["Location"] == "/akun/dua-langkah/", path
    page = client.get("/akun/dua-langkah/")
    assert "harus dilindungi langkah kedua" in page.content.decode()


def test_nothing_can_be_posted_past_it(required, tree, regional, sign_in):
    response = sign_in(regional).post("/kelola/unit/kppn-ternate/nonaktifkan/")

    assert response["Location"] == "/akun/dua-langkah/"
    tree.ternate.refresh_from_db()
    assert tree.ternate.is_active


def test_a_script_is_told_why(required, regional, sign_in):
    response = sign_in(regional).post("/kelola/", headers={"X-Requested-With": "fetch"})

    assert response.status_code == 403
    assert "langkah kedua" in response.json()["pesan"]


@pytest.mark.parametrize("role", [Role.TPI, Role.ADMIN_WILAYAH, Role.ADMIN_PUSAT])
def test_it_is_demanded_of_those_who_see_other_offices(required, tree, clerk, sign_in, role):
    MembershipFactory(user=clerk, unit=tree.malut, role=role)

    assert sign_in(clerk).get("/beranda/")["Location"] == "/akun/dua-langkah/"


def test_others_are_offered_it_only(required, clerk, sign_in):
    client = sign_in(clerk)

    assert client.get("/akun/").status_code == 200
    assert "belum terpasang" in client.get("/akun/dua-langkah/").content.decode()


def test_it_is_demanded_as_soon_as_the_role_is_given(required, tree, clerk, sign_in):
    client = sign_in(clerk)
    assert client.get("/lanjutan/")["Location"] == "/beranda/"
    MembershipFactory(user=clerk, unit=tree.malut, role=Role.TPI)

    assert client.get("/penilaian/")["Location"] == "/akun/dua-langkah/"


def test_setting_up_an_app_opens_the_portal(
    required, regional, sign_in, django_capture_on_commit_callbacks
):
    client = sign_in(regional)
    page = client.get("/akun/dua-langkah/aplikasi/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/akun/dua-langkah/aplikasi/", {"code": code_of(secret)})

    assert response["Location"] == "/akun/dua-langkah/kode-cadangan/"
    assert client.get("/kelola/").status_code == 200
    codes = client.get("/akun/dua-langkah/kode-cadangan/").context["unused_codes"]
    assert len(codes) == 10
    assert AuditEvent.objects.filter(action="dua_langkah_dipasang", actor="wilayah").exists()


def test_the_code_of_setting_up_does_not_sign_in_as_well(regional, sign_in, client):
    with freeze_time("2026-11-23 08:00:01"):
        setting_up = sign_in(regional)
        page = setting_up.get("/akun/dua-langkah/aplikasi/")
        code = code_of(page.context["form"].secret)
        setting_up.post("/akun/dua-langkah/aplikasi/", {"code": code})
        step = client.post("/masuk/", {"login": "wilayah", "password": PASSWORD}, follow=True)
        assert client.post("/masuk/dua-langkah/", {"code": code}).status_code == 200
    # Nobody is offered a key that does not exist.
    assert "aplikasi autentikator Anda" in step.content.decode()
    assert "kunci sandi" not in step.content.decode()


def test_a_wrong_code_sets_nothing_up(regional, sign_in):
    client = sign_in(regional)
    client.get("/akun/dua-langkah/aplikasi/")

    response = client.post("/akun/dua-langkah/aplikasi/", {"code": "000000"})

    assert "Kode itu tidak cocok" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_once_seen_it_costs_no_query(required, regional, secret, client):
    client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})
    client.post("/masuk/dua-langkah/", {"code": code_of(secret)})
    client.get("/kelola/")

    with CaptureQueriesContext(connection) as queries:
        client.get("/kelola/jenis/")

    assert not any("mfa_authenticator" in query["sql"] for query in queries)


def test_signing_in_asks_for_the_code(regional, secret, client):
    fields = {"login": "wilayah", "password": PASSWORD, "shared": "on"}
    response = client.post("/masuk/", fields)

    assert response["Location"] == "/masuk/dua-langkah/"
    assert client.get("/akun/").status_code == 302
    assert client.post("/masuk/dua-langkah/", {"code": "000000"}).status_code == 200
    response = client.post("/masuk/dua-langkah/", {"code": code_of(secret)})
    assert response["Location"] == "/beranda/"
    # What was said on the first page about the device holds after the second.
    assert client.get("/akun/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("seconds", [0, 20, 40])
def test_a_code_counts_once_even_while_it_is_still_accepted(regional, secret, client, seconds):
    with freeze_time("2026-11-23 08:00:01") as clock:
        code = code_of(secret)
        client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})
        assert client.post("/masuk/dua-langkah/", {"code": code}).status_code == 302
        client.post("/keluar/")
        clock.tick(seconds)
        client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})

        assert client.post("/masuk/dua-langkah/", {"code": code}).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(-29, 302), (29, 302), (61, 200)])
def test_a_clock_may_be_half_a_minute_off(regional, secret, client, seconds, status):
    moment = dt.datetime(2026, 11, 23, 8, 0, 1, tzinfo=dt.UTC)
    with freeze_time(moment):
        code = code_of(secret)
    with freeze_time(moment + dt.timedelta(seconds=seconds)):
        client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})

        assert client.post("/masuk/dua-langkah/", {"code": code}).status_code == status


def test_guessing_codes_is_stopped(regional, secret, client):
    client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})
    for _ in range(5):
        client.post("/masuk/dua-langkah/", {"code": "000000"})

    response = client.post("/masuk/dua-langkah/", {"code": code_of(secret)})

    assert "Terlalu banyak percobaan" in response.content.decode()


def test_a_recovery_code_opens_once(regional, sign_in, client):
    setting_up = sign_in(regional)
    page = setting_up.get("/akun/dua-langkah/aplikasi/")
    setting_up.post("/akun/dua-langkah/aplikasi/", {"code": code_of(page.context["form"].secret)})
    code = setting_up.get("/akun/dua-langkah/kode-cadangan/").context["unused_codes"][0]
    answers = []
    for _ in range(2):
        client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})
        answers.append(client.post("/masuk/dua-langkah/", {"code": code}).status_code)
        client.post("/keluar/")

    assert answers == [302, 200]


def test_recovery_codes_can_be_taken_along_in_our_words(regional, secret, client):
    client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})
    client.post("/masuk/dua-langkah/", {"code": code_of(secret)})
    client.post("/akun/dua-langkah/kode-cadangan/baru/")

    text = client.get("/akun/dua-langkah/kode-cadangan/unduh/").content.decode()

    assert text.startswith("Kode cadangan Portal ZI.")
    assert len(text.strip().splitlines()) == 12


def test_the_last_factor_stays_while_the_role_demands_one(required, regional, secret, client):
    client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})
    client.post("/masuk/dua-langkah/", {"code": code_of(secret)})

    page = client.get("/akun/dua-langkah/aplikasi/hapus/")
    client.post("/akun/dua-langkah/aplikasi/hapus/")

    assert "tidak dapat dilepas" in page.content.decode()
    assert Authenticator.objects.filter(user=regional).exists()


def test_it_may_go_once_the_role_has_ended(required, regional, secret, client):
    client.post("/masuk/", {"login": "wilayah", "password": PASSWORD})
    client.post("/masuk/dua-langkah/", {"code": code_of(secret)})
    Membership.objects.filter(user=regional).delete()

    client.post("/akun/dua-langkah/aplikasi/hapus/")

    assert not Authenticator.objects.filter(user=regional).exists()
    assert AuditEvent.objects.filter(action="dua_langkah_dilepas").exists()


def test_the_person_is_told_by_mail(clerk, sign_in, django_capture_on_commit_callbacks):
    client = sign_in(clerk)
    code = code_of(client.get("/akun/dua-langkah/aplikasi/").context["form"].secret)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/akun/dua-langkah/aplikasi/", {"code": code})

    (message,) = mail.outbox
    assert message.subject == "[Portal ZI] Aplikasi autentikator dipasang"
    assert message.to == ["sari@kantor.example.go.id"]
    assert "Alamat jaringan: 127.0.0.1" in message.body


def test_the_passkey_page_carries_its_challenge_as_data(clerk, sign_in):
    page = sign_in(clerk).get("/akun/dua-langkah/kunci/tambah/")

    options = page.context["js_data"]["creation_options"]
    html = page.content.decode()
    assert page.status_code == 200
    assert 'id="passkey-data" type="application/json"' in html
    assert "js/passkey" in html
    assert options["publicKey"]["rp"]["name"] == "Portal ZI"


def test_passkey_sign_in_hands_out_a_challenge(client, db):
    response = client.get("/masuk/kunci-sandi/", headers={"Accept": "application/json"})

    assert "challenge" in json.loads(response.content)["request_options"]["publicKey"]


def test_a_made_up_passkey_opens_nothing(client, db):
    client.get("/masuk/kunci-sandi/", headers={"Accept": "application/json"})

    response = client.post("/masuk/kunci-sandi/", {"credential": json.dumps({"id": "x"})})

    assert response["Location"] == "/masuk/"
    assert "_auth_user_id" not in client.session


def test_a_session_that_is_not_fresh_must_confirm_first(clerk, client):
    client.force_login(clerk)

    response = client.get("/akun/dua-langkah/aplikasi/")

    assert response["Location"] == "/akun/konfirmasi/?next=%2Fakun%2Fdua-langkah%2Faplikasi%2F"
    page = client.get(response["Location"])
    assert "Pastikan ini Anda" in page.content.decode()
    confirmed = client.post(response["Location"], {"password": PASSWORD})
    assert confirmed["Location"] == "/akun/dua-langkah/aplikasi/"
    assert client.get(confirmed["Location"]).status_code == 200
