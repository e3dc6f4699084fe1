"""A kept file looked at in the page: scope, headers, trail, and what each type shows."""

from __future__ import annotations

import io
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from pengungkit.actions.evidence import note_link
from pengungkit.actions.replacing import replace_file
from pengungkit.models import Evidence, EvidenceVersion
from pengungkit.previews import cache
from tests.factories import MembershipFactory, Role, UnitFactory, make_evidence
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import sample_files as sample
from tests.pengungkit.previewing import machine_is_busy
from units.models import AuditEvent
from zi_portal.lib import blobs


PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
# Every address a look at a file has; AC-08.
ADDRESSES = [
    "pratinjau/",
    "pratinjau/?versi=1",
    "pratinjau/?tampilan=gambar",
    "gambar/",
    "gambar/?w=800",
    "gambar-kecil/",
    "halaman/1/",
    "halaman/1/?versi=1",
]


def at(evidence: Evidence, address: str = "pratinjau/") -> str:
    return f"/bukti/{evidence.uuid}/{address}"


@pytest.fixture
def keep(unit, member):
    """`keep("SK.pdf", data)`: a kept file of the unit."""
    return lambda name, data: make_evidence(unit, member, name=name, content=data)


@pytest.fixture
def keep_unseen(keep):
    """The same when the machine was too busy for a first look."""

    def kept(name: str, data: bytes) -> Evidence:
        with machine_is_busy():
            return keep(name, data)

    return kept


def looked_at() -> int:
    return AuditEvent.objects.filter(action="bukti_dilihat").count()


def body_of(response) -> bytes:
    return b"".join(response.streaming_content)


def content_of(response):
    return response.context["preview"].content


# --- Scope and headers ---------------------------------------------------------------------------


def test_it_works(keep, member_client):
    response = member_client.get(at(keep("SK Tim.pdf", sample.pdf(3))))
    assert response.status_code == 200
    page = response.context["preview"]
    assert (page.content.kind, page.refusal, page.warnings) == ("penampil", "", ())
    assert page.facts.endswith("3 halaman")
    assert f'<iframe class="preview-frame" src="{page.urls["view"]}"' in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("data", [sample.pdf(), sample.photo()], ids=["pdf", "foto"])
def test_a_foreign_file_does_not_exist(keep, address, data):
    """AC-08: every variant, also once it was made for somebody who may see it."""
    kind = "SK.pdf" if data.startswith(b"%PDF") else "foto.jpg"
    evidence = keep(kind, data)
    stranger = MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user
    client = Client()
    client.force_login(stranger)
    nowhere = client.get(f"/bukti/00000000-0000-4000-8000-000000000000/{address}")
    for _ in range(2):
        response = client.get(at(evidence, address))
        assert response.status_code == 404
        assert len(response.content) == len(nowhere.content)
        cache.made("kecil", evidence.versions.get().sha256, evidence.versions.get().extension)
    assert looked_at() == 0


def test_a_stranger_is_sent_to_sign_in(keep, client):
    evidence = keep("SK.pdf", sample.pdf())
    for address in ADDRESSES:
        assert client.get(at(evidence, address)).status_code == 302


@pytest.mark.parametrize(
    ("name", "data", "address"),
    [
        ("foto.jpg", sample.photo(), "gambar/"),
        ("foto.jpg", sample.photo(), "gambar/?w=800"),
        ("foto.jpg", sample.photo(), "gambar-kecil/"),
        ("SK.pdf", sample.pdf(), "halaman/1/"),
        ("SK.docx", sample.docx("x"), "gambar-kecil/"),
    ],
)
def test_dl01_headers_of_a_picture(keep, member_client, name, data, address):
    """DL-01, also for what we made ourselves of a stranger's bytes."""
    response = member_client.get(at(keep(name, data), address))
    assert response.status_code == 200
    headers = response.headers
    assert headers["Content-Type"] == "image/webp"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"].startswith("inline")
    picture = Image.open(io.BytesIO(body_of(response)))
    assert picture.format == "WEBP"
    assert not picture.getexif()


