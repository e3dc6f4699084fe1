"""Signing in with real devices, and typed text that outlives its session."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_axe_clean
from tests.factories import PASSWORD, MembershipFactory, Role, UserFactory
from tests.units.import_sheets import PEOPLE_HEAD, sheet_with
from units.models import Unit, User


pytestmark = pytest.mark.django_db(transaction=True)

BrowserPage = Callable[..., Page]


@pytest.fixture(autouse=True)
def _attempts_start_at_zero(db: None) -> None:
    """Emptying the tables after a test leaves this one, which is no model's."""
    cache.clear()


@pytest.fixture
def admin(unit: Unit) -> User:
    """The admin wilayah over KPPN Ternate."""
    user = UserFactory(username="hasan", name="Hasan Basri")
    return MembershipFactory(unit=unit, role=Role.ADMIN_WILAYAH, user=user).user


def sign_in(page: Page, user: User, path: str = "/masuk/") -> None:
    page.goto(path)
    page.get_by_label("Nama akun atau surel").fill(user.username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_app(page: Page) -> str:
    """Set up the authenticator app from the start page of second factors; answer its secret."""
    page.goto("/akun/dua-langkah/aplikasi/")
    secret = page.locator("p > code").inner_text().strip()
    page.get_by_label("Kode dari aplikasi").fill(code_of(secret))
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url("**/kode-cadangan/")
    return secret


@pytest.mark.parametrize("javascript", [True, False])
def test_the_app_from_setting_up_to_signing_in(
    browser_page: BrowserPage, admin: User, settings, javascript: bool
):
    settings.SECOND_FACTOR_REQUIRED = True
    page = browser_page(javascript=javascript)
    sign_in(page, admin)

    page.wait_for_url("**/akun/dua-langkah/")
    expect(page.get_by_text("harus dilindungi langkah kedua")).to_be_visible()
    secret = set_up_app(page)
    if javascript:
        assert_axe_clean(page)
    recovery = page.locator("li.code").first.inner_text()
    page.goto("/kelola/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kelola unit, orang, dan peran")

    # The code of the setting up may still be in its half minute, so the other way in is used.
    other = browser_page(width=360, javascript=javascript)
    sign_in(other, admin, "/masuk/?next=/akun/")
    other.wait_for_url("**/masuk/dua-langkah/")
    if javascript:
        assert_axe_clean(other)
    other.get_by_label("Kode").fill(recovery)
    other.get_by_role("button", name="Masuk", exact=True).click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Hasan Basri")
    assert secret


def test_a_passkey_from_setting_up_to_signing_in_without_password(
    browser_page: BrowserPage, admin: User
):
    page = browser_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, admin, "/masuk/?next=/akun/dua-langkah/kunci/tambah/")
    page.wait_for_url("**/tambah/")
    page.get_by_label("Nama kunci").fill("Laptop kantor")
    page.get_by_label("Boleh masuk hanya dengan kunci ini").check()
    page.get_by_role("button", name="Daftarkan").click()
    page.wait_for_url("**/kode-cadangan/")

    page.goto("/akun/dua-langkah/kunci/")
    expect(page.get_by_role("row", name="Laptop kantor")).to_be_visible()
    assert_axe_clean(page)
    page.get_by_role("link", name="Ganti nama").click()
    assert_axe_clean(page)
    page.get_by_label("Nama kunci").fill("Laptop rumah")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("row", name="Laptop rumah")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/masuk/?next=/akun/sesi/")
    page.get_by_label("dipakai bersama").check()
    page.get_by_role("button", name="Masuk dengan kunci sandi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anda masuk di 2 tempat")
    expect(page.locator("script[data-zi-session='720']")).to_have_count(1)

    # As the second step after a password, too.
    page.context.clear_cookies()
    sign_in(page, admin, "/masuk/?next=/akun/")
    page.wait_for_url("**/masuk/dua-langkah/")
    # Who has keys alone is asked for no app.
    expect(page.get_by_label("Kode cadangan")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("aplikasi")
    page.get_by_role("button", name="Pakai kunci sandi perangkat").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasan Basri")

    page.goto("/akun/dua-langkah/kunci/")
    page.get_by_role("link", name="Lepas").click()
    assert_axe_clean(page)
    page.get_by_role("button", name="Lepas kunci").click()
    expect(page.get_by_text("Belum ada kunci sandi")).to_be_visible()


def test_an_unknown_passkey_is_told_in_words(browser_page: BrowserPage, admin: User):
    page = browser_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True}},
    )
    page.goto("/masuk/")

    page.get_by_role("button", name="Masuk dengan kunci sandi").click()

    expect(page.get_by_text("Kunci sandi tidak terbaca")).to_be_visible()
    assert_axe_clean(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_typed_text_outlives_its_session(
    browser_page: BrowserPage, admin: User, member: User, javascript: bool
):
    page = browser_page(javascript=javascript)
    sign_in(page, admin, f"/masuk/?next=/kelola/orang/{member.username}/ubah/")
    page.get_by_label("Nama").fill("Sari Rahmawati, S.E.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_text("Isian itu kami tahan selama satu jam")).to_be_visible()
    page.get_by_label("Nama akun atau surel").fill(admin.username)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/lanjutan/")
    expect(page.get_by_text("Sari Rahmawati, S.E.").first).to_be_visible()
    if javascript:
        assert_axe_clean(page)
    page.get_by_role("button", name="Kirim sekarang").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sari Rahmawati, S.E.")
    member.refresh_from_db()
    assert member.name == "Sari Rahmawati, S.E."


def test_ending_the_other_sessions(browser_page: BrowserPage, member: User):
    here, phone = browser_page(), browser_page(width=360)
    for page in (phone, here):
        sign_in(page, member, "/masuk/?next=/akun/sesi/")
    expect(here.get_by_role("heading", level=1)).to_have_text("Anda masuk di 2 tempat")
    here.get_by_role("button", name="Akhiri sesi lain").click()
    expect(here.get_by_role("heading", level=1)).to_have_text("Anda hanya masuk di sini")

    phone.goto("/akun/")

    expect(phone.get_by_text("Sesi Anda sudah berakhir")).to_be_visible()


def test_a_link_handed_over_lets_someone_in(browser_page: BrowserPage, admin: User, member: User):
    page = browser_page()
    sign_in(page, admin, f"/masuk/?next=/kelola/orang/{member.username}/")
    page.get_by_role("button", name="Buat tautan kata sandi").click()
    link = page.get_by_label("Tautan sekali pakai").input_value()
    assert_axe_clean(page)

    theirs = browser_page(width=360)
    theirs.goto(link)
    assert_axe_clean(theirs)
    theirs.get_by_label("Kata sandi baru", exact=False).first.fill("kuda laut menari 77")
    theirs.get_by_label("Ulangi kata sandi baru").fill("kuda laut menari 77")
    theirs.get_by_role("button", name="Simpan kata sandi").click()
    theirs.wait_for_url("**/lupa-sandi/selesai/")

    theirs.goto(link)
    expect(theirs.get_by_role("heading", level=1)).to_have_text("Tautan ini tidak berlaku lagi")


def test_an_import_from_file_to_people(
    browser_page: BrowserPage, admin: User, unit: Unit, tmp_path
):
    right = ["tini", "Tini Suharti", "", "", unit.code, "Anggota tim", "1", "", ""]
    wrong = ["tono", "Tono", "", 198501012010011002, unit.code, "Anggota tim", "", "", ""]
    workbook, _ = sheet_with(PEOPLE_HEAD, [right, wrong])
    workbook.save(tmp_path / "orang.xlsx")
    page = browser_page(width=360)
    sign_in(page, admin, "/masuk/?next=/kelola/impor/orang/")
    page.get_by_label("Berkas Excel").set_input_files(tmp_path / "orang.xlsx")
    page.get_by_role("button", name="Lihat pratinjau").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 baris akan mengubah data")
    expect(page.get_by_text("menyimpan NIP sebagai angka")).to_be_visible()
    assert_axe_clean(page)
    page.get_by_role("button", name="Terapkan 1 perubahan").click()

    expect(page.get_by_text("1 baris ditambahkan, 1 baris dilewati")).to_be_visible()
    assert User.objects.filter(username="tini").exists()


def test_a_session_about_to_end_says_so_and_stays_by_one_tap(
    browser_page: BrowserPage, unit: Unit, settings
):
    user = MembershipFactory(unit=unit, role=Role.KETUA, user=UserFactory(username="dewi")).user
    page = browser_page()
    page.clock.install()
    sign_in(page, user)
    page.wait_for_url("**/beranda/")
    note = page.get_by_role("alert")
    minutes = settings.SESSION_COOKIE_AGE // 60

    page.clock.fast_forward((minutes - 8) * 60_000)
    expect(note).to_have_count(0)
    page.clock.fast_forward(90_000)
    expect(note).to_contain_text("2 menit lagi")
    assert_axe_clean(page)
    note.get_by_role("button", name="Tetap masuk").click()
    expect(note).to_have_count(0)

    Session.objects.all().delete()
    page.clock.fast_forward((minutes - 6) * 60_000)
    note.get_by_role("button", name="Tetap masuk").click()
    expect(note).to_contain_text("Sesi Anda sudah berakhir")
