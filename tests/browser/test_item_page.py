"""The item page in a real browser: filling, losing the network, meeting somebody, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pengungkit.actions.answers import Entry, answer_item, return_item
from pengungkit.models import Answer, Assessment, ConflictDraft, Evidence
from tests.browser.axe import assert_axe_clean
from tests.factories import PDF, make_evidence
from units.models import AuditEvent


pytestmark = pytest.mark.django_db(transaction=True)

CODE = "A.I.1.i.b"
RATIO = "A.II.4.i.a"
ITEM = f"/penilaian/2026/kppn-ternate/butir/{CODE}/"
SAVED = re.compile(r"^Tersimpan \d\d\.\d\d WIB")
CUT = (r"ERR_INTERNET_DISCONNECTED", r"Failed to fetch")


def stored(code: str = CODE) -> Answer:
    return Answer.objects.get(code=code)


def status(page: Page):
    return page.locator("[data-zi-status]")


def fill_narrative(page: Page, text: str) -> None:
    page.get_by_label("Penjelasan").fill(text)


def save(assessment: Assessment, by, **entry) -> None:
    answer_item(
        assessment=assessment,
        code=CODE,
        entry=Entry(**entry),
        base_version=stored().version,
        by=by,
    )


def test_an_item_is_filled_in_and_the_next_one_opened(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(ITEM)
    page.get_by_role("radio", name="B Seleksi belum utuh").check()
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator("[data-zi-score]")).to_have_text("Nilai butir 0,13 dari 0,25")
    expect(page.locator("[data-zi-chip]")).to_contain_text("Dikerjakan")

    fill_narrative(page, "Diusulkan tiap seksi.")
    page.get_by_role("radio", name="Ya, siap direviu").check()
    page.get_by_role("button", name="Simpan dan berikutnya").click()

    page.wait_for_url("**/butir/A.I.1.ii.a/")
    answer = stored()
    assert (answer.choice, answer.narrative) == ("B", "Diusulkan tiap seksi.")
    assert answer.status == Answer.Status.READY


def test_typing_saves_by_itself_and_ctrl_s_at_once(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(ITEM)
    fill_narrative(page, "Ketikan pertama.")
    expect(status(page)).to_have_text(SAVED)
    assert stored().narrative == "Ketikan pertama."
    with page.expect_response("**/simpan/"):
        page.get_by_label("Penjelasan").press_sequentially(" Kedua.")
        page.keyboard.press("Control+s")
    expect(status(page)).to_have_text(SAVED)
    assert stored().narrative == "Ketikan pertama. Kedua."


def test_a_cut_network_loses_nothing_and_saves_once(browser_page, assessment, member):
    page = browser_page(member, expected=CUT)
    page.goto(ITEM)
    page.context.set_offline(True)
    fill_narrative(page, "Ditulis saat luring.")
    expect(status(page)).to_contain_text("Belum tersimpan: Anda luring")
    page.get_by_role("radio", name="A Seleksi jelas").check()
    # Leading on would lose the page; it stays, with everything that was typed.
    page.get_by_role("button", name="Simpan dan berikutnya").click()
    expect(page.get_by_label("Penjelasan")).to_have_value("Ditulis saat luring.")
    assert stored().version == 0

    page.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    assert (stored().narrative, stored().choice) == ("Ditulis saat luring.", "A")
    assert stored().version == 1


def test_an_answer_lost_on_the_way_back_is_not_saved_twice(browser_page, assessment, member):
    page = browser_page(member, expected=(r"ERR_FAILED",))
    lost = []

    def lose_answer(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    page.route("**/simpan/", lose_answer)
    page.goto(ITEM)
    fill_narrative(page, "Jawaban server hilang.")
    expect(status(page)).to_contain_text("Dicoba lagi")
    expect(status(page)).to_have_text(SAVED)
    assert lost[0].status == 200
    assert stored().version == 1
    assert AuditEvent.objects.filter(action="butir_diisi").count() == 1


def test_ten_quick_edits_on_a_slow_server_are_at_most_two_requests(
    browser_page, assessment, member
):
    page = browser_page(member)
    page.goto(ITEM)
    held: list = []
    page.route("**/simpan/", lambda route: held.append(route))
    area = page.get_by_label("Penjelasan")
    area.fill("ketikan 0")
    page.keyboard.press("Control+s")
    expect(status(page)).to_have_text("Menyimpan…")
    for number in range(1, 10):
        area.fill(f"ketikan {number}")
        page.keyboard.press("Control+s")
    assert len(held) == 1
    with page.expect_request("**/simpan/"):
        held.pop().continue_()
    # A round trip, after which the second request has reached the handler above.
    page.evaluate("1")
    held.pop().continue_()
    expect(status(page)).to_have_text(SAVED)
    assert not held
    assert (stored().narrative, stored().version) == ("ketikan 9", 2)


def test_unsaved_text_survives_a_reload(browser_page, assessment, member):
    page = browser_page(member, expected=(r"ERR_FAILED",))
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(ITEM)
    page.route("**/simpan/", lambda route: route.abort())
    fill_narrative(page, "Belum sempat tersimpan.")
    expect(status(page)).to_contain_text("server tidak terjangkau")
    page.unroute("**/simpan/")
    page.reload()
    expect(page.get_by_label("Penjelasan")).to_have_value("Belum sempat tersimpan.")
    expect(status(page)).to_have_text(SAVED)
    assert stored().narrative == "Belum sempat tersimpan."
    assert page.evaluate("Object.keys(sessionStorage).length") == 0


def test_an_ended_session_keeps_the_text_until_signed_in_again(browser_page, assessment, member):
    from tests.browser.conftest import session_cookie

    page = browser_page(member, expected=(r"401", r"403"))
    page.goto(ITEM)
    origin = page.url.split("/penilaian")[0]
    page.context.clear_cookies(name="zi-sesi")
    fill_narrative(page, "Ditulis setelah sesi berakhir.")
    expect(status(page)).to_contain_text("berakhir")
    expect(status(page).get_by_role("link", name="Masuk lagi di tab baru")).to_be_visible()
    assert stored().version == 0

    page.context.add_cookies([session_cookie(member, origin)])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(status(page)).to_have_text(SAVED)
    assert stored().narrative == "Ditulis setelah sesi berakhir."

    # Who emptied the browser's data lost the token as well; that is no missing right.
    page.context.clear_cookies()
    fill_narrative(page, "Ditulis setelah data peramban dihapus.")
    expect(status(page)).to_contain_text("sesi berakhir")


def test_two_tabs_of_one_person_do_not_fight(browser_page, assessment, member):
    first = browser_page(member)
    second = first.context.new_page()
    first.goto(ITEM)
    second.goto(ITEM)
    fill_narrative(first, "Dari tab pertama.")
    expect(status(first)).to_have_text(SAVED)
    second.get_by_role("radio", name="A Seleksi jelas").check()
    expect(status(second)).to_have_text(re.compile("isian rekan dimuat"))
    expect(second.get_by_label("Penjelasan")).to_have_value("Dari tab pertama.")
    assert (stored().narrative, stored().choice) == ("Dari tab pertama.", "A")
    assert not ConflictDraft.objects.exists()


@pytest.fixture
def clash(browser_page, assessment, member, coordinator) -> tuple[Page, Page]:
    """Sari's and Rina's pages after both wrote the same field, Rina first."""
    sari, rina = browser_page(member, expected=(r"409",)), browser_page(coordinator)
    for page in (sari, rina):
        page.goto(ITEM)
    # Told before anything is typed, so that it need not come to this.
    expect(rina.locator("[data-zi-presence]")).to_have_text(
        f"{member.name} sedang membuka butir ini"
    )
    fill_narrative(rina, "Versi Rina.")
    expect(status(rina)).to_have_text(SAVED)
    fill_narrative(sari, "Versi Sari.")
    expect(status(sari)).to_contain_text("Konflik")
    return sari, rina


def test_a_conflict_shows_both_versions_and_loses_neither(clash, member):
    sari, _ = clash
    panel = sari.locator("[data-zi-conflict]")
    expect(panel.locator(".side-mine")).to_contain_text("Versi Sari.")
    expect(panel.locator(".side-theirs")).to_contain_text("Versi Rina.")
    assert_axe_clean(sari)
    assert stored().narrative == "Versi Rina."
    assert ConflictDraft.objects.get().values["narrative"] == "Versi Sari."

    # What is typed after the conflict belongs to one's own version too.
    fill_narrative(sari, "Versi Sari, diperpanjang.")
    panel.get_by_role("button", name="Pakai versi saya").click()
    expect(sari.get_by_text("Pilihan tersimpan")).to_be_visible()
    expect(sari.get_by_label("Penjelasan")).to_have_value("Versi Sari, diperpanjang.")
    assert stored().narrative == "Versi Sari, diperpanjang."
    assert not ConflictDraft.objects.filter(settled_at=None).exists()


def test_taking_the_other_version(clash):
    sari, _ = clash
    sari.get_by_role("button", name="Pakai versi Rina").click()
    expect(sari.get_by_text("Pilihan tersimpan")).to_be_visible()
    expect(sari.get_by_label("Penjelasan")).to_have_value("Versi Rina.")
    assert stored().narrative == "Versi Rina."


def test_merging_both_versions(clash):
    sari, _ = clash
    sari.get_by_role("button", name="Gabungkan keduanya").click()
    sari.wait_for_url("**/konflik/?gabung=ya")
    area = sari.get_by_label("Penjelasan")
    expect(area).to_have_value("Versi Rina.\n\nVersi Sari.")
    assert_axe_clean(sari)
    area.fill("Versi Rina dan Sari.")
    sari.get_by_role("button", name="Simpan gabungan").click()
    expect(sari.get_by_text("Pilihan tersimpan")).to_be_visible()
    expect(sari.get_by_label("Penjelasan")).to_have_value("Versi Rina dan Sari.")
    assert stored().narrative == "Versi Rina dan Sari."


def test_counts_show_the_percentage_while_typing(browser_page, assessment, member):
    page = browser_page(member, expected=(r"422",))
    page.goto(ITEM.replace(CODE, RATIO))
    page.get_by_label("Jumlah sasaran kinerja").fill("8")
    page.get_by_label("Jumlah sasaran yang mencapai").fill("6")
    expect(page.locator("[data-zi-share]")).to_have_text("75,0%")
    page.get_by_label("Jumlah sasaran yang mencapai").fill("enam")
    expect(page.locator("#isian_jumlah-tercapai_error")).to_contain_text("bukan angka")
    expect(status(page)).to_contain_text("Sebagian belum tersimpan")
    assert_axe_clean(page)
    page.get_by_label("Jumlah sasaran yang mencapai").fill("4")
    expect(status(page)).to_have_text(SAVED)
    assert stored(RATIO).counts == {"sasaran": 8, "tercapai": 4}


def test_files_are_sent_at_once_and_taken_away_with_a_way_back(
    browser_page, assessment, member, tmp_path: Path
):
    page = browser_page(member, expected=(r"422",))
    page.goto(ITEM)
    page.locator("#id_berkas").set_input_files(
        [
            {"name": "SK Tim.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "palsu.pdf", "mimeType": "application/pdf", "buffer": b"<html>"},
            {"name": "kosong.pdf", "mimeType": "application/pdf", "buffer": b""},
        ]
    )
    expect(page.locator("[data-zi-files]")).to_contain_text("SK Tim")
    errors = page.locator("[data-zi-upload-errors]")
    expect(errors).to_contain_text("palsu.pdf: Isi berkas ini bukan PDF")
    expect(errors).to_contain_text("kosong.pdf: berkas kosong")
    assert list(Evidence.objects.values_list("title", flat=True)) == ["SK Tim"]
    assert_axe_clean(page)

    fill_narrative(page, "Tidak boleh hilang saat melepas.")
    page.get_by_role("button", name="Lepas SK Tim").click()
    expect(page.get_by_text("dilepas dari butir ini")).to_be_visible()
    assert stored().uses.count() == 0
    expect(page.get_by_label("Penjelasan")).to_have_value("Tidak boleh hilang saat melepas.")
    page.get_by_role("button", name="Pasang lagi").click()
    expect(page.locator("[data-zi-files]")).to_contain_text("SK Tim")
    assert stored().uses.count() == 1


def test_who_leads_on_during_an_upload_waits_for_it(browser_page, assessment, member):
    page = browser_page(member, expected=(r"422",))
    page.goto(ITEM)
    held: list = []
    page.route("**/bukti/unggah/", lambda route: held.append(route))
    choose = page.locator("#id_berkas").set_input_files
    with page.expect_request("**/bukti/unggah/"):
        choose({"name": "SK.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="Simpan dan berikutnya").click()
    expect(status(page)).to_have_text("Menunggu unggahan selesai…")
    held.pop().continue_()
    page.wait_for_url("**/butir/A.I.1.ii.a/")
    assert stored().uses.count() == 1

    # A refused file keeps the page, with its sentence.
    page.goto(ITEM)
    with page.expect_request("**/bukti/unggah/"):
        choose({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"<html>"})
    page.get_by_role("button", name="Simpan dan berikutnya").click()
    expect(status(page)).to_have_text("Menunggu unggahan selesai…")
    held.pop().continue_()
    expect(page.locator("[data-zi-upload-errors]")).to_contain_text("bukan PDF")
    assert page.url.endswith(ITEM)


def test_a_screenshot_is_pasted(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(ITEM)
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            const bytes = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, 0, 0]);
            data.items.add(new File([bytes], "image.png", { type: "image/png" }));
            document.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
        }"""
    )
    expect(page.locator("[data-zi-files]")).to_contain_text("Tangkapan layar")


