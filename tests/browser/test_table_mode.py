"""Table mode by keyboard alone, and pasting from a spreadsheet, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.assigning import assign_items
from pengungkit.models import Answer, Assessment, Paste
from tests.browser.axe import assert_axe_clean
from tests.factories import AssessmentFactory


pytestmark = pytest.mark.django_db(transaction=True)

BASE = "/penilaian/2026/kppn-ternate/"
TABLE = f"{BASE}area/1/tabel/"
PASTE = f"{BASE}area/1/tempel/"
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d WIB")
FIRST, SECOND, THIRD, RATIO = "A.I.1.i.a", "A.I.1.i.b", "A.I.1.ii.a", "A.II.1.i.a"
BLOCK = (
    f'{FIRST}\tYa\t"SK Nomor 12\ntanggal 5 Januari"\n{SECOND}\tB\tSebagian\n{RATIO}\t5\t4\tdua\n'
)


def stored(code: str) -> Answer:
    return Answer.objects.get(code=code, assessment__year=2026)


def save(assessment: Assessment, by, code: str, **entry) -> None:
    answer_item(
        assessment=assessment,
        code=code,
        entry=Entry(**entry),
        base_version=stored(code).version,
        by=by,
    )


def state(page: Page, position: int):
    return page.locator(f'[data-zi-status="butir-{position}"]')


def focused(page: Page) -> str:
    """The id of the control that has the focus."""
    return page.evaluate("document.activeElement.id")


def tab_to(page: Page, control: str) -> None:
    for _ in range(80):
        if focused(page) == control:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {control}")


def test_a_whole_row_by_keyboard_alone(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(TABLE)
    tab_to(page, "butir-1_jawaban")
    page.keyboard.type("y")
    expect(state(page, 1)).to_have_text(SAVED)
    # A letter finds its option from whichever stands there, and never the empty one.
    answers = page.locator("#butir-2_jawaban")
    answers.select_option("C")
    answers.press("b")
    expect(answers).to_have_value("B")
    page.locator("#butir-1_jawaban").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "butir-1_penjelasan"
    page.keyboard.type("SK 12")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("tanggal 5 Januari")
    expect(page.locator("[data-zi-unsaved]")).to_have_text(" · 1 belum tersimpan")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-zi-unsaved]")).to_have_text("")
    expect(state(page, 1)).to_have_text(SAVED)
    answer = stored(FIRST)
    assert (answer.choice, answer.narrative) == ("Ya", "SK 12\ntanggal 5 Januari")
    row = page.locator("#butir-1-baris")
    expect(row.locator("[data-zi-points]")).to_have_text("0,25")
    expect(row.locator("[data-zi-chip]")).to_contain_text("Dikerjakan")


def test_moving_about_as_in_a_spreadsheet(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(TABLE)
    page.locator("#butir-1_penjelasan").focus()
    page.keyboard.press("Enter")
    assert focused(page) == "butir-2_penjelasan"
    page.keyboard.press("Alt+ArrowDown")
    assert focused(page) == "butir-3_penjelasan"
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    assert focused(page) == "butir-1_penjelasan"
    page.keyboard.press("Alt+ArrowUp")
    assert focused(page) == "butir-1_penjelasan"
    page.keyboard.press("Shift+Tab")
    assert focused(page) == "butir-1_jawaban"
    page.keyboard.press("Enter")
    assert focused(page) == "butir-2_jawaban"
    # Down the answers: through both counts of a ratio item, then on to the next item.
    page.locator("#butir-12_jawaban").focus()
    for expected in ("butir-13_jumlah-agen", "butir-13_jumlah-perubahan", "butir-14_"):
        page.keyboard.press("Enter")
        assert focused(page).startswith(expected)
    assert stored(FIRST).version == 0


def test_what_has_the_focus_is_never_under_the_heading(browser_page, assessment, member):
    page = browser_page(member, height=500)
    page.goto(TABLE)
    page.locator("#butir-16_penjelasan").focus()
    for _ in range(12):
        page.keyboard.press("Alt+ArrowUp")
        covered = page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const head = document.querySelector("thead th").getBoundingClientRect();
              return box.top < head.bottom - 1;
            }"""
        )
        assert not covered, focused(page)


