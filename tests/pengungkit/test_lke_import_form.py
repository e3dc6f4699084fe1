"""Our own workbook changed in its form, and files made to hurt: refused with what to do."""

from __future__ import annotations

import http.server
import threading
from time import process_time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pengungkit.models import Paste
from pengungkit.workbooks.incoming import read_incoming
from pengungkit.workbooks.origin import TITLE as ORIGIN
from reports.workbooks.layout import Column
from reports.workbooks.lke import lke_workbook
from tests.pengungkit import hostile_workbooks
from tests.pengungkit.handed_out import LKE, filled_in, upload
from tests.reports.workbooks.contents import content_of
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


START = "/penilaian/2026/kppn-ternate/lke/impor/"
# Refusing must take less than two seconds of an idle machine.
MOST_SECONDS = 2.0
ANSWER, NOTE = Column.ANSWER, Column.NOTE


def rename_answers(book):
    book["LKE"][f"{ANSWER}1"] = "Isian"


def double_answers(book):
    book["LKE"]["T1"] = "Jawaban"


def double_notes(book):
    book["LKE"]["T1"] = "catatan/keterangan/penjelasan "


def no_codes(book):
    book["LKE"][f"{Column.CODE}1"] = None


def hide_answers(book):
    book["LKE"].column_dimensions[ANSWER].hidden = True


def hide_notes(book):
    book["LKE"].column_dimensions[NOTE].hidden = True


def merge_answers(book):
    book["LKE"].merge_cells(f"{ANSWER}6:{ANSWER}7")


def second_sheet(book):
    book.copy_worksheet(book["LKE"])


def other_version(book):
    sheet = book[ORIGIN]
    row = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "versi_instrumen")
    sheet.cell(row, 2).value = "0"


def raised_version(book):
    sheet = book[ORIGIN]
    row = next(row for row in range(1, 40) if sheet.cell(row, 2).value == "A.I.1.i.a")
    sheet.cell(row, 3).value = "7"


FORMS = {
    rename_answers: "Kolom Jawaban tidak ditemukan",
    double_answers: "Kolom Jawaban ada lebih dari satu",
    double_notes: "Kolom Catatan/Keterangan/Penjelasan ada lebih dari satu",
    no_codes: "Kode Butir tidak ditemukan",
    hide_answers: "Kolom Jawaban disembunyikan",
    hide_notes: "Kolom Catatan/Keterangan/Penjelasan disembunyikan",
    merge_answers: "sel gabungan di kolom Jawaban (J6)",
    second_sheet: "Ada beberapa lembar berisi LKE",
    other_version: "Lembar tersembunyi",
    raised_version: "Lembar tersembunyi",
}


# One of each kind; the reader's own tests have them all.
HOSTILE = [
    hostile_workbooks.empty,
    hostile_workbooks.old_or_encrypted,
    hostile_workbooks.truncated,
    hostile_workbooks.giant_string,
    hostile_workbooks.a_million_rows,
    hostile_workbooks.a_cell_at_the_end_of_the_sheet,
    hostile_workbooks.many_filled_cells,
    hostile_workbooks.deep_nesting,
    hostile_workbooks.doctype_in_sheet,
    hostile_workbooks.billion_laughs,
    hostile_workbooks.external_links,
]


@pytest.fixture(scope="module")
def ours():
    return lke_workbook(content_of({"A.I.1.i.a": "Ya"}))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lke.xlsx"


def test_it_works(ours, path):
    path.write_bytes(ours)
    incoming = read_incoming(path, LKE)
    assert incoming.origin.unit == "kppn-ternate"
    assert (len(incoming.rows), incoming.not_found, incoming.strange) == (113, (), ())
    first = incoming.rows[0]
    assert (first["jawaban"], first["sel"]["answer"]) == ("Ya", "LKE!J6")


@pytest.mark.parametrize("change", FORMS, ids=lambda change: change.__name__)
def test_im_05_a_form_that_was_changed_is_refused_by_the_column(ours, path, change):
    path.write_bytes(filled_in(ours, change=change))
    with pytest.raises(WorkbookRefusedError) as refused:
        read_incoming(path, LKE)
    assert FORMS[change] in str(refused.value)
    assert str(refused.value).endswith(".")


def test_im_05_another_instrument_is_refused(member_client, assessment):
    from dataclasses import replace

    content = content_of({})
    older = replace(content, instrument=replace(LKE, version="0"))
    html = member_client.post(START, {"file": upload(lke_workbook(older))}).content.decode()
    assert "versi LKE yang lain" in html
    assert not Paste.objects.exists()


