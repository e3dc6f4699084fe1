"""A folder is brought in with a real browser: sent in parts, looked over, applied, taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pengungkit.actions.zip_applying import apply_import
from pengungkit.actions.zip_reading import read_import
from pengungkit.models import Evidence, EvidenceUse, ZipImport
from tests.pengungkit.office_folder import few_zip


pytestmark = pytest.mark.django_db(transaction=True)


def test_the_whole_way(browser_page, assessment, unit, member):
    page = browser_page(member)
    page.goto("/bukti/")
    page.get_by_role("link", name="Bawa masuk satu folder (ZIP)").click()
    zipped = {"name": "Bukti ZI.zip", "mimeType": "application/zip", "buffer": few_zip()}
    page.set_input_files("#id_berkas", zipped)
    expect(page.get_by_role("heading", name="ZIP sedang dibaca")).to_be_visible()
    made = ZipImport.objects.get()
    assert made.original_name == "Bukti ZI.zip"

    # What the worker does; the page notices by itself.
    read_import(made)
    expect(page.get_by_role("heading", name="Pratinjau isi ZIP")).to_be_visible()
    page.get_by_role("button", name="Ditolak 4").click()
    expect(page.get_by_text("Arsip di dalam ZIP tidak dibuka")).to_be_visible()
    page.get_by_role("button", name="Semua 16").click()
    entry = made.entries.get(path__endswith="Foto rapat.jpg")
    title = page.locator(f"#judul-{entry.pk}")
    title.fill("Foto rapat pertama")
    # Enter keeps what was typed, and applies nothing.
    title.press("Enter")
    expect(page.get_by_text("Pilihan tersimpan. Belum ada berkas")).to_be_visible()
    expect(title).to_have_value("Foto rapat pertama")
    assert not Evidence.objects.exists()

    page.get_by_role("button", name="Masukkan yang dipilih").click()
    expect(page.get_by_role("heading", name="Berkas sedang dimasukkan")).to_be_visible()
    apply_import(made)
    expect(page.get_by_role("heading", name="7 berkas masuk, 1 isinya sama")).to_be_visible()
    assert Evidence.objects.filter(title="Foto rapat pertama", kind="foto").exists()
    page.get_by_role("button", name="Lepas semua dari butir").click()
    expect(page.get_by_text("Berkasnya tetap ada di kotak bukti, belum dipakai")).to_be_visible()
    assert (EvidenceUse.objects.count(), Evidence.objects.count()) == (0, 7)