def test_counts_with_a_slip_say_so_in_their_cell(browser_page, assessment, member):
    page = browser_page(member, expected=(r"422",))
    page.goto(TABLE)
    page.locator("#butir-13_jumlah-agen").focus()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    page.keyboard.type("empat")
    page.keyboard.press("Control+s")
    expect(page.locator("#butir-13_jumlah-perubahan_error")).to_contain_text("bukan angka")
    expect(state(page, 13)).to_contain_text("Sebagian belum tersimpan")
    page.locator("#butir-13_jumlah-perubahan").fill("4")
    expect(state(page, 13)).to_have_text(SAVED)
    expect(page.locator('[data-zi-share="butir-13"]')).to_have_text("80,0%")
    assert stored(RATIO).counts == {"agen": 5, "perubahan": 4}


def test_a_conflict_is_said_in_its_row_and_the_others_go_on(
    browser_page, assessment, member, coordinator
):
    page = browser_page(member, expected=(r"409",))
    page.goto(TABLE)
    save(assessment, coordinator, SECOND, choice="C", narrative="versi Rina")
    page.locator("#butir-2_penjelasan").fill("versi Sari")
    expect(state(page, 2)).to_contain_text("Konflik")
    page.locator("#butir-3_penjelasan").fill("baris lain")
    expect(state(page, 3)).to_have_text(SAVED)
    assert stored(SECOND).narrative == "versi Rina"
    assert stored(THIRD).narrative == "baris lain"
    state(page, 2).get_by_role("link", name="Bandingkan").click()
    page.wait_for_url(f"**/butir/{SECOND}/konflik/")
    expect(page.get_by_text("versi Sari").first).to_be_visible()
    expect(page.get_by_text("versi Rina").first).to_be_visible()


def test_offline_rows_are_counted_and_saved_on_return(browser_page, assessment, member):
    page = browser_page(member, expected=(r"ERR_INTERNET_DISCONNECTED", r"Failed to fetch"))
    page.goto(TABLE)
    page.context.set_offline(True)
    page.locator("#butir-1_penjelasan").fill("satu")
    page.locator("#butir-2_penjelasan").fill("dua")
    expect(page.locator("[data-zi-unsaved]")).to_have_text(" · 2 belum tersimpan")
    expect(state(page, 2)).to_contain_text("Anda luring")
    page.context.set_offline(False)
    expect(state(page, 1)).to_have_text(SAVED)
    expect(state(page, 2)).to_have_text(SAVED)
    expect(page.locator("[data-zi-unsaved]")).to_have_text("")
    assert [stored(code).version for code in (FIRST, SECOND)] == [1, 1]


def test_without_script_a_row_is_saved_by_its_button(browser_page, assessment, member):
    page = browser_page(member, javascript=False)
    page.goto(TABLE)
    page.locator("#butir-2_jawaban").select_option("B")
    page.locator("#butir-2_penjelasan").fill("tanpa skrip")
    page.get_by_role("button", name=f"Simpan {SECOND}").click()
    expect(page).to_have_url(re.compile(r"#butir-2-baris$"))
    expect(page.locator("#butir-2_penjelasan")).to_have_value("tanpa skrip")
    answer = stored(SECOND)
    assert (answer.choice, answer.narrative) == ("B", "tanpa skrip")


def test_on_a_phone_rows_are_cards(browser_page, assessment, member):
    page = browser_page(member, width=360)
    page.goto(TABLE)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("#butir-1_penjelasan").fill("dari telepon")
    expect(state(page, 1)).to_have_text(SAVED)
    box = page.locator("#butir-1_penjelasan").bounding_box()
    assert box is not None
    assert box["width"] > 250


