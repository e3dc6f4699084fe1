"""Sending files from a real browser: cut off, reloaded, paused, cancelled, refused."""

from __future__ import annotations

import hashlib
import math
import os
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pengungkit import integrity
from pengungkit.contexts import uploads as contexts
from pengungkit.models import Answer, Evidence, EvidenceUse, EvidenceVersion, Upload
from pengungkit.views import uploads as views
from tests.browser.axe import assert_axe_clean
from tests.factories import PDF, make_evidence
from zi_portal.lib import blobs, parts


pytestmark = pytest.mark.django_db(transaction=True)

CODE = "A.I.1.i.b"
ITEM = f"/penilaian/2026/kppn-ternate/butir/{CODE}/"
STORE = "/bukti/"
# A server that has not noticed yet that a line was cut says 423, or 409, for a while.
CUT = (r"ERR_INTERNET_DISCONNECTED", r"ERR_FAILED", r"net::", r"Failed to fetch", r"\b4(09|23)\b")
PARTS = re.compile(r"/bukti/unggah/[0-9a-f-]{36}/$")


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """30 MB that no one has sent before."""
    path = tmp_path / "Rekaman rapat.pdf"
    path.write_bytes(PDF + os.urandom(30_000_000))
    return path


def choose(page: Page, *files) -> None:
    page.locator("#id_berkas").set_input_files(list(files))


def pdf(name: str, content: bytes | None = None) -> dict[str, object]:
    data = PDF + name.encode() if content is None else content
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


def row(page: Page, name: str):
    return page.locator("[data-zi-queue] > li").filter(has_text=name)


def button(page: Page, act: str, name: str):
    return page.get_by_role("button", name=f"{act} {name}")


def wait_until(page: Page, condition) -> None:
    """Ask the server's side again and again; the page keeps working meanwhile."""
    for _ in range(600):
        if condition():
            return
        page.wait_for_timeout(50)
    raise AssertionError("never happened")


def assert_kept_like(path: Path) -> None:
    version = EvidenceVersion.objects.get()
    assert version.size == path.stat().st_size
    with path.open("rb") as file:
        assert version.sha256 == hashlib.file_digest(file, "sha256").hexdigest()
    assert blobs.is_whole(version.sha256, version.size)
    assert integrity.findings(thorough=True) == []


class SlowLine:
    """Three megabytes a second, and no more than `allowed` bytes in all until it is raised.

    However busy the machine is, a file is not through before the test has done its part.
    """

    def __init__(self) -> None:
        self.allowed, self.taken = 12_000_000.0, 0
        self.raised = threading.Condition()

    def allow(self, much: float) -> None:
        with self.raised:
            self.allowed = much
            self.raised.notify_all()

    def take(self, piece: bytes) -> bytes:
        time.sleep(len(piece) / 3_000_000)
        with self.raised:
            assert self.raised.wait_for(lambda: self.taken < self.allowed, timeout=60)
            self.taken += len(piece)
        return piece


@pytest.fixture
def slow(monkeypatch) -> Iterator[SlowLine]:
    pieces, line = views._pieces, SlowLine()
    monkeypatch.setattr(
        views, "_pieces", lambda request, length: map(line.take, pieces(request, length))
    )
    yield line
    line.allow(math.inf)


