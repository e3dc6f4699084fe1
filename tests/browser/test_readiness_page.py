"""The list of findings on a phone: led to the place of repair, and found repaired."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.evidence import attach
from tests.factories import make_evidence


pytestmark = pytest.mark.django_db(transaction=True)
CODE = "A.I.1.i.b"


def test_from_a_finding_to_its_repair(browser_page, member, assessment, unit):
    answer = answer_item(
        assessment=assessment, code=CODE, entry=Entry(choice="A", narrative="Ada."),
        base_version=0, by=member,
    ).answer  # fmt: skip
    photo = make_evidence(unit, member, "IMG_2031.pdf")
    attach(answer=answer, evidence=photo, by=member)
    page = browser_page(member)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{assessment.get_absolute_url()}kesiapan/?hal=nama-kosong")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("link", name=photo.title, exact=True).click()
    page.get_by_label("Judul").fill("Notulen rapat pembentukan tim")
    page.get_by_role("button", name="Simpan keterangan").click()
    page.goto(f"{assessment.get_absolute_url()}kesiapan/?hal=nama-kosong")
    expect(page.get_by_role("heading", name="Tidak ada yang cocok")).to_be_visible()
    page.goto(f"{assessment.get_absolute_url()}butir/{CODE}/")
    expect(page.get_by_role("heading", name="Kesiapan bukti: cukup, 2 saran")).to_be_visible()
