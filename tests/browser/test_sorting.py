"""Sorting the store in a real browser: three files by keyboard alone, and a row in place."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_axe_clean
from tests.factories import make_evidence


pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Catatan rapat.pdf", "Undangan monev.pdf", "1.i.a SK Tim Kerja.pdf")


def codes(evidence) -> list[str]:
    return sorted(use.answer.code for use in evidence.uses.select_related("answer"))


def test_three_files_are_sorted_by_keyboard_alone(browser_page, assessment, unit, member):
    notes, invitation, decree = (make_evidence(unit, member, name=name) for name in NAMES)
    # The files are no real PDFs, which the viewer says aloud.
    page = browser_page(member, expected=(r"Applying inline style", r"chrome(-extension)?://"))
    page.goto("/bukti/pilah/")
    expect(page.get_by_text("1 dari 3 berkas belum dipakai")).to_be_visible()
    # The cursor stands in the title. Everything is guessed: saved with one stroke.
    expect(page.get_by_label("Judul")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 dari 2 berkas belum dipakai")).to_be_visible()
    for wording, code in (("rekomendasi monev", "A.I.1.iii.c"), ("1.ii.a", "A.I.1.ii.a")):
        here, field = page.url, page.get_by_label("Dipakai untuk butir")
        expect(page.get_by_label("Judul")).to_be_focused()
        for _ in range(12):
            if field.evaluate("field => field === document.activeElement"):
                break
            page.keyboard.press("Tab")
        page.keyboard.type(wording)
        suggested = page.get_by_role("listbox", name="Butir yang cocok").get_by_role("option")
        expect(suggested.first).to_be_visible()
        if code == "A.I.1.iii.c":
            assert_axe_clean(page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(field).to_have_value(f"{code}, ")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(lambda url, here=here: url != here)
    page.wait_for_url(f"**/bukti/?unit={unit.code}")
    assert codes(decree) == ["A.I.1.i.a"]
    assert codes(invitation) == ["A.I.1.iii.c"]
    assert codes(notes) == ["A.I.1.ii.a"]


def test_a_row_is_sorted_in_place_and_the_next_one_opens(browser_page, assessment, unit, member):
    for name in NAMES:
        make_evidence(unit, member, name=name)
    page = browser_page(member, width=360, expected=(r"422",))
    page.goto("/bukti/?saring=belum-dipakai")
    page.get_by_role("link", name="Pilah 1.i.a SK Tim Kerja").click()
    strip = page.locator("[data-zi-strip-place]:visible")
    title = strip.get_by_label("Judul")
    expect(title).to_be_focused()
    expect(title).to_have_value("SK Tim Kerja")
    assert_axe_clean(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") == 360
    title.fill("")
    strip.get_by_role("button", name="Simpan dan berikutnya").click()
    expect(strip.get_by_text("Judul belum diisi").first).to_be_visible()
    strip.get_by_label("Judul").fill("SK Tim Kerja ZI")
    strip.get_by_role("button", name="Simpan dan berikutnya").click()
    expect(strip.get_by_label("Judul")).to_have_value("Undangan monev")
    expect(page.get_by_role("link", name="Belum dipakai 2")).to_be_visible()
