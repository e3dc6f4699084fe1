"""Signs of life: each worker says now and then that it is there, for whoever waits for it."""

from __future__ import annotations

import datetime as dt
import os
import socket

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
        killed = [one for one in WorkerSign.objects.values_list("name", flat=True) if _died(one)]
        WorkerSign.objects.filter(name__in=killed).delete()
        WorkerSign.objects.create(name=name, seen_at=now)


def _died(name: str) -> bool:
    """Whether a worker of this machine was killed, and could not say that it stops.

    One that lives where its number means nothing here gives its next sign anew.
    """
    host, _, rest = name.rpartition("-")[0].rpartition("-")
    if host != this_host() or not rest.isdecimal():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def this_host() -> str:
    """How names of workers begin, see `worker.queue.holder_name`."""
    return socket.gethostname()[:24]


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
