"""The command `hitung_lke`: a workbook in, score and checks out."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from pengungkit.instruments import bundled_instrument
from pengungkit.scoring import score
from tests.pengungkit.lke_workbooks import Layout, random_answers, write_lke
from tests.pengungkit.responses import best
from tests.pengungkit.test_instrument import TABLE_6


LKE = bundled_instrument()


@pytest.fixture
def counted(tmp_path):
    def count(answers, *options, layout=None):
        path = tmp_path / "lke.xlsx"
        write_lke(path, answers, layout)
        out = StringIO()
        call_command("hitung_lke", str(path), *options, stdout=out)
        return out.getvalue()

    return count


def test_it_works(counted):
    document = json.loads(counted(best(LKE), "--json"))

    assert list(document) == [
        "total",
        "pengungkit",
        "hasil",
        "area",
        "syarat",
        "butir",
        "tidak_ditemukan",
        "tidak_dipahami",
    ]
    assert (document["total"], document["pengungkit"], document["hasil"]) == (100, 60, 40)
    assert document["area"] == {
        key: {"nilai": int(LKE.area(key).weight), "persen": 100} for key in "123456"
    }
    assert [rule["kode"] for rule in document["syarat"]] == list(TABLE_6)
    assert all(rule["lulus"] for rule in document["syarat"])
    assert {*document["syarat"][0]} == {"kode", "nilai", "minimum", "lulus"}
    assert len(document["butir"]) == 113
    assert document["butir"]["A.I.1.i.a"] == {"jawaban": "Ya", "nilai": 1}
    assert document["butir"]["B.I.a"] == {"jawaban": 4, "nilai": 1}
    assert document["tidak_ditemukan"] == document["tidak_dipahami"] == []


@pytest.mark.parametrize(("target", "column"), [("wbk", 0), ("wbbm", 1)])
def test_json_equals_scoring(counted, target, column):
    answers = random_answers(11)
    document = json.loads(counted(answers, "--json", "--predikat", target))
    result = score(LKE, answers)

    assert document["total"] == pytest.approx(float(result.total), abs=1e-8)
    for key in "123456":
        assert document["area"][key]["nilai"] == pytest.approx(float(result.areas[key].value))
        assert document["area"][key]["persen"] == pytest.approx(float(result.areas[key].percent))
    minimums = {rule["kode"]: rule["minimum"] for rule in document["syarat"]}
    assert minimums == {code: float(values[column]) for code, values in TABLE_6.items()}
    for code, answer in answers.items():
        shown = document["butir"][code]["jawaban"]
        assert shown == (float(answer) if isinstance(answer, Decimal) else answer)
        assert document["butir"][code]["nilai"] == pytest.approx(float(result.items[code].share))


def test_what_is_missing_or_not_understood_is_listed(counted):
    answers = best(LKE) | {"A.I.1.i.a": "belum"}
    document = json.loads(counted(answers, "--json", layout=Layout(drop=frozenset({"A.I.2.i.a"}))))

    assert document["tidak_ditemukan"] == ["A.I.2.i.a"]
    assert document["tidak_dipahami"] == [{"sel": "LKE!J6", "isi": "belum"}]
    assert document["butir"]["A.I.1.i.a"] == {"jawaban": None, "nilai": 0}
    assert document["total"] == pytest.approx(100 - 0.25 - 1 / 3)


def test_the_report_for_people(counted):
    answers = best(LKE) | {"B.I.a": Decimal("3.59"), "A.I.1.i.b": "Z"}
    report = counted(answers, "--predikat", "wbbm")

    assert "112 dari 113 butir terjawab" in report
    assert "Syarat WBBM: 11 dari 12 terpenuhi" in report
    assert "Survei persepsi antikorupsi (IPAK)" in report
    # 3.59 / 4 x 17.5 = 15.70625, rounded as on every page.
    assert "15,71  minimum 15,75  kurang 0,04" in report
    assert "mensyaratkan predikat WBK" in report
    assert "LKE!J7: 'Z' pada butir A.I.1.i.b - seharusnya A/B/C" in report


def test_remarks_on_empty_denominators_are_told(counted):
    answers = best(LKE) | {"A.II.1.i.a": {"agen": 0, "perubahan": 0}}

    assert "A.II.1.i.a: Jumlah agen perubahan masih 0" in counted(answers)


def test_what_is_no_lke_exits_with_2_and_one_sentence(tmp_path):
    path = tmp_path / "lke.xlsx"
    path.write_text("bukan LKE")
    errors = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("hitung_lke", str(path), stderr=errors)

    assert stopped.value.code == 2
    assert len(errors.getvalue().strip().splitlines()) == 1
    assert "bukan buku kerja Excel" in errors.getvalue()


def test_it_needs_no_database(counted, django_db_blocker):
    with django_db_blocker.block():
        assert "Nilai total" in counted(best(LKE))
