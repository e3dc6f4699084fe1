"""Filled LKE workbooks in the shapes offices have them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pengungkit.workbooks.reader import read_lke
from tests.pengungkit.lke_workbooks import HEADERS, LKE, Layout, random_answers, write_lke


ANSWERS = random_answers(7)


def by_area(rows):
    """Both aspects of an area under each other, the aspect named above each part."""
    aspects = {row.code: row for row in rows if row.code in ("A.I", "A.II")}
    ordered = [row for row in rows if row.code == "A"]
    for number in "123456":
        for aspect in ("A.I", "A.II"):
            part = f"{aspect}.{number}"
            ordered.append(aspects[aspect])
            ordered += [r for r in rows if r.code == part or r.code.startswith(f"{part}.")]
    return ordered + [row for row in rows if row.code.startswith("B")]


def evaluator_beside_unit():
    return (
        "TPI jawaban|TPI",
        "Bobot",
        "Penjelasan",
        "Pilihan Jawaban",
        "Jawaban|Unit",
        "Nilai",
        "%",
        "Catatan/Keterangan/Penjelasan",
        "TPI|Jawaban",
        "Nilai TPI",
        "% TPI",
        "Catatan TPI",
    )


LAYOUTS = {
    "official": Layout(),
    "titles above": Layout(titles=5),
    "far down": Layout(at_row=40),
    "codes in column A": Layout(ids="code"),
    "row numbers in column A": Layout(ids="number"),
    "row numbers and titles": Layout(ids="number", titles=3),
    "outline in one column": Layout(one_column=True),
    "no dots after letters": Layout(one_column=True, dots=False),
    "header over two rows": Layout(header_rows=2),
    "header on every page": Layout(repeat_header_every=23, header_rows=2, titles=2),
    "no header over the questions": Layout(question_header=""),
    "other words in the header": Layout(
        headers=(
            "Bobot",
            "Kriteria Nilai",
            "Pilihan Jawaban",
            "Jawaban|Unit",
            "Nilai",
            "%",
            "Catatan/Keterangan/Penjelasan",
            "Bukti Dukung",
        )
    ),
    "extra columns": Layout(
        extra_left=1,
        headers=("Target", *HEADERS[:2], "PIC", *HEADERS[2:], "Tenggat"),
    ),
    "evaluator's columns": Layout(headers=evaluator_beside_unit()),
    "no column of choices": Layout(headers=tuple(h for h in HEADERS if "Pilihan" not in h)),
    "by area": Layout(spread=by_area),
    "by area with codes": Layout(spread=by_area, ids="code"),
    "shuffled areas with codes": Layout(
        spread=lambda rows: sorted(rows, key=lambda r: (r.code[:5] < "A.II.", r.code[:5], r.row)),
        ids="code",
    ),
    "no outline letters": Layout(labels=False),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_answer_is_read(tmp_path, name):
    path = tmp_path / "lke.xlsx"
    write_lke(path, ANSWERS, LAYOUTS[name])

    read = read_lke(path)

    assert read.responses == ANSWERS
    assert read.not_found == ()
    assert read.not_understood == ()


@pytest.mark.parametrize("seed", range(8))
def test_round_trip_of_random_answers(tmp_path, seed):
    answers = random_answers(seed)
    path = tmp_path / "lke.xlsx"
    write_lke(path, answers)

    assert read_lke(path).responses == answers


def test_where_things_were_found(tmp_path):
    path = tmp_path / "lke.xlsx"
    write_lke(path, ANSWERS, Layout(titles=2, sheet="LKE 2026"))

    read = read_lke(path)

    assert read.sheet == "LKE 2026"
    assert read.columns["jawaban"] == "J"
    assert read.columns["bobot"] == "G"
    assert read.cells["A.I.1.i.a"] == "J8"
    assert read.count_cells["A.II.1.i.a"] == {"agen": "J128", "perubahan": "J129"}
    assert read.notes["A.I.1.i.b"] == "Catatan A.I.1.i.b"
    assert len(read.notes) == 113


class TestOutline:
    def test_the_official_outline_is_inconsistent_around_lhkpn(self, tmp_path):
        def as_printed(row):
            if row.code == "A.II.5.iii.a" and row.kind == "heading":
                row.label = "i"
            if row.code == "A.II.5.iii.b" and row.kind == "heading":
                row.label = ""
                row.text = "Penyampaian Laporan Harta Kekayaan Aparatur (LHKASN)"
            if row.code == "A.II.5.ii":
                row.choices = "%"

        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, change=as_printed)

        assert read_lke(path).responses == ANSWERS

    def test_missing_rows_are_told_and_nothing_moves_into_their_place(self, tmp_path):
        missing = frozenset({"A.I.1.ii.b", "A.I.6.ii.c", "A.II.2.ii.a", "A.II.5.iii.b.a", "B.I.b"})
        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, Layout(drop=missing))

        read = read_lke(path)

        assert set(read.not_found) == missing
        assert read.responses == {c: a for c, a in ANSWERS.items() if c not in missing}

    def test_missing_sub_area_headings_do_not_matter(self, tmp_path):
        def without(row):
            return not (row.kind == "heading" and row.depth == 3 and row.row % 2)

        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, change=without)

        assert read_lke(path).responses == ANSWERS

    def test_a_missing_percent_row_still_has_its_counts(self, tmp_path):
        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, change=lambda r: not (r.kind == "item" and r.choices == "%"))

        read = read_lke(path)

        assert read.responses == ANSWERS
        assert read.not_found == ()

    def test_counts_are_known_by_their_words_not_their_order(self, tmp_path):
        def swapped(rows):
            places = {row.row: index for index, row in enumerate(rows)}
            for a, b in ((126, 127), (169, 171), (176, 179)):
                i, j = places[a], places[b]
                rows[i], rows[j] = rows[j], rows[i]
            return rows

        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, Layout(spread=swapped))

        read = read_lke(path)

        for code in ("A.II.1.i.a", "A.II.5.ii.a", "A.II.5.iii.a.a"):
            for key, value in read.responses[code].items():
                assert ANSWERS[code][key] == value

    def test_a_choice_column_copied_wrongly_does_not_matter(self, tmp_path):
        def copied(row):
            if row.code in ("A.I.1.i.b", "A.I.6.v.a", "A.II.2.i.a"):
                row.choices = "Ya/Tidak" if row.code == "A.I.1.i.b" else "A/B/C/D/E"

        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, change=copied)

        assert read_lke(path).responses == ANSWERS

    def test_ids_tell_rows_apart_where_letters_are_missing(self, tmp_path):
        missing = frozenset({"A.I.1.iii.a", "A.I.5.v.b", "A.I.6.ii.c", "A.II.2.iii.b"})
        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, Layout(ids="number", labels=False, drop=missing))

        read = read_lke(path)

        assert set(read.not_found) == missing
        assert read.responses == {c: a for c, a in ANSWERS.items() if c not in missing}

    def test_without_letters_and_with_wrong_choices_what_is_left_over_fits(self, tmp_path):
        def copied(row):
            if row.code in ("A.I.1.ii.b", "A.I.4.ii.f", "A.II.4.ii.a"):
                row.choices = "A/B/C/D/E"

        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, Layout(labels=False), change=copied)

        assert read_lke(path).responses == ANSWERS

    def test_weights_as_text(self, tmp_path):
        path = tmp_path / "lke.xlsx"
        sheet = write_lke(path, ANSWERS)
        for row in range(2, 205):
            cell = sheet.cell(row, 7)
            if isinstance(cell.value, float):
                cell.value = f"{cell.value:.2f}".replace(".", ",")
        sheet.parent.save(path)

        assert read_lke(path).responses == ANSWERS


@pytest.fixture
def read_with(tmp_path):
    def read(**answers):
        """Read an LKE where official rows (r6=...) hold other answers."""
        wanted = {int(key[1:]): value for key, value in answers.items()}

        def put(row):
            if row.row in wanted:
                row.answer = wanted[row.row]

        path = tmp_path / "lke.xlsx"
        write_lke(path, ANSWERS, change=put)
        return read_lke(path)

    return read


class TestAnswers:
    def test_lower_case_and_padded(self, read_with):
        read = read_with(
            r6="ya ", r7=" b", r9="TIDAK", r10="C.", r199=" 3,60", r126="12", r127=" 9 "
        )

        assert read.not_understood == ()
        assert read.responses["A.I.1.i.a"] == "Ya"
        assert read.responses["A.I.1.i.b"] == "B"
        assert read.responses["A.I.1.ii.a"] == "Tidak"
        assert read.responses["A.I.1.ii.b"] == "C"
        assert read.responses["B.I.a"] == Decimal("3.6")
        assert read.responses["A.II.1.i.a"] == {"agen": 12, "perubahan": 9}

    def test_what_is_no_answer_is_reported_with_its_cell(self, read_with):
        read = read_with(r6="sudah", r7="D", r126=2.5, r127="tiga", r199=4.01)

        assert {one.cell: (one.content, one.code) for one in read.not_understood} == {
            "LKE!J6": ("sudah", "A.I.1.i.a"),
            "LKE!J7": ("D", "A.I.1.i.b"),
            "LKE!J126": ("2.5", "A.II.1.i.a"),
            "LKE!J127": ("tiga", "A.II.1.i.a"),
            "LKE!J199": ("4.01", "B.I.a"),
        }
        assert not {"A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"} & set(read.responses)

    def test_empty_answers_are_simply_unanswered(self, read_with):
        read = read_with(r6=None, r7="  ", r126=None, r127=None, r199="\u00a0")

        assert not {"A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a", "B.I.a"} & set(read.responses)
        assert read.not_found == ()
        assert read.not_understood == ()

    def test_zero_is_not_empty(self, read_with):
        assert read_with(r152=0, r153=0, r154=None).responses["A.II.3.iii.a"] == {
            "tahun_lalu": 0,
            "tahun_ini": 0,
        }


def test_the_builder_writes_all_items():
    assert len(ANSWERS) == len(LKE.items) == 113
