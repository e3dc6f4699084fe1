"""The standing list of what is missing or weak, and where else its counts are shown."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.assessments import close_assessment, reopen_assessment
from pengungkit.actions.assigning import assign_items
from pengungkit.actions.evidence import attach, note_link
from pengungkit.actions.replacing import replace_file
from pengungkit.findings import Finding, Place, Rule, Severity, sources
from pengungkit.findings.sources import Source
from pengungkit.models import Answer, Evidence, EvidenceUse, EvidenceVersion
from pengungkit.previews.inspection import Inspection
from tests.factories import PDF, MembershipFactory, Role, make_evidence


YES, GRADED, OTHER_AREA = "A.I.1.i.a", "A.I.1.i.b", "A.I.2.i.a"


def url_of(assessment, **query) -> str:
    url = reverse("pengungkit:readiness", args=[assessment.year, assessment.unit.code])
    return url + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def page_of(client, assessment, **query):
    response = client.get(url_of(assessment, **query))
    assert response.status_code == 200
    return response.context["page"]


def save(assessment, by, code, **entry) -> Answer:
    base = Answer.objects.get(assessment=assessment, code=code).version
    saved = answer_item(
        assessment=assessment, code=code, entry=Entry(**entry), base_version=base, by=by
    )
    return saved.answer


def sound(unit, by, title="Laporan monev.pdf", **changes) -> Evidence:
    """A document nothing is to be said about, but for the changes."""
    evidence = make_evidence(unit, by, title)
    values = {
        "kind": "laporan",
        "stage": "dimonev",
        "document_date": dt.date(2026, 3, 4),
    } | changes
    Evidence.objects.filter(pk=evidence.pk).update(**values)
    evidence.refresh_from_db()
    return evidence


def shown(page) -> dict[str, list[tuple[str, list[str]]]]:
    """By group: each item's code with the codes of its findings."""
    return {
        group.key: [(item.code, [one.code for one in item.findings]) for item in group.items]
        for group in page.groups
    }


def test_it_works(member_client, member, assessment, unit):
    save(assessment, member, YES, choice="Ya")
    graded = save(assessment, member, GRADED, choice="A", narrative="Semua bagian terwakili.")
    attach(answer=graded, evidence=sound(unit, member), by=member)
    response = member_client.get(url_of(assessment))
    page, html = response.context["page"], response.content.decode()
    assert page.heading == (
        "1 dari 113 butir punya bukti yang cukup; 1 belum berbukti, 111 belum dijawab."
    )
    assert page.heading in html
    assert shown(page) == {
        "menghalangi": [(YES, ["tanpa-berkas"])],
        "lengkap": [(GRADED, [])],
    }
    assert "Jawaban “Ya” belum didukung satu berkas pun." in html
    # To the very place of repair, and what could be put there.
    assert f'href="/penilaian/2026/kppn-ternate/butir/{YES}/#bukti"' in html
    assert "Lazimnya: SK tim kerja;" in html
    assert "111 butir belum dijawab" in html


def test_a_document_is_named_with_its_own_page(member_client, member, assessment, unit):
    answer = save(assessment, member, GRADED, choice="A", narrative="Ada.")
    old = sound(unit, member, "SK lama.pdf", document_date=dt.date(2024, 3, 1))
    for evidence in (old, sound(unit, member, "IMG_2031.pdf"), sound(unit, member)):
        attach(answer=answer, evidence=evidence, by=member)
    response = member_client.get(url_of(assessment))
    assert shown(response.context["page"]) == {
        "peringatan": [(GRADED, ["tahun-lama", "nama-kosong"])]
    }
    html = response.content.decode()
    assert f'<a href="/bukti/{old.uuid}/">SK lama</a> (1 Maret 2024)' in html


