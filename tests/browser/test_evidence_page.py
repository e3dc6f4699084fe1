"""Kept files in a real browser: shown, and unable to run anything."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import expect

from tests.browser.axe import assert_axe_clean
from tests.factories import make_evidence


pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = b"<script>fetch('/bocor'); document.title = 'berjalan'</script>"


def picture(suffix: bytes = b"") -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (1600, 900), "#3366cc").save(buffer, "PNG")
    return buffer.getvalue() + suffix


def test_a_picture_is_scaled_to_its_page(browser_page, unit, member):
    evidence = make_evidence(unit, member, name="Foto rapat.png", content=picture())
    page = browser_page(member, width=360)
    page.goto(f"/bukti/{evidence.uuid}/")
    image = page.get_by_role("img", name="Pratinjau Foto rapat")
    expect(image).not_to_have_js_property("naturalWidth", 0)
    assert image.bounding_box()["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert_axe_clean(page)


@pytest.mark.parametrize(
    ("name", "content"), [("foto.png", picture(SCRIPT)), ("surat.pdf", b"%PDF-1.4\n" + SCRIPT)]
)
def test_nothing_in_a_kept_file_runs(browser_page, unit, member, name, content):
    evidence = make_evidence(unit, member, name=name, content=content)
    # The browser's own viewers set styles, which the sandbox refuses, and load their own parts.
    own = (r"Applying inline style", r"favicon", r"Failed to load", r"chrome(-extension)?://")
    page = browser_page(member, expected=own)
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"/bukti/{evidence.uuid}/lihat/")
    assert not [url for url in asked if "bocor" in url]
    assert page.title() != "berjalan"
