"""What a page may weigh and ask of the database, on the demo with every item answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pengungkit.demo import seeding
from pengungkit.models import Evidence
from units.models import User


# The mark tells pytest-django that there is a database at all; the demo is planted by hand.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

FIRST_VISIT, RETURN_VISIT, ALL_SCRIPTS = 110_000, 30_000, 45_000  # bytes over the wire
QUERIES = 15
ROOT = Path(__file__).resolve().parent.parent
YEAR = timezone.localdate().year
PLACE = f"/penilaian/{YEAR}/kanwil-malut/"
PAGES = [
    ("ketua", "/beranda/"),
    ("kepala", "/dasbor/kanwil-malut/"),
    ("kepala", "/dasbor/kanwil-malut/?jika=A.I.4.i.a&jika=A.I.4.i.c"),
    ("kepala", "/dasbor/kanwil-malut/banding/"),
    ("adminpusat", "/dasbor/kppn-ternate/banding/"),
    ("ketua", "/penilaian/"),
    ("ketua", "/penilaian/baru/"),
    ("anggota", PLACE),
    ("ketua", f"{PLACE}?saring=perbaikan"),
    ("anggota", f"{PLACE}area/5/"),
    ("anggota", f"{PLACE}area/1/tabel/"),
    ("anggota", f"{PLACE}area/5/tabel/"),
    ("anggota", f"{PLACE}area/1/tempel/"),
    ("anggota", f"{PLACE}butir/A.I.1.i.a/"),
    ("ketua", f"{PLACE}butir/A.I.1.iii.c/"),
    ("anggota", f"{PLACE}butir/A.II.5.iii.a.a/"),
    ("anggota", f"{PLACE}butir/A.I.1.i.a/riwayat/"),
    ("anggota", f"{PLACE}butir/A.I.1.i.a/bukti/pilih/"),
    ("ketua", f"{PLACE}salin-tahun-lalu/"),
    ("ketua", f"{PLACE}tutup/"),
    ("anggota", "/bukti/"),
    ("anggota", "/bukti/impor/"),
    ("anggota", "/cari/?q=SK"),
    ("anggota", "/pekerjaan/"),
    ("ketua", "/perjalanan/kanwil-malut/"),
    ("pengamat", "/beranda/"),
    ("adminwilayah", "/beranda/"),
    ("adminpusat", "/beranda/"),
    ("adminpusat", "/penilaian/"),
    ("adminpusat", "/cari/?q=kppn"),
    ("adminpusat", "/kelola/"),
    ("adminpusat", "/kelola/unit/"),
    ("adminpusat", "/kelola/orang/"),
    ("adminpusat", "/kelola/orang/anggota/"),
    ("adminpusat", "/kelola/unit/kanwil-malut/"),
    ("adminpusat", "/kelola/jejak-audit/"),
    ("anggota", "/akun/"),
    ("anggota", "/akun/sesi/"),
    ("anggota", "/bantuan/"),
]


@pytest.fixture(scope="module")
def clients(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Client]]:
    """Everyone who visits, signed in on the demo."""
    folder = tmp_path_factory.mktemp("bukti")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.EVIDENCE_DIR", folder)
        with transaction.atomic():
            seeding.seed(seeding.new_passwords("kata-sandi-demo-2026"))
            made = {}
            for username in {username for username, _ in PAGES}:
                made[username] = Client(headers={"accept-encoding": "gzip, br"})
                made[username].force_login(User.objects.get(username=username))
            yield made
            transaction.set_rollback(True)


class Parts(HTMLParser):
    """The addresses a page loads by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        source = found.get("href") if tag == "link" else found.get("src")
        if source and tag in {"link", "script", "img", "source", "iframe", "video", "audio"}:
            self.loaded.append(source)


def page_of(clients: dict[str, Client], username: str, path: str) -> HttpResponse:
    response = clients[username].get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return response


def text_of(response: HttpResponse) -> str:
    from gzip import decompress

    packed = response.get("Content-Encoding") == "gzip"
    return (decompress(response.content) if packed else response.content).decode()


def static_size(address: str) -> int:
    """What a static file weighs on its way, compressed as the product compresses it."""
    found = finders.find(urlsplit(address).path.removeprefix("/static/"))
    assert found, address
    return len(brotli.compress(Path(str(found)).read_bytes()))


@pytest.mark.parametrize(("username", "path"), PAGES)
def test_a_page_is_light_and_asks_little(
    clients: dict[str, Client], username: str, path: str
) -> None:
    page_of(clients, username, path)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = page_of(clients, username, path)
    assert len(captured) <= QUERIES, "\n".join(query["sql"][:200] for query in captured)
    html = len(response.content)
    assert html <= RETURN_VISIT, f"{html} byte setiap kunjungan"
    parts = [part for part in Parts(text_of(response)).loaded if part.startswith("/static/")]
    first = html + sum(map(static_size, set(parts)))
    assert first <= FIRST_VISIT, f"{first} byte pada kunjungan pertama"


@pytest.mark.parametrize(("username", "path"), PAGES)
def test_a_page_loads_nothing_from_elsewhere(
    clients: dict[str, Client], username: str, path: str
) -> None:
    loaded = Parts(text_of(page_of(clients, username, path))).loaded
    assert loaded
    assert [part for part in loaded if not re.match(r"/(?!/)|data:", part)] == []


def test_evidence_pages_ask_little(clients: dict[str, Client]) -> None:
    used = Evidence.objects.filter(unit__code="kanwil-malut", title__startswith="Perjanjian")
    path = used.get().get_absolute_url()
    page_of(clients, "anggota", path)
    with CaptureQueriesContext(connection) as captured:
        page_of(clients, "anggota", path)
    assert len(captured) <= QUERIES


def test_all_scripts_together_are_small() -> None:
    ours = list((ROOT / "static").rglob("*.js"))
    assert ours
    vendored = [finders.find("django_htmx/htmx-2.min.js"), finders.find("django_htmx/htmx.min.js")]
    used = "htmx_script" in "".join(
        path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")
    )
    counted = [*ours, *(Path(str(path)) for path in vendored if path and used)]
    size = sum(len(brotli.compress(path.read_bytes())) for path in counted)
    assert size <= ALL_SCRIPTS, f"{size} byte"