def test_an_answer_is_taken_back(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(ITEM)
    clear = page.get_by_role("button", name="Kosongkan jawaban")
    expect(clear).to_be_hidden()
    page.get_by_role("radio", name="A Seleksi jelas").check()
    fill_narrative(page, "Tetap ada.")
    clear.click()
    expect(clear).to_be_hidden()
    expect(page.get_by_label("Penjelasan")).to_have_value("Tetap ada.")
    assert (stored().choice, stored().narrative) == ("", "Tetap ada.")


def test_everything_works_without_script(browser_page, assessment, member, unit):
    make_evidence(unit, member, name="Notulen rapat.pdf")
    page = browser_page(member, javascript=False)
    page.goto(ITEM.replace(CODE, RATIO))
    page.get_by_label("Jumlah sasaran kinerja").fill("10")
    page.get_by_label("Jumlah sasaran yang mencapai").fill("1e3")
    page.get_by_label("Penjelasan").fill("Dari laporan kinerja.")
    page.get_by_label("Berkas bukti").set_input_files(
        {"name": "Laporan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Simpan dan berikutnya").click()

    expect(page.get_by_role("heading", name="Sebagian belum tersimpan")).to_be_visible()
    expect(page.get_by_label("Jumlah sasaran yang mencapai")).to_have_value("1e3")
    expect(page.get_by_label("Penjelasan")).to_have_value("Dari laporan kinerja.")
    expect(page.locator("[data-zi-files]")).to_contain_text("Laporan")
    assert stored(RATIO).counts == {"sasaran": 10, "tercapai": None}

    page.get_by_label("Jumlah sasaran yang mencapai").fill("9")
    page.get_by_role("radio", name="Ya, siap direviu").check()
    page.get_by_role("button", name="Pilih dari kotak bukti").click()
    page.get_by_label("Notulen rapat").check()
    page.get_by_role("button", name="Pasang yang dipilih").click()
    expect(page.locator("[data-zi-files]")).to_contain_text("Notulen rapat")
    expect(page.locator("[data-zi-share]")).to_have_text("90,0%")
    page.get_by_role("button", name="Simpan dan berikutnya").click()
    page.wait_for_url(lambda url: RATIO not in url)
    answer = stored(RATIO)
    assert (answer.counts["tercapai"], answer.status) == (9, Answer.Status.READY)
    assert answer.uses.count() == 2


def test_a_conflict_without_script(browser_page, assessment, member, coordinator):
    page = browser_page(member, javascript=False)
    page.goto(ITEM)
    save(assessment, coordinator, narrative="Versi Rina.")
    page.get_by_label("Penjelasan").fill("Versi Sari.")
    page.get_by_role("button", name="Simpan", exact=True).last.click()
    page.wait_for_url("**/konflik/")
    expect(page.locator(".side-mine")).to_contain_text("Versi Sari.")
    expect(page.locator(".side-theirs")).to_contain_text("Versi Rina.")
    page.get_by_role("button", name="Pakai versi saya").click()
    expect(page.get_by_text("Pilihan tersimpan")).to_be_visible()
    expect(page.get_by_label("Penjelasan")).to_have_value("Versi Sari.")


def test_on_a_phone_evidence_comes_before_the_narrative(browser_page, assessment, member):
    page = browser_page(member, width=360)
    page.goto(ITEM)
    tops = [
        page.locator(place).bounding_box()["y"]
        for place in (".item-answer", ".item-evidence", ".item-narrative", ".item-finish")
    ]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    bar = page.locator(".item-save").bounding_box()
    assert bar["y"] + bar["height"] == pytest.approx(640, abs=1)
    assert_axe_clean(page)


def test_by_keyboard_alone(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(ITEM)
    page.locator("#id_jawaban_0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Penjelasan")).to_be_focused()
    page.keyboard.type("Diketik.")
    page.locator("#id_selesai_0").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Simpan dan berikutnya")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/butir/A.I.1.ii.a/")
    assert (stored().choice, stored().narrative, stored().status) == ("A", "Diketik.", "siap")


def test_enter_in_a_count_saves_and_detaches_nothing(browser_page, assessment, member, unit):
    evidence = make_evidence(unit, member)
    evidence.uses.create(answer=stored(RATIO), attached_by=member)
    page = browser_page(member)
    page.goto(ITEM.replace(CODE, RATIO))
    page.get_by_label("Jumlah sasaran kinerja").fill("8")
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text(SAVED)
    assert stored(RATIO).uses.count() == 1


def empty(assessment, member, coordinator):
    return ITEM, member


def filled(assessment, member, coordinator):
    save(assessment, member, choice="A", narrative="Lengkap.", done=True)
    evidence = make_evidence(assessment.unit, member)
    evidence.uses.create(answer=stored(), attached_by=member)
    return ITEM, coordinator


def returned(assessment, member, coordinator):
    save(assessment, member, choice="A", done=True)
    return_item(assessment=assessment, code=CODE, note="Tanda tangani SK.", by=coordinator)
    return ITEM, member


def closed(assessment, member, coordinator):
    save(assessment, member, choice="A", narrative="Lengkap.", done=True)
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    return ITEM, member


def history(assessment, member, coordinator):
    save(assessment, member, choice="A", narrative="Tim dipilih lewat rapat.")
    save(assessment, coordinator, choice="B", narrative="Tim dipilih lewat rapat seksi.")
    return f"{ITEM}riwayat/", member


def choosing(assessment, member, coordinator):
    make_evidence(assessment.unit, member)
    return f"{ITEM}bukti/pilih/", member


def linking(assessment, member, coordinator):
    return f"{ITEM}bukti/tautan/", member


def store(assessment, member, coordinator):
    make_evidence(assessment.unit, member)
    return "/bukti/", member


def document(assessment, member, coordinator):
    return f"/bukti/{make_evidence(assessment.unit, member).uuid}/", member


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "state",
    [empty, filled, returned, closed, history, choosing, linking, store, document],
    ids=lambda state: state.__name__,
)
def test_every_state_is_accessible_and_fits(
    browser_page,
    assessment,
    member,
    coordinator,
    state: Callable,
    width: int,
):
    path, user = state(assessment, member, coordinator)
    page = browser_page(user, width=width)
    page.goto(path)
    assert_axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
