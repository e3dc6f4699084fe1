"""Previews in a real browser: shown, harmless, and asking nobody else for anything."""

from __future__ import annotations

import http.server
import io
import threading

import pytest
from django.urls import reverse
from PIL import Image

from pengungkit.models import Evidence, EvidenceVersion
from tests.browser.axe import assert_axe_clean
from tests.factories import make_evidence
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import sample_files as sample
from tests.pengungkit.previewing import machine_is_busy


pytestmark = pytest.mark.django_db(transaction=True)

# Chromium's own viewer for PDF sets styles and loads parts that the sandbox refuses it.
VIEWER = (r"Applying inline style", r"chrome(-extension)?://", r"favicon", r"Failed to load")
SCRIPT = b"<script>fetch('/bocor'); document.title = 'berjalan'</script>"


def at(evidence) -> str:
    return reverse("pengungkit:preview", args=[evidence.uuid])


@pytest.fixture
def keep(unit, member):
    """Files that came in while the machine was too busy for a first look."""

    def kept(name: str, data: bytes) -> Evidence:
        with machine_is_busy():
            return make_evidence(unit, member, name=name, content=data)

    return kept


def test_a_pdf_is_drawn_in_its_frame(browser_page, member, keep):
    """M24: the viewer works under `default-src 'none'; sandbox`."""
    # Its page is painted red all over, which nothing else on the screen is.
    painted = ") Tj ET 1 0 0 rg 0 0 595 842 re f BT ("
    evidence = keep("SK.pdf", sample.pdf(2, text=painted))
    page = browser_page(member, expected=VIEWER)
    page.goto(at(evidence))
    frame = page.locator("iframe")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    middle = {"x": box["x"] + box["width"] * 0.6, "y": box["y"] + 200, "width": 60, "height": 60}
    assert until(lambda: is_red(page.screenshot(clip=middle)), page)


def until(condition, page, tries: int = 60) -> bool:
    """Whether the condition holds before patience ends; the browser draws when it likes."""
    for _ in range(tries):
        if condition():
            return True
        page.wait_for_timeout(200)
    return False


def widths(page, selector: str = ".preview-picture") -> list[int]:
    """How wide each picture is in itself; 0 until it has come."""
    return page.locator(selector).evaluate_all("(all) => all.map((one) => one.naturalWidth)")


def is_red(png: bytes) -> bool:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return picture.getextrema() == ((255, 255), (0, 0), (0, 0))


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("foto.jpg", sample.photo((1600, 900))),
        ("isi.docx", sample.docx(sample.paragraph("Judul", "Heading1") + sample.paragraph("isi"))),
        ("paparan.pptx", sample.pptx([sample.slide("Salam", "poin")])),
        ("rekap.xlsx", sample.xlsx({"A": [[f"kolom {n}" for n in range(40)]] * 9, "B": [["x"]]})),
        ("rusak.pdf", hostile.pdf_truncated()),
        ("aktif.docx", hostile.docx_reaching_out()),
    ],
)
def test_it_fits_every_width(browser_page, member, keep, width, name, data):
    evidence = keep(name, data)
    page = browser_page(member, width=width)
    page.goto(at(evidence))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert_axe_clean(page)


def test_pages_as_pictures_come_as_one_scrolls(browser_page, member, keep):
    evidence = keep("SK.pdf", sample.pdf(30))
    page = browser_page(member, width=360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{at(evidence)}?tampilan=gambar")
    assert until(lambda: widths(page)[0] == 1000, page)
    pages = [url for url in asked if "/halaman/" in url]
    assert 1 <= len(pages) < 20
    last = page.get_by_role("img", name="Halaman 30")
    last.scroll_into_view_if_needed()
    assert until(lambda: widths(page)[29] == 1000, page)
    assert last.bounding_box()["width"] <= 360
    assert_axe_clean(page)


def test_dl06_nothing_outside_is_asked(browser_page, member, keep):
    """DL-06: a listener on this machine hears nothing of a document that points at it."""
    heard: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/bocor"
        page = browser_page(member)
        page.goto(at(keep("luar.docx", hostile.docx_reaching_out(address))))
        page.get_by_text("/bocor.html").wait_for()
        page.goto(at(keep("luar.xlsx", hostile.xlsx_reaching_out(address))))
        page.get_by_role("cell", name="nilai").wait_for()
        page.wait_for_load_state("networkidle")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert heard == []


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"),
        ("text/html", b"<html><body>" + SCRIPT + b"</body></html>"),
    ],
)
def test_dl02_a_page_in_the_store_could_not_run(browser_page, member, keep, content_type, data):
    """DL-02: no way leads such a file in, so the row is crafted; under the sandbox it is dead."""
    evidence = keep("a.pdf", b"%PDF-1.4\n" + data)
    EvidenceVersion.objects.filter(evidence=evidence).update(content_type=content_type)
    page = browser_page(member, expected=(r"sandbox", r"favicon", r"Content Security Policy"))
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"/bukti/{evidence.uuid}/lihat/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "bocor" in url]
    assert page.title() != "berjalan"


def test_lists_show_small_pictures_over_the_word_for_the_type(browser_page, member, keep):
    keep("foto.jpg", sample.photo())
    keep("rusak.pdf", hostile.pdf_truncated())
    page = browser_page(member, width=360)
    page.goto("/bukti/")
    # Small pictures are fetched once the list comes near.
    page.locator(".file-type img").last.scroll_into_view_if_needed()
    assert until(lambda: sorted(widths(page, ".file-type img")) == [1, 144], page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_axe_clean(page)


def test_without_script_too(browser_page, member, keep):
    page = browser_page(member, javascript=False)
    page.goto(at(keep("isi.docx", sample.docx(sample.paragraph("kata " * 500) * 20))))
    page.get_by_role("link", name="Berikutnya").click()
    page.get_by_text("Bagian 2 dari 3").wait_for()
