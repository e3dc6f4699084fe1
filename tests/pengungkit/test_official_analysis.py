"""An official form is looked at once: whatever its layout, everything gets its place."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest

from pengungkit.instruments import Kind
from pengungkit.official.analysis import analyse
from pengungkit.official.places import Places
from pengungkit.official.wording import options_in
from tests.pengungkit.lke_workbooks import LKE, Layout
from tests.pengungkit.official_forms import LAYOUTS, full, question, simple
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


FIRST, RATIO, INDEX = "A.I.1.i.a", "A.II.1.i.a", "B.I.a"


def test_it_works(tmp_path):
    analysis = analyse(full(tmp_path / "resmi.xlsx"), LKE)
    places = analysis.places
    assert places.sheet == "LKE"
    assert places.unplaced == ()
    assert set(places.items) == {item.code for item in LKE.items}
    first = places.items[FIRST]
    assert first.row == 8
    assert (first.own.answer, first.own.note, first.evidence) == ("J8", "M8", "N8")
    assert first.choices == {"Ya": "ya", "Tidak": "tidak"}
    assert first.judged["tpi"].answer == "O8"
    assert first.judged["akhir"].note == "R8"
    assert places.items[RATIO].own.answer == ""
    assert places.items[RATIO].own.counts == {"agen": "J128", "perubahan": "J129"}
    assert Places.from_json(places.to_json()) == places
    assert (
        analysis.wordings[FIRST].question == "Apakah menurut bunyi resmi buatan nomor 6 terpenuhi?"
    )
    assert analysis.hidden_sheets == ("Daftar",)
    words = {one.word: one.count for one in analysis.holdings}
    assert words["gambar"] == 1
    assert words["kumpulan komentar"] == 1
    assert analysis.typed == 0


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_found(tmp_path, name):
    layout = LAYOUTS[name]
    path = simple(tmp_path / "f.xlsx", layout, change=question)
    analysis = analyse(path, LKE)
    assert analysis.places.sheet == "LKE"
    assert set(analysis.places.items) == {item.code for item in LKE.items}
    assert analysis.places.unplaced == ()
    sheet = openpyxl.load_workbook(path)["LKE"]
    for item in LKE.items:
        place = analysis.places.items[item.code]
        texts = [str(cell.value) for cell in sheet[place.row] if cell.value is not None]
        assert any(text.endswith(f"nomor {item.row} terpenuhi?") for text in texts)
        assert analysis.wordings[item.code].question.endswith(f"nomor {item.row} terpenuhi?")
        for one in item.ratio.inputs if item.ratio else ():
            assert sheet[place.own.counts[one.key]].value is None
        if item.kind is not Kind.RATIO:
            assert sheet[place.own.answer].value is None
    assert bool(analysis.places.items[FIRST].judged) == (len(layout.headers) > 8)


def test_what_cannot_be_placed_is_named(tmp_path):
    def damage(row):
        question(row)
        if row.code == FIRST:
            return False
        if row.code == INDEX and row.kind == "item":
            row.answer = "=1+1"
        if row.kind == "item" and row.code == "A.I.1.i.b":
            row.answer = "Ya"
        return None

    path = simple(tmp_path / "f.xlsx", Layout(ids="code"), change=damage)
    book = openpyxl.load_workbook(path)
    sheet = book["LKE"]
    found = analyse(path, LKE).places.items
    first, second = found["A.I.1.ii.a"], found["A.I.1.ii.b"]
    sheet.merge_cells(f"{first.own.note}:{second.own.note}")
    book.save(path)

    analysis = analyse(path, LKE)
    said = {(one.code, one.what): one.why for one in analysis.places.unplaced}
    assert said[FIRST, "butir"] == "barisnya tidak ditemukan"
    assert said[INDEX, "jawaban"] == "sel berisi rumus formulir dan dibiarkan"
    assert said["A.I.1.ii.b", "catatan"] == "sel gabungan sudah dipakai butir A.I.1.ii.a"
    assert analysis.places.items["A.I.1.ii.a"].own.note == first.own.note
    assert analysis.typed == 1


def test_the_list_of_a_cell_decides_how_an_answer_is_spelled(tmp_path):
    path = full(tmp_path / "f.xlsx")
    book = openpyxl.load_workbook(path)
    for validation in book["LKE"].data_validations.dataValidation:
        if validation.formula1 == '"A,B,C,D"':
            validation.formula1 = '"A,B,C"'
    book.save(path)
    analysis = analyse(path, LKE)
    four = next(item for item in LKE.items if item.scale_name == "A/B/C/D")
    three = next(item for item in LKE.items if item.scale_name == "A/B/C")
    assert analysis.places.items[three.code].choices == {"A": "a", "B": "b", "C": "c"}
    assert analysis.places.items[four.code].choices == {"A": "A", "B": "B", "C": "C"}
    assert any((one.code, one.what) == (four.code, "pilihan D") for one in analysis.places.unplaced)


def test_criteria_are_told_apart_only_when_each_has_its_line():
    item = next(item for item in LKE.items if item.scale_name == "A/B/C")
    yes_no = LKE.item(FIRST)
    assert options_in(item, "a. semua\nB) separuh;\nc. tidak ada") == {
        "A": "semua", "B": "separuh", "C": "tidak ada",
    }  # fmt: skip
    assert options_in(item, "a. semua\nc. tidak ada\nb. separuh") == {}
    assert options_in(item, "Nilai menurut laporan") == {}
    assert options_in(yes_no, "Ya, bila ada.\nTidak, bila belum.") == {
        "Ya": "bila ada.", "Tidak": "bila belum.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("xl/vbaProject.bin", "makro"),
        ("xl/activeX/activeX1.xml", "objek tertanam"),
        ("xl/embeddings/oleObject1.bin", "objek tertanam"),
        ("xl/connections.xml", "mengambil data dari luar"),
        ("xl/externalLinks/externalLink1.xml", "mengambil angka dari berkas lain"),
    ],
)
def test_a_form_that_runs_or_fetches_is_refused(tmp_path, part, reason):
    path = simple(tmp_path / "f.xlsx", Layout())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(part, "<a/>")
    with pytest.raises(WorkbookRefusedError, match=reason):
        analyse(path, LKE)


def test_a_form_that_could_not_be_filled_is_refused(tmp_path):
    path = simple(tmp_path / "f.xlsx", Layout())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet2.xml"
    parts[part] = parts[part].replace(
        b"<sheetData>", b'<cols><col style="1"/></cols><sheetData>', 1
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(WorkbookRefusedError, match="rusak"):
        analyse(path, LKE)


def test_a_workbook_that_is_no_lke_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "Daftar hadir"
    book.save(tmp_path / "f.xlsx")
    with pytest.raises(WorkbookRefusedError, match="bukan LKE yang dikenal"):
        analyse(tmp_path / "f.xlsx", LKE)
