from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from innovations.actions.confirmations import (
    answer_by_account,
    withdraw_by_account,
)
from innovations.actions.replications import (
    attach_document,
    change_replication,
    detach_document,
    move_replication,
    record_replication,
)
from innovations.exceptions import (
    AdoptedTwiceError,
    AdopterFixedError,
    AdopterIsGiverError,
    InnovationChangedError,
    NotConfirmableError,
    StateNotNextError,
    StepTooEarlyError,
)
from innovations.models import Confirmation, Innovation, Replication
from innovations.sealing import seal_of
from pengungkit.protection import protections_of
from tests.factories import PDF, MembershipFactory, Role, UnitFactory, make_evidence
from tests.innovations.factories import InnovationFactory
from tests.innovations.replicating import (
    DAY,
    DENIES,
    RUNS,
    ReplicationFactory,
    confirm_by_account,
    confirm_by_link,
)
from units.models import AuditEvent, User


State = Replication.State


@pytest.fixture
def innovation(unit) -> Innovation:
    return InnovationFactory(unit=unit, name="ZIP")


@pytest.fixture
def adopter_head(db) -> User:
    """The head of another unit, which adopts."""
    other = UnitFactory(code="penerima", name="Kantor Penerima")
    return MembershipFactory(unit=other, role=Role.KEPALA).user


def adopted_by(head: User, innovation: Innovation, state: str) -> Replication:
    """A replication by the head's unit in any state, reached the way the product allows."""
    unit = head.memberships.get().unit
    begun = State.RUNNING if state == State.CONFIRMED else state
    made = ReplicationFactory(innovation=innovation, adopter_unit_id=unit.pk, state=begun)
    if state == State.CONFIRMED:
        confirm_by_account(made, head)
        made.refresh_from_db()
    return made


def test_it_works(innovation, member) -> None:
    made = record_replication(
        innovation=innovation,
        by=member,
        agency_name="BPS Maluku Utara",
        state=State.RUNNING,
        happened_on=DAY,
    )
    confirmation = confirm_by_link(made, member)
    made.refresh_from_db()
    assert (made.state, made.confirmation) == (State.CONFIRMED, confirmation)
    assert [step.state for step in made.steps.all()] == [State.RUNNING, State.CONFIRMED]
    assert confirmation.sha256 == seal_of(Confirmation.objects.get())
    assert confirmation.letter is not None
    assert confirmation.letter.unit == innovation.unit
    assert confirmation.letter.received_by is None
    assert made.documents.get().evidence.sender == "pihak luar lewat tautan"


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("after", State.values)
def test_every_step_of_the_giver(innovation, member, adopter_head, before, after) -> None:
    made = adopted_by(adopter_head, innovation, before)
    allowed = after in Replication.NEXT_STATES[before]
    today = dt.date(2100, 1, 1)
    if allowed:
        move_replication(replication=made, state=after, happened_on=today, by=member)
    else:
        with pytest.raises(StateNotNextError):
            move_replication(replication=made, state=after, happened_on=today, by=member)
    made.refresh_from_db()
    assert made.state == (after if allowed else before)
    assert (made.confirmation is not None) == (made.state == State.CONFIRMED)


def test_no_step_of_the_giver_leads_to_a_confirmed_one() -> None:
    assert all(State.CONFIRMED not in after for after in Replication.NEXT_STATES.values())
    assert set(Replication.NEXT_STATES) == set(State)


@pytest.mark.parametrize("before", State.values)
@pytest.mark.parametrize("answer", Confirmation.Answer.values)
def test_every_answer_of_the_adopter(innovation, adopter_head, before, answer) -> None:
    made = adopted_by(adopter_head, innovation, before)
    runs = answer == Confirmation.Answer.RUNS
    open_states = Replication.CONFIRMABLE_STATES if runs else Replication.DENIABLE_STATES
    said = RUNS if runs else DENIES

    def give() -> None:
        answer_by_account(replication=made, answer=answer, by=adopter_head, **said)

    if before in open_states:
        give()
        made.refresh_from_db()
        assert made.state == (State.CONFIRMED if runs else State.REFUSED)
    else:
        with pytest.raises(NotConfirmableError):
            give()
        made.refresh_from_db()
        assert made.state == before


def test_withdrawing_brings_it_back_to_running(innovation, adopter_head) -> None:
    made = adopted_by(adopter_head, innovation, State.CONFIRMED)
    withdraw_by_account(replication=made, reason="Keliru.", by=adopter_head)
    made.refresh_from_db()
    assert (made.state, made.confirmation) == (State.RUNNING, None)
    kept = Confirmation.objects.get()
    assert (kept.withdrawn_reason, kept.sha256) == ("Keliru.", seal_of(kept))


