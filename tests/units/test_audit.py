"""The trail: chained, append-only, and only inside a transaction."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import UnitFactory, UserFactory
from units import audit
from units.models import AuditEvent


def test_events_are_chained(db):
    user = UserFactory()
    first = audit.record(actor=user, action="satu", target=user, angka=1)
    second = audit.record(actor=None, action="dua", target="x:1")
    assert second.previous_hash == first.hash
    assert second.actor == audit.SYSTEM
    assert audit.first_broken_event() is None


def test_many_events_take_two_queries(db, django_assert_num_queries):
    user = UserFactory()
    extra = 1 if connection.vendor == "postgresql" else 0  # the advisory lock
    with django_assert_num_queries(2 + extra):
        audit.record_many(user, [audit.Event("banyak", f"x:{n}") for n in range(50)])
    assert audit.first_broken_event() is None


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_it_refuses():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record(actor=None, action="x", target="x:1")


@pytest.mark.parametrize(
    "change",
    [
        lambda: AuditEvent.objects.update(action="y"),
        lambda: AuditEvent.objects.all().delete(),
    ],
    ids=["update", "delete"],
)
def test_the_database_refuses_to_change_it(db, change):
    audit.record(actor=None, action="x", target="x:1")
    with (
        pytest.raises(DatabaseError, match="jejak audit tidak boleh diubah"),
        transaction.atomic(),
    ):
        change()
    assert AuditEvent.objects.get().action == "x"


def test_a_forged_event_is_found(db):
    audit.record(actor=None, action="x", target="x:1")
    event = audit.record(actor=None, action="y", target="x:1")
    AuditEvent.objects.bulk_create(
        [
            AuditEvent(
                at=event.at,
                actor="p",
                actor_name="P",
                action="palsu",
                target="x:1",
                previous_hash=event.hash,
                hash="f" * 64,
            )
        ]
    )
    broken = audit.first_broken_event()
    assert broken is not None
    assert broken.action == "palsu"


@pytest.mark.django_db(transaction=True)
def test_parallel_writers_do_not_fork_the_chain():
    UnitFactory()
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                with transaction.atomic():
                    audit.record(actor=None, action="serentak", target="x:1")
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert AuditEvent.objects.filter(action="serentak").count() == 30
    assert audit.first_broken_event() is None
