"""The drawing process: what it may read, how much it may take, and what it says when it cannot."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from reports import checks
from reports.exceptions import CannotBuildError, JobGoneError
from reports.pdfs import rendering
from reports.pdfs.fetcher import FILES, RefusedAddressError, our_fetcher
from reports.pdfs.frame import breakable, cleaned
from reports.pdfs.rendering import NoPdfError, render
from tests.pdfs import Drawn, can_draw


@pytest.fixture(autouse=True)
def _pdf_can_be_had(settings: Any) -> None:
    settings.PDF_REASON = ""


def page_with(body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="id"><head><title>Uji</title>{head}</head>'
        f"<body>{body}</body></html>"
    )


@can_draw
def test_pd01_nothing_foreign_is_fetched(tmp_path: Path):
    """PD-01: markup that got past every escape asks nobody and reads no file."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    secret = tmp_path / "rahasia.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><text y="20">kataRahasia</text></svg>'
    )
    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place, file = f"http://127.0.0.1:{server.server_port}", secret.as_uri()
        pdf = render(
            page_with(
                f'<img src="{place}/a"><img src="{file}"><object data="{file}"></object>'
                f'<p style="background:url({place}/b)">isi</p><embed src="file:///etc/hostname">'
                f'<svg><image href="{place}/c"/><use href="{place}/d#x"/></svg>'
                '<img src="data:image/svg+xml,<svg/>"><img src="ftp://127.0.0.1/e">'
                f'<a rel="attachment" href="{file}">lampiran</a>',
                f'<link rel="stylesheet" href="{place}/f.css"><base href="{place}/">'
                f'<style>@import "{place}/g.css";'
                f"@font-face {{font-family: x; src: url({place}/h)}}</style>"
                f'<link rel="attachment" href="{file}"><link rel="attachment" href="i">',
            )
        )
        server.shutdown()
    path = tmp_path / "uji.pdf"
    path.write_bytes(pdf)
    drawn = Drawn(path)
    assert asked == []
    assert "isi" in drawn.text
    assert b"kataRahasia" not in drawn.objects
    assert "kataRahasia" not in drawn.text
    assert b"/EmbeddedFile" not in drawn.objects


def test_pd01_only_our_own_files_are_answered():
    """PD-01: whatever the scheme, an address is one of ours letter by letter or it is refused."""
    fetcher = our_fetcher()
    for address, (path, _) in FILES.items():
        assert fetcher.fetch(address).read() == path.read_bytes()
    for address in (
        "file:///etc/hostname", "http://127.0.0.1/", "https://contoh.example/", "ftp://x/y",
        "data:text/css,p{}", "zi:../settings.py", "zi:dokumen.css?x", "ZI:dokumen.css", "zi:/etc",
    ):  # fmt: skip
        with pytest.raises(RefusedAddressError):
            fetcher.fetch(address)
        with pytest.raises(RefusedAddressError):
            fetcher.open(address)


@can_draw
def test_pd02_what_asks_for_too_much_is_refused_with_a_sentence(monkeypatch):
    """PD-02: deep nesting and absurd sizes end within the limits, the portal's process unharmed."""
    monkeypatch.setattr(rendering, "COMPUTING_SECONDS", 5)
    began = time.monotonic()
    with pytest.raises(CannotBuildError, match="Isinya terlalu banyak"):
        render(page_with("<div>" * 10_000))
    with pytest.raises(CannotBuildError, match="tidak dapat disusun"):
        render(page_with('<div style="height:1e30mm;font-size:1e20pt">x</div>'))
    with pytest.raises(CannotBuildError, match="Isinya terlalu banyak"):
        render(page_with("x" * (rendering.PAGE_BYTES + 1)))
    assert render(page_with(f"<p>{breakable('panjang' * 3_000)}</p>")).startswith(b"%PDF-")
    assert time.monotonic() - began < 60


@can_draw
def test_pd02_computing_time_is_limited(monkeypatch):
    """PD-02: a page that takes longer than allowed is broken off."""
    monkeypatch.setattr(rendering, "COMPUTING_SECONDS", 1)
    with pytest.raises(CannotBuildError, match="batas waktu atau memori"):
        render(page_with("<p>blok</p>" * 10_000))


@can_draw
def test_a_long_page_reaches_a_process_that_is_slow_to_begin(monkeypatch):
    """Longer than a pipe holds, and looked after long before the process reads."""
    monkeypatch.setattr(rendering, "TICK_SECONDS", 0.001)
    monkeypatch.setattr(rendering, "PATIENCE_SECONDS", 60)
    assert render(page_with(f"<p>isi</p><!-- {'x' * 300_000} -->")).startswith(b"%PDF-")


@can_draw
def test_drawing_ends_when_the_job_is_gone(monkeypatch):
    monkeypatch.setattr(rendering, "TICK_SECONDS", 0.05)

    def gone() -> None:
        raise JobGoneError

    with pytest.raises(JobGoneError):
        render(page_with("<p>blok</p>" * 3_000), tick=gone)


@can_draw
def test_pd04_metadata_is_cleaned(tmp_path: Path):
    """PD-04: titles and authors are one line without controls or turning marks; so in the file."""
    assert cleaned("Kantor\x00\n\t \u202eelif.exe\u2028 Ternate\ud800") == "Kantor elif.exe Ternate"
    assert len(cleaned("a" * 900)) == 200
    author = '<meta name="author" content="Kantor\x00\x07\u202eelif.exe\ufffe">'
    bent = f"{author}<title>\u0085Uji\x1b</title>"
    path = tmp_path / "uji.pdf"
    path.write_bytes(render(f'<!DOCTYPE html><html lang="id"><head>{bent}</head><body>isi</body>'))
    info = Drawn(path).info
    assert (info["Title"], info["Author"]) == ("Uji", "Kantorelif.exe")


def test_a_long_word_is_given_places_to_break():
    assert breakable("kata biasa") == "kata biasa"
    broken = breakable("a" * 100)
    assert broken.replace("\u200b", "") == "a" * 100
    assert max(map(len, broken.split("\u200b"))) == 12


@pytest.mark.parametrize("found", ["69.0", "0", "60.1"])
def test_pd05_an_old_weasyprint_keeps_the_portal_from_starting(monkeypatch, found: str):
    """PD-05: a version with known holes is refused at every start."""
    monkeypatch.setattr(checks, "version", lambda name: found)
    [error] = checks.weasyprint_is_safe(None)
    assert error.id == "reports.E001"
    assert found in error.msg


def test_pd05_the_locked_weasyprint_passes():
    """PD-05: what is installed is new enough."""
    assert checks.weasyprint_is_safe(None) == []


def test_without_pango_the_reason_is_said(settings: Any):
    settings.PDF_REASON = "Pango tidak bisa diunduh"
    with pytest.raises(NoPdfError, match=r"Pango tidak bisa diunduh\. Minta admin"):
        render(page_with("isi"))


def test_serving_loads_neither_what_draws_nor_the_demo():
    """Whoever asks for a file only adds a row; what makes it is known to the process that does."""
    code = (
        "import django, sys; django.setup()\n"
        "import reports.views.pdfs, reports.pdfs.kinds, reports.packets.outputs, zi_portal.urls\n"
        "heavy = {'weasyprint', 'pydyf', 'fontTools', 'segno', 'openpyxl', 'PIL', 'docx'}\n"
        "assert not (heavy | {'pengungkit.demo.seeding', 'innovations.demo'}) & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
