"""The history of one item, and how a change of text is shown."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.answers import Entry, answer_item, approve_item, return_item
from pengungkit.actions.evidence import attach, detach
from pengungkit.contexts.word_diff import CONTEXT, word_diff
from pengungkit.models import Answer
from tests.factories import AssessmentFactory, UnitFactory, make_evidence


CODE = "A.I.1.i.b"
RATIO = "A.II.4.i.a"
URL = f"/penilaian/2026/kppn-ternate/butir/{CODE}/riwayat/"


def stored(code=CODE) -> Answer:
    return Answer.objects.select_related("assessment__unit").get(
        code=code, assessment__unit__code="kppn-ternate"
    )


def save(assessment, by, code=CODE, **entry):
    answer_item(
        assessment=assessment,
        code=code,
        entry=Entry(**entry),
        base_version=stored(code).version,
        by=by,
    )


def entries_of(client, url=URL):
    return client.get(url).context["page"].entries


def test_it_works(assessment, member, coordinator, member_client):
    save(assessment, member, choice="C", narrative="Tim dipilih lewat rapat pada bulan Januari.")
    save(assessment, member, choice="B", narrative="Tim dipilih lewat rapat pada bulan Februari.")
    save(assessment, coordinator, choice="A", narrative="Tim dipilih lewat rapat, Februari.")
    newest, older = entries_of(member_client)
    assert (newest.actor, newest.act, older.actor) == ("Rina", "mengisi", "Sari")
    assert older.when.endswith("2 kali simpan")
    choice, narrative = newest.changes
    assert choice.before == "B. Seleksi belum utuh; mayoritas bagian terwakili"
    assert choice.after == "A. Seleksi jelas; semua bagian unit terwakili"
    gone = "".join(one.text for one in narrative.words if one.kind == "gone")
    new = "".join(one.text for one in narrative.words if one.kind == "new")
    assert "bulan" in gone
    assert "rapat," in new
    text = member_client.get(URL).content.decode()
    assert "<del>" in text
    assert "<ins>" in text


def test_counts_and_status_are_in_words(assessment, member, member_client):
    save(assessment, member, RATIO, counts={"sasaran": 8, "tercapai": 1200}, done=True)
    [entry] = entries_of(member_client, URL.replace(CODE, RATIO))
    counts, status = entry.changes
    assert counts.before == "Belum diisi"
    assert counts.after.endswith("atau lebih: 1.200")
    assert (status.before, status.after) == ("Belum diisi", "Siap direviu")


def test_evidence_and_judgements_are_part_of_it(assessment, member, coordinator, member_client):
    save(assessment, member, choice="A", done=True)
    evidence = make_evidence(assessment.unit, member, name="SK Tim.pdf")
    attach(answer=stored(), evidence=evidence, by=member)
    detach(answer=stored(), evidence=evidence, by=member)
    approve_item(assessment=assessment, code=CODE, by=coordinator)
    return_item(assessment=assessment, code=CODE, note="Tanda tangani SK.", by=coordinator)
    entries = entries_of(member_client)
    assert [entry.act for entry in entries] == [
        "mengembalikan untuk diperbaiki",
        "menyetujui",
        "melepas bukti “SK Tim”",
        "memasang bukti “SK Tim”",
        "mengisi",
    ]
    assert entries[0].note == "Tanda tangani SK."


def test_an_untouched_item_says_so(assessment, member_client):
    assert "Belum ada perubahan" in member_client.get(URL).content.decode()


def test_another_units_history_does_not_exist(assessment, member_client):
    AssessmentFactory(unit=UnitFactory(code="kppn-lain"))
    assert member_client.get(URL.replace("kppn-ternate", "kppn-lain")).status_code == 404


def test_markup_in_a_text_stays_text(assessment, member, coordinator, member_client):
    save(assessment, member, narrative="<b>satu</b>")
    save(assessment, coordinator, narrative="<b>dua</b>")
    assert "<b>dua" not in member_client.get(URL).content.decode()


def test_long_histories_have_pages_and_constant_queries(
    assessment, member, coordinator, member_client
):
    """session; person with rights; assessment; answer; events."""
    counts = []
    for number in (2, 30):
        for i in range(number):
            save(assessment, (member, coordinator)[i % 2], narrative=f"teks {number} {i}")
        with CaptureQueriesContext(connection) as captured:
            page = member_client.get(URL).context["page"]
        counts.append(len(captured))
    assert counts == [5, 5]
    assert len(page.entries) == 25
    assert len(entries_of(member_client, f"{URL}?page=2")) == 7


def test_the_diff_says_everything_of_the_new_text():
    old = "Tim dipilih dalam rapat tanggal 8 Januari."
    new = "Tim inti dipilih dalam rapat tanggal 9 Januari 2026."
    stretches = word_diff(old, new)
    assert "".join(one.text for one in stretches if one.kind != "gone") == new
    assert "".join(one.text for one in stretches if one.kind != "new") == old


def test_long_unchanged_parts_are_shortened():
    before = " ".join(f"kata{i}" for i in range(300))
    after = " ".join(f"lain{i}" for i in range(300))
    stretches = word_diff(f"{before} lama {after}", f"{before} baru {after}")
    shown = [one.text for one in stretches if one.kind == "same"]
    assert all(len(text) <= 2 * CONTEXT + 10 for text in shown)
    assert shown[0].startswith(" … ")
    assert shown[-1].endswith(" … ")


def test_a_text_of_one_letter_words_is_compared_quickly():
    old = "a b " * 2500
    new = "b a " * 2500
    assert word_diff(old, new)
