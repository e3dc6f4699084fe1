"""Which sheet and which column is read, and that formulas are not."""

from __future__ import annotations

import openpyxl
import pytest

from pengungkit.workbooks.reader import read_lke
from tests.pengungkit.lke_workbooks import Layout, random_answers, write_lke
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


ANSWERS = random_answers(7)


class TestFormulas:
    """The cached result of a formula is never an answer; it says what Excel thought last."""

    def written(self, tmp_path, cells):
        path = tmp_path / "lke.xlsx"
        sheet = write_lke(path, ANSWERS)
        for place, value in cells.items():
            sheet[place] = value
        sheet.parent.save(path)
        return read_lke(path)

    @pytest.mark.parametrize(
        "formula", ['=IF(1=1,"A","B")', "=1+1", '=WEBSERVICE("http://x")', "=Lain!A1", "=[1]S!A1"]
    )
    def test_a_formula_as_answer_is_reported(self, tmp_path, formula):
        read = self.written(tmp_path, {"J7": formula, "J126": formula})

        assert "A.I.1.i.b" not in read.responses
        assert {one.cell: one.content for one in read.not_understood} == {
            "LKE!J7": formula,
            "LKE!J126": formula,
        }
        assert all("rumus" in one.reason for one in read.not_understood)

    def test_a_plain_reference_leads_to_the_typed_cell(self, tmp_path):
        read = self.written(tmp_path, {"J129": "=$J$127", "J127": 5, "J128": "=J126"})

        assert read.responses["A.II.1.i.b"]["perubahan"] == 5

    def test_references_in_a_circle_are_reported(self, tmp_path):
        read = self.written(tmp_path, {"J7": "=J8", "J8": "=J7"})

        assert [one.cell for one in read.not_understood] == ["LKE!J7"]

    def test_a_percentage_is_only_a_result(self, tmp_path):
        read = self.written(tmp_path, {"J125": 0.25})

        assert read.responses["A.II.1.i.a"] == ANSWERS["A.II.1.i.a"]
        assert read.not_understood == ()

    def test_a_percentage_without_counts_is_reported(self, tmp_path):
        read = self.written(tmp_path, {"J125": 0.25, "J126": None, "J127": None})

        assert "A.II.1.i.a" not in read.responses
        [one] = read.not_understood
        assert (one.cell, one.content) == ("LKE!J125", "0.25")

    def test_a_sum_of_people_without_its_parts_is_reported(self, tmp_path):
        empty = dict.fromkeys(("J176", "J177", "J178", "J179"))
        read = self.written(tmp_path, {"J175": 12, **empty})

        assert [one.cell for one in read.not_understood] == ["LKE!J175"]

    def test_a_score_without_answer_is_reported(self, tmp_path):
        read = self.written(tmp_path, {"J7": None, "K7": 1, "J6": None, "K6": 0})

        assert "A.I.1.i.b" not in read.responses
        assert [one.cell for one in read.not_understood] == ["LKE!K7"]