def paste_into(page: Page, text: str) -> None:
    """Through the real clipboard, as from a spreadsheet."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.get_by_label("Sel dari Excel").focus()
    page.keyboard.press("Control+v")


def test_pasting_previewing_applying_and_taking_back(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(PASTE)
    paste_into(page, BLOCK)
    page.get_by_role("button", name="Lihat pratinjau").click()
    expect(page.get_by_text("3 berubah, 0 sama, 0 bentrok, 0 galat.")).to_be_visible()
    assert_axe_clean(page)
    page.get_by_role("button", name="Terapkan 3 perubahan").click()
    expect(page.get_by_text("3 butir diubah dari tempelan.")).to_be_visible()
    assert stored(FIRST).narrative == "SK Nomor 12\ntanggal 5 Januari"
    assert stored(RATIO).counts == {"agen": 5, "perubahan": 4}
    assert_axe_clean(page)
    page.get_by_role("button", name="Batalkan tempelan").click()
    expect(page.get_by_text("3 butir kembali seperti sebelum tempelan.")).to_be_visible()
    assert stored(FIRST).narrative == ""
    assert Paste.objects.get().undone_at is not None


def test_a_clash_must_be_settled_before_anything_is_applied(
    browser_page, assessment, member, coordinator
):
    page = browser_page(member)
    page.goto(PASTE)
    page.get_by_label("Sel dari Excel").fill(BLOCK)
    page.get_by_role("button", name="Lihat pratinjau").click()
    expect(page.get_by_role("button", name="Terapkan")).to_be_visible()
    save(assessment, coordinator, SECOND, choice="C", narrative="versi Rina")
    page.get_by_role("button", name="Terapkan 3 perubahan").click()
    expect(page.get_by_text("1 butir diubah orang lain")).to_be_visible()
    assert stored(FIRST).version == 0
    assert_axe_clean(page)
    page.get_by_role("radio", name="Biarkan isi sekarang").check()
    page.get_by_role("button", name="Terapkan 2 perubahan dan 1 pilihan").click()
    expect(page.get_by_text("2 butir diubah dari tempelan.")).to_be_visible()
    assert stored(SECOND).narrative == "versi Rina"


def test_pasting_without_script(browser_page, assessment, member):
    page = browser_page(member, javascript=False)
    page.goto(PASTE)
    page.get_by_label("Sel dari Excel").fill(BLOCK)
    page.get_by_role("button", name="Lihat pratinjau").click()
    page.get_by_role("button", name="Terapkan 3 perubahan").click()
    expect(page.get_by_text("3 butir diubah dari tempelan.")).to_be_visible()
    assert stored(SECOND).choice == "B"


def test_sharing_out_with_the_mouse_and_all_at_once(browser_page, assessment, member, coordinator):
    page = browser_page(coordinator)
    page.goto(f"{BASE}?q=lhkpn")
    page.get_by_label("Pilih semua yang cocok (2)").check()
    expect(page.get_by_label("Pilih A.II.5.iii.a.a")).to_be_checked()
    page.get_by_label("Tugaskan kepada").select_option(label="Sari")
    page.get_by_label("Tenggat", exact=True).fill("28 November 2026")
    page.get_by_role("button", name="Tugaskan 2 butir").click()
    expect(page.get_by_text("2 butir ditugaskan kepada Sari")).to_be_visible()
    assert Answer.objects.filter(assignee=member).count() == 2
    page.get_by_role("button", name="Batalkan penugasan").click()
    expect(page.get_by_text("2 butir kembali seperti semula")).to_be_visible()
    assert not Answer.objects.filter(assignee=member).exists()


# Looked at on a wide screen by the tours of `test_axe_pages.py`.
ON_TOUR = [
    "/penilaian/",
    BASE,
    f"{BASE}area/1/",
    TABLE,
    f"{BASE}area/hasil/tabel/",
    PASTE,
    f"{BASE}salin-tahun-lalu/",
]


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_on_every_page(browser_page, assessment, unit, member, coordinator, leader, width):
    last = AssessmentFactory(unit=unit, year=2025)
    answer_item(
        assessment=last,
        code=FIRST,
        entry=Entry(choice="Ya", narrative="tahun lalu"),
        base_version=0,
        by=member,
    )
    save(assessment, member, SECOND, choice="B", narrative="isi", done=True)
    assign_items(
        assessment=assessment, codes=[FIRST], by=leader, assignee=member, set_assignee=True
    )
    close_assessment(assessment=last, reason="Selesai.", by=leader)
    page = browser_page(coordinator, width=width)
    unseen = [
        f"{BASE}?q=tidakada",
        "/penilaian/2025/kppn-ternate/",
        "/penilaian/2025/kppn-ternate/area/1/tabel/",
    ]
    for path in unseen if width > 1000 else [*ON_TOUR, *unseen]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert_axe_clean(page)
    page = browser_page(leader, width=width)
    for path in ("/penilaian/baru/", f"{BASE}tutup/"):
        page.goto(path)
        assert_axe_clean(page)
        if path.endswith("baru/"):
            page.get_by_label("Tahun penilaian").fill("1999")
        page.get_by_role("button").filter(has_text=re.compile("Buka|Tutup")).last.click()
        expect(page.get_by_role("alert")).to_be_visible()
        assert_axe_clean(page)
