"""The list of evidence as a workbook: every document, text as text, the clock of the office."""

from __future__ import annotations

import datetime as dt
import zipfile
from io import BytesIO

import openpyxl
import pytest
from freezegun import freeze_time

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.evidence import attach
from pengungkit.actions.looking import record_access
from pengungkit.actions.replacing import replace_file
from reports.actions.jobs import ask
from reports.jobs import results
from reports.jobs.evidence_list import COLUMNS, edition
from reports.jobs.kinds import Wish
from tests.factories import PDF, make_evidence
from tests.jobs import run_queued


pytestmark = pytest.mark.usefixtures("known_kind")
FORMULAS = ["=1+1", "+62 811", "-", "@SUM(A1)", "\t=1", " =HYPERLINK(1)"]
HEADINGS = [column.title for column in COLUMNS]


def test_it_works(assessment, unit, member, leader) -> None:
    with freeze_time("2026-11-24 16:30:15"):
        first = make_evidence(unit, member, "SK Tim ZI.pdf")
    replace_file(evidence=first, name="SK Tim ZI.pdf", chunks=[PDF, b"baru"], by=leader)
    answer_item(
        assessment=assessment,
        code="A.I.1.i.a",
        entry=Entry(choice="Ya"),
        base_version=0,
        by=member,
    )
    attach(answer=assessment.answers.get(code="A.I.1.i.a"), evidence=first, by=member)
    titles = [make_evidence(unit, member, f"{number}.pdf") for number in range(len(FORMULAS))]
    for document, title in zip(titles, FORMULAS, strict=True):
        document.title = title
        document.save()

    job = ask(wish=Wish("daftar-bukti", unit), by=member).job
    run_queued()

    path = results.path_of(job)
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file)
    assert [cell.value for cell in book["Daftar bukti"][1]] == HEADINGS
    rows = list(book["Daftar bukti"].iter_rows(min_row=2))
    row = dict(zip(HEADINGS, (cell.value for cell in rows[0]), strict=True))
    assert row["Judul"] == "SK Tim ZI"
    assert row["Versi"] == 2
    assert row["Ukuran (byte)"] == len(PDF) + 4
    assert row["Dipakai di butir"] == "A.I.1.i.a (2026)"
    # 23.30 in Jakarta.
    assert row["Diterima pada"] == dt.datetime(2026, 11, 24, 23, 30, 15)
    assert [cells[1].value for cells in rows[1:]] == FORMULAS
    # EX-01: marked as text, and no formula in the file at all.
    assert all(cells[1].data_type == "s" and cells[1].quotePrefix for cells in rows[1:])
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    facts = {row[0].value: row[1].value for row in book["Keterangan"].iter_rows()}
    assert facts["Unit"] == "KPPN Ternate"
    assert facts["Jumlah bukti"] == "7"


def test_the_list_is_narrowed_as_its_page_is(member_client, unit, member) -> None:
    for name in ("SK Tim ZI.pdf", "Notulen.pdf"):
        make_evidence(unit, member, name)
    page = member_client.get(f"/bukti/?unit={unit.code}&q=sk&saring=belum-dipakai")
    for name, value in (("q", "sk"), ("saring", "belum-dipakai")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page.content.decode()
    asked = {"q": "sk", "saring": "belum-dipakai", "lingkup": "x"}
    response = member_client.post(f"/bukti/unduh-daftar/{unit.code}/", asked)
    run_queued()
    data = b"".join(member_client.get(f"{response.url}unduh/").streaming_content)
    book = openpyxl.load_workbook(BytesIO(data))
    assert [row[1] for row in book["Daftar bukti"].values] == ["Judul", "SK Tim ZI"]
    facts = {row[0]: row[1] for row in book["Keterangan"].values}
    assert (facts["Saring"], facts["Cari"], facts["Jumlah bukti"]) == ("Belum dipakai", "sk", "1")
    assert "Belum dipakai" in member_client.get(response.url).content.decode()


def test_only_what_changes_the_list_makes_it_anew(unit, member) -> None:
    document = make_evidence(unit, member)
    wish = Wish("daftar-bukti", unit)
    first = edition(wish)
    record_access(version=document.versions.get(), by=member, manner="lihat", in_parts=False)
    ask(wish=wish, by=member)
    run_queued()
    assert edition(wish) == first

    make_evidence(unit, member, "Lain.pdf")
    assert edition(wish) != first
