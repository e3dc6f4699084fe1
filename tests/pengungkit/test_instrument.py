"""The bundled LKE against the tables of the regulation, written out here by hand."""

from __future__ import annotations

import copy
from decimal import Decimal
from fractions import Fraction

import pytest

from pengungkit.instruments import (
    InstrumentError,
    Kind,
    UnknownCodeError,
    bundled_document,
    bundled_instrument,
    parse_instrument,
    problems_of,
)


# PermenPANRB 90/2021 Lampiran II tabel 3: area -> weight, half of it in each aspect.
TABLE_3 = {"1": 8, "2": 7, "3": 10, "4": 10, "5": 15, "6": 10}

# Tabel 4: the results.
TABLE_4 = {"B.I": "22.50", "B.I.a": "17.50", "B.I.b": "5.00", "B.II": "17.50", "B.II.a": "17.50"}

# Tabel 6: code -> (WBK, WBBM).
TABLE_6 = {
    "total": ("75", "85"),
    "pengungkit": ("40", "48"),
    "area_1": ("60", "75"),
    "area_2": ("60", "75"),
    "area_3": ("60", "75"),
    "area_4": ("60", "75"),
    "area_5": ("60", "75"),
    "area_6": ("60", "75"),
    "bersih": ("18.25", "19.50"),
    "ipak": ("15.75", "15.75"),
    "kinerja": ("2.50", "3.75"),
    "prima": ("14.00", "15.75"),
}
TABLE_6_INDEX = {"ipak": ("3.60", "3.60"), "prima": ("3.20", "3.60")}

# Lampiran III: sub-area -> (weight, number of scored items).
LAMPIRAN_III = {
    "A.I.1.i": ("0.50", 2),
    "A.I.1.ii": ("1.00", 3),
    "A.I.1.iii": ("1.00", 3),
    "A.I.1.iv": ("1.50", 4),
    "A.I.2.i": ("1.00", 3),
    "A.I.2.ii": ("2.00", 4),
    "A.I.2.iii": ("0.50", 2),
    "A.I.3.i": ("0.25", 3),
    "A.I.3.ii": ("0.50", 3),
    "A.I.3.iii": ("1.25", 6),
    "A.I.3.iv": ("2.00", 4),
    "A.I.3.v": ("0.75", 1),
    "A.I.3.vi": ("0.25", 1),
    "A.I.4.i": ("2.50", 3),
    "A.I.4.ii": ("2.50", 8),
    "A.I.5.i": ("1.50", 2),
    "A.I.5.ii": ("1.50", 4),
    "A.I.5.iii": ("1.50", 4),
    "A.I.5.iv": ("1.50", 3),
    "A.I.5.v": ("1.50", 5),
    "A.I.6.i": ("1.00", 4),
    "A.I.6.ii": ("1.00", 6),
    "A.I.6.iii": ("1.00", 3),
    "A.I.6.iv": ("1.00", 3),
    "A.I.6.v": ("1.00", 3),
    "A.II.1.i": ("2.00", 2),
    "A.II.1.ii": ("1.00", 1),
    "A.II.1.iii": ("1.00", 1),
    "A.II.2.i": ("0.50", 1),
    "A.II.2.ii": ("1.00", 2),
    "A.II.2.iii": ("2.00", 3),
    "A.II.3.i": ("1.50", 1),
    "A.II.3.ii": ("1.50", 1),
    "A.II.3.iii": ("2.00", 1),
    "A.II.4.i": ("2.00", 1),
    "A.II.4.ii": ("1.50", 1),
    "A.II.4.iii": ("1.50", 1),
    "A.II.5.i": ("2.50", 1),
    "A.II.5.ii": ("3.00", 1),
    "A.II.5.iii.a": ("1.00", 1),
    "A.II.5.iii.b": ("1.00", 1),
    "A.II.6.i": ("2.50", 2),
    "A.II.6.ii": ("2.50", 1),
    "B.I.a": ("17.50", 1),
    "B.I.b": ("5.00", 1),
    "B.II.a": ("17.50", 1),
}

OPTION_VALUES = {
    "Ya/Tidak": {"Ya": "1", "Tidak": "0"},
    "A/B/C": {"A": "1", "B": "0.5", "C": "0"},
    "A/B/C/D": {"A": "1", "B": "0.67", "C": "0.33", "D": "0"},
    "A/B/C/D/E": {"A": "1", "B": "0.75", "C": "0.5", "D": "0.25", "E": "0"},
}


@pytest.fixture(scope="module")
def lke():
    return bundled_instrument()


def test_it_works():
    assert problems_of(bundled_document()) == []


def test_it_has_113_items_of_the_kinds_of_the_law(lke):
    kinds = [item.scale_name or item.kind for item in lke.items]

    assert len(lke.items) == 113
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "Ya/Tidak": 17,
        "A/B/C": 36,
        "A/B/C/D": 33,
        "A/B/C/D/E": 17,
        Kind.RATIO: 8,
        Kind.INDEX: 2,
    }


