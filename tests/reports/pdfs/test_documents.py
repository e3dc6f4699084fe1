"""The PDFs as they come out: judged by poppler and qpdf, and by the words on their pages.

All are drawn once for the tests of this file, two at a time; drawing takes seconds.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.records import make_record
from pengungkit.models import Answer, Assessment
from reports.contexts.packet_check import lines_of, manifest_outcome, record_outcome
from reports.contexts.record import RecordContext
from reports.packets.checking import check_packet
from reports.packets.layout import layout_of
from reports.pdfs import rendering
from reports.pdfs.area_sheet import area_sheet
from reports.pdfs.lke import lke_document
from reports.pdfs.one_page import one_page
from reports.pdfs.rendering import render
from tests.pdfs import Drawn, can_draw, said
from tests.reports.packets import HOSTILE, files_of, packet_of
from tests.units.backups.installations import this_one
from units.models import User
from units.permissions import rights_of


# The mark tells pytest-django that there is a database; the demo is planted by hand.
pytestmark = [can_draw, pytest.mark.django_db, pytest.mark.once]
ITEM = "A.I.1.i.a"
LONG_WORD = "panjang" * 1400
A4, LANDSCAPE = "595.276 x 841.89 pts (A4)", "841.89 x 595.276 pts (A4)"


class World:
    """The demo's filled unit with a hostile narrative, as record and as state of now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        call_command("seed_demo", stdout=io.StringIO())
        year = timezone.localdate().year
        self.assessment = Assessment.objects.with_structure().get(
            unit__code="kanwil-malut", year=year
        )
        ketua = User.objects.get(username="ketua")
        answer = self.assessment.answers.get(code=ITEM)
        entry = Entry(choice=answer.choice, narrative=f"{HOSTILE} {LONG_WORD}")
        answer_item(
            assessment=self.assessment,
            code=ITEM,
            entry=entry,
            base_version=answer.version,
            by=ketua,
        )
        late = self.assessment.answers.filter(area="4").exclude(status__in=Answer.DONE_STATUSES)
        late.update(due_on="2020-01-05")
        self.record = make_record(assessment=self.assessment, by=ketua)
        self.context = RecordContext.from_record(self.record)
        self.layout = layout_of(self.context)
        live, now = RecordContext.live(self.assessment), timezone.now()
        with ThreadPoolExecutor(2) as pool:
            page = pool.submit(render, one_page(live, now))
            lacking = self.lacking(year)
            short = pool.submit(render, one_page(lacking, now))
            # Its first page alone.
            head = lke_document(lacking, now).partition('<h1 class="page">')[0]
            first = pool.submit(render, f"{head}</body></html>")
            sheet = pool.submit(render, area_sheet(self.assessment, "4", now))
            self.zipped = packet_of(self.record)
            self.packet = files_of(self.zipped)
            contents = {
                "kesiapan": self.packet[self.layout.outputs["kesiapan.pdf"]],
                "lke": self.packet[self.layout.outputs["lke.pdf"]],
                "matriks": self.packet[self.layout.outputs["matriks.pdf"]],
                "satu": page.result(),
                "satu kurang": short.result(),
                "lke kurang": first.result(),
                "area": sheet.result(),
            }
        self.pdfs: dict[str, Drawn] = {}
        for name, pdf in contents.items():
            path = folder / f"{name}.pdf"
            path.write_bytes(pdf)
            self.pdfs[name] = Drawn(path)

    def lacking(self, year: int) -> RecordContext:
        """An office with a long name that falls short of nearly everything."""
        one = Assessment.objects.with_structure().get(unit__code="kppn-ternate", year=year)
        one.unit.name = "Kanwil DJPb Provinsi Maluku Utara " + "Panjang Sekali " * 8
        return RecordContext.live(one)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("pdf")
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        patch.setattr("django.conf.settings.DATA_DIR", folder)
        patch.setattr("django.conf.settings.EVIDENCE_DIR", folder / "bukti")
        patch.setattr("django.conf.settings.DEMO_PASSWORD", "kata-sandi-demo-2026")
        patch.setattr("django.conf.settings.PDF_REASON", "")
        with transaction.atomic():
            yield World(folder)
            transaction.set_rollback(True)


@pytest.fixture
def pdfs(world: World) -> dict[str, Drawn]:
    return world.pdfs


