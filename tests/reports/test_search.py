"""Search: codes, words, what was written, evidence, units; never outside the scope."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.evidence import describe, note_link
from pengungkit.models import Answer, Assessment
from reports.contexts.search import excerpt_of, wanted_in
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    UserFactory,
    make_evidence,
)


def found(client: Client, q: str, **more):
    response = client.get("/cari/", {"q": q, **more})
    assert response.status_code == 200
    return response.context["search"]


def hits(client: Client, q: str, key: str, **more) -> list:
    return [
        hit for group in found(client, q, **more).groups if group.key == key for hit in group.hits
    ]


def codes(client: Client, q: str, **more) -> list[str]:
    return [hit.code for hit in hits(client, q, "butir", **more)]


def titles(client: Client, q: str, key: str = "bukti", **more) -> list[str]:
    return [hit.title for hit in hits(client, q, key, **more)]


def write(assessment: Assessment, by, code: str, narrative: str) -> None:
    base = Answer.objects.get(assessment=assessment, code=code).version
    answer_item(
        assessment=assessment,
        code=code,
        entry=Entry(narrative=narrative),
        base_version=base,
        by=by,
    )


@pytest.fixture
def overseer(db) -> Client:
    """Somebody who may see every unit below one kanwil."""
    client = Client()
    region = UnitFactory(code="kanwil")
    client.force_login(MembershipFactory(unit=region, role=Role.TPI).user)
    client.region = region
    return client


@pytest.mark.parametrize(
    "q",
    ["1.i.b", "A.I.1.i.b", "a.i.1.i.b", "1 i b", "1/i/b", "1-i-b", "butir 1.i.b", " 1.I.B "],
)
def test_an_item_is_found_by_its_code_however_written(member_client, assessment, q):
    assert "A.I.1.i.b" in codes(member_client, q)


def test_a_code_finds_just_its_items(member_client, assessment):
    assert codes(member_client, "A.I.1.i.b") == ["A.I.1.i.b"]
    assert codes(member_client, "A.I.1.i") == ["A.I.1.i.a", "A.I.1.i.b"]
    [hit] = hits(member_client, "A.I.1.i.b", "butir")
    assert hit.url == "/penilaian/2026/kppn-ternate/butir/A.I.1.i.b/"
    assert hit.meta == "KPPN Ternate 2026 · Belum diisi"


def test_an_item_is_found_by_the_words_of_its_question(member_client, assessment):
    assert "A.I.5.i.a" in codes(member_client, "antigratifikasi")
    assert "A.I.5.i.a" in codes(member_client, "KAMPANYE publik")
    assert codes(member_client, "kampanye zzz") == []


def test_a_short_word_must_stand_alone(member_client, assessment):
    # "skala" holds "sk", "ZI" stands alone
    assert "B.I.a" not in codes(member_client, "sk", kelompok="butir")
    assert "A.I.1.i.a" in codes(member_client, "zi", kelompok="butir")


def test_what_was_written_is_found_and_quoted(member_client, assessment, member):
    text = "Rapat pemilihan agen perubahan dilaksanakan di aula pada hari Rabu."
    write(assessment, member, "A.I.3.i.a", text)
    [hit] = hits(member_client, "aula rabu", "butir")
    assert hit.code == "A.I.3.i.a"
    assert "di aula pada hari Rabu" in hit.excerpt


def test_questions_come_before_what_was_written(member_client, assessment, member):
    write(assessment, member, "A.I.1.i.a", "Kampanye antigratifikasi juga dibahas.")
    assert codes(member_client, "antigratifikasi") == ["A.I.5.i.a", "A.I.1.i.a"]
    assert codes(member_client, "antigratifikasi", kelompok="butir") == ["A.I.5.i.a", "A.I.1.i.a"]


def test_only_the_newest_year_is_linked(member_client, assessment):
    AssessmentFactory(unit=assessment.unit, year=2025)
    assert [hit.url.split("/")[2] for hit in hits(member_client, "A.I.1.i.b", "butir")] == ["2026"]


def test_evidence_by_title_number_and_file_name(member_client, assessment, member, unit):
    evidence = make_evidence(unit, member, "Undangan-rapat_01.pdf")
    describe(
        evidence=evidence,
        by=member,
        title="Undangan Rapat Tim",
        kind="undangan",
        number="UND-12/2026",
        document_date=None,
        valid_until=None,
        stage="",
    )
    make_evidence(unit, member, "SK Tim.pdf")
    for q in ("undangan rapat", "UND-12/2026", "rapat_01.pdf", "und-12"):
        assert titles(member_client, q) == ["Undangan Rapat Tim"], q
    [hit] = hits(member_client, "und-12", "bukti")
    assert hit.url == f"/bukti/{evidence.uuid}/"
    assert hit.meta == "Undangan · UND-12/2026 · KPPN Ternate"


def test_a_link_is_said_not_to_be_kept(member_client, member, unit):
    note_link(unit=unit, title="Laman layanan", url="https://contoh.go.id/", by=member)
    assert "tautan, tidak disimpan" in hits(member_client, "laman", "bukti")[0].meta


def test_synonyms(member_client, assessment, member, unit):
    make_evidence(unit, member, "SK Tim.pdf")
    make_evidence(unit, member, "Notulen.pdf")
    assert titles(member_client, "eviden sk") == ["SK Tim"]
    assert next(group.key for group in found(member_client, "eviden sk").groups) == "bukti"
    assert [group.key for group in found(member_client, "eviden").groups] == ["bukti"]
    assert sorted(titles(member_client, "evidence")) == ["Notulen", "SK Tim"]
    assert "B.I.a" in codes(member_client, "spak")


def test_units_by_name_and_code(overseer):
    UnitFactory(parent=overseer.region, code="kppn-tobelo", name="KPPN Tobelo")
    UnitFactory(parent=overseer.region, code="x", name="Tutup Tobelo", is_active=False)
    [hit] = hits(overseer, "tobelo", "unit")
    assert (hit.title, hit.url) == ("KPPN Tobelo", "/dasbor/kppn-tobelo/")


def test_nothing_outside_the_scope_is_found_or_counted(member_client, assessment, member):
    """Acceptance test 12 of search: the filter is inside the query."""
    other = UnitFactory(code="kantor-lain", name="Kantor Rahasia")
    user = MembershipFactory(unit=other, role=Role.ANGGOTA).user
    foreign = AssessmentFactory(unit=other, year=2026)
    write(foreign, user, "A.I.1.i.a", "kata sangat rahasia")
    make_evidence(other, user, "Dokumen rahasia.pdf")
    for q in ("rahasia", "kantor-lain"):
        assert not found(member_client, q).found
        for key in ("butir", "bukti", "unit"):
            search = found(member_client, q, kelompok=key)
            assert search.page.paginator.count == 0
        assert "Rahasia" not in member_client.get("/cari/", {"q": "A.I.1.i.a"}).content.decode()
    own = Client()
    own.force_login(user)
    assert codes(own, "rahasia") == ["A.I.1.i.a"]
    assert titles(own, "rahasia") == ["Dokumen rahasia"]
    assert titles(own, "rahasia", "unit") == ["Kantor Rahasia"]


def test_an_overseer_finds_in_every_unit_below(overseer):
    for name in ("Kantor B", "Kantor A"):
        AssessmentFactory(unit=UnitFactory(parent=overseer.region, name=name), year=2026)
    AssessmentFactory(unit=UnitFactory(name="Kantor C"), year=2026)
    assert codes(overseer, "A.I.1.i.b") == ["A.I.1.i.b"] * 2


def test_few_at_first_and_all_on_request(member_client, assessment):
    group = next(g for g in found(member_client, "A.I.1").groups if g.key == "butir")
    assert len(group.hits) == 5
    assert group.more
    html = member_client.get("/cari/", {"q": "A.I.1"}).content.decode()
    assert "?q=A.I.1&amp;kelompok=butir" in html
    pages = found(member_client, "butir", kelompok="butir")
    assert (len(pages.groups[0].hits), pages.page.paginator.count) == (20, 113)
    assert len(found(member_client, "butir", kelompok="butir", page="6").groups[0].hits) == 13
    assert len(found(member_client, "butir", kelompok="butir", page="x").groups[0].hits) == 20


def test_wildcards_are_letters(member_client, assessment, member, unit):
    make_evidence(unit, member, "Capaian 100% tahun.pdf")
    make_evidence(unit, member, "Capaian seratus.pdf")
    assert titles(member_client, "100%") == ["Capaian 100% tahun"]
    assert titles(member_client, "%%%") == []
    assert titles(member_client, "capaian_seratus") == []


@pytest.mark.parametrize(
    "q",
    [
        "\0",
        "\0\0SK",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "x" * 5000,
        "a " * 500,
        "\u202e\u200b",
        "%",
        "_",
        "\\",
        "💥",
        "..",
        ".",
        "-" * 50,
    ],
)
def test_hostile_input_is_harmless(member_client, assessment, member, unit, q):
    make_evidence(unit, member)
    response = member_client.get("/cari/", {"q": q})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
    assert len(response.context["search"].wanted.text) <= 100
    for key in ("butir", "bukti", "unit", "lain"):
        assert member_client.get("/cari/", {"q": q, "kelompok": key}).status_code == 200


def test_words_are_limited():
    assert len(wanted_in("kata " * 50).words) == 6
    assert wanted_in("a\0b\u202e c").text == "a b c"


def test_excerpts():
    text = "x " * 100 + "tepat di sini" + " y" * 100
    cut = excerpt_of(text, ["tepat"])
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert "tepat di sini" in cut
    assert len(cut) < 150
    assert excerpt_of("pendek tepat", ["tepat"]) == "pendek tepat"
    assert excerpt_of("tidak ada", ["lain"]) == ""


def test_empty_states(member_client, assessment):
    assert "Apa yang dicari?" in member_client.get("/cari/").content.decode()
    html = member_client.get("/cari/", {"q": "zzzz"}).content.decode()
    assert "Tidak ada yang cocok dengan “zzzz”" in html
    assert "di unit yang boleh Anda lihat" in html


def test_without_a_role_nothing_is_found(client, assessment):
    client.force_login(UserFactory())
    assert not found(client, "A.I.1").found
    assert Client().get("/cari/", {"q": "x"}).status_code == 302


def test_queries_do_not_grow(overseer):
    def queries(**more) -> int:
        with CaptureQueriesContext(connection) as captured:
            found(overseer, "kantor rapat", **more)
        return len(captured)

    def add(count: int) -> None:
        for _ in range(count):
            unit = UnitFactory(parent=overseer.region, name="Kantor Rapat")
            made = AssessmentFactory(unit=unit, year=2026)
            by = MembershipFactory(unit=unit).user
            write(made, by, "A.I.1.i.a", "kantor rapat")
            make_evidence(unit, by, "kantor rapat.pdf")

    add(1)
    queries()
    # session, person with rights; instruments, questions, what was written; evidence; units
    few, one_group = queries(), queries(kelompok="butir")
    add(8)
    assert queries() <= few <= 7
    assert queries(kelompok="butir") == one_group <= 5