@pytest.mark.parametrize(
    ("name", "data", "address"),
    [
        ("foto.jpg", sample.photo(), "gambar/?w=99999"),
        ("foto.jpg", sample.photo(), "gambar/?w=../x"),
        ("foto.jpg", sample.photo(), "halaman/1/"),
        ("foto.jpg", sample.photo(), "pratinjau/?versi=2"),
        ("foto.jpg", sample.photo(), "pratinjau/?versi=x"),
        ("foto.jpg", sample.photo(), "pratinjau/?versi=99999999999999999999"),
        ("SK.pdf", sample.pdf(2), "gambar/"),
        ("SK.pdf", sample.pdf(2), "halaman/0/"),
        ("SK.pdf", sample.pdf(2), "halaman/3/"),
        ("SK.pdf", sample.pdf(2), "halaman/31/"),
        ("SK.pdf", sample.pdf(2), "halaman/999999999999/"),
        ("SK.pdf", hostile.pdf_truncated(), "halaman/1/"),
    ],
)
def test_what_is_not_there(keep, member_client, name, data, address):
    assert member_client.get(at(keep(name, data), address)).status_code == 404
    assert looked_at() == 0


@pytest.mark.parametrize("address", ["pratinjau/", "gambar/", "gambar-kecil/", "halaman/1/"])
def test_only_looking(keep, member_client, address):
    assert member_client.post(at(keep("SK.pdf", sample.pdf()), address)).status_code == 405


def test_a_link_has_nothing_to_look_at(unit, member, member_client):
    link = note_link(unit=unit, title="Video", url="https://contoh.go.id/v", by=member)
    assert member_client.get(at(link)).status_code == 404


# --- The trail -----------------------------------------------------------------------------------


def test_a_look_is_recorded_once_however_many_pictures_it_takes(keep, member, member_client):
    evidence = keep("SK.pdf", sample.pdf(6))
    member_client.get(at(evidence, "pratinjau/?tampilan=gambar"))
    for number in range(1, 7):
        assert body_of(member_client.get(at(evidence, f"halaman/{number}/")))
    assert body_of(member_client.get(at(evidence, "gambar-kecil/")))
    [event] = AuditEvent.objects.filter(action="bukti_dilihat")
    assert (event.actor, event.data["versi"]) == (member.username, 1)


def test_pictures_asked_for_without_the_page_are_recorded_too(keep, member_client):
    assert body_of(member_client.get(at(keep("SK.pdf", sample.pdf()), "halaman/1/")))
    assert body_of(member_client.get(at(keep("foto.jpg", sample.photo()), "gambar/")))
    assert looked_at() == 2


def test_a_small_picture_is_no_look(keep, member_client):
    assert body_of(member_client.get(at(keep("SK.pdf", sample.pdf()), "gambar-kecil/")))
    assert looked_at() == 0


def test_a_viewer_is_recorded_by_what_it_fetches(keep, member_client):
    evidence = keep("SK.pdf", sample.pdf())
    member_client.get(at(evidence))
    assert looked_at() == 0
    assert body_of(member_client.get(at(evidence, "lihat/")))
    assert looked_at() == 1


def test_query_budget(keep, member_client):
    """session; person with rights; document; version; then the trail: savepoint, recent, chain,
    event, release."""
    for name, data in (
        ("SK.docx", sample.docx(sample.paragraph("isi") * 3)),
        ("buku.xlsx", sample.xlsx({"A": [["isi"]] * 300})),
    ):
        evidence = keep(name, data)
        member_client.get(at(evidence))
        with CaptureQueriesContext(connection) as captured:
            member_client.get(at(evidence))
        assert len(captured) <= 9
    with CaptureQueriesContext(connection) as captured:
        assert body_of(member_client.get(at(evidence, "gambar-kecil/")))
    assert len(captured) <= 5


# --- Types ---------------------------------------------------------------------------------------