def test_it_works(pdfs: dict[str, Drawn]):
    """Tagged PDF/UA, in Indonesian, titled, numbered, bookmarked, and sound to qpdf."""
    for drawn in pdfs.values():
        assert "No syntax or stream encoding errors" in said("qpdf", "--check", drawn.path)
        info = drawn.info
        assert info["Tagged"] == "yes"
        assert "Kanwil DJPb Provinsi Maluku Utara" in info["Title"]
        assert info["Author"].startswith("Kanwil DJPb Provinsi Maluku Utara")
        objects = drawn.objects
        assert b"/Lang (id)" in objects
        assert b"/DisplayDocTitle true" in objects
        assert drawn.flaws == set()
        assert b"<pdfuaid:part>1</pdfuaid:part>" in objects.replace(
            b'pdfuaid:part="1"', b"<pdfuaid:part>1</pdfuaid:part>"
        )
        assert b"/Outlines" in objects
        # One family, embedded, also in the margins.
        names = {line.split()[0] for line in said("pdffonts", drawn.path).splitlines()[2:]}
        assert names
        assert all("Inter" in name for name in names)


def test_pages_carry_their_heads_and_numbers(pdfs: dict[str, Drawn]):
    report = pdfs["kesiapan"].pages
    assert 9 <= len(report) <= 15
    for number, page in enumerate(report[1:], start=2):
        assert page.startswith("Kanwil DJPb Provinsi Maluku Utara Laporan kesiapan")
        assert page.endswith(f"halaman {number} dari {len(report)}")
    assert "halaman" not in report[0]
    assert pdfs["kesiapan"].info["Page size"] == A4
    assert pdfs["lke"].info["Page size"] == LANDSCAPE


def test_promise_2_the_cover_says_what_is_frozen(world: World, pdfs: dict[str, Drawn]):
    cover, stamp = pdfs["kesiapan"].pages[0], world.context.stamp
    assert stamp is not None
    assert stamp.grouped_sha256 in cover
    assert f"Rekaman no. {stamp.number}" in cover
    assert "Belum memenuhi syarat WBBM" in cover
    assert "belum dibekukan" in pdfs["satu"].text


def test_the_matrices_lie_across_and_repeat_their_heads(pdfs: dict[str, Drawn]):
    matrix = pdfs["matriks"]
    assert matrix.info["Page size"] == LANDSCAPE
    innovations = [page for page in matrix.pages if "Kebutuhan" in page]
    replications = [page for page in matrix.pages if "Hasil di penerima" in page]
    assert [*innovations, *replications] == matrix.pages
    assert "Matriks inovasi (" in innovations[0]
    assert "Matriks replikasi (" in replications[0]
    assert "ROH" in innovations[-1] or "ZIP" in innovations[-1]
    assert matrix.pages[0].endswith(f"halaman 1 dari {len(matrix.pages)}")


def test_the_report_holds_every_part(pdfs: dict[str, Drawn]):
    text = pdfs["kesiapan"].text
    for heading in (
        "Ringkasan", "12 syarat WBBM", "Nilai menurut area", "Nilai menurut sub-area",
        "Butir yang paling menambah nilai", "Yang belum ada", "Bukti", "Inovasi dan replikasi",
        "Kebutuhan yang dijawab", "Perjalanan unit",
    ):  # fmt: skip
        assert heading in text
    assert re.search(r"Area 4 Penguatan Akuntabilitas 7\d,\d% 75% ✗ kurang \d,\d\d", text)


def test_the_lke_holds_every_item(world: World, pdfs: dict[str, Drawn]):
    pages = pdfs["lke"].pages
    text = " ".join(pages)
    for item in world.context.items:
        assert item.code in text
    # The head of a table stands again on every page it runs on to.
    assert all("Kode Butir Jawaban" in page for page in pages[1:])


def test_the_leaders_page_is_one_page(pdfs: dict[str, Drawn]):
    """Also where every requirement says how much it is short of."""
    [page], [lacking] = pdfs["satu"].pages, pdfs["satu kurang"].pages
    assert "12 syarat WBBM" in page
    assert "11 dari 12 syarat masih kurang" in lacking
    for one in (page, lacking):
        assert "Butir yang paling menambah nilai" in one
        assert one.endswith("halaman 1 dari 1")


def test_the_lke_begins_with_its_sums_on_the_first_page(pdfs: dict[str, Drawn]):
    [page] = pdfs["lke kurang"].pages
    assert "kurang 58,78 poin" in page
    assert "Nilai tiap butir" in page


