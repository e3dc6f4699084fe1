"""The task list: progress, filters, search, where to go on, and what it costs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time

from pengungkit.actions.answers import Entry, answer_item, approve_item, return_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.assigning import assign_items
from pengungkit.actions.evidence import attach, note_link
from pengungkit.models import Answer
from tests.factories import (
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    make_evidence,
)


FIRST, SECOND, THIRD = "A.I.1.i.a", "A.I.1.i.b", "A.I.1.ii.a"
OTHER_AREA = "A.I.2.i.a"


def url_of(assessment, **query) -> str:
    url = reverse("pengungkit:assessment", args=[assessment.year, assessment.unit.code])
    return url + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def save(assessment, by, code, **entry) -> Answer:
    base = Answer.objects.get(assessment=assessment, code=code).version
    saved = answer_item(
        assessment=assessment, code=code, entry=Entry(**entry), base_version=base, by=by
    )
    return saved.answer


def page(client, assessment, **query):
    response = client.get(url_of(assessment, **query))
    assert response.status_code == 200
    return response


def shown_codes(response) -> list[str]:
    html = response.content.decode()
    return [part.split("<", 1)[0] for part in html.split('<span class="code">')[1:]]


def chip_counts(response) -> dict[str, int]:
    return {chip.label: chip.count for chip in response.context["tasks"].chips}


def test_it_works(member_client, member, assessment):
    save(assessment, member, FIRST, choice="Ya", done=True)
    response = page(member_client, assessment)
    html = response.content.decode()
    assert "1 dari 113 butir siap direviu." in html
    assert "Nilai sementara 0,25" in html
    assert "0 dari 12 syarat WBK terpenuhi" in html
    assert len(shown_codes(response)) == 113
    assert [area.key for area in response.context["tasks"].areas] == [*"123456", "hasil"]
    first = response.context["tasks"].areas[0]
    assert (first.heading, first.done, first.items) == ("1 Manajemen Perubahan", "1", "16")
    # 0.25 of 8 points is 3.125 %
    assert first.score == "0,25 dari 8 (3,1%, minimum 60%)"


def test_a_fresh_assessment_says_so(member_client, assessment):
    html = page(member_client, assessment).content.decode()
    assert "Belum ada dari 113 butir yang siap direviu." in html
    assert f"Kerjakan {FIRST}" in html


def test_items_sent_back_are_counted_and_quoted(member_client, member, coordinator, assessment):
    save(assessment, member, FIRST, choice="Ya", done=True)
    save(assessment, member, SECOND, choice="A", done=True)
    note = "SK belum ditandatangani kepala kantor. " + "Lengkapi lampirannya juga ya. " * 4
    return_item(assessment=assessment, code=SECOND, note=note, by=coordinator)
    html = page(member_client, assessment).content.decode()
    assert "1 dari 113 butir siap direviu, 1 perlu perbaikan." in html
    assert "“SK belum ditandatangani kepala kantor. Lengkapi" in html
    assert note.strip() not in html


def test_each_row_says_answer_evidence_person_and_date(
    member_client, member, coordinator, assessment, unit
):
    answer = save(assessment, member, SECOND, choice="B")
    attach(answer=answer, evidence=make_evidence(unit, member), by=member)
    attach(answer=answer, evidence=make_evidence(unit, member, "Notulen.pdf"), by=member)
    link = note_link(unit=unit, title="Folder", url="https://contoh.go.id/a", by=member)
    attach(answer=answer, evidence=link, by=member)
    with freeze_time("2026-11-20 03:00"):
        assign_items(
            assessment=assessment,
            codes=[SECOND],
            by=coordinator,
            assignee=member,
            set_assignee=True,
            due_on=dt.date(2026, 11, 28),
            set_due=True,
        )
        member_client.force_login(member)
        html = page(member_client, assessment).content.decode()
    assert "B · 2 bukti, 1 tautan · Sari · s.d. 28 November 2026" in html
    assert "terlambat" not in html
    with freeze_time("2026-11-29 03:00"):
        member_client.force_login(member)
        html = page(member_client, assessment).content.decode()
    assert '<b class="text-error">terlambat, tenggat 28 November 2026</b>' in html


def test_a_finished_item_is_never_late(member_client, member, coordinator, assessment):
    save(assessment, member, FIRST, choice="Ya", done=True)
    assign_items(
        assessment=assessment,
        codes=[FIRST],
        by=coordinator,
        due_on=dt.date(2020, 1, 1),
        set_due=True,
    )
    assert "terlambat" not in page(member_client, assessment).content.decode()


def test_filters_and_their_counts(member_client, member, coordinator, assessment, unit):
    answer = save(assessment, member, FIRST, choice="Ya", done=True)
    attach(answer=answer, evidence=make_evidence(unit, member), by=member)
    save(assessment, member, SECOND, choice="A", done=True)
    return_item(assessment=assessment, code=SECOND, note="Perbaiki.", by=coordinator)
    assign_items(
        assessment=assessment,
        codes=[SECOND, OTHER_AREA],
        by=coordinator,
        assignee=member,
        set_assignee=True,
    )
    assert chip_counts(page(member_client, assessment)) == {
        "Semua": 113,
        "Tugas saya": 2,
        "Perlu perbaikan": 1,
        "Tanpa bukti": 112,
        "Belum diisi": 111,
    }
    assert shown_codes(page(member_client, assessment, saring="saya")) == [SECOND, OTHER_AREA]
    assert shown_codes(page(member_client, assessment, saring="perbaikan")) == [SECOND]
    assert shown_codes(page(member_client, assessment, saring="siap")) == [FIRST]
    assert FIRST not in shown_codes(page(member_client, assessment, saring="tanpa-bukti"))
    assert len(shown_codes(page(member_client, assessment, saring="kosong"))) == 111
    assert len(shown_codes(page(member_client, assessment, saring="entah"))) == 113


def test_a_link_alone_leaves_an_item_without_evidence(member_client, member, assessment, unit):
    answer = save(assessment, member, FIRST, choice="Ya")
    link = note_link(unit=unit, title="Folder", url="https://contoh.go.id/a", by=member)
    attach(answer=answer, evidence=link, by=member)
    assert chip_counts(page(member_client, assessment))["Tanpa bukti"] == 113


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (FIRST.lower(), [FIRST]),
        ("lhkpn nonwajib", ["A.II.5.iii.b.a"]),
        ("A.I.1.i", ["A.I.1.i.a", "A.I.1.i.b"]),
        ("zzz", []),
    ],
)
def test_search_by_code_or_words(member_client, assessment, words, expected):
    found = shown_codes(page(member_client, assessment, q=words))
    assert [code for code in found if code in expected] == expected
    assert len(found) < 30


def test_search_keeps_the_filter_and_counts_within_it(member_client, member, assessment):
    save(assessment, member, FIRST, choice="Ya")
    response = page(member_client, assessment, saring="kosong", q="A.I.1.i.")
    assert shown_codes(response) == [SECOND]
    assert chip_counts(response)["Semua"] == 2
    assert 'name="saring" value="kosong"' in response.content.decode()


def test_nothing_found_offers_the_way_back(member_client, assessment):
    html = page(member_client, assessment, q="tidakadaitu").content.decode()
    assert "Tidak ada butir yang cocok" in html
    assert "Tampilkan semua butir" in html


def test_where_to_go_on(member_client, member, coordinator, assessment):
    tasks = page(member_client, assessment).context["tasks"]
    assert (tasks.next.word, tasks.next.code) == ("Kerjakan", FIRST)
    assign_items(
        assessment=assessment,
        codes=[OTHER_AREA],
        by=coordinator,
        assignee=member,
        set_assignee=True,
    )
    assert page(member_client, assessment).context["tasks"].next.code == OTHER_AREA
    save(assessment, member, SECOND, narrative="sedang ditulis")
    save(assessment, member, THIRD, narrative="sedang ditulis juga")
    save(assessment, member, SECOND, narrative="terakhir di sini")
    save(assessment, coordinator, FIRST, narrative="orang lain")
    tasks = page(member_client, assessment).context["tasks"]
    assert (tasks.next.word, tasks.next.code) == ("Lanjutkan", SECOND)
    save(assessment, member, SECOND, choice="A", narrative="selesai", done=True)
    assert page(member_client, assessment).context["tasks"].next.code == THIRD


def test_who_may_not_answer_is_not_told_to_go_on(client, head, assessment):
    client.force_login(head)
    response = page(client, assessment)
    assert response.context["tasks"].next is None
    html = response.content.decode()
    assert "Tempel dari Excel" not in html
    assert 'name="butir"' not in html


def test_a_closed_assessment_is_read_only_and_says_whom_to_ask(
    member_client, coordinator_client, leader, assessment
):
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    for client in (member_client, coordinator_client):
        html = page(client, assessment).content.decode()
        assert "Pengisian ditutup" in html
        assert "minta admin wilayah atau admin pusat" in html
        assert 'name="butir"' not in html
        assert "Lanjutkan" not in html


def test_area_page_shows_one_area(member_client, member, assessment):
    save(assessment, member, FIRST, choice="Ya", done=True)
    url = reverse("pengungkit:area", args=[assessment.year, assessment.unit.code, "1"])
    response = member_client.get(url)
    assert len(shown_codes(response)) == 16
    assert "1 Manajemen Perubahan: 1 dari 16 butir siap direviu." in response.content.decode()
    assert chip_counts(response)["Semua"] == 16
    unknown = reverse("pengungkit:area", args=[assessment.year, assessment.unit.code, "9"])
    assert member_client.get(unknown).status_code == 404


def test_the_results_are_an_area_too(member_client, assessment):
    url = reverse("pengungkit:area", args=[assessment.year, assessment.unit.code, "hasil"])
    response = member_client.get(url)
    assert len(shown_codes(response)) == 3
    assert "Hasil: belum ada dari 3 butir" in response.content.decode()


def test_another_unit_does_not_exist(client, assessment):
    stranger = MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user
    client.force_login(stranger)
    assert client.get(url_of(assessment)).status_code == 404


def test_bound_coordinator_sees_checkboxes_of_own_areas_only(client, unit, assessment):
    client.force_login(MembershipFactory(unit=unit, role=Role.KOORDINATOR, areas=["2"]).user)
    html = page(client, assessment).content.decode()
    assert f'value="{OTHER_AREA}"' in html
    assert f'name="butir" value="{FIRST}"' not in html
    assert "Pilih semua yang cocok (15)" in html


def test_markup_is_escaped(member_client, member, coordinator, assessment):
    member.name = "<b>Sari</b>"
    member.save()
    assign_items(
        assessment=assessment, codes=[FIRST], by=coordinator, assignee=member, set_assignee=True
    )
    save(assessment, member, FIRST, choice="Ya", done=True)
    return_item(assessment=assessment, code=FIRST, note="<script>x</script>", by=coordinator)
    html = page(member_client, assessment).content.decode()
    assert "&lt;b&gt;Sari&lt;/b&gt;" in html
    assert "<script>x" not in html


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_queries_do_not_grow(coordinator_client, member, coordinator, assessment, unit):
    # session, person with rights, assessment; documents, remarkable files, answers, people,
    # answers that registers of innovations speak about, the newest job
    assert queries(coordinator_client, url_of(assessment)) <= 9
    before = queries(coordinator_client, url_of(assessment))
    for item in assessment.structure.items[:30]:
        answer = save(assessment, member, item.code, narrative="isi")
        attach(answer=answer, evidence=make_evidence(unit, member), by=member)
    assign_items(
        assessment=assessment,
        codes=[item.code for item in assessment.structure.items],
        by=coordinator,
        assignee=member,
        set_assignee=True,
    )
    for _ in range(5):
        MembershipFactory(unit=unit, role=Role.ANGGOTA)
    assert queries(coordinator_client, url_of(assessment)) == before


def test_queries_are_flat_in_other_units(client, assessment, unit):
    client.force_login(MembershipFactory(unit=unit, role=Role.ADMIN_PUSAT).user)
    before = queries(client, url_of(assessment))
    for _ in range(39):
        AssessmentFactory(unit=UnitFactory(parent=unit), year=2026)
    assert queries(client, url_of(assessment)) == before


def test_an_approved_item_stands_plain(member_client, member, coordinator, assessment):
    save(assessment, member, FIRST, choice="Ya", done=True)
    approve_item(assessment=assessment, code=FIRST, by=coordinator)
    html = page(member_client, assessment).content.decode()
    assert '<span class="tag tag-plain">' in html
    assert "1 dari 113 butir siap direviu" in html


def test_coordinators_see_what_waits_for_them(
    coordinator_client, member_client, member, coordinator, assessment
):
    save(assessment, member, FIRST, choice="Ya", done=True)
    assign_items(
        assessment=assessment,
        codes=[SECOND],
        by=coordinator,
        assignee=member,
        set_assignee=True,
        due_on=dt.date(2020, 1, 1),
        set_due=True,
    )
    counts = chip_counts(page(coordinator_client, assessment))
    assert counts["Siap direviu"] == 1
    assert counts["Lewat tenggat"] == 1
    assert counts["Tanpa petugas"] == 111
    assert shown_codes(page(coordinator_client, assessment, saring="siap")) == [FIRST]
    assert shown_codes(page(coordinator_client, assessment, saring="lewat-tenggat")) == [SECOND]
    # Others get there only by a link that names the filter.
    assert "Siap direviu" not in chip_counts(page(member_client, assessment))
    assert chip_counts(page(member_client, assessment, saring="siap"))["Siap direviu"] == 1


def test_late_is_counted_where_the_unit_is(member_client, member, coordinator, unit, assessment):
    unit.time_zone = "Asia/Jayapura"
    unit.save()
    assign_items(
        assessment=assessment,
        codes=[FIRST],
        by=coordinator,
        due_on=dt.date(2026, 11, 28),
        set_due=True,
    )
    # 00.30 in Jayapura on the 29th, still the 28th in Jakarta
    with freeze_time("2026-11-28 15:30"):
        member_client.force_login(member)
        assert "terlambat" in page(member_client, assessment).content.decode()


def test_a_coordinator_may_send_around_what_waits(
    coordinator_client, member_client, coordinator, member, assessment
):
    save(assessment, member, SECOND, choice="A", done=True)
    return_item(assessment=assessment, code=SECOND, note="Kurang", by=coordinator)

    response = page(coordinator_client, assessment, saring="perbaikan")

    text = response.context["tasks"].reminder
    assert text.startswith(
        f"Zona Integritas {assessment.unit.short_name} {assessment.year}: 1 butir"
    )
    assert f"• {SECOND} " in text
    assert member.name not in text
    assert "/?saring=perbaikan</textarea>" in response.content.decode()
    assert page(coordinator_client, assessment).context["tasks"].reminder == ""
    assert page(member_client, assessment, saring="perbaikan").context["tasks"].reminder == ""
    assert (
        "dan 97 butir lain"
        in page(coordinator_client, assessment, saring="kosong").context["tasks"].reminder
    )