def test_phones_and_thrift_get_pictures_of_the_pages(keep, member_client):
    evidence = keep("SK.pdf", sample.pdf(40))

    def kind(address="pratinjau/", **headers) -> str:
        return content_of(member_client.get(at(evidence, address), headers=headers)).kind

    assert kind(**{"User-Agent": PHONE}) == "halaman"
    assert kind(**{"Save-Data": "on"}) == "halaman"
    assert kind("pratinjau/?tampilan=gambar") == "halaman"
    assert kind("pratinjau/?tampilan=penampil", **{"User-Agent": PHONE}) == "penampil"
    assert kind() == "penampil"
    page = member_client.get(at(evidence), headers={"User-Agent": PHONE})
    content = content_of(page)
    assert len(content.pictures) == 30
    assert content.notices == [
        "Pratinjau dipotong setelah 30 dari 40 halaman. Unduh untuk selengkapnya."
    ]
    assert (content.pictures[29].width, content.pictures[29].height) == (1000, 1416)
    assert page.content.decode().count('loading="lazy"') == 29
    assert b"<iframe" not in page.content


def test_pages_stay_small(keep, member_client):
    evidence = keep("SK.pdf", sample.pdf(text="Isi yang panjang " * 3))
    assert len(body_of(member_client.get(at(evidence, "halaman/1/")))) < 100_000


def test_up30_a_photo_without_its_place(keep, member_client):
    """UP-30: the original keeps what it came with, no picture of it does."""
    data = sample.photo((1000, 700), orientation=6)
    evidence = keep("foto.jpg", data)
    content = content_of(member_client.get(at(evidence)))
    [picture] = content.pictures
    assert (content.kind, picture.width, picture.height) == ("gambar", 700, 1000)
    for address in ("gambar/", "gambar/?w=800", "gambar-kecil/"):
        assert b"Merek" not in body_of(member_client.get(at(evidence, address)))
    assert body_of(member_client.get(at(evidence, "unduh/"))) == data


def test_thrift_gets_no_small_pictures(keep, member_client):
    evidence = keep("foto.jpg", sample.photo())
    saved = body_of(member_client.get(at(evidence, "gambar-kecil/"), headers={"Save-Data": "on"}))
    full = body_of(member_client.get(at(evidence, "gambar-kecil/")))
    assert len(saved) < 40 < len(full)
    assert Image.open(io.BytesIO(saved)).size == (1, 1)


def test_a_video_plays_from_the_file_itself(keep, member_client):
    evidence = keep("rapat.mp4", sample.mp4())
    response = member_client.get(at(evidence))
    assert f'src="{at(evidence, "lihat/")}" controls' in response.content.decode()
    assert "1 menit 15 detik" in response.context["preview"].facts
    part = member_client.get(at(evidence, "lihat/"), headers={"Range": "bytes=4-7"})
    assert (part.status_code, body_of(part)) == (206, b"ftyp")


def test_a_video_that_few_browsers_play_says_so(keep, member_client):
    evidence = keep("rapat.mp4", sample.mp4(codec=b"hvc1"))
    [warning] = member_client.get(at(evidence)).context["preview"].warnings
    assert "hvc1" in warning