class TestSheets:
    def test_the_lke_is_found_among_other_sheets(self, tmp_path):
        book = openpyxl.Workbook()
        book.active.title = "Rekap"
        book.active.append(["Komponen", "Bobot", "Nilai", "%"])
        write_lke(None, ANSWERS, Layout(sheet="LKE Kantor"), workbook=book)
        book.create_sheet("Daftar Hadir").append(["No", "Nama", "Jawaban"])
        path = tmp_path / "lke.xlsx"
        book.save(path)

        read = read_lke(path)

        assert read.sheet == "LKE Kantor"
        assert read.responses == ANSWERS

    @pytest.mark.parametrize("order", [("TPI Unit", "Unit"), ("Unit", "TPI Unit")])
    def test_the_units_sheet_is_taken_not_the_evaluators(self, tmp_path, order):
        book = openpyxl.Workbook()
        for name in order:
            answers = ANSWERS if name == "Unit" else random_answers(99)
            write_lke(None, answers, Layout(sheet=name), workbook=book)
        path = tmp_path / "lke.xlsx"
        book.save(path)

        assert read_lke(path).sheet == "Unit"

    def test_a_hidden_copy_is_passed_over(self, tmp_path):
        book = openpyxl.Workbook()
        write_lke(None, random_answers(3), Layout(sheet="Salinan"), workbook=book)
        book["Salinan"].sheet_state = "hidden"
        write_lke(None, ANSWERS, Layout(sheet="Isi"), workbook=book)
        path = tmp_path / "lke.xlsx"
        book.save(path)

        assert read_lke(path).sheet == "Isi"

    @pytest.mark.parametrize(
        ("names", "filled", "taken"),
        [
            (("Sheet1", "Sheet2"), {"Sheet2"}, "Sheet2"),
            (("LKE 2025", "LKE 2026"), {"LKE 2025", "LKE 2026"}, "LKE 2026"),
            # What the evaluator answered is not what the unit answered.
            (("Unit", "TPI"), {"TPI"}, "Unit"),
        ],
    )
    def test_an_empty_form_and_an_older_year_are_passed_over(self, tmp_path, names, filled, taken):
        book = openpyxl.Workbook()
        for name in names:
            answers = (ANSWERS if name == taken else random_answers(3)) if name in filled else {}
            write_lke(None, answers, Layout(sheet=name), workbook=book)
        path = tmp_path / "lke.xlsx"
        book.save(path)

        read = read_lke(path)

        assert read.sheet == taken
        assert read.responses == (ANSWERS if taken in filled else {})

    def test_group_headings_tell_unit_from_evaluator(self, tmp_path):
        """Two columns called Jawaban below merged headings TPI and UNIT KERJA."""
        path = tmp_path / "lke.xlsx"
        sheet = write_lke(path, ANSWERS, Layout(at_row=2))
        sheet.insert_cols(10, 3)
        for column, name in ((10, "Jawaban"), (11, "Nilai"), (12, "%"), (13, "Jawaban")):
            sheet.cell(2, column, name)
        sheet.cell(1, 10, "TIM PENILAI INTERNAL (TPI)")
        sheet.merge_cells("J1:L1")
        sheet.cell(1, 13, "UNIT KERJA")
        sheet.merge_cells("M1:P1")
        for row in range(3, 200):
            sheet.cell(row, 10, "A")
        sheet.parent.save(path)

        read = read_lke(path)

        assert read.columns["jawaban"] == "M"
        assert read.responses == ANSWERS

    def test_a_title_over_all_columns_names_no_column(self, tmp_path):
        path = tmp_path / "lke.xlsx"
        sheet = write_lke(path, ANSWERS, Layout(titles=1))
        sheet["A1"] = "LKE hasil evaluasi TPI atas jawaban unit kerja"
        sheet.merge_cells("A1:M1")
        sheet.parent.save(path)

        read = read_lke(path)

        assert read.columns["jawaban"] == "J"
        assert read.responses == ANSWERS

    def test_answers_in_the_score_column_of_a_sheet_without_answer_column(self, tmp_path):
        path = tmp_path / "lke.xlsx"
        sheet = write_lke(path, ANSWERS)
        sheet.delete_cols(11)
        sheet["J1"] = "Nilai"
        sheet.parent.save(path)

        assert read_lke(path).responses == ANSWERS

    @pytest.mark.parametrize(
        "rows",
        [
            [],
            [["Nama", "Alamat"], ["Budi", "Ternate"]],
            [["Penilaian", "Bobot", "Pilihan Jawaban", "Jawaban"], ["a. Kuis", 1, "A/B/C", "A"]],
            [["Penilaian", "Bobot", "Pilihan Jawaban", "Jawaban"]]
            + [[f"a. Soal ujian {n}", 1, "A/B/C/D", "A"] for n in range(120)],
        ],
    )
    def test_another_workbook_is_no_lke(self, tmp_path, rows):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / "lain.xlsx"
        book.save(path)

        with pytest.raises(WorkbookRefusedError, match="bukan LKE"):
            read_lke(path)
