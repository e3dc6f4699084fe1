"""The workbook as bytes: layout, locks, links, values beside formulas, and always the same."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
import zipfile
from io import BytesIO

import openpyxl
import pytest

from pengungkit.scoring import score
from pengungkit.workbooks.origin import TITLE as ORIGIN
from pengungkit.workbooks.origin import AlteredOriginError, origin_in
from pengungkit.workbooks.reader import read_lke
from reports.workbooks.layout import HEADINGS, Column, Tier, rows_of, total_row
from reports.workbooks.lke import lke_workbook
from tests.pengungkit.responses import best, random_responses
from tests.reports.workbooks.contents import LKE, content_of, proof
from zi_portal.lib.workbooks.cells import read_sheets


@pytest.fixture(scope="module")
def responses():
    return random_responses(LKE, random.Random(7))


@pytest.fixture(scope="module")
def content(responses):
    return content_of(
        responses,
        notes={code: f"Catatan {code}\nbaris kedua" for code in responses},
        proofs={
            "A.I.1.i.a": [proof("SK Tim ZI", "AREA%201/SK%20Tim.pdf")],
            "A.I.1.i.b": [proof("Notulen", "a.pdf"), proof("=cmd|' /C calc'!A0")],
        },
        versions={item.code: number for number, item in enumerate(LKE.items)},
    )


@pytest.fixture(scope="module")
def packed(content):
    return lke_workbook(content)


@pytest.fixture(scope="module")
def book(packed):
    return openpyxl.load_workbook(BytesIO(packed))


def test_it_works(book):
    assert book.sheetnames == ["LKE", "Rekap", "Bukti", "Petunjuk", ORIGIN]
    sheet = book["LKE"]
    assert {cell: sheet[f"{cell}1"].value for cell in HEADINGS} == HEADINGS
    for item in LKE.items:
        assert sheet[f"{Column.CODE}{item.row}"].value == item.code
        assert item.wording in (sheet[f"F{item.row}"].value or "")
    assert sheet["A2"].value == "A."
    assert sheet["B2"].value == "PENGUNGKIT"
    assert sheet["A195"].value == "TOTAL PENGUNGKIT"
    assert sheet[f"A{total_row(LKE)}"].value == "NILAI TOTAL"
    assert book[ORIGIN].sheet_state == "veryHidden"


def test_only_answers_notes_counts_and_evaluator_columns_are_open(book):
    sheet = book["LKE"]
    opened = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    expected = set()
    for item in LKE.items:
        ratio = item.ratio.inputs if item.ratio else ()
        expected |= {f"{Column.NOTE}{item.row}", f"{Column.SAMPLE}{item.row}"}
        expected |= {f"{c}{item.row}" for c in (Column.EVALUATOR_ANSWER, Column.EVALUATOR_NOTE)}
        expected |= {f"{Column.ANSWER}{item.row}"} if not ratio else set()
        for one in ratio:
            expected |= {f"{c}{one.row}" for c in (Column.ANSWER, Column.EVALUATOR_ANSWER)}
    assert opened == expected
    for name in ("LKE", "Rekap", "Bukti", "Petunjuk", ORIGIN):
        assert book[name].protection.sheet
        assert not book[name].protection.password


def test_every_answer_cell_has_its_list(book):
    lists = {}
    for rule in book["LKE"].data_validations.dataValidation:
        for area in rule.sqref.ranges:
            for row in range(area.min_row, area.max_row + 1):
                lists[f"{area.coord[0]}{row}"] = rule
    for item in LKE.items:
        if item.options:
            letters = ",".join(option.letter for option in item.options)
            assert lists[f"{Column.ANSWER}{item.row}"].formula1 == f'"{letters}"'
        for one in item.ratio.inputs if item.ratio else ():
            assert lists[f"{Column.ANSWER}{one.row}"].type == "whole"
    assert lists[f"{Column.ANSWER}199"].formula2 == "4"


def test_values_stand_beside_the_formulas(packed, responses):
    """What a phone, a mail program or Excel's protected view shows without calculating."""
    book = openpyxl.load_workbook(BytesIO(packed), data_only=True)
    result = score(LKE, responses)
    sheet = book["LKE"]
    for row in rows_of(LKE).values():
        if row.tier is Tier.ITEM and row.weight is None:
            value = sheet[f"{Column.SCORE}{row.number}"].value
            assert value == pytest.approx(float(result.items[row.code].share))
        if row.tier is Tier.SUB_AREA:
            value = sheet[f"{Column.SCORE}{row.number}"].value
            assert value == pytest.approx(float(result.sub_areas[row.code].value))
    assert sheet[f"{Column.SCORE}{total_row(LKE)}"].value == pytest.approx(float(result.total))
    blank = [
        f"{one.title}!{cell.coordinate}"
        for one, live in zip(book, openpyxl.load_workbook(BytesIO(packed)), strict=True)
        for cells in live.iter_rows()
        for cell in cells
        if cell.data_type == "f" and one[cell.coordinate].value is None
    ]
    assert blank == []


