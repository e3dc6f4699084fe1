"""Signs of life: each worker says now and then that it is there, for whoever waits for it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from zi_portal.models import WorkerSign


EVERY = 30.0  # seconds between two signs of a worker
# A worker that is busy elsewhere, or a disk that is slow, may miss some.
LASTS = dt.timedelta(minutes=2)


def give(name: str) -> None:
    """This worker is there."""
    now = timezone.now()
    if not WorkerSign.objects.filter(name=name).update(seen_at=now):
        # The first sign of a new worker takes the place of those that came to an end.
        WorkerSign.objects.filter(seen_at__lt=now - LASTS).delete()
        WorkerSign.objects.create(name=name, seen_at=now)


def take_back(name: str) -> None:
    """This worker stops, as it was asked to."""
    now = timezone.now()
    WorkerSign.objects.filter(name=name).update(seen_at=now, stopped_at=now)


def last_seen() -> tuple[int, dt.datetime | None]:
    """How many workers are there now, and when one was last seen; one query."""
    signs = list(WorkerSign.objects.values_list("seen_at", "stopped_at"))
    since = timezone.now() - LASTS
    alive = sum(stopped is None and seen > since for seen, stopped in signs)
    return alive, max((seen for seen, _ in signs), default=None)
