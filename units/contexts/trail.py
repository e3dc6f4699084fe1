"""Events of the trail in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from units.contexts.trail_words import detail_words, target_words
from units.models import AuditEvent
from zi_portal.lib.numbers import plain_number


PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One event: when, who, what, and its details as pairs."""

    number: int
    at: dt.datetime
    actor: str
    actor_name: str
    action: str
    target: str
    unit: str
    details: list[tuple[str, str]]
    hash: str


@dataclass(frozen=True, slots=True)
class TrailPage:
    """A stretch of the trail; `older` is the number before which the next page goes on."""

    events: list[ShownEvent]
    older: int | None
    is_first: bool


def trail_page(events: QuerySet[AuditEvent], before: str) -> TrailPage:
    """Fifty events before a number, or the newest.

    No count and no offset: a trail grows to millions of rows and only its end is looked at.
    """
    start = plain_number(before, 18)
    if start is not None:
        events = events.filter(pk__lt=start)
    rows = list(events.order_by("-pk")[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    return TrailPage(
        events=[shown_event(row) for row in shown],
        older=shown[-1].pk if len(rows) > PER_PAGE else None,
        is_first=start is None,
    )


def shown_event(event: AuditEvent) -> ShownEvent:
    """The event in words."""
    return ShownEvent(
        number=event.pk,
        at=event.at,
        actor=event.actor,
        actor_name=event.actor_name,
        action=event.action.replace("_", " "),
        target=target_words(event.target),
        unit=event.unit,
        details=detail_words(event.data, event.target),
        hash=event.hash[:12],
    )
