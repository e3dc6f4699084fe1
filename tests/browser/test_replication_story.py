"""From an idea to confirmed replications: two offices, and an outsider without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from innovations.models import Confirmation, Innovation, Promise, Replication
from pengungkit.demo import documents
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory, UserFactory
from tests.innovations.factories import PromiseFactory
from units.models import Unit, User


pytestmark = pytest.mark.django_db(transaction=True)
CHANGED = "Antrean di loket tinggal sepuluh menit."


@pytest.fixture
def giver(db) -> Unit:
    unit = UnitFactory(code="kanwil", name="Kanwil Pemberi", short_name="Kanwil Pemberi")
    AssessmentFactory(unit=unit)
    return unit


@pytest.fixture
def adopter(db) -> Unit:
    return UnitFactory(code="kantor-peniru", name="Kantor Peniru", province="Papua")


def person(unit: Unit, role: str, name: str) -> User:
    return MembershipFactory(unit=unit, role=role, user=UserFactory(name=name)).user


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)


def tell_the_idea(page: Page) -> None:
    page.goto("/inovasi/baru/")
    fill(page, name="ZIP", service="Pelayanan terpadu", kit_steps="Mulai dari satu loket.")
    page.locator("[name=kind]").select_option("layanan_cepat")
    page.get_by_label("Masa WBBM").check()
    page.get_by_role("button", name="Simpan inovasi").click()
    page.get_by_role("link", name="Catat langkah").click()
    page.locator("[name=state]").select_option("berjalan")
    fill(page, happened_on="2024")
    page.get_by_role("button", name="Simpan langkah").click()
    page.get_by_role("button", name="Bagikan di katalog").click()
    expect(page.get_by_role("button", name="Tarik dari katalog")).to_be_visible()


def keep_a_promise(page: Page, promise: Promise) -> None:
    """The clock is the server's: it runs through a reload, and stops once however often tapped."""
    page.goto(promise.get_absolute_url())
    expect(page.locator(".lead")).to_have_text("Belum ada kasus atau angka bulanan.")
    fill(page, reference="R-17")
    page.get_by_role("button", name="Mulai sekarang").click()
    running = page.locator("#berjalan li")
    expect(running).to_contain_text("R-17")
    expect(running.locator(".tag")).to_contain_text("sisa")
    page.reload()
    expect(running).to_have_count(1)
    expect(page.locator(".lead")).to_have_text("Belum ada kasus atau angka bulanan.")
    page.get_by_role("button", name="Selesai R-17").click()
    expect(page.locator(".lead")).to_contain_text("1 dari 1 kasus selesai dalam 60 menit (100")
    expect(running).to_have_count(0)


def test_the_whole_story(browser_page: Callable[..., Page], giver: Unit, adopter: Unit) -> None:
    member = browser_page(person(giver, Role.ANGGOTA, "Sari"))
    tell_the_idea(member)
    innovation = Innovation.objects.get()
    home = innovation.get_absolute_url()
    # At any hour of any day, whenever this test is run.
    promise = PromiseFactory(unit=giver, innovation=innovation, counting="semua")
    keep_a_promise(member, promise)

    # Another office finds it in the catalogue and asks for it.
    asking = browser_page(person(adopter, Role.ANGGOTA, "Yusuf"))
    asking.goto("/inovasi/katalog/")
    asking.get_by_role("button", name="Minta replikasi").click()
    expect(asking.get_by_role("status").first).to_contain_text("Permintaan replikasi ZIP tercatat")

    # The owner sees it and notes that it runs there now.
    member.goto(home)
    member.get_by_role("link", name="Kantor Peniru").click()
    expect(member.locator("main")).to_contain_text("Diminta")
    member.get_by_role("link", name="Catat langkah").click()
    member.locator("[name=state]").select_option("berjalan")
    fill(member, happened_on="2 Maret 2099")
    member.get_by_role("button", name="Simpan").click()
    expect(member.locator("[aria-invalid=true]").first).to_be_visible()
    fill(member, happened_on=Replication.objects.get().steps.get().happened_on.strftime("%d-%m-%Y"))
    member.get_by_role("button", name="Simpan").click()
    expect(member.locator("main")).to_contain_text("mengonfirmasi dengan akunnya")

    # Only the adopter's head can say that it does.
    head = browser_page(person(adopter, Role.KEPALA, "Intan"))
    head.goto("/inovasi/diterima/")
    head.get_by_role("link", name="ZIP").click()
    head.get_by_role("link", name="Ya, kami menerapkan").click()
    fill(head, running_since="2025", changed="Tamu tidak lagi berpindah.", function="Kepala")
    head.get_by_role("button", name="Simpan").click()
    expect(head.locator(".tag-success")).to_have_text("Dikonfirmasi")

    # An agency outside the portal is asked by a link.
    member.goto(home)
    member.get_by_role("link", name="Catat replikasi").click()
    fill(member, agency_name="BPS Provinsi", agency_province="Maluku Utara", happened_on="2024")
    member.locator("[name=state]").select_option("berjalan")
    member.get_by_role("button", name="Simpan").click()
    member.get_by_role("button", name="Buat tautan konfirmasi").click()
    link = member.get_by_label("Tautan sekali pakai").input_value()
    member.get_by_role("button", name="Salin tautan").click()
    expect(member.get_by_role("status")).to_contain_text("salin")

    outsider = browser_page(width=360, javascript=False, expected=(r"404",))
    outsider.goto(link)
    fill(outsider, running_since="5 Agustus 2024", changed=CHANGED, name="Rahma", function="Kabag")
    outsider.get_by_role("button", name="Kirim konfirmasi").click()
    expect(outsider.get_by_role("alert")).to_contain_text("Surat belum dipilih")
    expect(outsider.locator("[name=changed]")).to_have_value(CHANGED)
    outsider.locator("[name=letter]").set_input_files(
        {
            "name": "Surat.png",
            "mimeType": "image/png",
            "buffer": documents.png("Surat", ["Kami menerapkan ZIP."]),
        }
    )
    outsider.get_by_role("button", name="Kirim konfirmasi").click()
    expect(outsider.locator("h1")).to_contain_text("Terima kasih")
    code = outsider.get_by_label("Kode pencabutan").input_value()
    reference = Confirmation.objects.get(name="Rahma").reference
    expect(outsider.locator("main")).to_contain_text(reference)
    outsider.goto(link)
    expect(outsider.locator("h1")).to_contain_text("Tautan ini tidak berlaku")

    # Both count, until the outsider takes the own word back.
    member.goto("/inovasi/sebaran/")
    expect(member.locator("main")).to_contain_text("2 replikasi, 2 dikonfirmasi")
    outsider.goto("/konfirmasi/cabut/")
    fill(outsider, code=code.lower(), reason="Ternyata baru direncanakan.")
    outsider.get_by_role("button", name="Cabut konfirmasi").click()
    expect(outsider.locator("h1")).to_contain_text("dicabut")
    member.reload()
    expect(member.locator("main")).to_contain_text("2 replikasi, 1 dikonfirmasi")
