"""What an answer cell may say, and what is no answer."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pengungkit.instruments import bundled_instrument
from pengungkit.workbooks.answers import NotUnderstoodError, choice_in, count_in, index_in
from zi_portal.lib.workbooks.cells import Cell


LKE = bundled_instrument()
YES_NO = LKE.item("A.I.1.i.a")
A_TO_C = LKE.item("A.I.1.i.b")
INDEX = LKE.item("B.I.a")
COUNT = LKE.item("A.II.1.i.a").ratio.input("agen")


def text(content):
    return Cell(1, 1, content)


def number(content):
    return Cell(1, 1, content, number=True)


def test_it_works():
    assert choice_in(text("B"), A_TO_C) == "B"
    assert index_in(number("3.6"), INDEX) == Decimal("3.6")
    assert count_in(number("12"), COUNT) == 12


@pytest.mark.parametrize(
    "typed",
    ["b", " b", "B ", "b.", "(b)", "B)", "\u00a0B\n", "'B", "[b]", "b. Belum utuh", "B) sebagian"],
)
def test_letters(typed):
    assert choice_in(text(typed), A_TO_C) == "B"


@pytest.mark.parametrize("typed", ["ya", "ya ", "YA", "Ya.", "y", "iya"])
def test_yes(typed):
    assert choice_in(text(typed), YES_NO) == "Ya"


@pytest.mark.parametrize("typed", ["tidak", " TIDAK.", "tdk", "Tdk", "T"])
def test_no(typed):
    assert choice_in(text(typed), YES_NO) == "Tidak"


def test_a_ticked_box_is_yes():
    assert choice_in(Cell(1, 1, "1", boolean=True), YES_NO) == "Ya"
    assert choice_in(Cell(1, 1, "0", boolean=True), YES_NO) == "Tidak"


@pytest.mark.parametrize(
    "cell",
    [
        *map(text, ["D", "A/B", "Ya", "-", "B atau C", "#REF!", "AB", "1", "Baik", "\u0410"]),
        *map(number, ["1", "0.5"]),
        Cell(1, 1, "1", boolean=True),
    ],
)
def test_no_option(cell):
    with pytest.raises(NotUnderstoodError, match="A/B/C"):
        choice_in(cell, A_TO_C)


@pytest.mark.parametrize("cell", [*map(text, ["A", "sudah", "ya/tidak", "1"]), number("1")])
def test_neither_yes_nor_no(cell):
    with pytest.raises(NotUnderstoodError, match="Ya/Tidak"):
        choice_in(cell, YES_NO)


@pytest.mark.parametrize(
    ("cell", "index"),
    [
        (number("3.6"), "3.6"),
        (number("3.6000000000000001"), "3.6"),
        (number("4"), "4"),
        (number("0"), "0"),
        (number("3.2E0"), "3.2"),
        (text("3,60"), "3.60"),
        (text("3.60"), "3.60"),
        (text(" 3,6\u00a0"), "3.6"),
    ],
)
def test_indexes(cell, index):
    assert index_in(cell, INDEX) == Decimal(index)


@pytest.mark.parametrize(
    "cell",
    [
        *map(text, ["4,01", "90%", "3,6/4", "-1", "A", "1e0", "\u0663", "3.6.0", "12.345", "nan"]),
        *map(number, ["4.0000001", "-0.1", "nan", "inf", "1e400", "0x1", "90"]),
        Cell(1, 1, "1", boolean=True),
    ],
)
def test_no_index(cell):
    with pytest.raises(NotUnderstoodError, match="0 sampai 4"):
        index_in(cell, INDEX)


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        (number("12"), 12),
        (number("12.0"), 12),
        (number("0"), 0),
        (number("1.2E1"), 12),
        (text("12"), 12),
        (text("12,0"), 12),
        (text("1.250"), 1250),
        (text("nihil"), 0),
        (text("Tidak ada"), 0),
    ],
)
def test_counts(cell, count):
    assert count_in(cell, COUNT) == count


@pytest.mark.parametrize(
    "cell",
    [
        *map(text, ["dua", "2 orang", "12,5", "1e3", "\u00b2", "\u0663", "-1", "-", "100%"]),
        *map(number, ["2.5", "-1", "1e12", "nan", "inf"]),
        Cell(1, 1, "1", boolean=True),
    ],
)
def test_no_count(cell):
    with pytest.raises(NotUnderstoodError, match="bilangan bulat"):
        count_in(cell, COUNT)
