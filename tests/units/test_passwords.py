from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import PASSWORD
from units.models import User


SARI = User(username="sari.ternate", name="Sari Rahmawati", email="srahma@kantor.example.go.id")


@pytest.mark.parametrize(
    "password",
    [
        "KPPN2027!",
        "zonaintegritas",
        "ZonaIntegritas#2026",
        "Indonesia123!!!",
        "Jakarta@2026#aman"[:13],
        "K3m3nk3u2026!",
        "P4ssw0rd2027!!",
        "qwertyuiop123",
        "bendahara-kppn-2025",
        "Agustus172026",
        "Semangat2027Jaya",
        "professional",  # among the most used of the world
        "1qaz2wsx3edc",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "20262027202820",
        "pendek7",
        "sebelas-huf",
        "SariRahmawati1",
        "sari.ternate99",
    ],
)
def test_what_is_guessed_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, SARI)


@pytest.mark.parametrize(
    "password",
    [
        "kuda laut menari",
        "Kapal putih lewat Ternate 3 kali",
        "gjkwpqxmvh12",
        "correct horse battery staple",
        "x" * 3 + "kelapa muda tiga gelas" * 3,
        "kata sandi yang sangat panjang sekali, enam puluh empat huruf ya!",
        "пароль-из-четырёх-слов",
        "日本語のパスワードはどうですかね",
    ],
)
def test_length_spaces_and_any_script_are_welcome(password):
    validate_password(password, SARI)


def test_the_sentence_says_why_and_what_to_do():
    with pytest.raises(ValidationError) as caught:
        validate_password("kppn-ternate-2027")

    (sentence,) = caught.value.messages
    assert "mudah ditebak" in sentence
    assert "tidak berhubungan" in sentence


def test_a_password_may_be_pasted_and_is_not_trimmed(clerk, sign_in):
    client = sign_in(clerk)
    spaced = "  kuda laut menari  "

    client.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": spaced, "password2": spaced})

    clerk.refresh_from_db()
    assert clerk.check_password(spaced)
    html = client.get("/akun/sandi/").content.decode()
    assert 'autocomplete="new-password"' in html
    assert "onpaste" not in html


def test_the_old_password_is_needed(clerk, sign_in):
    new = "kuda laut menari"
    response = sign_in(clerk).post(
        "/akun/sandi/", {"oldpassword": "bukan", "password1": new, "password2": new}
    )

    assert "Kata sandi sekarang tidak cocok" in response.content.decode()


@pytest.fixture
def aged(clerk) -> User:
    clerk.password_changed_at = timezone.now() - dt.timedelta(days=366)
    clerk.save()
    return clerk


def test_an_old_password_must_be_renewed_first(aged, sign_in):
    client = sign_in(aged)

    assert client.get("/beranda/")["Location"] == "/akun/sandi/"
    assert "lebih dari 365 hari" in client.get("/akun/sandi/").content.decode()
    new = "kuda laut menari"
    client.post("/akun/sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get("/lanjutan/")["Location"] == "/beranda/"
    assert client.get("/penilaian/").status_code == 200


def test_a_form_under_way_is_not_stopped_for_it(aged, sign_in):
    assert sign_in(aged).post("/penilaian/").status_code == 405


def test_the_setting_switches_it_off(aged, sign_in, settings):
    settings.PASSWORD_MAX_AGE_DAYS = 0

    assert sign_in(aged).get("/penilaian/").status_code == 200