class Tags(HTMLParser):
    """What stands in the page, and every address it would fetch by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "srcset", "poster", "data", "background") and value:
                self.fetched.append(value)


def test_dl06_a_document_is_text_and_nothing_else(keep, keep_unseen, member_client):
    """DL-06, and markup of strangers is shown, not obeyed."""
    script = sample.paragraph("&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x&gt;")
    evidence = keep("isi.docx", sample.docx(script))
    text = member_client.get(at(evidence)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x&gt;" in text
    reaching = keep_unseen("luar.docx", hostile.docx_reaching_out())
    response = member_client.get(at(reaching))
    tags = Tags()
    tags.feed(response.content.decode())
    assert all(address.startswith("/static/") for address in tags.fetched)
    assert "iframe" not in tags.tags
    shown = [block.text for block in content_of(response).blocks]
    assert shown == ["[gambar]", "lihat (http://127.0.0.1:9/bocor.html)"]
    [warning] = response.context["preview"].warnings
    assert "templat dari luar" in warning


def test_a_long_document_is_turned_over_part_by_part(keep, member_client):
    evidence = keep("isi.docx", sample.docx(sample.paragraph("kata " * 500) * 20))
    first = content_of(member_client.get(at(evidence)))
    assert (first.part, first.previous, first.parts) == (1, "", 3)
    second = member_client.get(first.next)
    assert content_of(second).part == 2
    assert len(second.content) < 60_000
    assert content_of(member_client.get(at(evidence, "pratinjau/?bagian=99"))).part == 3
    assert content_of(member_client.get(at(evidence, "pratinjau/?bagian=x"))).part == 1


def test_slides_and_empty_documents(keep, member_client):
    slides = keep("paparan.pptx", sample.pptx([sample.slide("Salam", "poin")]))
    blocks = content_of(member_client.get(at(slides))).blocks
    assert [block.text for block in blocks] == ["Salindia 1: Salam", "poin"]
    empty = content_of(member_client.get(at(keep("kosong.docx", sample.docx()))))
    assert empty.notices == ["Berkas ini tidak memuat teks. Unduh untuk melihat isinya."]


def test_a_workbook_sheet_by_sheet(keep, member_client):
    data = sample.xlsx(
        {"Rekap": [["<b>", "=1+1"]] + [[n, n] for n in range(150)], "Rahasia": [["x"]]},
        hidden=("Rahasia",),
    )
    evidence = keep("rekap.xlsx", data)
    response = member_client.get(at(evidence))
    content = content_of(response)
    assert [sheet.label for sheet in content.sheets] == ["Rekap", "Rahasia (tersembunyi)"]
    assert content.rows[0] == (1, ["<b>"])
    assert "<td>&lt;b&gt;</td>" in response.content.decode()
    assert (len(content.rows), content.parts) == (100, 2)
    assert content_of(member_client.get(content.next)).rows[0][0] == 101
    second = content_of(member_client.get(content.sheets[1].url))
    assert (second.rows, second.sheets[1].current) == ([(1, ["x"])], True)
    assert content_of(member_client.get(at(evidence, "pratinjau/?lembar=9"))).sheets[0].current


def test_an_earlier_version(keep, member, member_client):
    evidence = keep("SK.pdf", sample.pdf(2))
    replace_file(evidence=evidence, name="SK.docx", chunks=[sample.docx("x")], by=member)
    newest = member_client.get(at(evidence)).context["preview"]
    assert (newest.is_newest, newest.version.number, newest.content.kind) == (True, 2, "teks")
    response = member_client.get(at(evidence, "pratinjau/?versi=1&tampilan=gambar"))
    earlier = response.context["preview"]
    assert (earlier.is_newest, earlier.version.number) == (False, 1)
    assert "bukan yang terbaru" in response.content.decode()
    for picture in earlier.content.pictures:
        assert body_of(member_client.get(picture.url))
    assert body_of(member_client.get(earlier.urls["download"])) == sample.pdf(2)
    assert member_client.get(earlier.urls["penampil"]).context["preview"].version.number == 1


# --- Hostile and damaged -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "make", "why"),
    [
        ("a.png", hostile.png_30000, "isinya terlalu besar"),
        ("a.jpg", hostile.jpeg_truncated, "berkasnya rusak"),
        ("a.pdf", hostile.pdf_truncated, "berkasnya rusak"),
        ("a.pdf", hostile.pdf_locked, "berkasnya dikunci sandi"),
        ("a.docx", hostile.docx_of_billion_laughs, "susunannya tidak lazim"),
    ],
)
def test_there_is_no_preview_and_the_original_stays(keep_unseen, member_client, name, make, why):
    data = make()
    evidence = keep_unseen(name, data)
    response = member_client.get(at(evidence))
    assert response.status_code == 200
    page = response.context["preview"]
    assert page.refusal.startswith(f"Pratinjau tidak dapat dibuat: {why}")
    assert page.refusal.endswith("; unduh berkas aslinya.")
    assert page.refusal in response.content.decode()
    assert bool(page.advice) == (why.startswith("berkasnya"))
    assert looked_at() == 0
    assert body_of(member_client.get(at(evidence, "unduh/"))) == data


def test_active_content_is_named(keep, member_client):
    evidence = keep("a.pdf", hostile.with_object("<< /S /JavaScript /JS (a) >>"))
    page = member_client.get(at(evidence)).context["preview"]
    assert page.warnings[0].startswith("Berkas aktif: memuat skrip. Portal tidak menjalankannya,")
    # As pictures that we made; the browser's own viewer is not offered, and gets a file to save.
    assert page.content.kind == "halaman"
    asked = member_client.get(at(evidence, "pratinjau/?tampilan=penampil"))
    assert "<iframe" not in asked.content.decode()
    assert "penampil PDF" not in asked.content.decode()
    for address in ("lihat/", "versi/1/"):
        served = member_client.get(at(evidence, address))
        assert served["Content-Disposition"].startswith("attachment;"), address
        assert body_of(served)
    plain = member_client.get(at(keep("b.pdf", sample.pdf()), "lihat/"))
    assert plain["Content-Disposition"].startswith("inline;")
    assert body_of(plain)


@pytest.mark.parametrize("address", ["pratinjau/", "gambar/"])
def test_a_damaged_file_is_never_shown(keep, member_client, address):
    evidence = keep("foto.jpg", sample.photo())
    path = blobs.path_of(evidence.versions.get().sha256)
    path.chmod(0o640)
    path.write_bytes(sample.photo((100, 100)))
    response = member_client.get(at(evidence, address))
    assert response.status_code == 502
    assert "Berkas rusak" in response.content.decode()
    small = member_client.get(at(evidence, "gambar-kecil/"))
    assert Image.open(io.BytesIO(body_of(small))).size == (1, 1)


@pytest.mark.parametrize("extension", ["pdf", "mp4"])
def test_what_the_browser_shows_alone_needs_no_reader_on_the_server(
    keep, member_client, monkeypatch, extension
):
    data = sample.pdf() if extension == "pdf" else sample.mp4()
    evidence = keep(f"a.{extension}", data)

    def busy(*args, **options):
        raise cache.CannotPreviewError("sibuk")

    monkeypatch.setattr("pengungkit.previews.inspection.made", busy)
    page = member_client.get(at(evidence)).context["preview"]
    assert page.refusal == ""
    assert page.content.kind == {"pdf": "penampil", "mp4": "video"}[extension]


def test_a_busy_server_asks_to_come_again(keep, member_client, monkeypatch):
    evidence = keep("a.docx", sample.docx("x"))

    def busy(*args, **options):
        raise cache.CannotPreviewError("sibuk")

    monkeypatch.setattr("pengungkit.previews.inspection.made", busy)
    assert "muat ulang" in member_client.get(at(evidence)).context["preview"].refusal
    monkeypatch.setattr("pengungkit.views.preview.made", busy)
    pdf = keep("a.pdf", sample.pdf())
    assert member_client.get(at(pdf, "halaman/1/")).status_code == 503
    assert len(body_of(member_client.get(at(pdf, "gambar-kecil/")))) < 40


def test_a_crafted_row_of_a_page_type_shows_nothing(keep, member_client):
    """There is no way to store HTML; a row that claims it all the same is only downloaded."""
    evidence = keep("a.pdf", b"%PDF-1.4\n<script>fetch('/bocor')</script>")
    EvidenceVersion.objects.filter(evidence=evidence).update(content_type="text/html")
    response = member_client.get(at(evidence, "lihat/"))
    assert body_of(response)
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert member_client.get(at(evidence)).context["preview"].content.kind == ""


def test_a_shrunk_photo_says_so(keep, member_client):
    evidence = keep("IMG_1 (diperkecil di perangkat).jpg", sample.photo())
    assert "Diperkecil di perangkat" in member_client.get(at(evidence)).content.decode()
