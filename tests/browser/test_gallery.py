"""Stylesheet and global script in a real browser, on a page that shows every component."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import gallery
from tests.browser.axe import assert_axe_clean


pytestmark = [pytest.mark.urls("tests.browser.gallery"), pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("state", ["", "?galat"])
def test_every_component_is_accessible_and_fits(browser_page, width, state):
    page = browser_page(width=width)
    page.goto(f"/galeri/{state}")
    assert_axe_clean(page)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0


def test_a_second_click_sends_nothing(browser_page):
    gallery.sent.clear()
    page = browser_page()
    page.goto("/galeri/")
    page.evaluate(
        """() => { window.stopped = [];
        document.addEventListener("submit", (e) => window.stopped.push(e.defaultPrevented)); }"""
    )
    save = page.get_by_role("button", name="Simpan dan berikutnya")
    with page.expect_response(lambda response: response.status == 204):
        save.click()
    save.click()
    assert page.evaluate("() => window.stopped") == [False, True]
    assert [post["lanjut"] for post in gallery.sent] == ["1"], "sent once, with its button"


def test_the_menu_closes_by_escape_and_by_a_click_elsewhere(browser_page):
    page = browser_page(width=360)
    page.goto("/galeri/")
    menu = page.locator("details.menu:not(.nav-menu)")
    opener = menu.locator("summary")
    opener.click()
    expect(menu.get_by_role("button", name="Keluar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(opener).to_be_focused()
    opener.click()
    page.locator("main").click(position={"x": 2, "y": 2})
    expect(menu).not_to_have_attribute("open", "")


def test_errors_have_the_focus_and_lead_to_their_field(browser_page):
    page = browser_page()
    page.goto("/galeri/?galat")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Indeks: 12.345 dapat dibaca").click()
    expect(page.get_by_label("Indeks*")).to_be_focused()


def test_keyboards_type_dates_and_wrong_ones_stay_to_be_seen(browser_page):
    page = browser_page()
    page.goto("/galeri/")
    expect(page.get_by_label("Mulai bertugas")).to_have_value("5 Agustus 2026")
    page.goto("/galeri/?galat")
    expect(page.get_by_label("Mulai bertugas")).to_have_value("12/25/2026")


def test_fingers_get_the_phone_s_own_picker(chromium, live_server):
    context = chromium.new_context(base_url=live_server.url, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto("/galeri/")
    expect(page.get_by_label("Mulai bertugas")).to_have_attribute("type", "date")
    expect(page.get_by_label("Mulai bertugas")).to_have_value("2026-08-05")
    page.goto("/galeri/?galat")
    expect(page.get_by_label("Mulai bertugas")).to_have_value("12/25/2026")
    context.close()


def test_the_bar_with_save_never_hides_what_has_the_focus(browser_page):
    page = browser_page(width=360)
    page.goto("/galeri/")
    bar = page.locator(".save-bar")
    page.get_by_label("B", exact=False).first.scroll_into_view_if_needed()
    for name in ("0", "4"):
        option = page.get_by_role("radio", name=name, exact=True)
        option.focus()
        assert not overlaps(option.bounding_box(), bar.bounding_box())


def test_without_script_menus_open_and_nothing_offers_to_print(browser_page):
    page = browser_page(javascript=False)
    page.goto("/galeri/")
    expect(page.get_by_role("button", name="Cetak")).to_be_hidden()
    page.locator("details.menu:not(.nav-menu) > summary").click()
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()


def test_a_phone_has_the_whole_navigation_behind_one_button(browser_page):
    page = browser_page(width=320, javascript=False)
    page.goto("/galeri/")
    place = page.get_by_role("link", name="Paket")
    expect(place).to_be_hidden()
    page.locator(".nav-menu > summary").click()
    expect(place).to_be_in_viewport()
    expect(place).to_have_attribute("aria-current", "page")


def overlaps(one: dict[str, float], other: dict[str, float]) -> bool:
    return one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
