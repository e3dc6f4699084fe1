"""What is found at one item: every rule by table, and what must hold whatever the facts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pengungkit.findings import (
    RULES,
    DocumentFacts,
    ItemFacts,
    Limits,
    Severity,
    Standing,
    findings_of,
    item_facts,
    standing_of,
)
from pengungkit.instruments import Kind, bundled_document, parse_instrument


INSTRUMENT = parse_instrument(bundled_document())
YEAR, TODAY = 2026, dt.date(2026, 11, 20)
LIMITS = Limits()
GOOD = DocumentFacts(
    uuid=UUID(int=1),
    title="Laporan monev ZI triwulan I",
    is_link=False,
    kind="laporan",
    stage="dimonev",
    document_date=dt.date(2026, 4, 9),
    valid_until=None,
)
LINK = GOOD._replace(uuid=UUID(int=2), title="Video profil", is_link=True, stage="", kind="")
PLAN = GOOD._replace(uuid=UUID(int=3), title="Rencana kerja", stage="ada")
SOUND = ItemFacts(
    code="A.I.1.iii.b",
    year=YEAR,
    today=TODAY,
    kind=Kind.CHOICE,
    answer="B",
    claims=True,
    graded=True,
    remark="",
    has_narrative=True,
    status="dikerjakan",
    due_on=None,
    documents=(GOOD,),
)
YES = SOUND._replace(answer="Ya", graded=False)
LATE = dt.date(2026, 11, 19)


def codes(facts: ItemFacts, limits: Limits = LIMITS) -> list[str]:
    return [one.rule.code for one in findings_of(facts, limits)]


def with_document(**changes) -> ItemFacts:
    return SOUND._replace(documents=(GOOD._replace(**changes),))


def test_it_works():
    assert codes(SOUND) == []
    assert standing_of(SOUND, ()) is Standing.COMPLETE
    bare = SOUND._replace(documents=())
    (found,) = findings_of(bare, LIMITS)
    assert found.what == "Jawaban “B” belum didukung satu berkas pun."
    assert standing_of(bare, [found]) is Standing.BLOCKED


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # Evidence taken together
        (SOUND._replace(documents=()), ["tanpa-berkas"]),
        (YES._replace(documents=()), ["tanpa-berkas"]),
        (SOUND._replace(documents=(), kind=Kind.RATIO, graded=False), ["tanpa-berkas"]),
        (SOUND._replace(documents=(), kind=Kind.INDEX, graded=False), ["tanpa-laporan"]),
        # An answer that claims nothing needs no proof.
        (YES._replace(answer="Tidak", claims=False, documents=()), []),
        (SOUND._replace(documents=(LINK,)), ["hanya-tautan", "tautan"]),
        (SOUND._replace(documents=(LINK, GOOD)), ["tautan"]),
        (SOUND._replace(documents=(PLAN,)), ["hanya-rencana"]),
        (SOUND._replace(documents=(PLAN, GOOD)), []),
        (SOUND._replace(documents=(PLAN, PLAN._replace(stage=""))), ["belum-dipilah"]),
        (YES._replace(documents=(PLAN,)), ["baru-ada"]),
        # The answer itself
        (SOUND._replace(has_narrative=False), ["tanpa-penjelasan"]),
        (YES._replace(has_narrative=False), []),
        (
            SOUND._replace(answer="", claims=False, status="siap", documents=()),
            ["selesai-tanpa-jawaban", "selesai-padahal"],
        ),
        (SOUND._replace(status="perbaikan"), ["belum-diperbaiki"]),
        (SOUND._replace(due_on=LATE), ["lewat-tenggat"]),
        (SOUND._replace(due_on=TODAY), []),
        (SOUND._replace(due_on=LATE, status="disetujui"), []),
        (SOUND._replace(due_on=LATE, status="belum", answer="", claims=False, documents=()), []),
        (SOUND._replace(remark="Belum semua.", answer="", claims=False), ["jumlah-kurang"]),
        (SOUND._replace(remark="Memang nol."), ["jumlah-nol"]),
        # Each document
        (with_document(lost="rusak di penyimpanan"), ["hilang"]),
        (with_document(lost="sudah dimusnahkan", destroyed=True), ["dimusnahkan"]),
        (with_document(rejected=True), ["ditolak"]),
        (with_document(broken=True), ["rusak"]),
        (with_document(locked=True), ["terkunci"]),
        (with_document(active="makro"), ["aktif"]),
        (with_document(unscanned=True), ["belum-dipindai"]),
        (with_document(valid_until=dt.date(2025, 12, 31)), ["kedaluwarsa"]),
        (with_document(valid_until=dt.date(2026, 6, 30)), ["berakhir"]),
        (with_document(valid_until=dt.date(2026, 12, 31)), []),
        (with_document(document_date=dt.date(2025, 12, 31)), ["tahun-lama"]),
        (with_document(document_date=dt.date(2026, 1, 1)), []),
        # An old document that is said to be in force is none.
        (
            with_document(
                document_date=dt.date(2022, 2, 2), valid_until=dt.date(2026, 12, 31)
            ),
            [],
        ),
        (with_document(title="IMG_2031.jpg"), ["nama-kosong"]),
        (with_document(items=5), []),
        (with_document(items=6), ["dipakai-di-mana-mana"]),
        (with_document(document_date=None), ["tanpa-tanggal"]),
        (with_document(kind=""), ["belum-dipilah"]),
        (with_document(stage=""), ["belum-dipilah"]),
    ],
)  # fmt: skip
def test_every_rule(facts: ItemFacts, expected: list[str]):
    assert codes(facts) == expected


def test_every_rule_has_a_case_above():
    (mark,) = [m for m in test_every_rule.pytestmark if m.name == "parametrize"]
    tried = {code for _, expected in mark.args[1] for code in expected}
    assert tried == {rule.code for rule in RULES}


def test_rules_are_ordered_and_say_what_why_and_what_next():
    assert len({rule.code for rule in RULES}) == len(RULES)
    severities = [rule.severity for rule in RULES]
    assert severities == sorted(severities, reverse=True)
    for rule in RULES:
        assert rule.why.endswith(".")
        assert rule.act
        assert not rule.act.endswith(".")


def test_ready_all_the_same_only_when_something_weighs():
    assert codes(SOUND._replace(status="siap")) == []
    assert codes(with_document(kind="")._replace(status="siap")) == ["belum-dipilah"]
    (late, again) = findings_of(with_document(title="scan001")._replace(status="siap"), LIMITS)
    assert (late.rule.code, again.rule.code) == ("nama-kosong", "selesai-padahal")
    assert again.what.startswith("Dinyatakan siap direviu")
    (_, again) = findings_of(with_document(title="scan001")._replace(status="disetujui"), LIMITS)
    assert again.what.startswith("Disetujui")


def test_limits_are_kept():
    assert codes(with_document(items=6), Limits(most_items=6)) == []
    old = with_document(document_date=dt.date(2025, 3, 1))
    assert codes(old, Limits(years_back=1)) == []
    (found,) = findings_of(old._replace(year=2027), Limits(years_back=1))
    assert found.what == "Bertanggal sebelum 2026"
    assert found.documents[0].note == "1 Maret 2025"


@pytest.mark.parametrize(
    ("code", "given", "expected"),
    [
        ("A.I.1.i.a", {"choice": "Ya"}, ("Ya", True, False)),
        ("A.I.1.i.a", {"choice": "Tidak"}, ("Tidak", False, False)),
        ("A.I.1.i.b", {"choice": "A"}, ("A", True, True)),
        ("A.I.1.i.b", {"choice": "Z"}, ("Z", True, True)),
        ("A.I.1.i.b", {}, ("", False, True)),
        ("B.I.a", {"index": Decimal("3.60")}, ("indeks", True, False)),
        ("B.I.a", {"index": Decimal(0)}, ("indeks", False, False)),
        ("B.I.a", {}, ("", False, False)),
        ("A.II.4.i.a", {"counts": {}}, ("", False, False)),
    ],
)
def test_facts_come_from_the_stored_answer(code, given, expected):
    facts = facts_for(code, **given)
    assert (facts.answer, facts.claims, facts.graded) == expected


def test_counts_are_read_as_they_are_scored():
    ratio = next(item for item in INSTRUMENT.items if item.ratio)
    keys = [one.key for one in ratio.ratio.inputs]
    full = facts_for(ratio.code, counts=dict.fromkeys(keys, 4))
    assert full.answer == "jumlah"
    part = facts_for(ratio.code, counts={keys[0]: 4})
    assert (part.answer, bool(part.remark)) == ("", True)
    assert "jumlah-kurang" in codes(part)
    wrong = facts_for(ratio.code, counts={"entah": 4})
    assert "entah" in wrong.remark


def facts_for(code: str, **given) -> ItemFacts:
    empty = {"choice": "", "counts": None, "index": None}
    return item_facts(
        INSTRUMENT.item(code),
        year=YEAR,
        today=TODAY,
        **(empty | given),
        has_narrative=True,
        status="dikerjakan",
        due_on=None,
        documents=(GOOD,),
    )


# --- Whatever the facts --------------------------------------------------------------------------

days = st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))
documents = st.builds(
    DocumentFacts,
    uuid=st.uuids(),
    title=st.sampled_from(["SK Tim ZI", "IMG_2031.jpg", "Notulen rapat"]),
    is_link=st.booleans(),
    kind=st.sampled_from(["", "sk"]),
    stage=st.sampled_from(["", "ada", "dilaksanakan"]),
    document_date=days,
    valid_until=days,
    items=st.integers(1, 9),
    locked=st.booleans(),
    broken=st.booleans(),
    rejected=st.booleans(),
    unscanned=st.booleans(),
    active=st.sampled_from(["", "makro"]),
    lost=st.sampled_from(["", "sudah dimusnahkan"]),
)
items = st.builds(
    ItemFacts,
    code=st.just("A.I.1.i.b"),
    year=st.just(YEAR),
    today=st.just(TODAY),
    kind=st.sampled_from(Kind),
    answer=st.sampled_from(["", "B"]),
    claims=st.booleans(),
    graded=st.booleans(),
    remark=st.sampled_from(["", "Belum semua."]),
    has_narrative=st.booleans(),
    status=st.sampled_from(["belum", "dikerjakan", "siap", "perbaikan", "disetujui"]),
    due_on=days,
    documents=st.lists(documents, max_size=4).map(tuple),
)


@given(items)
@settings(max_examples=150, deadline=None)
def test_a_good_document_never_adds_a_finding(facts: ItemFacts):
    better = facts._replace(documents=(*facts.documents, GOOD))
    assert set(codes(better)) <= set(codes(facts))


@given(items, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_documents_says_nothing(facts: ItemFacts, chance):
    shuffled = list(facts.documents)
    chance.shuffle(shuffled)
    assert findings_of(facts._replace(documents=tuple(shuffled)), LIMITS) == findings_of(
        facts, LIMITS
    )


@given(items)
@settings(max_examples=100, deadline=None)
def test_each_rule_speaks_once_and_the_worst_decides(facts: ItemFacts):
    found = findings_of(facts, LIMITS)
    told = [one.rule.code for one in found]
    assert len(told) == len(set(told))
    severities = [one.rule.severity for one in found]
    assert severities == sorted(severities, reverse=True)
    assert (standing_of(facts, found) is Standing.BLOCKED) == (Severity.BLOCKING in severities)