def test_table_3(lke):
    assert {key: lke.area(key).weight for key in TABLE_3} == TABLE_3
    for key, weight in TABLE_3.items():
        halves = {part.aspect_code: part.weight for part in lke.area(key).parts}
        assert halves == {"A.I": Decimal(weight) / 2, "A.II": Decimal(weight) / 2}
    assert lke.component("A").weight == 60
    assert lke.aspect("A.I").weight == lke.aspect("A.II").weight == 30


def test_table_4(lke):
    assert lke.component("B").weight == lke.area("hasil").weight == 40
    for code in ("B.I", "B.II"):
        assert lke.aspect(code).weight == Decimal(TABLE_4[code])
    for code in ("B.I.a", "B.I.b", "B.II.a"):
        assert lke.sub_area(code).weight == Decimal(TABLE_4[code])


def test_table_6(lke):
    assert [minimum.code for minimum in lke.minimums] == list(TABLE_6)
    for minimum in lke.minimums:
        wbk, wbbm = TABLE_6[minimum.code]
        assert minimum.minimum == {"wbk": Decimal(wbk), "wbbm": Decimal(wbbm)}, minimum.code
        assert minimum.unit == ("persen" if minimum.code.startswith("area_") else "nilai")
        index = TABLE_6_INDEX.get(minimum.code)
        expected = {"wbk": Decimal(index[0]), "wbbm": Decimal(index[1])} if index else {}
        assert minimum.index == expected


def test_wbbm_needs_wbk_first(lke):
    assert lke.target("wbk").precondition is None
    assert lke.target("wbbm").precondition == "wbk"
    assert lke.target("WBBM") is lke.target("wbbm")


def test_lampiran_iii_weights(lke):
    found = {one.code: (one.weight, len(one.items)) for one in lke.sub_areas}

    assert found == {code: (Decimal(w), n) for code, (w, n) in LAMPIRAN_III.items()}


def test_option_values(lke):
    for item in lke.items:
        if item.kind is Kind.CHOICE:
            values = {option.letter: option.value for option in item.options}
            expected = OPTION_VALUES[item.scale_name]
            assert values == {letter: Decimal(v) for letter, v in expected.items()}, item.code


def test_lhkpn_and_non_lhkpn_are_two_halves_of_one(lke):
    group = lke.sub_area("A.II.5.iii.a").group

    assert group is not None
    assert group.weight == 2
    assert lke.sub_area("A.II.5.iii.b").group == group


def test_ratio_items_know_their_counts(lke):
    ratios = {item.code: item.ratio for item in lke.items if item.ratio}

    assert {code: [one.row for one in ratio.inputs] for code, ratio in ratios.items()} == {
        "A.II.1.i.a": [126, 127],
        "A.II.1.i.b": [129, 130],
        "A.II.3.iii.a": [152, 153, 154],
        "A.II.4.i.a": [158, 159],
        "A.II.5.ii.a": [169, 170, 171],
        "A.II.5.iii.a.a": [176, 177, 178, 179],
        "A.II.5.iii.b.a": [183, 184, 185, 186],
        "A.II.6.i.b": [191, 192],
    }
    granted = {code for code, ratio in ratios.items() if ratio.empty.value is not None}
    assert granted == {"A.II.3.iii.a", "A.II.5.ii.a"}
    assert all(ratio.formula and ratio.empty.refused for ratio in ratios.values())


def test_items_stand_area_by_area(lke):
    keys = [item.area_key for item in lke.items]
    assert [key for i, key in enumerate(keys) if i == 0 or keys[i - 1] != key] == [
        *"123456",
        "hasil",
    ]
    assert [item.position for item in lke.items] == list(range(1, 114))


def test_previous_and_next(lke):
    first, last = lke.items[0], lke.items[-1]

    assert lke.previous_item(first.code) is None
    assert lke.next_item(last.code) is None
    assert lke.next_item("A.I.1.iv.d").code == "A.II.1.i.a"
    assert lke.previous_item("A.I.2.i.a").code == "A.II.1.iii.a"
    walked = [first]
    while (following := lke.next_item(walked[-1].code)) is not None:
        assert lke.previous_item(following.code) is walked[-1]
        walked.append(following)
    assert tuple(walked) == lke.items


def test_workbook_order_is_the_official_one(lke):
    official = sorted(lke.items, key=lambda item: item.row)

    assert len({item.row for item in official}) == len(official)
    assert official[0].code == "A.I.1.i.a"
    assert official[-1].code == "B.II.a"


def test_item_weights_are_exact_shares(lke):
    assert lke.item("A.I.1.ii.a").weight == Fraction(1, 3)
    assert sum(item.weight for item in lke.items) == 100


