"""From the text of a clipboard to items and values; no database."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengungkit.instruments import Kind, bundled_instrument
from pengungkit.pasting.clipboard import (
    LONGEST_TEXT,
    MOST_COLUMNS,
    MOST_ROWS,
    PasteTooLargeError,
    grid_of,
)
from pengungkit.pasting.placed import NotPlacedError, Placed
from pengungkit.pasting.placing import place
from pengungkit.pasting.values import Pasted, pasted_values


INSTRUMENT = bundled_instrument()
AREA_1, AREA_5, HASIL = (INSTRUMENT.area(key) for key in ("1", "5", "hasil"))
RATIO = "A.II.1.i.a"
EMPTY = {"choice": "", "counts": None, "index": None, "narrative": "", "status": "belum"}


def cell_text(cell: str) -> str:
    """A cell as Excel writes it to the clipboard."""
    if any(sign in cell for sign in "\t\r\n") or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def clipboard(grid: list[list[str]], end: str = "\r\n") -> str:
    return "".join("\t".join(cell_text(cell) for cell in row) + end for row in grid)


def placed(text: str, area=AREA_1) -> dict[str, Placed]:
    return {row.item.code: row for row in place(grid_of(text), INSTRUMENT, area).rows}


def values(row: Placed, current=EMPTY, clear_empty=False) -> Pasted:
    return pasted_values(row, current, clear_empty=clear_empty, longest_note=10_000)


class TestClipboard:
    @settings(deadline=None)
    @given(
        st.lists(
            st.lists(st.text(st.characters(exclude_characters="\r\x00")), min_size=1, max_size=6),
            min_size=1,
            max_size=12,
        ),
        st.sampled_from(["\r\n", "\n"]),
    )
    def test_round_trip(self, grid, end):
        assert grid_of(clipboard(grid, end)) == grid

    @pytest.mark.parametrize(
        ("text", "grid"),
        [
            ("", [[""]]),
            ("a", [["a"]]),
            ("a\n", [["a"]]),
            ("a\n\n", [["a"], [""]]),
            ("a\tb\r\nc\t\r\n", [["a", "b"], ["c", ""]]),
            ("\t\t", [["", "", ""]]),
            ('"x\r\ny"\tz', [["x\ny", "z"]]),
            ('"x\ty"\tz', [["x\ty", "z"]]),
            ('"kata ""kutip"" di\ndalam"', [['kata "kutip" di\ndalam']]),
            # Google Sheets and Excel leave a cell alone that merely begins with a quote.
            ('"SK" sudah ada\tYa', [['"SK" sudah ada', "Ya"]]),
            ('5" pipa\tYa', [['5" pipa', "Ya"]]),
            ('"', [['"']]),
            ('""', [[""]]),
            ('"belum ditutup\tYa\nB\tC', [['"belum ditutup', "Ya"], ["B", "C"]]),
        ],
    )
    def test_samples(self, text, grid):
        assert grid_of(text) == grid

    @pytest.mark.parametrize(
        "text",
        [
            "x" * (LONGEST_TEXT + 1),
            "\n".join("x" * 1 for _ in range(MOST_ROWS + 2)),
            "\t" * (MOST_COLUMNS + 1),
        ],
    )
    def test_what_is_too_large(self, text):
        with pytest.raises(PasteTooLargeError, match="Tempel"):
            grid_of(text)

    def test_thirty_rows_of_the_longest_text_pass(self):
        text = clipboard([["A.I.1.i.a", "Ya", "é" * 10_000] for _ in range(30)])
        assert len(grid_of(text)) == 30

    @settings(deadline=None)
    @given(st.text(alphabet='"\t\r\n a', max_size=400))
    def test_any_text_is_read(self, text):
        assert sum(len(cell) for row in grid_of(text) for cell in row) <= len(text)


class TestCodes:
    def test_without_heading_in_any_order(self):
        rows = placed("A.I.1.i.b\tB\tSeleksi terbuka\nA.I.1.i.a\tYa\tSK 12\n")
        assert list(rows) == ["A.I.1.i.b", "A.I.1.i.a"]
        assert (rows["A.I.1.i.a"].answer, rows["A.I.1.i.a"].note) == ("Ya", "SK 12")
        assert (rows["A.I.1.i.a"].line, rows["A.I.1.i.b"].line) == (2, 1)

    def test_stray_dots_spaces_and_case(self):
        assert list(placed(" a.i.1.I.A. \tYa\n(A.I.1.i.b)\tA")) == ["A.I.1.i.a", "A.I.1.i.b"]

    def test_columns_by_heading(self):
        rows = placed(
            "Kode\tBobot\tCatatan TPI\tJawaban TPI\tJawaban Unit\tBukti\tCatatan\n"
            "A.I.1.i.a\t0,25\tbagus\tTidak\tYa\tada\tSK 12\n"
        )
        assert (rows["A.I.1.i.a"].answer, rows["A.I.1.i.a"].note) == ("Ya", "SK 12")

    def test_the_rubric_left_of_the_answer_is_no_note(self):
        rows = placed(
            "Kode\tPenilaian\tPenjelasan\tPilihan Jawaban\tJawaban\tNilai\t%\tPenjelasan\n"
            "A.I.1.i.a\tTim\tYa bila ada\tYa/Tidak\tYa\t1\t100%\tSK 12\n"
        )
        assert (rows["A.I.1.i.a"].answer, rows["A.I.1.i.a"].note) == ("Ya", "SK 12")

    def test_the_answer_column_is_told_by_its_cells(self):
        rows = placed(
            "A.I.1.i.a\tTim dibentuk\tYa/Tidak\tYa\t1\tSudah ditetapkan\n"
            "A.I.1.i.b\tCara memilih\tA/B/C\tB\t0,5\tSebagian terwakili\n"
        )
        assert [(row.answer, row.note) for row in rows.values()] == [
            ("Ya", "Sudah ditetapkan"),
            ("B", "Sebagian terwakili"),
        ]

    def test_notes_alone(self):
        rows = placed("A.I.1.i.a\tSudah ditetapkan kepala kantor\n")
        assert (rows["A.I.1.i.a"].answer, rows["A.I.1.i.a"].note) == (
            None,
            "Sudah ditetapkan kepala kantor",
        )

    def test_counts_side_by_side(self):
        rows = placed(f"A.I.1.i.a\tYa\tSK 12\n{RATIO}\t5\t4\tlima agen\n")
        assert rows[RATIO].counts == {"agen": "5", "perubahan": "4"}
        assert rows[RATIO].note == "lima agen"

    def test_counts_under_their_own_headings(self):
        rows = placed(
            "Kode\tJawaban\tJumlah 1\tJumlah 2\tCatatan\n"
            f"A.I.1.i.a\tYa\t\t\tSK 12\n{RATIO}\t80%\t5\t4\tlima agen\n"
        )
        assert rows[RATIO].counts == {"agen": "5", "perubahan": "4"}
        assert (rows[RATIO].note, rows["A.I.1.i.a"].note) == ("lima agen", "SK 12")

    def test_counts_in_rows_below(self):
        rows = placed(
            f"Kode\tPenilaian\tJawaban\n{RATIO}\tAgen perubahan\t80%\n"
            "\t- Jumlah Agen Perubahan\t5\n\t- Jumlah Perubahan yang dibuat\t4\n"
            "A.I.1.i.a\tTim\tYa\n"
        )
        assert rows[RATIO].counts == {"agen": "5", "perubahan": "4"}
        assert rows["A.I.1.i.a"].answer == "Ya"

    def test_an_item_of_another_area_a_double_and_a_code_of_no_item_are_named(self):
        text = (
            "A.I.1.i\tPenyusunan Tim\nA.I.1.i.a\tYa\nA.I.2.i.a\tA\nA.I.1.i.a\tTidak\nA.I.1.i.z\tA\n"
            "Catatan: s.d. 5 Mei\t\n"
        )
        placing = place(grid_of(text), INSTRUMENT, AREA_1)
        assert [row.item.code for row in placing.rows] == ["A.I.1.i.a"]
        assert [(row.line, row.text) for row in placing.misplaced] == [
            (3, "A.I.2.i.a"),
            (4, "A.I.1.i.a"),
            (5, "A.I.1.i.z"),
        ]
        assert "bukan butir area ini" in placing.misplaced[0].reason
        assert "sudah ada di baris 2" in placing.misplaced[1].reason
        assert "Tidak ada butir dengan kode ini" in placing.misplaced[2].reason


def official_rows(area, part: int, answers: dict[str, str]) -> list[list[str]]:
    """A part of an area as the official layout shows it, without its heading."""
    rows = []
    for sub_area in area.parts[part].sub_areas:
        rows.append([sub_area.code.rpartition(".")[2], sub_area.name, "1,00", "", "", "", "", ""])
        for item in sub_area.items:
            choices = {"Ya": "Ya/Tidak", "%": "%"}.get(
                item.options[0].letter if item.options else "%",
                "/".join(option.letter for option in item.options),
            )
            answer = answers.get(item.code, "")
            rows.append(
                ["", f"{item.label}. {item.wording}", "", "", choices, answer, "0,5", "cat"]
            )
            for one in item.ratio.inputs if item.ratio else ():
                rows.append(["", f"- {one.wording}", "", "", "Jumlah", "7", "", ""])
    return rows


HEAD = ["", "Penilaian", "Bobot", "Penjelasan", "Pilihan Jawaban", "Jawaban", "Nilai", "Catatan"]


class TestLke:
    @pytest.mark.parametrize("heading", [[HEAD], []])
    def test_a_part_as_it_stands(self, heading):
        answers = {item.code: item.options[-1].letter for item in AREA_1.items if item.options}
        text = clipboard(heading + official_rows(AREA_1, 0, answers))
        rows = placed(text)
        assert {code: row.answer for code, row in rows.items()} == {
            code: letter for code, letter in answers.items() if code.startswith("A.I.")
        }
        assert {row.note for row in rows.values()} == {"cat"}
        first = rows["A.I.1.i.a"]
        assert first.line == 2 + len(heading)

    def test_counts_come_from_the_rows_below(self):
        text = clipboard([HEAD, *official_rows(AREA_1, 1, {RATIO: "80%"})])
        rows = placed(text)
        assert rows[RATIO].counts == {"agen": "7", "perubahan": "7"}
        assert rows[RATIO].answer is None
        assert values(rows[RATIO]).values["counts"] == {"agen": 7, "perubahan": 7}

    def test_every_area_can_be_pasted_whole(self):
        for area in INSTRUMENT.areas[:6]:
            answers = {item.code: item.options[0].letter for item in area.items if item.options}
            text = clipboard(
                [HEAD, *official_rows(area, 0, answers), *official_rows(area, 1, answers)]
            )
            rows = placed(text, area)
            assert set(rows) == {item.code for item in area.items}
            for code, letter in answers.items():
                assert rows[code].answer == letter


class TestOrder:
    def test_letters_of_the_outline(self):
        body = "".join(f"{item.label}.\t{item.options[0].letter}\n" for item in AREA_1.items[:12])
        rows = placed("i\tPenyusunan Tim Kerja\n".replace("i\t", "\t") + body)
        assert list(rows) == [item.code for item in AREA_1.items[:12]]
        assert rows["A.I.1.iv.d"].answer == AREA_1.items[11].options[0].letter

    def test_as_many_rows_as_the_area(self):
        lines = [
            "5\t4\tdua jumlah" if item.ratio else f"{item.options[1].letter}\t\tcatatan"
            for item in AREA_1.items
        ]
        placing = place(grid_of("\r\n".join(lines) + "\r\n"), INSTRUMENT, AREA_1)
        rows = {row.item.code: row for row in placing.rows}
        assert placing.how == "menurut urutan baris, mulai dari A.I.1.i.a"
        assert len(rows) == 16
        assert rows["A.I.1.i.a"].answer == "Tidak"
        assert rows[RATIO].counts == {"agen": "5", "perubahan": "4"}

    def test_blank_rows_keep_their_place(self):
        rows = placed("Ya\n\n\n" + "\n" * 12 + "A\n")
        assert rows["A.I.1.i.a"].answer == "Ya"
        assert rows["A.I.1.i.b"].answer == ""
        assert rows["A.II.1.iii.a"].answer == "A"

    def test_a_column_of_the_official_block_with_headings_and_counts(self):
        part = AREA_1.parts[1]
        slots: dict[int, str] = {}
        for sub_area in part.sub_areas:
            for item in sub_area.items:
                slots[item.row] = "50%" if item.ratio else item.options[0].letter
                for one in item.ratio.inputs if item.ratio else ():
                    slots[one.row] = "3"
        first, last = part.sub_areas[0].row, max(slots)
        rows = placed("\n".join(slots.get(row, "") for row in range(first, last + 1)) + "\n")
        assert rows[RATIO].counts == {"agen": "3", "perubahan": "3"}
        assert rows["A.II.1.iii.a"].answer == "A"

    def test_any_other_number_of_rows_is_refused(self):
        with pytest.raises(NotPlacedError, match="3 baris tanpa kode butir"):
            placed("Ya\nA\nYa\n")
        with pytest.raises(NotPlacedError, match="Tempelan kosong"):
            placed(" \t \n\t\n")

    @settings(deadline=None)
    @given(st.text(alphabet='aYi.AB15,\t\n"', max_size=200))
    def test_nothing_breaks_it(self, text):
        try:
            placing = place(grid_of(text), INSTRUMENT, HASIL)
        except (NotPlacedError, PasteTooLargeError):
            return
        codes = [row.item.code for row in placing.rows]
        assert len(codes) == len(set(codes))
        for row in placing.rows:
            values(row)


class TestValues:
    def item_row(self, code: str, **fields) -> Placed:
        return Placed(INSTRUMENT.item(code), 1, **fields)

    @pytest.mark.parametrize("text", ["ya", " Ya ", "YA.", "Y"])
    def test_yes(self, text):
        assert values(self.item_row("A.I.1.i.a", answer=text)).values["choice"] == "Ya"

    @pytest.mark.parametrize("text", ["b", "B.", "(b)", "b. Sebagian terwakili"])
    def test_letters(self, text):
        assert values(self.item_row("A.I.1.i.b", answer=text)).values["choice"] == "B"

    def test_a_letter_the_item_does_not_have(self):
        pasted = values(self.item_row("A.I.1.i.b", answer="E"))
        assert pasted.values == EMPTY
        assert (pasted.errors[0].text, pasted.errors[0].reason) == (
            "E",
            "Bukan pilihan butir ini. Pilih salah satu: A, B, C.",
        )

    @pytest.mark.parametrize(("text", "stored"), [("3,55", "3.55"), ("3.5", "3.50"), ("4", "4.00")])
    def test_index(self, text, stored):
        pasted = values(self.item_row("B.I.a", answer=text))
        assert pasted.values["index"] == stored
        assert Decimal(stored) <= 4

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("3.555", "Maksud Anda 3,555?"),
            ("4,1", "Tulis paling banyak 4"),
            ("3,555", "terlalu rinci"),
            ("baik", "bukan angka"),
        ],
    )
    def test_index_asks_back(self, text, sentence):
        [error] = values(self.item_row("B.I.a", answer=text)).errors
        assert sentence in error.reason

    def test_counts(self):
        row = self.item_row(RATIO, counts={"agen": "1.234", "perubahan": "nihil"})
        assert values(row).values["counts"] == {"agen": 1234, "perubahan": 0}

    def test_a_count_that_is_none(self):
        pasted = values(self.item_row(RATIO, counts={"agen": "lima", "perubahan": "4"}))
        [error] = pasted.errors
        assert "Jumlah agen perubahan" in error.reason

    def test_a_percentage_is_no_count(self):
        [error] = values(self.item_row(RATIO, answer="80%")).errors
        assert "diisi dengan jumlah, bukan persen" in error.reason
        assert "Jumlah agen perubahan" in error.reason

    def test_empty_cells_keep_what_is_stored(self):
        stored = EMPTY | {"choice": "A", "narrative": "isi lama"}
        assert values(self.item_row("A.I.1.i.b", answer=" ", note=""), stored).values == stored

    def test_empty_cells_clear_when_told(self):
        stored = EMPTY | {"choice": "A", "narrative": "isi lama"}
        row = self.item_row("A.I.1.i.b", answer="", note="")
        assert values(row, stored, clear_empty=True).values == EMPTY
        counts = EMPTY | {"counts": {"agen": 5, "perubahan": 4}}
        row = self.item_row(RATIO, counts={"agen": "", "perubahan": "4"})
        assert values(row, counts, clear_empty=True).values["counts"] == {
            "agen": None,
            "perubahan": 4,
        }
        row = self.item_row(RATIO, answer="")
        assert values(row, counts, clear_empty=True).values["counts"] is None
        index = EMPTY | {"index": "3.50"}
        row = self.item_row("B.I.a", answer="")
        assert values(row, index, clear_empty=True).values["index"] is None

    def test_a_column_that_is_not_there_clears_nothing(self):
        stored = EMPTY | {"choice": "A", "narrative": "isi lama"}
        row = self.item_row("A.I.1.i.b", answer="B")
        assert values(row, stored, clear_empty=True).values["narrative"] == "isi lama"

    def test_notes_keep_their_lines(self):
        row = self.item_row("A.I.1.i.a", note="satu\r\ndua\rtiga ")
        assert values(row).values["narrative"] == "satu\ndua\ntiga"

    def test_a_note_too_long_says_by_how_much(self):
        assert not values(self.item_row("A.I.1.i.a", note="x" * 10_000)).errors
        [error] = values(self.item_row("A.I.1.i.a", note="x" * 10_001)).errors
        assert "10.001 huruf, padahal paling banyak 10.000" in error.reason

    @settings(deadline=None)
    @given(st.text(max_size=60))
    def test_no_text_breaks_any_kind(self, text):
        for code in ("A.I.1.i.a", "B.I.a", RATIO):
            item = INSTRUMENT.item(code)
            counts = {one.key: text for one in item.ratio.inputs} if item.ratio else None
            pasted = values(Placed(item, 1, answer=text, counts=counts, note=text))
            if item.kind is Kind.CHOICE and not pasted.errors:
                assert pasted.values["choice"] in {"", *(o.letter for o in item.options)}


SAMPLES = Path(__file__).parent / "clipboards"


@pytest.mark.parametrize("name", ["excel", "libreoffice", "google_sheets"])
def test_real_clipboards(name):
    """A whole area with notes over several lines, as each program writes it."""
    text = (SAMPLES / f"{name}.tsv").read_bytes().decode("utf-8")
    rows = placed(text, AREA_5)
    assert len(rows) == 22
    assert rows["A.I.5.i.a"].answer == "A"
    assert rows["A.I.5.i.a"].note == 'Kampanye "Tolak Gratifikasi"\ndi ruang layanan'
    assert rows["A.I.5.i.b"].note == '"UPG" dibentuk\tdengan SK'
    assert rows["A.II.5.ii.a"].counts == {"harus": "12", "proses": "1", "selesai": "11"}
    assert not [error for row in rows.values() for error in values(row).errors]
