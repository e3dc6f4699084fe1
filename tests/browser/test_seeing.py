"""Home, dashboard, road, search and help in a real browser."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from pengungkit.actions.answers import return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.instruments import bundled_instrument
from pengungkit.models import DailyScore
from tests.browser.axe import assert_axe_clean
from tests.factories import MembershipFactory, Role, UserFactory, make_evidence
from tests.pengungkit.responses import best, worst_response
from tests.reports.sheets import fill
from units.actions.journeys import add_milestone, record_predicate, revoke_predicate


pytestmark = pytest.mark.django_db(transaction=True)

LKE = bundled_instrument()
BOARD = "/dasbor/kppn-ternate/"
ROAD = "/perjalanan/kppn-ternate/"


def area_four_missing() -> dict:
    answers = best(LKE)
    for item in LKE.area("4").items:
        answers[item.code] = worst_response(item)
    return answers


def check(page: Page, path: str) -> None:
    """A page as everyone needs it: clean for axe, and no sideways scrolling at 320 px."""
    size = page.viewport_size
    page.goto(path)
    assert_axe_clean(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page.set_viewport_size(size)


@pytest.fixture
def filled(assessment, member):
    fill(assessment, area_four_missing(), member)
    return assessment


def test_pages_are_clean_before_anything_is_filled_in(browser_page, assessment, member, leader):
    for user in (member, leader, UserFactory()):
        check(browser_page(user), "/beranda/")
    page = browser_page(leader)
    for path in (BOARD, ROAD, "/cari/", "/cari/?q=zzzz", f"{ROAD}tonggak/baru/"):
        check(page, path)
    check(browser_page(), "/bantuan/")


def test_pages_are_clean_when_full(browser_page, filled, member, leader, coordinator, head, unit):
    return_item(assessment=filled, code="A.I.1.i.a", note="SK belum lengkap", by=leader)
    make_evidence(unit, member)
    fields = {"only_year_known": False, "document_number": "K-1", "note": "Contoh"}
    old = record_predicate(
        unit=unit, by=leader, predicate="WBK", giver="tpn", granted_on=dt.date(2015, 1, 1), **fields
    )
    revoke_predicate(record=old, by=leader, revoked_on=dt.date(2018, 1, 1), revoked_reason="Kasus")
    held = record_predicate(
        unit=unit, by=leader, predicate="WBK", giver="tpn", granted_on=dt.date(2019, 1, 1), **fields
    )
    for year, planned in ((2014, False), (2020, True), (2090, True), (2091, True)):
        add_milestone(
            unit=unit, by=leader, kind="mandiri", title="Mandiri", note="",
            happened_on=dt.date(year, 1, 1), only_year_known=False, is_planned=planned,
        )  # fmt: skip
    for user in (member, leader, coordinator, head):
        check(browser_page(user), "/beranda/")
    overseer = MembershipFactory(unit=unit, role=Role.TPI).user
    check(browser_page(overseer), "/beranda/")
    page = browser_page(leader)
    paths = (BOARD, f"{BOARD}?jika=cukup", ROAD, f"{ROAD}predikat/{held.pk}/",
             f"{ROAD}predikat/{old.pk}/", f"{ROAD}predikat/{held.pk}/cabut/",
             "/cari/?q=sk", "/cari/?q=butir&kelompok=butir&page=2")  # fmt: skip
    for path in paths:
        check(page, path)


def test_pages_are_clean_when_closed_and_with_errors(browser_page, filled, leader, member):
    close_assessment(assessment=filled, reason="Selesai", by=leader)
    page = browser_page(leader)
    for path in ("/beranda/", BOARD):
        check(page, path)
    check(browser_page(member), "/beranda/")
    page.goto(f"{ROAD}tonggak/baru/")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("Langkah belum diisi")
    assert_axe_clean(page)


def test_pass_or_not_stands_above_the_fold_of_a_phone(browser_page, filled, head):
    page = browser_page(head, width=360)
    page.goto(BOARD)
    answer = page.get_by_role("heading", level=1)
    expect(answer).to_have_text("Belum memenuhi syarat WBK: 1 dari 12 syarat masih kurang.")
    why = page.get_by_role("link", name="Area 4 Penguatan Akuntabilitas").first
    for part in (answer, why):
        box = part.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 640


def test_the_what_if_counts_at_once(browser_page, filled, head):
    page = browser_page(head)
    page.goto(BOARD)
    outcome = page.locator("[data-zi-outcome]")
    expect(page.get_by_role("button", name="Hitung")).to_be_hidden()
    boxes = page.get_by_role("checkbox")
    boxes.nth(0).check()
    expect(outcome).to_contain_text("Jika satu butir ini selesai: 90,00 → ")
    boxes.nth(1).check()
    expect(outcome).to_contain_text("Jika dua butir ini selesai: 90,00 → ")
    # The address can be passed on.
    page.reload()
    expect(outcome).to_contain_text("Jika dua butir ini selesai")
    boxes.nth(0).uncheck()
    boxes.nth(1).uncheck()
    expect(outcome).to_contain_text("Centang butir")


def test_the_what_if_without_script(browser_page, filled, head):
    page = browser_page(head, javascript=False)
    page.goto(BOARD)
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("button", name="Hitung").click()
    expect(page.locator("[data-zi-outcome]")).to_contain_text("Jika satu butir ini selesai")
    page.get_by_role("link", name="Centangkan yang cukup untuk lulus").click()
    expect(page.locator("[data-zi-outcome]")).to_contain_text("12 dari 12 syarat terpenuhi.")


def test_the_what_if_falls_back_to_the_button(browser_page, filled, head):
    page = browser_page(head, expected=(r"ERR_INTERNET_DISCONNECTED", r"Failed to fetch"))
    page.goto(BOARD)
    page.context.set_offline(True)
    page.get_by_role("checkbox").nth(0).check()
    expect(page.get_by_role("button", name="Hitung")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Hitung").click()
    expect(page.locator("[data-zi-outcome]")).to_contain_text("Jika satu butir ini selesai")


@pytest.mark.parametrize("how_full", ["empty", "filled"])
def test_the_dashboard_prints_on_one_page(browser_page, assessment, member, leader, head, how_full):
    assessment.target = "WBBM"
    assessment.save(update_fields=["target"])
    for number in range(12):
        day = dt.date(assessment.year, 1, 5) + dt.timedelta(days=20 * number)
        DailyScore.objects.create(assessment=assessment, day=day, total=number, checks_met=0)
    if how_full == "filled":
        fill(assessment, area_four_missing(), member)
        return_item(assessment=assessment, code="A.I.1.i.a", note="Kurang", by=leader)
    page = browser_page(head)
    page.goto(f"{BOARD}?jika=A.I.4.i.a&jika=A.I.4.i.b&jika=A.I.4.i.c")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1


def test_the_road_is_recorded_by_keyboard_and_taken_back(browser_page, unit, leader):
    page = browser_page(leader)
    page.goto(f"{ROAD}tonggak/baru/")
    page.get_by_label("Langkah").focus()
    page.keyboard.type("Pencanangan")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("2018")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Tonggak dicatat.")).to_be_visible()
    expect(page.locator(".timeline time")).to_have_text("2018")
    page.get_by_role("link", name="Ubah Pencanangan, 2018").click()
    page.get_by_role("button", name="Hapus tonggak").click()
    expect(page.locator(".timeline")).to_have_count(0)
    page.get_by_role("button", name="Urungkan penghapusan").click()
    expect(page.locator(".timeline time")).to_have_text("2018")


def test_search_from_the_header(browser_page, assessment, member):
    page = browser_page(member)
    page.goto("/beranda/")
    page.get_by_role("searchbox", name="Cari").fill("1.i.b")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasil pencarian “1.i.b”")
    page.get_by_role("link", name="A.I.1.i.b").first.click()
    expect(page).to_have_url(re.compile(r"/butir/A\.I\.1\.i\.b/$"))
