"""Pictures of the pages for README and guides, taken by Chromium from a fresh demo of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from django.conf import settings
from django.utils import timezone


if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
READY_WITHIN = 60.0  # seconds
DESKTOP, PHONE = (1280, 860), (360, 740)
# The pictures are read at half their size; more colours would only make them heavier.
COLOURS = 128


class NoScreenshotsError(Exception):
    """What is missing on this machine, as a sentence."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its file name, who is signed in, the address, and the size of the screen."""

    name: str
    username: str
    path: str
    size: tuple[int, int] = DESKTOP


def pictures(year: int) -> tuple[Picture, ...]:
    place = f"/penilaian/{year}/kanwil-malut/"
    return (
        Picture("dasbor", "kepala", "/dasbor/kanwil-malut/"),
        Picture("dasbor-ponsel", "kepala", "/dasbor/kanwil-malut/", PHONE),
        Picture("beranda", "anggota.ternate", "/beranda/"),
        Picture("daftar-tugas", "ketua.ternate", f"/penilaian/{year}/kppn-ternate/"),
        Picture("butir", "anggota", f"{place}butir/A.I.1.i.b/"),
        Picture("butir-ponsel", "anggota", f"{place}butir/A.I.1.i.b/", PHONE),
        Picture("tabel", "anggota", f"{place}area/4/tabel/"),
        Picture("bukti", "anggota", "/bukti/"),
        Picture("inovasi", "ketua", "/inovasi/roh-kanwil-malut/"),
        Picture("pembeda", "ketua", "/inovasi/pembeda/"),
        Picture("paket", "ketua", f"{place}paket/"),
        Picture("kesiapan", "ketua.ternate", f"/penilaian/{year}/kppn-ternate/kesiapan/"),
        Picture("perjalanan", "ketua.tanjungpandan", "/perjalanan/kppn-tanjungpandan/"),
        Picture("wilayah", "adminwilayah", "/beranda/"),
    )


def take(folder: Path) -> list[Path]:
    """Take every picture into the folder. Raises `NoScreenshotsError`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="zi-gambar-") as data:
        password = secrets.token_urlsafe(16)
        with _chromium() as browser, _portal(Path(data), password) as url:
            return [
                _photograph(browser, url, password, picture, folder)
                for picture in pictures(timezone.localdate().year)
            ]


@contextmanager
def _chromium() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoScreenshotsError(
            "Gambar tidak diambil: pustaka peramban belum terpasang. Jalankan `python3 zi.py test`"
            " satu kali, lalu ulangi."
        ) from None
    named = os.environ.get("ZI_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        raise NoScreenshotsError(
            "Gambar tidak diambil: Chromium tidak ada di mesin ini. Pasang Chromium, lalu ulangi."
        )
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@contextmanager
def _portal(data: Path, password: str) -> Iterator[str]:
    """A portal with the demo, served from a folder that is thrown away."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    env |= {
        "ZI_ENV_FILE": os.devnull,
        "ZI_DATA": str(data),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEMO_PASSWORD": password,
    }
    run: dict[str, Any] = {"env": env, "cwd": settings.BASE_DIR, "stdout": subprocess.DEVNULL}
    subprocess.run([sys.executable, "manage.py", "prepare", "--demo"], check=True, **run)
    server = subprocess.Popen(  # noqa: S603
        [
            sys.executable, "-m", "gunicorn", "zi_portal.wsgi", "--bind", f"127.0.0.1:{port}",
            "--worker-class", "gthread", "--threads", "8", "--no-control-socket",
            "--log-level", "warning",
        ],
        **run,
    )  # fmt: skip
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(15)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=2):  # noqa: S310 -- our own server
                return
        except OSError:
            time.sleep(0.1)
    raise NoScreenshotsError("Gambar tidak diambil: portal untuk pemotretan tidak jadi menyala.")


def _photograph(browser: Browser, url: str, password: str, picture: Picture, folder: Path) -> Path:
    width, height = picture.size
    context = browser.new_context(
        base_url=url, viewport={"width": width, "height": height}, locale="id-ID"
    )
    page = context.new_page()
    page.goto("/masuk/")
    page.locator("input[name=login]").fill(picture.username)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/beranda/")
    answer = page.goto(picture.path)
    if answer is None or answer.status != 200:
        raise NoScreenshotsError(f"Gambar {picture.name} gagal: {picture.path} tidak terbuka.")
    file = folder / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    _lighten(file)
    return file


def _lighten(file: Path) -> None:
    """Fewer colours: the picture stays sharp and weighs a third."""
    from PIL import Image

    with Image.open(file) as image:
        image.convert("RGB").quantize(COLOURS).save(file, optimize=True)
