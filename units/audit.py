"""The only writer of the audit trail, and its check.

Each event carries the hash of the one before it, so a changed, removed or reordered row breaks
the chain at a place that `first_broken_event` names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone

from units.models import AuditEvent, User
from zi_portal.lib import failpoints


GENESIS = "0" * 64
SYSTEM = "sistem"
# Any constant will do; it names the one lock that keeps two writers from forking the chain.
CHAIN_LOCK = 2_021_090


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one target; `unit` is the public code of the unit concerned.

    `at` is now, unless a past is brought in that happened before these records were kept.
    """

    action: str
    target: models.Model | str
    unit: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    at: dt.datetime | None = None


def record(
    *,
    actor: User | None,
    action: str,
    target: models.Model | str,
    unit: str = "",
    **data: Any,
) -> AuditEvent:
    """Append one event; see `record_many`."""
    return record_many(actor, [Event(action, target, unit, data)])[0]


def record_many(actor: User | None, events: Iterable[Event]) -> list[AuditEvent]:
    """Append events of one actor in order; see `record_all`."""
    return record_all((actor, event) for event in events)


def record_all(entries: Iterable[tuple[User | None, Event]]) -> list[AuditEvent]:
    """Append events in order, in the caller's transaction, with two queries however many.

    Call it last in a transaction: it takes the chain's lock. Actor None stands for the system.
    Raises `TransactionManagementError` outside a transaction, because an event that can be
    written without its change proves nothing.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit needs a transaction")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    previous = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first() or GENESIS
    rows = []
    for actor, event in entries:
        row = AuditEvent(
            # In UTC as it will be read back, or the hash would not hold.
            at=event.at.astimezone(dt.UTC) if event.at else timezone.now(),
            actor=actor.username if actor else SYSTEM,
            actor_name=actor.name if actor else "Sistem",
            action=event.action,
            target=event.target if isinstance(event.target, str) else label_of(event.target),
            unit=event.unit,
            data=json.loads(json.dumps(event.data, cls=DjangoJSONEncoder)),
            previous_hash=previous,
        )
        row.hash = previous = hash_of(row)
        rows.append(row)
    # What is recorded is done by now, and neither counts before the commit.
    failpoints.passing("audit-writing")
    events = AuditEvent.objects.bulk_create(rows)
    failpoints.passing("audit-written")
    return events


def label_of(target: models.Model) -> str:
    """How a row is named in the trail, for example "pengungkit.Answer:12"."""
    return f"{target._meta.label}:{target.pk}"


def hash_of(event: AuditEvent) -> str:
    """SHA-256 over the previous hash and the event's canonical JSON."""
    body = [
        event.previous_hash,
        event.at.isoformat(timespec="microseconds"),
        event.actor,
        event.actor_name,
        event.action,
        event.target,
        event.unit,
        event.data,
    ]
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken_event() -> AuditEvent | None:
    """The first event whose hash or link does not hold; None when the chain is whole."""
    previous = GENESIS
    for event in AuditEvent.objects.order_by("pk").iterator(chunk_size=1000):
        if event.previous_hash != previous or event.hash != hash_of(event):
            return event
        previous = event.hash
    return None
