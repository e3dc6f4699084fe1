"""Ratio items of an instrument unlike the bundled one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pengungkit.instruments import EmptyDenominator, Ratio, RatioInput
from pengungkit.ratios import read_ratio


def counted(key, *, optional=False, in_formula=True):
    return RatioInput(key, f"Jumlah {key}", 1, optional, in_formula, ())


@pytest.fixture
def ratio():
    """tetap is needed, honorer may stay empty; catatan is asked for but not calculated with."""
    return Ratio(
        formula="lapor dibagi seluruh pegawai",
        inputs=(
            counted("tetap"),
            counted("honorer", optional=True),
            counted("lapor"),
            counted("catatan", in_formula=False),
        ),
        numerator=((1, "lapor"),),
        denominator=((1, "tetap"), (1, "honorer")),
        empty=EmptyDenominator(None, frozenset(), frozenset(), "", "Jumlah pegawai masih 0."),
        total_row=None,
        total_words=(),
    )


def test_it_works(ratio):
    reading = read_ratio(ratio, {"tetap": 3, "honorer": 1, "lapor": 2, "catatan": 9})

    assert (reading.fraction, reading.answered, reading.remark) == (Fraction(1, 2), True, "")


def test_a_needed_part_of_the_denominator_may_not_be_missing(ratio):
    reading = read_ratio(ratio, {"honorer": 4, "lapor": 2})

    assert (reading.fraction, reading.answered) == (0, False)
    assert "Jumlah tetap" in reading.remark


def test_a_missing_part_is_not_a_zero(ratio):
    """honorer 0 and tetap unknown is no empty denominator."""
    assert "Belum semua" in read_ratio(ratio, {"honorer": 0, "lapor": 0}).remark


def test_an_empty_denominator_is_told(ratio):
    assert read_ratio(ratio, {"tetap": 0, "lapor": 0}).remark == "Jumlah pegawai masih 0."


def test_nothing_filled_in_needs_no_remark(ratio):
    reading = read_ratio(ratio, {})

    assert (reading.fraction, reading.answered, reading.remark) == (0, False, "")


@pytest.mark.parametrize("counts", [{"tetap": -1}, {"tetap": 1.0}, {"tetap": True}, {"lain": 1}])
def test_impossible_counts(ratio, counts):
    with pytest.raises(ValueError, match=r"(?i)jumlah"):
        read_ratio(ratio, counts)
