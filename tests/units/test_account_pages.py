from __future__ import annotations

import pytest

from tests.factories import MembershipFactory, Role


PAGES = [
    "/akun/",
    "/akun/sandi/",
    "/akun/sesi/",
    "/akun/dua-langkah/",
    "/akun/dua-langkah/aplikasi/",
    "/akun/dua-langkah/kunci/",
    "/akun/dua-langkah/kunci/tambah/",
    "/akun/konfirmasi/",
]
PUBLIC = [
    "/masuk/",
    "/masuk/akun-nonaktif/",
    "/lupa-sandi/",
    "/lupa-sandi/terkirim/",
    "/lupa-sandi/selesai/",
    "/lupa-sandi/1-abc/",
]
# Words of allauth and Django that would slip in with an overlooked template or form.
ENGLISH = (
    "Sign In", "Log out", "Logout", "Password", "Username", "Email address", "Forgot", "Confirm",
    "Sessions", "Authenticator", "Recovery", "Security Key", "Two-Factor", "Cancel", "Remember",
)  # fmt: skip


def text_of(response) -> str:
    return (
        response.content.decode()
        .replace("Google Authenticator", "")
        .replace("Microsoft Authenticator", "")
    )


@pytest.mark.parametrize("path", PAGES)
def test_own_pages_open_in_indonesian(clerk, sign_in, path):
    response = sign_in(clerk).get(path)

    assert response.status_code == 200
    found = [word for word in ENGLISH if word in text_of(response)]
    assert found == []


@pytest.mark.parametrize("path", PAGES)
def test_own_pages_are_closed_to_strangers(client, db, path):
    assert client.get(path)["Location"] == f"/masuk/?next={path}"


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_open_in_indonesian(client, db, path):
    response = client.get(path)

    assert response.status_code == 200
    assert [word for word in ENGLISH if word in text_of(response)] == []


def test_public_pages_are_not_personal(client, db):
    assert "zi-pemilik" not in client.get("/masuk/").cookies


def test_the_overview_tells_who_and_which_roles(tree, clerk, sign_in):
    MembershipFactory(user=clerk, unit=tree.pandan, role=Role.KOORDINATOR, areas=["1", "3"])

    html = sign_in(clerk).get("/akun/").content.decode()

    assert "sari@kantor.example.go.id" in html
    assert "Anggota tim, semua area" in html
    assert "Koordinator area, 1 Manajemen Perubahan, 3 Penataan Sistem Manajemen SDM" in html


def test_the_overview_says_when_a_factor_is_due(regional, sign_in, settings):
    settings.SECOND_FACTOR_REQUIRED = True

    assert "Wajib dipasang" in sign_in(regional).get("/akun/").content.decode()


def test_security_txt_names_a_contact_and_a_day(client, db, settings):
    settings.SECURITY_CONTACT = "mailto:keamanan@kantor.example.go.id"

    response = client.get("/.well-known/security.txt")

    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:keamanan@kantor.example.go.id"
    assert lines["Expires"].endswith("Z")
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"


def test_personal_pages_are_not_stored_by_others(clerk, sign_in):
    response = sign_in(clerk).get("/akun/")

    assert response["Cache-Control"] == "private, no-cache"