def test_cut_reloaded_and_resumed_it_ends_byte_identical(
    browser_page, assessment, member, large, slow
):
    page = browser_page(member, expected=CUT)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(ITEM)
    choose(page, large)
    wait_until(page, lambda: Upload.objects.filter(offset__gte=4_000_000).exists())
    page.context.set_offline(True)
    # Chromium breaks a request off when its next bytes want to leave, so some must be taken.
    slow.allow(slow.allowed + 4_000_000)
    expect(row(page, large.name)).to_contain_text("Terhenti di")
    slow.allow(math.inf)
    [upload] = Upload.objects.all()
    # The test server notices the cut when the browser closes the line.
    page.context.set_offline(False)
    page.reload()

    again = row(page, large.name)
    expect(again).to_contain_text("Pilih lagi berkas yang sama untuk melanjutkan")
    assert_axe_clean(page)
    upload.refresh_from_db()
    assert 4_000_000 <= upload.offset < large.stat().st_size
    sent = []
    page.on("request", lambda r: sent.append((r.method, r.headers.get("upload-offset"), r.url)))
    with page.expect_file_chooser() as chooser:
        button(page, "Pilih lagi", large.name).click()
    chooser.value.set_files(large)
    expect(page.locator("[data-zi-files]")).to_contain_text("Rekaman rapat")
    # Now and then the page also says who is here.
    methods = {method for method, _, url in sent if not url.endswith("/hadir/")}
    assert methods == {"HEAD", "PATCH", "GET"}
    offsets = [int(offset) for method, offset, _ in sent if method == "PATCH"]
    assert offsets[0] >= upload.offset
    assert_kept_like(large)
    assert EvidenceUse.objects.get().answer.code == CODE
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_the_same_file_chosen_anew_goes_on_by_itself(browser_page, assessment, member, large, slow):
    """As after a restart of the browser: only the address is on the device."""
    page = browser_page(member, expected=CUT)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(STORE)
    choose(page, large)
    wait_until(page, lambda: Upload.objects.filter(offset__gte=4_000_000).exists())
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "/bukti/unggah/" in kept
    assert "Rekaman" not in kept
    page.goto("/beranda/")
    stopped = page.get_by_role("region", name="Unggahan terhenti")
    expect(stopped).to_contain_text("Rekaman rapat.pdf")
    slow.allow(math.inf)
    assert_axe_clean(page)
    stopped.get_by_role("link", name="Lanjutkan Rekaman rapat.pdf").click()
    page.wait_for_url("**/bukti/?unit=kppn-ternate#unggah")

    expect(row(page, large.name)).to_have_count(1)
    choose(page, large)
    expect(page.locator('[data-zi-refresh="daftar"]')).to_contain_text("Rekaman rapat")
    expect(row(page, large.name)).to_have_count(0)
    assert Upload.objects.count() == 1
    assert_kept_like(large)


def test_a_newer_file_for_a_document_goes_on_where_it_stopped(
    browser_page, assessment, unit, member, tmp_path, slow
):
    document = make_evidence(unit, member, name="SK.pdf")
    path = tmp_path / "SK bertanda tangan.pdf"
    path.write_bytes(PDF + os.urandom(9_000_000))
    slow.allow(6_000_000)
    page = browser_page(member, expected=CUT, width=360)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(document.get_absolute_url())
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Ganti berkas", exact=True).click()
    chooser.value.set_files(path)
    wait_until(page, lambda: Upload.objects.filter(offset__gte=4_000_000).exists())
    page.goto("/beranda/")
    stopped = page.get_by_role("region", name="Unggahan terhenti")
    expect(stopped).to_contain_text("Pengganti berkas “SK”")
    slow.allow(math.inf)
    stopped.get_by_role("link", name=f"Lanjutkan {path.name}").click()
    expect(row(page, path.name)).to_contain_text("Terhenti di")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_axe_clean(page)

    with page.expect_file_chooser() as chooser:
        button(page, "Pilih lagi", path.name).click()
    chooser.value.set_files(path)
    expect(page.get_by_text("Berkas diganti. Sekarang versi 2")).to_be_visible()
    expect(page.get_by_role("region", name="Versi berkas")).to_contain_text("Versi 2, yang dipakai")
    expect(row(page, path.name)).to_have_count(0)
    assert Upload.objects.count() == 1
    assert document.versions.first().size == path.stat().st_size
    assert integrity.findings(thorough=True) == []
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_another_file_is_not_glued_to_the_beginning(browser_page, assessment, member, tmp_path):
    Upload.objects.create(
        unit=assessment.unit,
        owner=member,
        original_name="SK Tim.pdf",
        size=1000,
        offset=10,
        fingerprint="lain",
        expires_at="2099-01-01T00:00:00Z",
    )
    page = browser_page(member)
    page.goto(STORE)
    with page.expect_file_chooser() as chooser:
        button(page, "Pilih lagi", "SK Tim.pdf").click()
    chooser.value.set_files(pdf("SK Tim.pdf"))
    errors = page.locator("[data-zi-upload-errors]")
    expect(errors).to_contain_text("ini bukan berkas yang tadi")
    assert Upload.objects.get().offset == 10

    button(page, "Batal", "SK Tim.pdf").click()
    expect(row(page, "SK Tim.pdf")).to_have_count(0)
    assert not Upload.objects.exists()
    expect(page.locator("[data-zi-queue]")).to_be_focused()


