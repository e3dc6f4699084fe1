"""Filling cells of somebody else's workbook: what is not filled stays as it is, byte for byte."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from tests.pengungkit import hostile_workbooks
from zi_portal.lib.workbooks.archive import Limits
from zi_portal.lib.workbooks.cells import read_sheets
from zi_portal.lib.workbooks.editing import FormulaInTheWayError, fill_cells
from zi_portal.lib.workbooks.linking import Link, linked
from zi_portal.lib.workbooks.quoting import Quoting
from zi_portal.lib.workbooks.recounting import recounted_on_open
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


def filled(path, changes, *, packed=True):
    out = io.BytesIO()
    fill_cells(path, out, changes, Limits(), packed=packed)
    return out.getvalue()


def sheet_xml(path, sheet, changes):
    """The first sheet after filling, of a workbook whose only sheet has these rows."""
    hostile_workbooks.write(path, sheet=sheet)
    with zipfile.ZipFile(io.BytesIO(filled(path, {"LKE": changes}))) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


def test_it_works(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B2"] = "Judul", "=A2*2"
    book.active["A2"].number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    data = filled(tmp_path / "a.xlsx", {"Sheet": {"A2": Decimal("3.60"), "D9": "Catatan", "C2": 5}})
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Sheet"]
    assert [sheet[one].value for one in ("A1", "A2", "B2", "C2", "D9")] == [
        "Judul", 3.6, "=A2*2", 5, "Catatan",
    ]  # fmt: skip
    assert sheet["A2"].number_format == "0.00"
    assert data == filled(
        tmp_path / "a.xlsx", {"Sheet": {"D9": "Catatan", "C2": 5, "A2": Decimal("3.60")}}
    )
    with zipfile.ZipFile(io.BytesIO(data)) as after, zipfile.ZipFile(tmp_path / "a.xlsx") as before:
        assert after.namelist() == before.namelist()
        changed = {one for one in before.namelist() if before.read(one) != after.read(one)}
    # openpyxl itself asks for a recount when the workbook is opened.
    assert changed == {"xl/worksheets/sheet1.xml"}


def test_ex_01_text_is_never_a_formula_nor_markup(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "x"
    book.active["A1"].font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    texts = ["=1+1", "+1", "-1", "@a", " =cmd|' /C calc'!A0", "<f>1</f>&amp;", "_x000D_\x07 a", "b"]
    data = filled(
        tmp_path / "a.xlsx", {"Sheet": {f"A{row}": text for row, text in enumerate(texts, 1)}}
    )
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Sheet"]
    for row, text in enumerate(texts, 1):
        cell = sheet[f"A{row}"]
        assert cell.data_type in ("s", "inlineStr")
        assert cell.quotePrefix == (row <= 5)
        if row != 7:
            assert cell.value == text
    assert sheet["A1"].font.bold
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
    (path := tmp_path / "b.xlsx").write_bytes(data)
    assert next(iter(read_sheets(path))).cells[7, 1].text == "_x000D_ a"


def test_cells_and_rows_that_do_not_stand_in_the_file(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = '<row r="2" spans="1:2"><c r="A2" s="3"><v>1</v></c><c r="C2"/></row><row r="5"/>'
    xml = sheet_xml(path, rows, {"B2": 7, "D2": 8, "A2": None, "B3": "x", "B5": 1, "A9": 2})
    assert xml == hostile_workbooks.SHEET.format(
        '<row r="2"><c r="A2" s="3"/><c r="B2"><v>7</v></c><c r="C2"/><c r="D2"><v>8</v></c></row>'
        '<row r="3"><c r="B3" t="inlineStr"><is><t xml:space="preserve">x</t></is></c></row>'
        '<row r="5"><c r="B5"><v>1</v></c></row><row r="9"><c r="A9"><v>2</v></c></row>'
    )
    assert sheet_xml(path, rows, {"B4": None, "Z2": None}) == hostile_workbooks.SHEET.format(rows)


def test_results_of_the_empty_form_are_dropped(tmp_path):
    rows = (
        '<row r="1"><c r="A1" t="str" s="2"><f>B1</f><v>lama</v></c>'
        '<c r="B1"><f t="shared" si="0"/><v>1</v></c><c r="C1"><f t="dataTable"/><v>4</v></c>'
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert sheet_xml(tmp_path / "a.xlsx", rows, {}) == hostile_workbooks.SHEET.format(
        '<row r="1"><c r="A1" s="2"><f>B1</f></c><c r="B1"><f t="shared" si="0"/></c>'
        '<c r="C1"><f t="dataTable"/><v>4</v></c><c r="D1"><f>1/0</f></c></row>'
    )
    with pytest.raises(FormulaInTheWayError, match="A1"):
        sheet_xml(tmp_path / "a.xlsx", rows, {"A1": "x"})


def test_prefixes_and_styles_of_columns_and_rows(tmp_path):
    path = tmp_path / "a.xlsx"
    sheet = (
        '<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/'
        'spreadsheetml/2006/main"><x:cols><x:col min="2" max="3" style="4"/></x:cols><x:sheetData>'
        '<x:row r="1" s="6" customFormat="1"><x:c r="A1"/></x:row></x:sheetData></x:worksheet>'
    )
    hostile_workbooks.write(path, {"xl/worksheets/sheet1.xml": sheet})
    with zipfile.ZipFile(io.BytesIO(filled(path, {"LKE": {"B1": 1, "C4": "a"}}))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<x:c r="B1" s="6"><x:v>1</x:v></x:c></x:row>' in xml
    assert '<x:row r="4"><x:c r="C4" s="4" t="inlineStr"><x:is><x:t xml:space="preserve">a' in xml


LINKS = {
    "B2": Link("AREA%201/1.i.a%20SK.pdf", tip='Buka "SK" <Tim>'),
    "C3": Link("index.html", place="A.I.1.i.b"),
}


def test_cells_lead_where_they_should(tmp_path):
    """Beside a link and a drawing of the form; in a sheet without any; and with prefixes."""
    book = openpyxl.Workbook()
    book.active["A1"], book.active["C3"] = "x", "milik formulir"
    book.active["A1"].hyperlink = "https://contoh.example/"
    book.active["C3"].hyperlink = "https://contoh.example/resmi"
    book.active.page_margins.left = 0.4
    plain = book.create_sheet("Lain")
    plain["B2"].comment = openpyxl.comments.Comment("Catatan", "x")
    book.save(tmp_path / "a.xlsx")
    out = io.BytesIO()
    changes = {"Sheet": {"B2": "SK Tim"}, "Lain": {"B2": "SK Tim", "C3": "dua"}}
    fill_cells(tmp_path / "a.xlsx", out, changes, Limits(), links={"Sheet": LINKS, "Lain": LINKS})
    filled_book = openpyxl.load_workbook(out)
    sheet, other = filled_book["Sheet"], filled_book["Lain"]
    assert sheet["A1"].hyperlink.target == "https://contoh.example/"
    assert sheet["C3"].hyperlink.target == "https://contoh.example/resmi"
    for one in (sheet, other):
        assert one["B2"].hyperlink.target == LINKS["B2"].target
        assert one["B2"].hyperlink.tooltip == LINKS["B2"].tip
    assert (other["C3"].hyperlink.target, other["C3"].hyperlink.location) == (
        "index.html",
        "A.I.1.i.b",
    )
    assert other["B2"].comment.text == "Catatan"
    with zipfile.ZipFile(out) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.index("</sheetData>") < xml.index("<hyperlink ") < xml.index("<pageMargins")


def test_links_of_a_sheet_without_relations_and_with_prefixes():
    sheet = b'<x:worksheet xmlns:x="y"><x:sheetData/><x:pageMargins/></x:worksheet>'
    filled_sheet, relations = linked(sheet, None, {"B2": LINKS["B2"]})
    assert filled_sheet.startswith(
        b'<x:worksheet xmlns:x="y"><x:sheetData/><x:hyperlinks><x:hyperlink ref="B2"'
        b' r:id="tautan1" xmlns:r='
    )
    assert filled_sheet.endswith(b"/></x:hyperlinks><x:pageMargins/></x:worksheet>")
    assert b'Target="AREA%201/1.i.a%20SK.pdf" TargetMode="External"/></Relationships>' in relations
    empty = b'<Relationships xmlns="z"/>'
    assert linked(sheet, empty, LINKS)[1].startswith(b'<Relationships xmlns="z"><Relationship Id=')
    assert linked(sheet, None, {}) == (sheet, None)


def test_another_coding_of_letters_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    sheet = hostile_workbooks.SHEET.format("").replace(
        'version="1.0"', 'version="1.0" encoding="iso-8859-1"'
    )
    hostile_workbooks.write(path, {"xl/worksheets/sheet1.xml": sheet})
    with pytest.raises(WorkbookRefusedError, match="pengkodean"):
        filled(path, {})


def test_the_workbook_is_counted_anew():
    book = b"<workbook><sheets></sheets><definedNames></definedNames>%s<extLst/></workbook>"
    assert recounted_on_open(book % b"") == book % b'<calcPr fullCalcOnLoad="1"/>'
    known = book % b'<calcPr calcId="1" fullCalcOnLoad="0"/>'
    assert recounted_on_open(known) == book % b'<calcPr calcId="1" fullCalcOnLoad="1"/>'
    prefixed = b"<x:workbook><x:sheets></x:sheets></x:workbook>"
    assert b'</x:sheets><x:calcPr fullCalcOnLoad="1"/></x:workbook>' in recounted_on_open(prefixed)


def test_marked_copies_of_styles():
    styles = b'<s><cellXfs count="2"><xf a="0"/><xf a="1"><alignment/></xf></cellXfs><z/></s>'
    quoting = Quoting(styles)
    assert quoting.styles is None
    assert (quoting.style("1"), quoting.style("1"), quoting.style("")) == ("2", "2", "3")
    assert quoting.styles == (
        b'<s><cellXfs count="4"><xf a="0"/><xf a="1"><alignment/></xf>'
        b'<xf quotePrefix="1" a="1"><alignment/></xf><xf quotePrefix="1" a="0"/></cellXfs><z/></s>'
    )
    assert Quoting(b"").style("7") == "7"