def test_the_database_knows_no_confirmed_one_without_the_adopter(innovation, adopter_head) -> None:
    made = adopted_by(adopter_head, innovation, State.RUNNING)
    rows = Replication.objects.filter(pk=made.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state=State.CONFIRMED)
    confirmation = confirm_by_account(made, adopter_head)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state=State.RUNNING)
    said = Confirmation.objects.filter(pk=confirmation.pk)
    for broken in (
        {"withdrawn_at": confirmation.given_at},
        {"given_by": None},
        {"running_since": None},
        {"reason": "Keduanya."},
        {"function": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            said.update(**broken)


def test_who_adopts_is_one_and_another_and_once(innovation, member, adopter_head) -> None:
    def record(**fields: object) -> Replication:
        return record_replication(innovation=innovation, by=member, happened_on=DAY, **fields)

    with pytest.raises(AdopterIsGiverError):
        record(adopter_unit_id=innovation.unit_id)
    with pytest.raises(StateNotNextError):
        record(agency_name="BPS", state=State.CONFIRMED)
    with pytest.raises(IntegrityError), transaction.atomic():
        record()
    other = adopter_head.memberships.get().unit_id
    record(adopter_unit_id=other)
    with pytest.raises(AdoptedTwiceError):
        record(adopter_unit_id=other)
    record(agency_name="BPS Ternate")
    bureau = record(agency_name="Dinas")
    with pytest.raises(AdoptedTwiceError):
        record(agency_name="bps ternate")
    with pytest.raises(AdoptedTwiceError):
        change_replication(replication=bureau, base_version=1, by=member, agency_name="BPS TERNATE")


def test_a_unit_of_the_portal_is_no_agency(member_client, innovation, unit, adopter_head) -> None:
    """Its word comes from its own account; a link could be answered by anybody."""
    other = adopter_head.memberships.get().unit
    url = reverse("innovations:replication_add", args=[innovation.slug])
    body = {"state": State.RUNNING, "happened_on": "2024"}
    for name in (unit.name.upper(), other.name, other.short_name):
        shown = member_client.post(url, body | {"agency_name": f" {name}"}).content.decode()
        assert "mengonfirmasi lewat akunnya sendiri" in shown
    assert not Replication.objects.exists()


def test_two_people_change_different_fields_and_clash_on_one(
    innovation, member, coordinator
) -> None:
    made = ReplicationFactory(innovation=innovation)

    def change(by: User, **fields: str) -> None:
        change_replication(replication=made, base_version=1, by=by, **fields)

    change(member, adapted="Alurnya", note="")
    change(coordinator, adapted="", note="Rapat")
    made.refresh_from_db()
    assert (made.adapted, made.note, made.version) == ("Alurnya", "Rapat", 3)
    with pytest.raises(InnovationChangedError):
        change(coordinator, adapted="Lain")


def test_an_adopter_that_answered_stays_the_one_it_is(innovation, member) -> None:
    made = ReplicationFactory(innovation=innovation)
    confirm_by_link(made, member)
    made.refresh_from_db()
    with pytest.raises(AdopterFixedError):
        change_replication(
            replication=made, base_version=made.version, by=member, agency_name="Lain"
        )


def test_the_letter_stays_the_one_the_adopter_sent(member_client, innovation, member) -> None:
    made = ReplicationFactory(innovation=innovation)
    said = confirm_by_link(made, member)
    assert said.letter is not None
    document = said.letter.evidence
    shown = member_client.get(made.get_absolute_url()).content.decode()
    assert f'href="{document.get_absolute_url()}versi/1/">Buka surat' in shown
    replace = reverse("pengungkit:evidence_replace", args=[document.uuid])

    def replaced(name: str) -> str:
        file = SimpleUploadedFile(f"{name}.pdf", PDF + name.encode())
        return member_client.post(replace, {"berkas": file}, follow=True).content.decode()

    assert f"Konfirmasi {said.reference} dari BPS Maluku Utara memakai" in replaced("Palsu")
    assert document.versions.count() == 1
    assert "memakai surat ini" in protections_of(document)[1][0]
    made.refresh_from_db()
    today = timezone.localdate(timezone=ZoneInfo(made.innovation.unit.time_zone))
    move_replication(replication=made, state=State.STOPPED, happened_on=today, by=member)
    assert not protections_of(document)
    assert "Sekarang versi 2" in replaced("Lain")


def test_steps_go_forward_and_documents_come_and_go(innovation, unit, member) -> None:
    made = ReplicationFactory(innovation=innovation, state=State.AGREED)
    with pytest.raises(StepTooEarlyError):
        move_replication(
            replication=made, state="berjalan", happened_on=DAY - dt.timedelta(1), by=member
        )
    document = make_evidence(unit, member)
    for moved in (True, False):
        assert attach_document(replication=made, evidence=document, by=member) is moved
    for moved in (True, False):
        assert detach_document(replication=made, evidence=document, by=member) is moved
    events = AuditEvent.objects.filter(action__startswith="bukti_replikasi")
    assert {event.unit for event in events} == {unit.code}
    assert events.count() == 2