def test_several_files_while_the_person_works_on(browser_page, assessment, member):
    page = browser_page(member)
    page.goto(ITEM)
    choose(page, pdf("Satu.pdf"), pdf("Dua.pdf"), pdf("Tiga.pdf"))
    page.get_by_label("Penjelasan").fill("Ditulis selama berkas dikirim.")
    for name in ("Satu", "Dua", "Tiga"):
        expect(page.locator("[data-zi-files]")).to_contain_text(name)
    expect(page.locator("[data-zi-queue] > li")).to_have_count(0)
    expect(page.locator("[data-zi-upload-done]")).to_have_text("Tiga.pdf tersimpan")
    titles = EvidenceUse.objects.order_by("pk").values_list("evidence__title", flat=True)
    assert list(titles) == ["Satu", "Dua", "Tiga"]
    expect(page.get_by_label("Penjelasan")).to_have_value("Ditulis selama berkas dikirim.")
    assert_axe_clean(page)


def test_pause_resume_and_cancel(browser_page, assessment, member, large, slow):
    page = browser_page(member, expected=CUT)
    page.goto(ITEM)
    choose(page, large)
    choose(page, pdf("Kedua.pdf"))
    shown = row(page, large.name)
    expect(shown).to_contain_text(re.compile(r"\d+% dari 30 MB · [\d,]+ (k|M)B/detik · sisa \d"))
    expect(row(page, "Kedua.pdf")).to_contain_text("Menunggu giliran")
    assert_axe_clean(page)

    button(page, "Jeda", large.name).click()
    expect(shown).to_contain_text("Dijeda di")
    slow.allow(math.inf)
    expect(button(page, "Lanjutkan", large.name)).to_be_focused()
    # The next one does not wait for what is paused.
    expect(page.locator("[data-zi-files]")).to_contain_text("Kedua")
    wait_until(page, lambda: not part_is_held())
    before = Upload.objects.get(evidence=None).offset

    slow.allow(slow.taken)
    button(page, "Lanjutkan", large.name).click()

    def is_farther() -> bool:
        # Little by little, so that it is acknowledged again long before the end.
        slow.allow(slow.taken + 150_000)
        return Upload.objects.filter(evidence=None, offset__gt=before).exists()

    wait_until(page, is_farther)
    # Without a line: forgotten here at once, and there as soon as the line is back.
    page.context.set_offline(True)
    button(page, "Batal", large.name).click()
    expect(shown).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).length") == 0
    assert Upload.objects.filter(evidence=None).exists()
    slow.allow(math.inf)
    page.context.set_offline(False)
    wait_until(page, lambda: not Upload.objects.filter(evidence=None).exists())
    wait_until(page, lambda: not list((blobs.root() / "tmp").iterdir()))
    assert Evidence.objects.count() == 1
    assert page.evaluate("Object.keys(localStorage).length") == 0


def part_is_held() -> bool:
    try:
        with parts.held(Upload.objects.get(evidence=None).part_name):
            return False
    except parts.PartBusyError:
        return True


