from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from innovations.actions.innovations import (
    attach_document,
    change_innovation,
    detach_document,
    move_innovation,
)
from innovations.exceptions import (
    InnovationChangedError,
    LoopOfInnovationsError,
    StateNotNextError,
    StepTooEarlyError,
)
from innovations.models import Innovation
from tests.factories import make_evidence
from tests.innovations.factories import InnovationFactory
from units.models import AuditEvent


State = Innovation.State
DAY = dt.date(2026, 3, 2)


@pytest.fixture
def innovation(unit) -> Innovation:
    return InnovationFactory(unit=unit, name="ROH", items=["A.II.6.i.a"])


def test_it_works(innovation, member) -> None:
    changed = change_innovation(
        innovation=innovation, base_version=1, by=member, service="Revisi anggaran", items=[]
    )
    assert (changed.service, changed.version) == ("Revisi anggaran", 2)
    assert not changed.items.exists()
    assert "revisi anggaran" in changed.search_text
    event = AuditEvent.objects.get(action="inovasi_diubah")
    assert event.data["changes"] == {
        "service": ["", "Revisi anggaran"],
        "items": [["A.II.6.i.a"], []],
    }


def test_the_same_twice_changes_nothing(innovation, member) -> None:
    for _ in range(2):
        change_innovation(innovation=innovation, base_version=1, by=member, service="Revisi")
    innovation.refresh_from_db()
    assert innovation.version == 2
    assert AuditEvent.objects.filter(action="inovasi_diubah").count() == 1


def test_two_people_who_write_different_fields_both_keep_their_words(
    innovation, member, coordinator
) -> None:
    change_innovation(innovation=innovation, base_version=1, by=member, problem="Lama", users="")
    change_innovation(
        innovation=innovation, base_version=1, by=coordinator, problem="", users="Satker"
    )
    innovation.refresh_from_db()
    assert (innovation.problem, innovation.users) == ("Lama", "Satker")


def test_a_clash_stores_nothing_and_shows_theirs(innovation, member, coordinator) -> None:
    change_innovation(innovation=innovation, base_version=1, by=member, problem="Antre lama")
    with pytest.raises(InnovationChangedError) as refused:
        change_innovation(
            innovation=innovation, base_version=1, by=coordinator, problem="Berkas hilang"
        )
    assert refused.value.theirs == {"problem": "Antre lama"}
    assert member.name in str(refused.value)
    innovation.refresh_from_db()
    assert innovation.problem == "Antre lama"
    # Having seen both, the second may decide.
    change_innovation(
        innovation=innovation,
        base_version=refused.value.version,
        by=coordinator,
        problem="Berkas hilang",
    )
    innovation.refresh_from_db()
    assert innovation.problem == "Berkas hilang"


def test_nobody_clashes_with_themselves(innovation, member) -> None:
    change_innovation(innovation=innovation, base_version=1, by=member, problem="Satu")
    change_innovation(innovation=innovation, base_version=1, by=member, problem="Dua")
    innovation.refresh_from_db()
    assert innovation.problem == "Dua"


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_every_step_of_the_road(unit, member, before: str, after: str) -> None:
    innovation = InnovationFactory(unit=unit, state=before)
    if after in Innovation.NEXT_STATES[before]:
        step = move_innovation(innovation=innovation, state=after, happened_on=DAY, by=member)
        assert (step.state, innovation.state) == (after, after)
    else:
        with pytest.raises(StateNotNextError):
            move_innovation(innovation=innovation, state=after, happened_on=DAY, by=member)
        innovation.refresh_from_db()
        assert innovation.state == before
        assert not innovation.steps.exists()


def test_steps_go_forward_in_time(innovation, member) -> None:
    move_innovation(innovation=innovation, state=State.TRIAL, happened_on=DAY, by=member)
    with pytest.raises(StepTooEarlyError):
        move_innovation(
            innovation=innovation,
            state=State.RUNNING,
            happened_on=DAY - dt.timedelta(days=1),
            by=member,
        )
    assert [step.state for step in innovation.steps.all()] == [State.TRIAL]


def test_no_innovation_builds_on_itself(unit, member) -> None:
    first = InnovationFactory(unit=unit)
    second = InnovationFactory(unit=unit, builds_on_id=first.pk)
    with pytest.raises(LoopOfInnovationsError):
        change_innovation(innovation=first, base_version=1, by=member, builds_on_id=second.pk)
    # Two that build on each other, as no action lets them, hold up nobody who looks past them.
    Innovation.objects.filter(pk=first.pk).update(builds_on=second.pk)
    third = InnovationFactory(unit=unit)
    change_innovation(innovation=third, base_version=1, by=member, builds_on_id=first.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Innovation.objects.filter(pk=first.pk).update(builds_on=first.pk)


def test_names_alike_get_addresses_of_their_own(unit) -> None:
    slugs = [InnovationFactory(unit=unit, name="Ruang Tamu").slug for _ in range(3)]
    assert slugs == [f"ruang-tamu-{unit.code}{end}" for end in ("", "-2", "-3")]


def test_documents_come_and_go(innovation, unit, member) -> None:
    document = make_evidence(unit, member)
    for made in (True, False):
        assert (
            attach_document(innovation=innovation, evidence=document, purpose="kit", by=member)
            is made
        )
    for removed in (True, False):
        assert (
            detach_document(innovation=innovation, evidence=document, purpose="kit", by=member)
            is removed
        )
    actions = AuditEvent.objects.filter(data__judul=document.title).values_list("action", flat=True)
    assert sorted(actions) == ["bukti_inovasi_dilepas", "bukti_inovasi_dipasang"]
