"""What outputs read of a record: the same shape from a record, its text, and the state of now."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.actions.evidence import attach, note_link
from pengungkit.actions.records import make_record
from pengungkit.models import Assessment, Record
from reports.contexts.record import RecordContext
from tests.factories import make_evidence
from units.models import User


@pytest.fixture
def record(assessment: Assessment, member: User) -> Record:
    """A choice, a ratio and an index answered; a file for two items and a link for one."""
    entries = {
        "A.I.1.i.a": Entry(choice="Ya", narrative="Tim dibentuk."),
        "B.I.a": Entry(index=Decimal("3.50")),
    }
    for code, entry in entries.items():
        answer_item(assessment=assessment, code=code, entry=entry, base_version=0, by=member)
    shared = make_evidence(assessment.unit, member)
    for code in ("A.I.1.i.a", "A.I.1.ii.a"):
        attach(answer=assessment.answers.get(code=code), evidence=shared, by=member)
    note_link(
        unit=assessment.unit,
        title="Drive",
        url="https://contoh.id/a",
        by=member,
        answer=assessment.answers.get(code="B.I.a"),
    )
    return make_record(assessment=assessment, by=member)


def test_it_works(record: Record):
    context = RecordContext.from_record(record)
    assert context.stamp is not None
    assert (context.stamp.number, context.stamp.sha256) == (1, record.sha256)
    assert len(context.stamp.grouped_sha256.split()) == 8
    assert context.unit.zone_label == "WIB"
    assert (context.assessment.year, context.assessment.target) == (2026, "WBK")
    assert [area.key for area in context.areas] == ["1", "2", "3", "4", "5", "6", "hasil"]
    assert len(context.items) == 113
    assert context.items[0].code == "A.I.1.i.a"
    line = context.by_code["A.I.1.i.a"]
    assert (line.choice, line.narrative) == ("Ya", "Tim dibentuk.")
    assert line.share == 1
    assert line.documents[0].file is not None
    assert line.documents[0].item_codes == ("A.I.1.i.a", "A.I.1.ii.a")
    assert context.by_code["B.I.a"].index == Decimal("3.50")
    assert context.total == sum(item.value for item in context.items)
    assert context.answered == 2
    assert len(context.kept_documents) == 1
    assert len(context.documents) == 2
    assert context.text == record.content


def test_it_reads_nothing_but_the_record(record: Record, django_assert_num_queries):
    with django_assert_num_queries(0):
        context = RecordContext.from_record(Record(content=record.content))
    assert context.unit.name == "KPPN Ternate"


def test_what_is_missing(record: Record):
    missing = RecordContext.from_record(record).missing
    assert len(missing.unanswered) == 111
    assert [line.code for line in missing.without_evidence] == []
    assert [one.title for one in missing.not_kept] == ["Drive"]
    assert missing.checks


def test_a_live_state_has_the_same_shape_and_no_stamp(record: Record, assessment: Assessment):
    live = RecordContext.live(Assessment.objects.with_structure().get(pk=assessment.pk))
    frozen = RecordContext.from_record(record)
    assert live.stamp is None
    for one in dataclasses.fields(RecordContext):
        if one.name not in ("stamp", "text"):
            assert getattr(live, one.name) == getattr(frozen, one.name), one.name
    assert Record.objects.count() == 1


def test_the_text_alone_is_enough(record: Record):
    assert RecordContext.from_text(record.content) == RecordContext.from_record(record)