def test_wrong_files_are_refused_before_they_are_sent(browser_page, assessment, member, settings):
    settings.EVIDENCE_MAX_BYTES = 1_000_000
    page = browser_page(member)
    page.goto(STORE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    choose(
        page,
        pdf("program.exe"),
        pdf("kosong.pdf", b""),
        pdf("besar.pdf", PDF + b"x" * 3_000_000),
    )
    errors = page.locator("[data-zi-upload-errors]")
    expect(errors).to_contain_text("program.exe: jenis berkas .exe tidak diterima. Gunakan PDF")
    expect(errors).to_contain_text("kosong.pdf: berkas kosong (0 byte)")
    expect(errors).to_contain_text("besar.pdf: berkas 3 MB melebihi batas 1 MB")
    assert [url for url in asked if "/unggah/" in url] == []
    assert_axe_clean(page)


def test_more_than_allowed_in_one_line(browser_page, assessment, member, settings, monkeypatch):
    """They are sent one by one, so the line may be longer than what one may leave unfinished."""
    settings.UPLOADS_PER_PERSON = 1
    monkeypatch.setattr(contexts, "MOST_IN_LINE", 2)
    page = browser_page(member)
    page.goto(STORE)
    choose(page, *(pdf(f"Berkas {number}.pdf") for number in range(4)))
    errors = page.locator("[data-zi-upload-errors]")
    expect(errors).to_contain_text("paling banyak 2 berkas sekali jalan")
    expect(page.locator("[data-zi-upload-errors] > p")).to_have_count(2)
    expect(page.locator('[data-zi-refresh="daftar"]')).to_contain_text("Berkas 1")


def test_a_refusal_of_the_server_is_told_and_not_offered_again(browser_page, assessment, member):
    page = browser_page(member, expected=(r"422",))
    page.goto(STORE)
    choose(page, pdf("palsu.pdf", b"<html>bukan</html>"), pdf("SK.pdf"))
    errors = page.locator("[data-zi-upload-errors]")
    expect(errors).to_contain_text("palsu.pdf: Isi berkas ini bukan PDF")
    expect(page.locator('[data-zi-refresh="daftar"]')).to_contain_text("SK")
    wait_until(page, lambda: not Upload.objects.exclude(refusal="").exists())


def test_a_file_the_unit_has_is_attached_without_sending_it(browser_page, assessment, unit, member):
    make_evidence(unit, member, name="SK.pdf")
    page = browser_page(member)
    page.goto(ITEM)
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    choose(page, pdf("SK.pdf"))
    expect(page.locator("[data-zi-files]")).to_contain_text("SK")
    expect(page.locator("[data-zi-upload-done]")).to_have_text("SK.pdf sudah ada di kotak bukti")
    assert "PATCH" not in sent
    assert Answer.objects.get(code=CODE).uses.count() == 1
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_an_answer_lost_on_the_way_back_makes_no_second_file(browser_page, assessment, member):
    page = browser_page(member, expected=CUT)
    lost = []

    def lose_answer(route) -> None:
        if lost or route.request.method != "PATCH":
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    refreshed = []

    def lose_page(route) -> None:
        if route.request.resource_type != "fetch" or refreshed:
            return route.continue_()
        refreshed.append(route.request.url)
        return route.abort()

    page.route(PARTS, lose_answer)
    page.route(f"**{ITEM}", lose_page)
    page.goto(ITEM)
    choose(page, pdf("SK.pdf"))
    expect(page.locator("[data-zi-upload-done]")).to_have_text("SK.pdf tersimpan")
    expect(page.locator("[data-zi-queue] > li")).to_have_count(0)
    expect(page.locator("[data-zi-files]")).not_to_contain_text("SK")
    # Kept, though the page could not be asked; it is when the line is back.
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-zi-files]")).to_contain_text("SK")
    assert lost[0].status == 204
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (1, 1)


def test_an_ended_session_goes_on_after_signing_in(browser_page, assessment, member):
    from tests.browser.conftest import session_cookie

    page = browser_page(member, expected=(r"401", r"403"))
    page.goto(STORE)
    origin = page.url.split(STORE)[0]
    page.context.clear_cookies(name="zi-sesi")
    choose(page, pdf("SK.pdf"))
    expect(row(page, "SK.pdf")).to_contain_text("sesi Anda berakhir. Masuk lagi di tab baru")
    page.context.add_cookies([session_cookie(member, origin)])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator('[data-zi-refresh="daftar"]')).to_contain_text("SK")


def test_without_script_the_plain_form_does_it(browser_page, assessment, member):
    page = browser_page(member, javascript=False)
    page.goto(STORE)
    page.get_by_label("Berkas bukti").set_input_files([pdf("SK.pdf")])
    page.get_by_role("button", name="Unggah").click()
    expect(page.get_by_text("Tersimpan di kotak bukti: “SK”")).to_be_visible()
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_the_queue_fits(browser_page, assessment, member, width):
    name = "Laporan pelaksanaan pembangunan zona integritas triwulan pertama tahun anggaran.pdf"
    for refusal in ("", "Isi berkas ini bukan PDF. Simpan ulang."):
        Upload.objects.create(
            unit=assessment.unit,
            owner=member,
            original_name=name,
            size=1000,
            offset=620,
            refusal=refusal,
            expires_at="2099-01-01T00:00:00Z",
        )
    page = browser_page(member, width=width)
    for path in (STORE, "/beranda/"):
        page.goto(path)
        expect(page.get_by_text("Terhenti di 62%").first).to_be_visible()
        expect(page.get_by_text("Ditolak: Isi berkas").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert_axe_clean(page)