def test_the_recap_says_the_value_plainly_too(book):
    recap = book["Rekap"]
    plain = [row for row in recap.iter_rows(min_col=1, max_col=9) if row[0].value == "Nilai total"]
    assert len(plain) == 2
    assert isinstance(plain[0][8].value, float)
    assert isinstance(plain[1][6].value, float)


def test_names_of_evidence_lead_into_the_packet(book):
    sheet = book["LKE"]
    assert sheet["N6"].value == "SK Tim ZI"
    assert sheet["N6"].hyperlink.target == "AREA%201/SK%20Tim.pdf"
    # Of several the cell leads to the list, where each has its own link.
    assert sheet["N7"].hyperlink.location == "Bukti!C3"
    proofs = book["Bukti"]
    assert [proofs[f"C{row}"].value for row in (2, 3, 4)][1:] == ["Notulen", "=cmd|' /C calc'!A0"]
    assert proofs["C3"].hyperlink.target == "a.pdf"
    assert proofs["C4"].hyperlink is None


def test_ex_01_nothing_a_person_typed_becomes_a_formula():
    nasty = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", '=HYPERLINK("x")', "＝1"]
    codes = [item.code for item in LKE.items]
    content = content_of(
        {},
        notes=dict(zip(codes, nasty, strict=False)),
        proofs={
            code: [proof(text, number=text, kind=text)]
            for code, text in zip(codes, nasty, strict=False)
        },
        unit_name="=HYPERLINK(1)",
        source="=1+1",
    )
    data = lke_workbook(content)

    ours = re.compile(r"^(SUM|IF|MAX|K\d|L\d|G\d|J\d|E\d|100\*|LKE!|COUNTIF)")
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            xml = archive.read(name).decode()
            assert all(ours.match(formula) for formula in re.findall("<f>([^<]*)</f>", xml)), name
    book = openpyxl.load_workbook(BytesIO(data))
    for code, text in zip(codes, nasty, strict=False):
        cell = book["LKE"][f"{Column.NOTE}{LKE.item(code).row}"]
        assert cell.data_type == "s"
        assert cell.quotePrefix == (text != "＝1"), text


def test_it_is_made_for_paper_and_small_screens(book):
    sheet = book["LKE"]
    assert sheet.freeze_panes == "G2"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.row_dimensions[6].height > 20


def test_the_same_content_gives_the_same_bytes_in_any_process(content, packed):
    assert lke_workbook(content) == packed
    script = (
        "import os, hashlib, random; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings';"
        "import django; django.setup();"
        "from tests.reports.workbooks.contents import *;"
        "from tests.pengungkit.responses import random_responses;"
        "from reports.workbooks.lke import lke_workbook;"
        "data = lke_workbook(content_of(random_responses(LKE, random.Random(7))), packed=False);"
        "print(hashlib.sha256(data).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONHASHSEED": "1", "TZ": "Asia/Jayapura"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    here = content_of(random_responses(LKE, random.Random(7)))
    assert hashlib.sha256(lke_workbook(here, packed=False)).hexdigest() == elsewhere


def test_the_origin_is_told_and_sealed(packed, content, tmp_path):
    path = tmp_path / "lke.xlsx"
    path.write_bytes(packed)
    [sheet] = [one for one in read_sheets(path) if one.name == ORIGIN]
    told = origin_in(sheet)
    assert (told.unit, told.year) == ("kppn-ternate", 2026)
    assert told.versions["A.I.1.i.b"] == content.filled("A.I.1.i.b").version == 1
    changed = next(key for key, cell in sheet.cells.items() if cell.text == "kppn-ternate")
    sheet.cells[changed] = type(sheet.cells[changed])(*changed, "kppn-tobelo")
    with pytest.raises(AlteredOriginError):
        origin_in(sheet)


@pytest.mark.parametrize("seed", range(4))
def test_the_reader_finds_every_answer_again(tmp_path, seed):
    answers = best(LKE) if seed == 0 else random_responses(LKE, random.Random(seed))
    path = tmp_path / "lke.xlsx"
    path.write_bytes(lke_workbook(content_of(answers, notes={"A.I.1.i.a": "Tim dibentuk"})))

    read = read_lke(path)

    assert read.sheet == "LKE"
    assert read.not_found == ()
    assert read.not_understood == ()
    assert read.responses == {code: one for code, one in answers.items() if one != {}}
    assert read.notes == {"A.I.1.i.a": "Tim dibentuk"}
