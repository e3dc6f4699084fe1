"""Table mode: one area as a table of ordinary controls."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.assessments import close_assessment
from pengungkit.actions.evidence import attach
from pengungkit.models import Answer, ConflictDraft
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory, make_evidence
from units.models import AuditEvent


FIRST, SECOND, RATIO = "A.I.1.i.a", "A.I.1.i.b", "A.II.1.i.a"


def url(assessment, area="1", name="table") -> str:
    return reverse(f"pengungkit:{name}", args=[assessment.year, assessment.unit.code, area])


def stored(assessment, code) -> Answer:
    return Answer.objects.get(assessment=assessment, code=code)


def save(assessment, by, code, **entry) -> Answer:
    return answer_item(
        assessment=assessment,
        code=code,
        entry=Entry(**entry),
        base_version=stored(assessment, code).version,
        by=by,
    ).answer


def row_of(html: str, position: int) -> str:
    """The markup of one row by the position of its item."""
    start = html.index(f'<tr id="butir-{position}-baris">')
    return html[start : html.index("</tr>", start)]


def test_it_works(member_client, member, assessment, unit):
    answer = save(assessment, member, SECOND, choice="B", narrative="Sebagian <terwakili>.")
    attach(answer=answer, evidence=make_evidence(unit, member), by=member)
    html = member_client.get(url(assessment)).content.decode()
    assert "1 Manajemen Perubahan, mode tabel" in html
    assert html.count("<form id=") == 16
    headings = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', html)
    assert headings == [
        "Butir", "Bobot", "Kriteria", "Jawaban", "Penjelasan", "Bukti", "Nilai", "Status",
    ]  # fmt: skip
    row = row_of(html, 2)
    assert '<option value="B" selected>B. ' in row
    assert "Sebagian &lt;terwakili&gt;." in row
    assert "1 bukti" in row
    assert '<td class="num" data-label="Bobot">0,25</td>' in row
    assert 'data-zi-points="butir-2">0,13</td>' in row
    assert '<input type="hidden" name="versi" value="1">' in row
    assert f'data-zi-autosave="/penilaian/2026/kppn-ternate/butir/{SECOND}/simpan/"' in row
    assert "Dikerjakan" in row
    assert "Tersimpan" in row
    assert "js/autosave.js" in html
    assert "js/keep.js" in html
    assert "js/table.js" in html


def test_every_control_names_its_form_and_its_item(member_client, assessment):
    for area in assessment.structure.areas:
        html = member_client.get(url(assessment, area.key)).content.decode()
        for item in area.items:
            row = row_of(html, item.position)
            controls = re.findall(r"<(?:select|textarea|input(?! type=\"hidden\"))[^>]*>", row)
            assert controls
            for control in controls:
                assert f'form="butir-{item.position}"' in control
                name = re.search(r'name="([^"]+)"', control)
                assert name is not None
                assert f'id="butir-{item.position}_{name[1]}"' in control
                assert f'id="butir-{item.position}_{name[1]}_error"' in row
                labelled = f"{item.code}" in control or f'for="butir-{item.position}_' in row
                assert labelled


def test_counts_and_index_have_their_own_inputs(member_client, member, assessment):
    save(assessment, member, RATIO, counts={"agen": 5, "perubahan": 4})
    row = row_of(member_client.get(url(assessment)).content.decode(), 13)
    assert 'name="jumlah-agen" form="butir-13" value="5"' in row
    assert 'name="jumlah-perubahan" form="butir-13" value="4"' in row
    assert "80,0%" in row
    result = member_client.get(url(assessment, "hasil")).content.decode()
    assert 'name="indeks"' in row_of(result, 111)
    assert "Indeks 0–4" in row_of(result, 111)


def test_a_row_is_saved_without_script(member_client, member, assessment):
    response = member_client.post(
        url(assessment),
        {"butir": SECOND, "versi": "0", "jawaban": "A", "penjelasan": "Terbuka."},
    )
    assert response.status_code == 302
    assert response["Location"] == url(assessment) + "#butir-2-baris"
    answer = stored(assessment, SECOND)
    assert (answer.choice, answer.narrative, answer.updated_by) == ("A", "Terbuka.", member)
    event = AuditEvent.objects.get(action="butir_diisi")
    assert event.data["code"] == SECOND


def test_saving_a_row_keeps_the_declaration(member_client, member, assessment):
    save(assessment, member, SECOND, choice="A", done=True)
    member_client.post(
        url(assessment), {"butir": SECOND, "versi": "1", "jawaban": "B", "penjelasan": ""}
    )
    answer = stored(assessment, SECOND)
    assert (answer.choice, answer.status) == ("B", Answer.Status.READY)


def test_what_cannot_be_read_comes_back_in_its_row(member_client, assessment):
    response = member_client.post(
        url(assessment),
        {
            "butir": RATIO,
            "versi": "0",
            "jumlah-agen": "lima",
            "jumlah-perubahan": "4",
            "penjelasan": "Tetap disimpan.",
        },
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert 'href="#butir-13_jumlah-agen"' in html
    row = row_of(html, 13)
    assert 'value="lima"' in row
    assert "bukan angka" in row
    answer = stored(assessment, RATIO)
    assert (answer.counts, answer.narrative) == (
        {"agen": None, "perubahan": 4},
        "Tetap disimpan.",
    )


def test_index_with_a_thousands_dot_is_asked_about(member_client, assessment):
    response = member_client.post(
        url(assessment, "hasil"), {"butir": "B.I.a", "versi": "0", "indeks": "3.550"}
    )
    assert "Maksud Anda 3,550?" in response.content.decode()
    assert stored(assessment, "B.I.a").index is None


def test_two_people_in_one_row(member_client, coordinator, assessment):
    save(assessment, coordinator, SECOND, choice="B", narrative="versi Rina")
    response = member_client.post(
        url(assessment),
        {"butir": SECOND, "versi": "0", "jawaban": "A", "penjelasan": "versi Sari"},
    )
    assert response["Location"] == reverse(
        "pengungkit:item_conflict", args=[2026, "kppn-ternate", SECOND]
    )
    assert stored(assessment, SECOND).narrative == "versi Rina"
    assert ConflictDraft.objects.get().values["narrative"] == "versi Sari"


def test_a_code_of_another_area_or_none_is_not_found(member_client, assessment):
    for code in ("A.I.2.i.a", "A.I.9", ""):
        response = member_client.post(url(assessment), {"butir": code, "jawaban": "A"})
        assert response.status_code == 404
    assert not AuditEvent.objects.filter(action="butir_diisi").exists()


def test_closed_is_read_only(member_client, member, leader, assessment):
    save(assessment, member, SECOND, choice="B", narrative="Isi.")
    close_assessment(assessment=assessment, reason="Selesai.", by=leader)
    html = member_client.get(url(assessment)).content.decode()
    assert "Pengisian ditutup" in html
    table = html.split("<table", 1)[1]
    assert "<select" not in table
    assert "<textarea" not in table
    assert "Isi." in row_of(html, 2)
    assert "autosave.js" not in html
    response = member_client.post(
        url(assessment),
        {"butir": SECOND, "versi": "1", "jawaban": "A", "penjelasan": "Sedang diketik."},
    )
    assert "Sedang diketik.</textarea>" in response.content.decode()
    assert "sudah ditutup" in response.content.decode()
    assert stored(assessment, SECOND).choice == "B"


def test_who_only_reads_sees_why(client, head, assessment):
    client.force_login(head)
    html = client.get(url(assessment)).content.decode()
    assert "Mengisi butir hanya dapat dilakukan anggota tim" in html
    assert "<textarea" not in html
    response = client.post(url(assessment), {"butir": SECOND, "versi": "0", "jawaban": "A"})
    assert response.status_code == 403
    assert stored(assessment, SECOND).version == 0


def test_bound_to_another_area(unit, assessment):
    client = Client()
    client.force_login(MembershipFactory(unit=unit, role=Role.ANGGOTA, areas=["2"]).user)
    assert "<textarea" not in client.get(url(assessment)).content.decode()
    response = client.post(url(assessment), {"butir": SECOND, "versi": "0", "jawaban": "A"})
    assert response.status_code == 403
    assert "<textarea" in client.get(url(assessment, "2")).content.decode()


def test_another_unit_or_area_does_not_exist(client, member_client, assessment):
    assert member_client.get(url(assessment, "9")).status_code == 404
    client.force_login(MembershipFactory(unit=UnitFactory(), role=Role.KETUA).user)
    assert client.get(url(assessment)).status_code == 404


def test_neighbouring_areas_are_linked(member_client, assessment):
    html = member_client.get(url(assessment, "2")).content.decode()
    assert f'href="{url(assessment, "1")}" rel="prev"' in html
    assert f'href="{url(assessment, "3")}" rel="next"' in html


def test_queries_do_not_grow(member_client, member, unit, assessment):
    def queries(area) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert member_client.get(url(assessment, area)).status_code == 200
        return len(captured)

    # session, person with rights, assessment; answers, evidence
    assert queries("hasil") == queries("5") == 5
    for item in assessment.structure.area("5").items:
        answer = save(assessment, member, item.code, narrative="isi")
        attach(answer=answer, evidence=make_evidence(unit, member), by=member)
    for _ in range(39):
        AssessmentFactory(unit=UnitFactory(), year=2026)
    assert queries("5") == 5


@pytest.mark.parametrize("area", ["1", "hasil"])
def test_the_buttons_for_saving_without_script(member_client, assessment, area):
    html = member_client.get(url(assessment, area)).content.decode()
    items = len(assessment.structure.area(area).items)
    assert html.count("data-zi-save-row") == items
    assert html.count('type="submit" form="butir-') == items
