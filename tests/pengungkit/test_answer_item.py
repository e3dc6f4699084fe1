"""Saving one item: versions, merge, conflict, status, roll-up, trail."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pengungkit import rollups
from pengungkit.actions.answers import (
    Entry,
    answer_item,
    approve_item,
    return_item,
)
from pengungkit.actions.conflicts import keep_conflict_draft
from pengungkit.exceptions import (
    AssessmentClosedError,
    ConcurrentChangeError,
    ItemNotAnsweredError,
    ItemNotReadyError,
)
from pengungkit.history import events_of, sittings
from pengungkit.models import Answer, Assessment, ConflictDraft
from units.audit import first_broken_event
from units.models import AuditEvent


CODE = "A.I.1.i.b"


def save(assessment, by, base=0, code=CODE, **entry):
    return answer_item(
        assessment=assessment, code=code, entry=Entry(**entry), base_version=base, by=by
    )


def stored(assessment, code=CODE) -> Answer:
    return Answer.objects.get(assessment=assessment, code=code)


def test_it_works(assessment, member):
    saved = save(assessment, member, choice="B", narrative="Diusulkan tiap seksi.", done=True)

    assert saved.changed
    answer = stored(assessment)
    assert (answer.choice, answer.narrative, answer.version) == ("B", "Diusulkan tiap seksi.", 1)
    assert answer.status == Answer.Status.READY
    assert answer.updated_by == member
    fresh = Assessment.objects.get(pk=assessment.pk)
    # sub-area A.I.1.i weighs 0.5 and has two items; B is worth 0.5
    assert fresh.sub_scores["A.I.1.i"] == "1/8"
    assert fresh.total == Decimal("0.125")
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor, event.unit) == (
        "butir_diisi",
        member.username,
        assessment.unit.code,
    )
    assert event.data["changes"]["choice"] == ["", "B"]
    assert first_broken_event() is None


def test_words_alone_leave_the_scores_as_they_are(assessment, member):
    save(assessment, member, choice="B")
    Assessment.objects.update(scored_on="2026-01-01", total=1)
    save(assessment, member, base=1, choice="B", narrative="Diusulkan tiap seksi.", done=True)
    fresh = Assessment.objects.get()
    assert (str(fresh.scored_on), fresh.total) == ("2026-01-01", 1)
    assert (stored(assessment).status, stored(assessment).version) == (Answer.Status.READY, 2)


def test_a_save_writes_only_what_changed(assessment, member):
    save(assessment, member, choice="B")
    with CaptureQueriesContext(connection) as captured:
        save(assessment, member, base=1, choice="B", narrative="catatan")
    [update] = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    assert '"narrative"' in update
    assert '"assignee_id"' not in update
    assert '"choice"' not in update


def test_the_same_content_twice_has_one_effect(assessment, member):
    save(assessment, member, choice="A")
    again = save(assessment, member, choice="A")
    assert not again.changed
    assert stored(assessment).version == 1
    assert AuditEvent.objects.filter(action="butir_diisi").count() == 1


def test_disjoint_changes_of_two_people_are_merged(assessment, member, coordinator):
    save(assessment, member, choice="B", narrative="awal")
    save(assessment, coordinator, base=1, choice="A", narrative="awal")
    save(assessment, member, base=1, choice="B", narrative="awal, ditambah")
    assert (stored(assessment).choice, stored(assessment).narrative) == ("A", "awal, ditambah")


def test_the_same_field_changed_by_two_people_is_a_conflict(assessment, member, coordinator):
    save(assessment, member, choice="B", narrative="awal")
    save(assessment, coordinator, base=1, choice="B", narrative="versi Rina")
    with pytest.raises(ConcurrentChangeError) as caught:
        save(assessment, member, base=1, choice="A", narrative="versi Sari")
    assert caught.value.fields == ["narrative"]
    assert caught.value.theirs["narrative"] == "versi Rina"
    assert stored(assessment).narrative == "versi Rina"
    assert stored(assessment).choice == "B"


def test_two_tabs_of_one_person_do_not_fight(assessment, member):
    save(assessment, member, narrative="tab pertama")
    saved = save(assessment, member, base=0, narrative="tab kedua")
    assert saved.changed
    assert stored(assessment).narrative == "tab kedua"


def test_a_stale_form_that_changed_nothing_undoes_nothing(assessment, member, coordinator):
    save(assessment, member, choice="B")
    save(assessment, coordinator, base=1, choice="A")
    save(assessment, member, base=1, choice="B")
    assert stored(assessment).choice == "A"


def test_a_conflict_draft_is_replaced_not_piled_up(assessment, member):
    answer = stored(assessment)
    for text in ("satu", "dua"):
        keep_conflict_draft(answer=answer, values={"narrative": text}, base_version=0, by=member)
    assert ConflictDraft.objects.get().values == {"narrative": "dua"}


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({"choice": "A"}, Answer.Status.WORKING),
        ({"narrative": "baru catatan"}, Answer.Status.WORKING),
        ({"choice": "A", "done": True}, Answer.Status.READY),
        ({"choice": "A", "done": False}, Answer.Status.WORKING),
    ],
)
def test_status_is_declared_not_guessed(assessment, member, entry, status):
    save(assessment, member, **entry)
    assert stored(assessment).status == status


def test_ready_without_an_answer_saves_the_text_and_says_so(assessment, member):
    saved = save(assessment, member, narrative="masih dicari", done=True)
    assert saved.not_answered
    assert stored(assessment).narrative == "masih dicari"
    assert stored(assessment).status == Answer.Status.WORKING


def test_emptied_item_is_empty_again(assessment, member):
    save(assessment, member, choice="A")
    save(assessment, member, base=1)
    assert stored(assessment).status == Answer.Status.EMPTY


def test_ratio_item_with_a_number_missing_is_kept_but_scores_nothing(assessment, member):
    code = "A.II.4.i.a"
    save(assessment, member, code=code, counts={"sasaran": 10, "tercapai": None})
    assert stored(assessment, code).counts == {"sasaran": 10, "tercapai": None}
    assert Assessment.objects.get().total == 0
    save(assessment, member, base=1, code=code, counts={"sasaran": 10, "tercapai": 5}, done=True)
    assert stored(assessment, code).status == Answer.Status.READY
    assert Assessment.objects.get().total == 1


def test_survey_index(assessment, member):
    save(assessment, member, code="B.I.a", index=Decimal("3.6"))
    assert Assessment.objects.get().total == Decimal("15.75")


def test_approval_and_return(assessment, member, coordinator):
    with pytest.raises(ItemNotAnsweredError):
        approve_item(assessment=assessment, code=CODE, by=coordinator)
    save(assessment, member, choice="A")
    with pytest.raises(ItemNotReadyError):
        approve_item(assessment=assessment, code=CODE, by=coordinator)
    save(assessment, member, base=1, choice="A", done=True)
    approve_item(assessment=assessment, code=CODE, by=coordinator)
    assert stored(assessment).status == Answer.Status.APPROVED

    return_item(assessment=assessment, code=CODE, note="SK belum ditandatangani", by=coordinator)
    answer = stored(assessment)
    assert (answer.status, answer.repair_note) == ("perbaikan", "SK belum ditandatangani")
    save(assessment, member, base=answer.version, choice="B")
    assert stored(assessment).status == Answer.Status.REPAIR
    save(assessment, member, base=answer.version + 1, choice="B", done=True)
    assert stored(assessment).status == Answer.Status.READY


def test_changing_an_approved_item_takes_the_approval_back(assessment, member, coordinator):
    save(assessment, member, choice="A", done=True)
    approve_item(assessment=assessment, code=CODE, by=coordinator)
    save(assessment, member, base=2, choice="B", done=True)
    assert stored(assessment).status == Answer.Status.READY


def test_closed_assessment_refuses(assessment, member):
    Assessment.objects.update(state="final", closed_at="2026-12-31T00:00Z")
    with pytest.raises(AssessmentClosedError):
        save(assessment, member, choice="A")
    assert stored(assessment).version == 0


def test_rollup_equals_recount_and_a_drift_is_found(assessment, member):
    for code, letter in (("A.I.1.i.a", "Ya"), ("A.I.1.iii.a", "B"), ("A.I.2.i.b", "C")):
        save(assessment, member, code=code, choice=letter)
    fresh = Assessment.objects.select_related("unit", "instrument").get()
    assert rollups.differences(fresh, fresh.answers.all()) == []
    Answer.objects.filter(code="A.I.1.iii.a").update(choice="A")
    assert any("A.I.1.iii" in line for line in rollups.differences(fresh, fresh.answers.all()))


def test_history_groups_a_sitting_and_restores_earlier_text(assessment, member, coordinator):
    text = "Anggota diusulkan tiap seksi lalu dipilih dalam rapat pada tanggal delapan Januari."
    save(assessment, member, narrative=text)
    save(assessment, member, base=1, narrative=text.replace("delapan", "sembilan"))
    save(assessment, coordinator, base=2, narrative=text + " Selesai.")
    answer = stored(assessment)
    newest, older = sittings(
        {
            "narrative": answer.narrative,
            "status": answer.status,
            "choice": "",
            "counts": None,
            "index": None,
        },
        events_of(answer),
    )
    assert (newest.actor_name, newest.saves, older.saves) == ("Rina", 1, 2)
    assert older.after["narrative"] == text.replace("delapan", "sembilan")
    assert older.before["narrative"] == ""


def test_queries_do_not_grow(assessment, member, django_assert_num_queries):
    # savepoint, answers with assessment, update answer, update assessment, last event,
    # new event, release; PostgreSQL also takes the lock of the trail
    with django_assert_num_queries(8 if connection.vendor == "postgresql" else 7):
        save(assessment, member, choice="A", narrative="x")