def test_rows_and_columns_may_stand_elsewhere(ours, path):
    """A row put in above and a column in front move everything; codes and headings still tell."""

    def move(book):
        sheet = book["LKE"]
        sheet.insert_rows(2)
        sheet.insert_cols(1)
        sheet["L3"], sheet["L7"] = "=L4", None

    path.write_bytes(filled_in(ours, {"A.I.1.i.a": "Tidak"}, change=move))
    incoming = read_incoming(path, LKE)
    assert incoming.not_found == ()
    assert incoming.rows[1]["sel"]["answer"] == "LKE!K8"


def test_rows_may_be_taken_out(ours, path):
    path.write_bytes(filled_in(ours, change=lambda book: book["LKE"].delete_rows(6)))
    incoming = read_incoming(path, LKE)
    assert incoming.not_found == ("A.I.1.i.a",)
    assert len(incoming.rows) == 112


def test_im_05_an_item_with_two_rows_asks_for_nothing_and_names_both(ours, path):
    """Copied rows: what was typed into the copy must not be lost without a word."""

    def copy(book):
        sheet = book["LKE"]
        for row, to in ((7, 210), (126, 211)):
            for column in range(1, sheet.max_column + 1):
                sheet.cell(to, column).value = sheet.cell(row, column).value
        sheet[f"{Column.CODE}210"] = " a.i.1.i.B "
        sheet[f"{Column.CODE}212"], sheet[f"{ANSWER}212"] = "A.I.9.i.a", "Ya"

    path.write_bytes(filled_in(ours, {"A.I.1.i.b": "C"}, change=copy))
    incoming = read_incoming(path, LKE)
    assert incoming.strange == ("A.I.9.i.a (R212)",)
    rows = {row["kode"]: row for row in incoming.rows}
    wrong = {code: row["galat"] for code, row in rows.items() if row["galat"]}
    assert list(wrong) == ["A.I.1.i.b", "A.II.1.i.a"]
    [[cell, shown, reason]] = wrong["A.I.1.i.b"]
    assert (cell, shown) == ("LKE!R210", "A.I.1.i.b")
    assert reason.startswith("Butir ini ada di beberapa baris (R7, R210). Sisakan satu")
    assert rows["A.I.1.i.b"]["jawaban"] is rows["A.II.1.i.a"]["jumlah"] is None


@pytest.mark.django_db
@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_im_01_and_im_02_hostile_files_are_refused_on_the_page(
    member_client, assessment, path, make
):
    """Their memory is measured where they are read from the command line."""
    make(path)
    data = path.read_bytes()
    start = process_time()
    response = member_client.post(START, {"file": SimpleUploadedFile("lke.xlsx", data)})
    assert process_time() - start < MOST_SECONDS
    assert response.status_code == 200
    page = response.content.decode()
    assert hostile_workbooks.REASONS[make] in page or "10 MB" in page
    assert not Paste.objects.exists()


@pytest.mark.parametrize("name", ["lke.xls", "lke.pdf", "lke"])
def test_f_28_the_name_does_not_matter_what_is_inside_does(member_client, assessment, name):
    response = member_client.post(START, {"file": SimpleUploadedFile(name, b"%PDF-1.7 bukan xlsx")})
    assert "bukan buku kerja Excel" in response.content.decode()


def test_a_file_must_be_chosen(member_client, assessment):
    assert "Berkas belum dipilih" in member_client.post(START, {}).content.decode()


def test_im_03_nothing_is_fetched(ours, path):
    """Queries, web formulas and links in a workbook lead to nobody."""
    asked = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)

    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}/"

    def lure(book):
        sheet = book["LKE"]
        sheet[f"{ANSWER}7"] = f'=WEBSERVICE("{here}")'
        sheet[f"{NOTE}7"].hyperlink = here
        sheet[f"{NOTE}9"] = f'=IMPORTXML("{here}","//a")'

    try:
        path.write_bytes(filled_in(ours, change=lure))
        incoming = read_incoming(path, LKE)
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    assert [len(row["galat"]) for row in incoming.rows[:4]] == [0, 1, 1, 0]


def test_f_29_ten_thousand_letters_everywhere_go_out_and_come_back(path):
    notes = {item.code: f"{item.code} " + "panjang " * 1240 for item in LKE.items}
    path.write_bytes(lke_workbook(content_of({}, notes=notes)))
    incoming = read_incoming(path, LKE)
    assert {row["kode"]: row["catatan"] for row in incoming.rows} == {
        code: note.strip() for code, note in notes.items()
    }
    assert openpyxl.load_workbook(path)["LKE"]["M6"].value.startswith("A.I.1.i.a panjang")