def test_more_documents_than_can_be_named_are_counted(member_client, member, assessment, unit):
    answer = save(assessment, member, GRADED, choice="A", narrative="Ada.")
    for number in range(5):
        name = f"Foto rapat ke-{'abcde'[number]}.pdf"
        attach(answer=answer, evidence=sound(unit, member, name, kind=""), by=member)
    html = member_client.get(url_of(assessment)).content.decode()
    assert "dan 2 lainnya" in html


def say_of(evidence, **columns) -> None:
    EvidenceVersion.objects.filter(evidence=evidence).update(**columns)


def inspected(**seen) -> dict:
    return {
        "inspection": Inspection(**seen).to_json(),
        "inspection_edition": 1,
        "inspected_at": timezone.now(),
    }


def scanned(state: str, finding: str = "") -> dict:
    return {
        "scan_state": state, "scanned_at": timezone.now(), "scanner": "ClamAV", "finding": finding
    }  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (inspected(locked=True), "terkunci"),
        (inspected(broken=True), "rusak"),
        (inspected(active=("makro", "skrip")), "aktif"),
        (inspected(pages=3), None),
        (scanned("ditolak", "Eicar"), "ditolak"),
        (scanned("bersih"), None),
        ({"damaged_at": timezone.now()}, "hilang"),
    ],
)
def test_what_is_known_of_the_file(member_client, member, assessment, unit, columns, code):
    """On the list and on the page of the item alike."""
    answer = save(assessment, member, GRADED, choice="A", narrative="Ada.")
    evidence = sound(unit, member)
    attach(answer=answer, evidence=evidence, by=member)
    say_of(evidence, **columns)
    expected = [code] if code else []
    (items,) = shown(page_of(member_client, assessment)).values()
    assert items == [(GRADED, expected)]
    item_page = member_client.get(f"{assessment.get_absolute_url()}butir/{GRADED}/").context["page"]
    told = item_page.readiness
    assert ([one.code for one in told.findings] if told else []) == expected


def test_a_later_version_heals_what_an_earlier_one_lacked(
    member_client, member, leader, assessment, unit
):
    answer = save(assessment, member, GRADED, choice="A", narrative="Ada.")
    evidence = sound(unit, member)
    attach(answer=answer, evidence=evidence, by=member)
    say_of(evidence, **inspected(locked=True))
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    replace_file(evidence=evidence, name="Utuh.pdf", chunks=[PDF + b"utuh"], by=member)
    # What was there when it closed is what counts then.
    assert list(shown(page_of(member_client, assessment))) == ["menghalangi"]
    admin = MembershipFactory(unit=unit, role=Role.ADMIN_WILAYAH).user
    reopen_assessment(assessment=assessment, reason="Perbaikan.", by=admin)
    assert list(shown(page_of(member_client, assessment))) == ["lengkap"]


def test_a_scan_is_only_missed_where_there_is_a_scanner(
    member_client, member, assessment, unit, settings
):
    answer = save(assessment, member, GRADED, choice="A", narrative="Ada.")
    attach(answer=answer, evidence=sound(unit, member), by=member)
    assert page_of(member_client, assessment).kinds == ()
    settings.CLAMD = "/run/clamav/clamd.ctl"
    page = page_of(member_client, assessment)
    assert [one.key for one in page.kinds] == ["belum-dipindai"]
    assert shown(page) == {"lengkap": [(GRADED, ["belum-dipindai"])]}


def test_many_unsorted_documents_are_sorted_in_the_store(member_client, member, assessment, unit):
    answer = save(assessment, member, GRADED, choice="A", narrative="Ada.")
    attach(answer=answer, evidence=sound(unit, member, kind=""), by=member)
    html = member_client.get(url_of(assessment)).content.decode()
    assert '<a href="/bukti/?unit=kppn-ternate">Pilih jenis dan tahapnya</a>' in html


