"""Photos in a real browser: made smaller before they are sent, and several made into one PDF."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from pengungkit.models import Answer, Evidence, EvidenceVersion
from tests.browser.axe import assert_axe_clean
from tests.factories import make_evidence
from tests.pengungkit import sample_files as sample
from zi_portal.lib import blobs


pytestmark = pytest.mark.django_db(transaction=True)

JOIN = "/bukti/gabung-foto/"


@pytest.fixture(scope="module")
def camera_photo() -> bytes:
    """A photo of a phone held upright: 3000 x 2000 stored lying, with its place in it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Merek Ponsel"
    picture = Image.effect_noise((750, 500), 40).resize((3000, 2000)).convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif, quality=95)
    return buffer.getvalue()


def as_file(data: bytes, name: str = "IMG_2031.jpg", kind: str = "image/jpeg") -> dict:
    return {"name": name, "mimeType": kind, "buffer": data}


@pytest.fixture
def item_page(browser_page, assessment, member):
    page = browser_page(member, expected=(r"422",))
    page.goto(Answer.objects.get(code="A.I.1.i.b").get_absolute_url())
    return page


def kept() -> tuple[EvidenceVersion, bytes]:
    version = EvidenceVersion.objects.get()
    return version, blobs.path_of(version.sha256).read_bytes()


def test_a_photo_is_sent_smaller_and_says_so(item_page, camera_photo):
    expect(item_page.get_by_label("Kecilkan foto sebelum dikirim")).to_be_checked()
    item_page.set_input_files("#id_berkas", as_file(camera_photo))
    # The name stands at the findings about the file too.
    title = "IMG 2031 (diperkecil di perangkat)"
    line = item_page.get_by_role("link", name=title, exact=True).first
    line.wait_for()
    expect(item_page.get_by_text("1 foto diperkecil dari")).to_be_visible()
    version, data = kept()
    assert version.original_name == "IMG_2031 (diperkecil di perangkat).jpg"
    assert len(data) < 0.9 * len(camera_photo)
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.size) == ("JPEG", (1333, 2000))
    assert not picture.getexif()
    assert b"Merek" not in data


def test_switched_off_the_photo_goes_as_it_is(item_page, camera_photo):
    switch = item_page.get_by_label("Kecilkan foto sebelum dikirim")
    switch.uncheck()
    item_page.set_input_files("#id_berkas", as_file(camera_photo))
    item_page.get_by_role("link", name="IMG 2031", exact=True).first.wait_for()
    assert kept()[1] == camera_photo
    item_page.reload()
    expect(switch).not_to_be_checked()


def test_only_photos_are_made_smaller(item_page, camera_photo):
    screenshot = sample.image("PNG", (2600, 1400))
    small = sample.image("JPEG", (800, 600))
    item_page.set_input_files(
        "#id_berkas",
        [
            as_file(camera_photo),
            as_file(screenshot, "layar.png", "image/png"),
            as_file(small, "kecil.jpg"),
            as_file(sample.pdf(), "SK.pdf", "application/pdf"),
        ],
    )
    item_page.get_by_role("link", name="SK", exact=True).first.wait_for()
    names = EvidenceVersion.objects.order_by("pk").values_list("original_name", flat=True)
    assert list(names) == [
        "IMG_2031 (diperkecil di perangkat).jpg", "layar.png", "kecil.jpg", "SK.pdf",
    ]  # fmt: skip


def test_a_photo_the_browser_cannot_read_is_refused_by_the_server(item_page):
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 400
    item_page.set_input_files("#id_berkas", as_file(heic, "IMG_1.HEIC", "image/heic"))
    item_page.get_by_text("Paling Kompatibel").wait_for()
    assert not Evidence.objects.exists()


def test_a_dropped_photo_is_made_smaller_too(item_page, camera_photo):
    handle = item_page.evaluate_handle(
        """([bytes]) => {
            const bag = new DataTransfer();
            const data = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
            bag.items.add(new File([data], "rapat.jpg", { type: "image/jpeg" }));
            return bag;
        }""",
        [base64_of(camera_photo)],
    )
    item_page.dispatch_event("[data-zi-drop]", "drop", {"dataTransfer": handle})
    item_page.get_by_role(
        "link", name="rapat (diperkecil di perangkat)", exact=True
    ).first.wait_for()


def base64_of(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


def test_the_store_takes_the_smaller_one(browser_page, assessment, member, camera_photo):
    page = browser_page(member)
    page.goto("/bukti/")
    page.set_input_files("#id_berkas", as_file(camera_photo))
    page.get_by_text("1 foto diperkecil dari").wait_for()
    page.get_by_role("link", name="IMG 2031 (diperkecil di perangkat)").first.wait_for()
    assert len(kept()[1]) < len(camera_photo)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("width", [360, 1280])
def test_photos_become_one_pdf(browser_page, unit, member, javascript, width):
    for n in range(3):
        data = sample.image(size=(300 + n, 200))
        make_evidence(unit, member, name=f"Foto apel {n}.jpg", content=data)
    page = browser_page(member, width=width, javascript=javascript)
    page.goto(JOIN)
    if javascript:
        assert_axe_clean(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_label("Judul").fill("Apel pagi")
    for n in range(3):
        page.get_by_label(f"Foto apel {n}", exact=True).check()
    page.get_by_label("Urutan Foto apel 2").fill("1")
    page.get_by_role("button", name="Gabung menjadi PDF").click()
    page.get_by_text("3 foto digabung menjadi satu PDF.").wait_for()
    expect(page.get_by_role("heading", name="Apel pagi", level=1)).to_be_visible()
    assert Evidence.objects.get(title="Apel pagi").versions.get().extension == "pdf"


def test_new_photos_are_made_smaller_and_joined(browser_page, unit, member, camera_photo):
    page = browser_page(member)
    page.goto(JOIN)
    page.get_by_label("Judul").fill("Kunjungan")
    files = [as_file(camera_photo), as_file(sample.image(), "b.jpg")]
    page.set_input_files("#id_foto_baru", files)
    page.get_by_text("1 foto diperkecil dari").wait_for()
    page.get_by_role("button", name="Gabung menjadi PDF").click()
    page.get_by_text("2 foto digabung menjadi satu PDF.").wait_for()
    titles = set(Evidence.objects.values_list("title", flat=True))
    assert titles == {"Kunjungan", "IMG 2031 (diperkecil di perangkat)", "b"}
