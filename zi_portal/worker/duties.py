"""Duties that return: what an app asks to be done daily, once for all workers together.

An app says so in its `AppConfig.ready`: `duties.every("sapu-unggahan", days=1, act=sweep)`.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from zi_portal.models import RecurringDuty
from zi_portal.worker.queue import lease_end


logger = logging.getLogger(__name__)
# Not in the first minutes, when somebody has just started the portal and wants to work.
FIRST_AFTER = dt.timedelta(minutes=10)
AFTER_FAILURE = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Duty:
    """What to do and how often; it must bear being broken off and begun again."""

    name: str
    interval: dt.timedelta
    act: Callable[[], object]


REGISTRY: dict[str, Duty] = {}


def every(
    name: str, *, act: Callable[[], object], days: float = 0, hours: float = 0, minutes: float = 0
) -> None:
    """Have `act` called every so often by one of the workers, in a process of its own."""
    REGISTRY[name] = Duty(name, dt.timedelta(days=days, hours=hours, minutes=minutes), act)


@dataclass(frozen=True, slots=True)
class Turn:
    """One duty whose turn is ours; due again when the lease ends, should we die over it."""

    duty: Duty
    begun_at: dt.datetime

    @property
    def name(self) -> str:
        return self.duty.name

    def run(self) -> None:
        try:
            said = self.duty.act()
        except Exception as error:
            logger.exception("duty %s failed", self.name)
            again = min(self.duty.interval, AFTER_FAILURE)
            self._end(again, f"{type(error).__name__}: {error}"[:200])
        else:
            logger.info("duty %s done: %s", self.name, said)
            self._end(self.duty.interval, "")

    def renew(self) -> None:
        self._row().update(due_at=lease_end())

    def hand_back(self, *, counts: bool) -> None:
        """Broken off: soon again when it was us who stopped it, otherwise after a while."""
        pause = min(self.duty.interval, AFTER_FAILURE) if counts else dt.timedelta()
        self._row().update(due_at=timezone.now() + pause)

    def give_up(self, reason: str) -> None:
        logger.error("duty %s given up: %s", self.name, reason)
        self._end(self.duty.interval, reason)

    def _end(self, pause: dt.timedelta, failure: str) -> None:
        now = timezone.now()
        self._row().update(due_at=now + pause, ended_at=now, failure=failure)

    def _row(self) -> QuerySet[RecurringDuty]:
        return RecurringDuty.objects.filter(name=self.name, begun_at=self.begun_at)


def enter() -> None:
    """Make the rows of duties that have none yet."""
    known = set(RecurringDuty.objects.values_list("name", flat=True))
    first = timezone.now() + FIRST_AFTER
    RecurringDuty.objects.bulk_create(
        [RecurringDuty(name=name, due_at=first) for name in REGISTRY if name not in known],
        ignore_conflicts=True,
    )


def take_turn() -> Turn | None:
    """A duty that is due and that nobody else has taken; None when there is none."""
    now = timezone.now()
    due = RecurringDuty.objects.filter(name__in=REGISTRY, due_at__lte=now).order_by("due_at")
    for row in due:
        # Whoever changes the time first has the turn; the others change nothing.
        free = RecurringDuty.objects.filter(name=row.name, due_at=row.due_at)
        if free.update(due_at=lease_end(), begun_at=now):
            return Turn(REGISTRY[row.name], now)
    return None
