"""Whatever is typed into the workbook, LibreOffice calculates from it what the portal would."""

from __future__ import annotations

import random
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from pengungkit.instruments import Kind
from pengungkit.scoring import checks, score
from pengungkit.workbooks.incoming import read_incoming
from reports.workbooks.layout import Column, Tier, rows_of, total_row
from reports.workbooks.lke import lke_workbook
from reports.workbooks.recap_sheet import MET
from tests.pengungkit.responses import best, random_responses
from tests.reports.workbooks.contents import LKE, content_of
from tests.reports.workbooks.office import needs_office, recalculated


SHEETS = 14
EXACT = {"rel": 0, "abs": 1e-9}


@pytest.fixture(scope="module")
def book():
    """The empty LKE as it is handed out."""
    return openpyxl.load_workbook(BytesIO(lke_workbook(content_of({}))))


def type_in(sheet, responses):
    """Fill the open cells as a person would, and empty all others of them."""
    for item in LKE.items:
        response = responses.get(item.code)
        if item.kind is Kind.RATIO:
            for one in item.ratio.inputs:
                sheet[f"{Column.ANSWER}{one.row}"] = (response or {}).get(one.key)
        else:
            value = float(response) if isinstance(response, Decimal) else response
            sheet[f"{Column.ANSWER}{item.row}"] = value


def awkward_counts(rng):
    """Answers with many counts left out, zero, or larger than what they are divided by."""
    responses = random_responses(LKE, rng)
    for item in LKE.items:
        if item.ratio:
            responses[item.code] = {
                one.key: rng.choice([0, 0, 1, 7]) for one in item.ratio.inputs if rng.random() < 0.7
            }
    return responses


@needs_office
def test_it_works(book, tmp_path):
    rng = random.Random(20260805)
    cases = [best(LKE), {}]
    cases += [awkward_counts(rng) if n % 2 else random_responses(LKE, rng) for n in range(SHEETS)]
    paths = []
    for number, responses in enumerate(cases):
        type_in(book["LKE"], responses)
        paths.append(tmp_path / f"lke-{number}.xlsx")
        book.save(paths[-1])

    for responses, path in zip(cases, recalculated(paths, tmp_path), strict=True):
        found = openpyxl.load_workbook(path, data_only=True)
        assert_same(found, score(LKE, responses))


def assert_same(found, result):
    """Item by item, sub-area by sub-area, area by area, and the twelve checks."""
    lke, recap = found["LKE"], found["Rekap"]
    for row in rows_of(LKE).values():
        value = lke[f"{Column.SCORE}{row.number}"].value
        if row.tier is Tier.ITEM and row.weight is None:
            assert value == pytest.approx(float(result.items[row.code].share), **EXACT), row.code
        elif row.tier is Tier.SUB_AREA:
            share = result.sub_areas[row.code]
            assert value == pytest.approx(float(share.value), **EXACT), row.code
    total = lke[f"{Column.SCORE}{total_row(LKE)}"].value
    assert total == pytest.approx(float(result.total), **EXACT)
    names = {recap.cell(row, 1).value: row for row in range(1, recap.max_row + 1)}
    for area in LKE.areas:
        if area.key.isdigit():
            row = names[f"{area.key} {area.name}"]
            share = result.areas[area.key]
            assert recap[f"E{row}"].value == pytest.approx(float(share.value), **EXACT)
            assert recap[f"F{row}"].value == pytest.approx(float(share.percent) / 100, **EXACT)
    found_checks = checks(LKE, "wbbm", result.totals)
    for check in found_checks:
        row = max(row for name, row in names.items() if name == check.name)
        assert recap[f"C{row}"].value == pytest.approx(float(check.value), **EXACT), check.name
        assert recap[f"E{row}"].value == pytest.approx(float(check.gap), **EXACT), check.name
        assert (recap[f"F{row}"].value == MET) == check.met, check.name
    met = sum(check.met for check in found_checks)
    assert f"{met} dari 12 syarat terpenuhi" in names


@needs_office
def test_ex_02_strange_text_opens_and_comes_back_as_text(tmp_path):
    """Control characters, "_x000D_", half a character and 40,000 letters, and would-be formulas."""
    notes = {
        "A.I.1.i.a": "satu ]]> dua \x00\x07\x1b tiga",
        "A.I.1.i.b": "ditulis _x000D_ apa adanya",
        "A.I.1.ii.a": "setengah \ud800 huruf",
        "A.I.1.ii.b": "panjang " * 5000,
        "A.I.1.ii.c": '=HYPERLINK("http://contoh.example","klik")',
        "A.I.1.iii.a": "@SUM(1)",
    }
    path, filled = tmp_path / "aneh.xlsx", tmp_path / "terisi.xlsx"
    path.write_bytes(lke_workbook(content_of({}, notes=notes)))
    answers = random_responses(LKE, random.Random(12))
    filled.write_bytes(lke_workbook(content_of(answers, notes={"A.I.1.i.a": "satu\ndua"})))

    result, saved_again = recalculated([path, filled], tmp_path)

    # Offices with LibreOffice bring back what it has saved.
    assert read_incoming(saved_again, LKE) == read_incoming(filled, LKE)
    sheet = openpyxl.load_workbook(result)["LKE"]
    texts = {code: sheet[f"{Column.NOTE}{LKE.item(code).row}"] for code in notes}
    assert texts["A.I.1.i.a"].value == "satu ]]> dua  tiga"
    assert texts["A.I.1.i.b"].value in (
        "ditulis _x000D_ apa adanya",
        "ditulis _x005F_x000D_ apa adanya",
    )
    assert texts["A.I.1.ii.a"].value == "setengah \ufffd huruf"
    assert texts["A.I.1.ii.b"].value.endswith("lengkapnya ada di portal)")
    assert len(texts["A.I.1.ii.b"].value) <= 32_767
    for code in ("A.I.1.ii.c", "A.I.1.iii.a"):
        assert (texts[code].value, texts[code].data_type) == (notes[code], "s")