def test_the_area_sheet_is_for_a_meeting(pdfs: dict[str, Drawn]):
    text = pdfs["area"].text
    for word in ("PIC", "Tenggat", "Keputusan rapat", "Marthen", "lewat", "Notulis"):
        assert word in text
    assert "A.I.4.i.a" in text
    assert ITEM not in text


def test_pd03_what_was_typed_is_text(pdfs: dict[str, Drawn]):
    """PD-03: no markup of a user reaches the page; PD-02: a word of 9,800 letters is broken."""
    text = pdfs["lke"].text.replace("\u200b", "")
    assert "<script" in text
    assert "panjang" in text
    objects = pdfs["lke"].objects
    assert b"jahat.example" not in b"".join(re.findall(rb"/URI \([^)]*\)", objects))
    assert b"/JavaScript" not in objects
    assert b"/EmbeddedFile" not in objects


# Both clocks stand on another day: that of what builds, and that of what draws.
LATER = """
import datetime, freezegun, runpy, sys
freezegun.freeze_time("2031-02-28 23:59:59", tz_offset=14, tick=True).start()
assert datetime.date.today().isoformat() == "2031-03-01"
"""
DRAWING = f'{LATER}runpy.run_path({str(rendering.CHILD)!r}, run_name="__main__")\n'
BUILDING = f"""{LATER}
import django
from pathlib import Path
django.setup()
from reports.contexts.record import RecordContext
from reports.packets.building import build
from reports.pdfs import rendering
rendering.CHILD = Path(sys.argv[1])
with open(sys.argv[3], "w+b") as out:
    built = build(RecordContext.from_text(Path(sys.argv[2]).read_text("utf-8")), out)
assert not built.left_out, built.left_out
"""


def test_promise_5_the_same_record_gives_the_same_bytes(world: World, tmp_path: Path):
    """Every part, PDFs too: another process, day, time zone, language, order of sets."""
    text, child, target = (tmp_path / name for name in ("lke.json", "child.py", "lain.zip"))
    text.write_text(world.record.content, "utf-8")
    child.write_text(DRAWING, "utf-8")
    environment = (
        os.environ
        | this_one(world.folder).env
        | {
            "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
            "TZ": "Pacific/Kiritimati",
            "LANG": "de_DE.UTF-8",
            "LC_ALL": "C",
            "PYTHONHASHSEED": "7",
            "ZI_PDF_ALASAN": "",
        }
    )
    command = [sys.executable, "-c", BUILDING, str(child), str(text), str(target)]
    subprocess.run(command, env=environment, check=True, cwd=Path(__file__).parents[3])
    made = target.read_bytes()
    assert [path for path, data in files_of(made).items() if data != world.packet.get(path)] == []
    assert made == world.zipped


def test_the_packet_says_what_its_pdfs_are(world: World):
    readme = world.packet["BACA-SAYA.txt"].decode("utf-8-sig")
    index = world.packet["index.html"].decode()
    for key in ("kesiapan.pdf", "lke.pdf"):
        assert f"- {world.layout.outputs[key]}: " in readme
        assert quote(world.layout.outputs[key]) in index
        assert f"  {world.layout.outputs[key]}\n" in world.packet["manifest-sha256.txt"].decode()


def test_a_packet_with_innovations_is_whole_to_every_check(world: World, tmp_path: Path):
    """What lies in folders and is no evidence is no stranger in it."""
    path = tmp_path / "paket.zip"
    path.write_bytes(world.zipped)
    checked = check_packet(path)
    assert lines_of(checked)[0] == "Paket ini lengkap dan cocok dengan daftar di dalamnya."
    assert (checked.faults, checked.without) == ((), ())
    assert any(one.startswith("INOVASI/Matriks") for one in world.packet)
    manifest = world.packet["manifest-sha256.txt"].decode()
    rights = rights_of(User.objects.get(username="ketua"))
    assert manifest_outcome(manifest, rights).is_whole
    assert record_outcome(world.record.content, world.record.sha256, rights).is_whole


def test_every_link_of_the_lke_leads_to_a_file_of_the_packet(world: World, pdfs: dict[str, Drawn]):
    links = re.findall(rb"/URI \(([^)]*)\)", pdfs["lke"].objects)
    assert {unquote(link.decode()) for link in links} == {
        path for path in world.packet if path.startswith(("AREA", "HASIL"))
    }