def test_unknown_codes_are_named(lke):
    with pytest.raises(UnknownCodeError, match=r"A\.I\.9\.x"):
        lke.item("A.I.9.x")
    with pytest.raises(UnknownCodeError):
        lke.area("7")
    assert not lke.has_item("A.I.9.x")


def test_the_instrument_cannot_be_changed(lke):
    with pytest.raises(AttributeError):
        lke.item("B.I.a").weight = Fraction(1)


def broken(change):
    document = copy.deepcopy(bundled_document())
    change(document)
    return problems_of(document)


def first_item(document):
    return document["area"][0]["bagian"][0]["sub_area"][0]["butir"][0]


def ratio_item(document):
    return document["area"][0]["bagian"][1]["sub_area"][0]["butir"][0]


def lower_every_yes(document):
    document["skala"][0]["nilai"][0][1] = "0.9"
    for node in items_of(document):
        if node.get("skala") == "ya_tidak":
            node["opsi"][0]["nilai"] = "0.9"


def items_of(document):
    for area in document["area"]:
        for part in area["bagian"]:
            for sub_area in part["sub_area"]:
                for leaf in sub_area.get("sub_area", [sub_area]):
                    yield from leaf["butir"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lower_every_yes, "Semua jawaban terbaik berjumlah"),
        (lambda d: d["area"][0]["bagian"][0]["sub_area"][0]["butir"].pop(), "112 butir"),
        (lambda d: d["syarat"].pop(), "11 syarat"),
        (lambda d: d["komponen"][0].update(bobot=59), "Bobot semua komponen"),
        (lambda d: d["aspek"][0].update(bobot=29), "Bobot aspek dalam komponen A"),
        (lambda d: d["area"][1].update(bobot=8), "Bobot semua area"),
        (lambda d: d["area"][0]["bagian"][0].update(bobot=5), "Bobot bagian dalam area 1"),
        (
            lambda d: d["area"][0]["bagian"][0]["sub_area"][0].update(bobot="0.6"),
            "Bobot sub-area dalam A.I.1",
        ),
        (
            lambda d: d["area"][4]["bagian"][1]["sub_area"][2].update(bobot=3),
            "Bobot dalam A.II.5.iii",
        ),
        (lambda d: first_item(d).update(kode="A.I.1.i.b"), "Kode butir A.I.1.i.b dipakai 2 kali"),
        (lambda d: first_item(d).update(baris_excel=7), "Baris Excel 7"),
        (lambda d: first_item(d)["opsi"][0].update(nilai="0.9"), "skala ya_tidak"),
        (lambda d: first_item(d)["opsi"].reverse(), "menurun dari yang terbaik"),
        (lambda d: ratio_item(d)["rasio"].update(pembilang=["lain"]), "memakai lain"),
        (
            lambda d: ratio_item(d)["rasio"]["masukan"].append(
                {"kunci": "baru", "ringkas": "Baru", "baris_excel": 900}
            ),
            "masukan baru tidak dipakai rumus",
        ),
        (
            lambda d: ratio_item(d)["rasio"]["masukan"][0].update(di_luar_rumus=True),
            "di_luar_rumus tetapi dipakai",
        ),
        (lambda d: ratio_item(d)["rasio"].update(penyebut=[]), "pembilang dan penyebut"),
        (
            lambda d: ratio_item(d)["rasio"]["penyebut_kosong"].update(nol=["entah"]),
            "penyebut kosong menyebut entah",
        ),
        (lambda d: d["syarat"][0]["minimum"].pop("wbbm"), "batas untuk setiap target"),
        (lambda d: d["syarat"][0]["minimum"].update(wbk=101), "di luar 0 sampai 100"),
        (lambda d: d["syarat"][9]["indeks"].update(wbk="3.5"), "indeks 3.5 tidak cocok"),
        (lambda d: d["target"][1].update(predikat_sebelumnya="wtp"), "mensyaratkan wtp"),
        (lambda d: d["syarat"][3]["diukur"].update(kode="9"), "'9' yang tidak ada"),
        (lambda d: d["area"][0].update(bobot=8.5), "angka 8.5 tidak diterima"),
        (lambda d: d["area"][0].update(bobot="NaN"), "bukan angka"),
        (lambda d: d.pop("area"), "tidak lengkap: 'area'"),
        (lambda d: d.update(area=7), "tidak terbaca"),
    ],
)
def test_problems_are_told_in_a_sentence(change, words):
    problems = broken(change)

    assert problems
    assert any(words in problem for problem in problems), problems
    assert all(problem.endswith(".") for problem in problems)


def test_a_broken_document_is_not_parsed():
    with pytest.raises(InstrumentError, match="tidak lengkap"):
        parse_instrument({"kode": "x"})
