"""The packet on somebody's desk: index.html from disk, without the portal, every link followed."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page

from pengungkit.models import Assessment
from reports.packets.files import write_packets
from tests.browser.axe import assert_axe_clean
from tests.reports.packets import filled_record
from units.models import User


pytestmark = pytest.mark.django_db(transaction=True)


def test_every_link_of_the_index_leads_to_a_file_on_disk(
    browser_page: Callable[..., Page], assessment: Assessment, member: User, tmp_path: Path
):
    [packet] = write_packets(filled_record(assessment, member), tmp_path, in_parts=False)
    folder = tmp_path / packet.stem
    with zipfile.ZipFile(packet) as archive:
        archive.extractall(folder)
    page = browser_page(None, 360)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())

    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert_axe_clean(page)
    # A verdict stays on one line, whatever stands before it.
    verdicts = page.locator("td.met, td.lacking")
    assert verdicts.evaluate_all(
        "all => all.length == 12 && all.every(one => one.offsetHeight < 40)"
    )
    assert page.locator("article").count() == 113
    # What was typed into an item is text.
    assert page.get_by_text("<script src=").is_visible()
    assert {urlsplit(url).scheme for url in asked} == {"file"}
    assert len(asked) == 1

    links = page.locator("a").evaluate_all("links => links.map(one => one.href)")
    followed = {url for url in links if "#" not in url}
    # Four documents, three outputs, two texts and the record.
    assert len(followed) == 10
    for url in followed:
        assert urlsplit(url).scheme == "file"
        assert Path(unquote(urlsplit(url).path)).is_file(), url
    proof = page.locator("#A\\.I\\.1\\.i\\.a .proofs a").first
    assert page.evaluate("location.hash = '#A.I.1.i.a'") == "#A.I.1.i.a"
    with page.expect_request(lambda request: request.url.endswith("1.i.a%20SK%20Tim%20ZI.pdf")):
        proof.click()