def test_a_fresh_assessment_has_nothing_to_say_yet(member_client, assessment):
    page = page_of(member_client, assessment)
    assert page.heading == "0 dari 113 butir punya bukti yang cukup; 113 belum dijawab."
    assert page.groups == ()
    html = member_client.get(url_of(assessment)).content.decode()
    assert "Belum ada yang dapat diperiksa" in html


def test_filters_and_their_counts(member_client, member, coordinator, assessment, unit):
    save(assessment, member, YES, choice="Ya")
    save(assessment, member, GRADED, choice="A")
    other = save(assessment, member, OTHER_AREA, choice="A", narrative="Ada.")
    link = note_link(unit=unit, title="Map bersama", url="https://contoh.go.id/a", by=member)
    attach(answer=other, evidence=link, by=member)
    assign_items(
        assessment=assessment, codes=[GRADED], by=coordinator, assignee=member, set_assignee=True
    )
    page = page_of(member_client, assessment)
    assert {one.label: one.count for one in page.standings} == {
        "Semua": 3, "Menghalangi": 3, "Peringatan": 0, "Lengkap": 0,
    }  # fmt: skip
    assert {one.key: one.count for one in page.kinds} == {
        "tanpa-berkas": 2, "hanya-tautan": 1, "tanpa-penjelasan": 1, "tautan": 1,
    }  # fmt: skip
    assert {one.key: one.count for one in page.areas if one.count} == {"1": 2, "2": 1}
    assert page.mine.count == 1
    bare = page_of(member_client, assessment, hal="tanpa-berkas")
    assert shown(bare) == {"menghalangi": [(YES, ["tanpa-berkas"]), (GRADED, ["tanpa-berkas"])]}
    area = page_of(member_client, assessment, area="2")
    assert [code for code, _ in shown(area)["menghalangi"]] == [OTHER_AREA]
    assert area.heading.startswith("2 ")
    assert [
        code for code, _ in shown(page_of(member_client, assessment, milik="saya"))["menghalangi"]
    ] == [GRADED]
    assert page_of(member_client, assessment, tingkat="lengkap").shown == 0
    unknown = page_of(member_client, assessment, hal="entah", area="99", tingkat="x", milik="y")
    assert unknown.shown == 3
    assert not unknown.wanted.narrows


def test_a_filter_keeps_the_others(member_client, member, assessment):
    save(assessment, member, YES, choice="Ya")
    page = page_of(member_client, assessment, area="1", hal="tanpa-berkas")
    assert "area=1" in page.standings[1].url
    assert "hal=tanpa-berkas" in page.standings[1].url
    (kind,) = page.kinds
    # The kind looked at is let go by its own link.
    assert kind.current
    assert "hal=" not in kind.url


def test_who_only_sees_may_read_it(client, head, member, assessment):
    save(assessment, member, YES, choice="Ya")
    client.force_login(head)
    assert page_of(client, assessment).shown == 1


def test_a_closed_assessment_is_judged_without_its_due_dates(
    member_client, member, coordinator, leader, assessment
):
    save(assessment, member, YES, choice="Ya")
    assign_items(
        assessment=assessment, codes=[YES], by=coordinator, due_on=dt.date(2020, 1, 1),
        set_due=True,
    )  # fmt: skip
    codes = shown(page_of(member_client, assessment))["menghalangi"][0][1]
    assert codes == ["tanpa-berkas", "lewat-tenggat"]
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    codes = shown(page_of(member_client, assessment))["menghalangi"][0][1]
    assert codes == ["tanpa-berkas"]


# --- Elsewhere -----------------------------------------------------------------------------------


def test_the_task_list_counts_by_area(member_client, member, assessment):
    save(assessment, member, YES, choice="Ya")
    html = member_client.get(assessment.get_absolute_url()).content.decode()
    assert f'<a href="{url_of(assessment, area="1")}">1 perlu dibereskan</a>' in html
    assert html.count("perlu dibereskan</a>") == 1


