"""EX-04: whatever a document is called, its path is safe, unique, and at most 180 characters."""

from __future__ import annotations

import dataclasses
import random
import unicodedata

import pytest

from pengungkit.models import Assessment
from reports.contexts.record import Document, FileFacts, RecordContext
from reports.packets.layout import item_label, layout_of, sub_area_folder
from reports.packets.naming import LONGEST_NAME_BYTES, TakenPaths, clash_key, safe_name


RESERVED = {"con", "prn", "aux", "nul", "com1", "lpt9"}
NASTY = [
    "../../etc/passwd", "..\\..\\Windows", "C:\\x", "C:evil", "/akar", "a/b", "nama: dua", "CON",
    "con.txt", "aux", "LPT9 laporan", "NUL", "", ".", "..", "...", " spasi ", "titik.", "a\x00b",
    "a\nb", "a\u202egnp.exe", "\u200fkanan", "100% & 50%!", "^kira*kira?", '"kutip" <i>', "a|b",
    "x" * 300, "\u0645" * 300, "\U0001f600" * 90, "e\u0301", "\u00e9", "SK tim", "SK TIM", "ſK tim",
    "laporan.pdf", "laporan.PDF", "\ufeffBOM", "\ud800", "-rf", "~$kunci",
]  # fmt: skip


def check(path: str) -> None:
    assert len(path) <= 180
    assert unicodedata.is_normalized("NFC", path)
    assert not path.startswith("/")
    for part in path.split("/"):
        assert part
        assert part == part.strip(" .")
        assert len(part.encode()) <= LONGEST_NAME_BYTES
        assert not set(part) & set('<>:"\\|?*%!^&`')
        assert all(unicodedata.category(c)[0] not in "CZ" or c == " " for c in part)
        assert part.split(".")[0].strip().casefold() not in RESERVED


@pytest.mark.parametrize("name", NASTY)
def test_ex_04_a_name_becomes_safe(name: str):
    check(TakenPaths().claim("AREA 1 Manajemen Perubahan", name, ".pdf"))
    check(safe_name(name, 52))


def test_ex_04_names_that_become_the_same_stay_apart():
    taken = TakenPaths()
    paths = [taken.claim("A", name, ".pdf") for name in NASTY * 12]
    assert len({clash_key(path) for path in paths}) == len(paths)
    for path in paths:
        check(path)


def test_ex_04_any_text_at_all():
    chance = random.Random(4)
    taken = TakenPaths()
    for _ in range(2000):
        points = [chance.choice([chance.randrange(0x250), chance.randrange(0xD800)])
                  for _ in range(chance.randrange(220))]  # fmt: skip
        check(taken.claim("x" * chance.randrange(1, 100), "".join(map(chr, points)), ".jpg"))


@pytest.fixture
def facts(assessment: Assessment) -> RecordContext:
    return RecordContext.live(Assessment.objects.with_structure().get(pk=assessment.pk))


def paper(facts: RecordContext, title: str, *codes: str, sections=()) -> Document:
    file = FileFacts(1, "a" * 64, 5, "application/pdf", "pdf", "x.pdf", facts.assessment.opened_at)
    return Document(
        f"{title}{codes}", title, "", "", None, None, "", facts.assessment.opened_at, "", file,
        codes, sections,
    )  # fmt: skip


def paths(facts: RecordContext, *documents: Document) -> list[str]:
    return list(layout_of(dataclasses.replace(facts, documents=documents)).documents.values())


def test_folders_are_those_offices_know(facts: RecordContext):
    assert paths(
        facts,
        paper(facts, "SK Tim ZI", "A.I.1.i.a", "A.I.1.ii.a"),
        paper(facts, "SK Tim ZI.pdf", "A.I.1.i.a"),
        paper(facts, "Surat", "A.II.1.i.a"),
        paper(facts, "Laporan survei", "B.I.a"),
        paper(facts, "Tanda terima", "A.II.5.iii.b.a"),
        paper(facts, "Kartu inovasi", sections=("inovasi",)),
    ) == [
        "AREA 1 Manajemen Perubahan/i Penyusunan Tim Kerja/1.i.a SK Tim ZI.pdf",
        "AREA 1 Manajemen Perubahan/i Penyusunan Tim Kerja/1.i.a SK Tim ZI (2).pdf",
        "AREA 1 Manajemen Perubahan/Reform i Komitmen dalam perubahan/Reform 1.i.a Surat.pdf",
        "HASIL/B.I.a Survei persepsi antikorupsi (IPAK)/B.I.a Laporan survei.pdf",
        "AREA 5 Penguatan Pengawasan/Reform iii.b Penyampaian Laporan Harta Kekayaan Non"
        "/Reform 5.iii.b.a Tanda terima.pdf",
        "INOVASI/Kartu inovasi.pdf",
    ]


def test_every_item_has_room_for_a_title(facts: RecordContext):
    documents = [paper(facts, "x" * 200, item.code) for item in facts.instrument.items]
    for path in paths(facts, *documents):
        check(path)
        assert len(path.rsplit("/", 1)[1]) > 60


def test_labels_and_folders_are_different_for_each(facts: RecordContext):
    instrument = facts.instrument
    assert len({item_label(instrument, item) for item in instrument.items}) == 113
    folders = [f"{s.area_key}/{sub_area_folder(instrument, s)}" for s in instrument.sub_areas]
    assert len(set(folders)) == len(folders)


def test_outputs_are_named_for_year_and_office(facts: RecordContext):
    outputs = layout_of(facts).outputs
    assert outputs["lke.xlsx"] == "LKE-2026-KPPN-Ternate.xlsx"
    assert outputs["sptjm.docx"] == "DRAF SPTJM 2026 KPPN Ternate.docx"
    for path in outputs.values():
        check(path)