def test_the_item_says_it_beside_its_evidence(member_client, member, head, assessment, unit):
    url = f"{assessment.get_absolute_url()}butir/{GRADED}/"
    assert "Kesiapan bukti" not in member_client.get(url).content.decode()
    answer = save(assessment, member, GRADED, choice="A")
    html = member_client.get(url).content.decode()
    assert "Kesiapan bukti: 2 hal" in html
    assert "Jawaban “A” belum didukung satu berkas pun." in html
    assert 'href="#penjelasan"' in html
    attach(answer=answer, evidence=sound(unit, member, kind=""), by=member)
    save(assessment, member, GRADED, choice="A", narrative="Ada.")
    assert "Kesiapan bukti: cukup, 1 saran" in member_client.get(url).content.decode()
    reader = Client()
    reader.force_login(head)
    read = reader.get(url).content.decode()
    assert "Kesiapan bukti: cukup, 1 saran" in read
    for place in (Place.ANSWER, Place.NARRATIVE, Place.EVIDENCE):
        assert html.count(f'id="{place}"') == read.count(f'id="{place}"') == 1, place


def test_item_page_and_list_agree(member_client, member, assessment, unit):
    """A document of seven items is told at each of them, on both pages."""
    evidence = sound(unit, member)
    items = assessment.structure.area("1").items[:7]
    for item in items:
        answer = save(assessment, member, item.code, choice=item.options[0].letter, narrative="x")
        attach(answer=answer, evidence=evidence, by=member)
    page = page_of(member_client, assessment)
    assert len(shown(page)["peringatan"]) == 7
    item_page = member_client.get(f"{assessment.get_absolute_url()}butir/{YES}/").context["page"]
    assert [one.code for one in item_page.readiness.findings] == ["dipakai-di-mana-mana"]


def test_rooms_to_the_right_add_findings(member_client, member, assessment, monkeypatch):
    rule = Rule(
        "tak-sesuai-daftar", Severity.WARNING, "Tidak sesuai daftar inovasi",
        "Penilai mencocokkannya.", "Buka daftar inovasi", Place.ANSWER,
    )  # fmt: skip
    source = Source((rule,), lambda seen, codes: {GRADED: [Finding(rule, "Tidak sesuai.")]})
    save(assessment, member, GRADED, choice="C")
    before = page_of(member_client, assessment)
    monkeypatch.setattr(sources, "_sources", [*sources._sources])
    sources.provide_findings(source)
    page = page_of(member_client, assessment)
    item_url = f"{assessment.get_absolute_url()}butir/{GRADED}/"
    item_html = member_client.get(item_url).content.decode()
    assert ("tak-sesuai-daftar", 1) in {(one.key, one.count) for one in page.kinds}
    assert "Tidak sesuai." in item_html
    assert before.kinds != page.kinds


# --- Cost ----------------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_queries_do_not_grow(member_client, member, assessment, unit):
    """session; person with rights; assessment; documents; remarkable files; answers; answers
    that registers of innovations speak about."""
    few = queries(member_client, url_of(assessment))
    documents = [sound(unit, member, f"Laporan {'abcdefghij'[n]}.pdf") for n in range(10)]
    answers = list(Answer.objects.filter(assessment=assessment))
    Answer.objects.filter(assessment=assessment).update(status="dikerjakan")
    EvidenceUse.objects.bulk_create(
        EvidenceUse(answer=answer, evidence=one, attached_by=member)
        for answer in answers
        for one in documents
    )
    assert len(answers) == 113
    assert queries(member_client, url_of(assessment)) == few == 7


@pytest.mark.parametrize("query", [{}, {"hal": "tanpa-berkas"}, {"tingkat": "lengkap"}])
def test_nothing_changes_by_looking(member_client, member, assessment, query):
    save(assessment, member, YES, choice="Ya")
    with CaptureQueriesContext(connection) as captured:
        member_client.get(url_of(assessment, **query))
    assert not [one for one in captured if not one["sql"].startswith("SELECT")]
