"""Tasks in the portal's own database: claimed under a lease, and taken up again when it runs out.

The library gives us the queue's table and how tasks get there. It leaves a task whose worker was
killed RUNNING for ever, and looks for work under SQLite's exclusive lock; hence this claims itself.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskContext, TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from zi_portal.models import TaskLease
from zi_portal.worker import signs
from zi_portal.worker.children import StoppedError


logger = logging.getLogger(__name__)
MOST_RUNS = 3
KEPT_DAYS = 14  # how long a finished task stays in the table, for whoever looks into a failure

# What to do when a task's worker died too often, by the path of the task's function.
GIVEN_UP: dict[str, Callable[..., None]] = {}


class WorkerDiedError(Exception):
    """The process that ran a task ended in the middle of it, as often as we try."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One task of the queue that is ours as long as its lease is."""

    row: DBTaskResult
    holder: str

    @property
    def name(self) -> str:
        return f"{self.row.task_path.rpartition('.')[2]} {self.row.pk}"

    def run(self) -> None:
        """Do what the task says and write down what came of it."""
        task_result: Any = self.row.task_result
        task = task_result.task
        context = [TaskContext(task_result=task_result)] if task.takes_context else []
        try:
            returned = task.call(*context, *task_result.args, **task_result.kwargs)
        except StoppedError:
            raise
        except Exception as error:
            logger.exception("task %s failed", self.name)
            self._end(self.row.set_failed, error)
        else:
            self._end(self.row.set_successful, returned)

    def renew(self) -> None:
        _ours(self).update(until=lease_end())

    def hand_back(self, *, counts: bool) -> None:
        """The run broke off: queue the task again, or give it up after too many runs.

        A run that was stopped politely does not count.
        """
        if counts and len(self.row.worker_ids) >= MOST_RUNS:
            self.give_up(f"ended {MOST_RUNS} times in the middle")
            return
        workers = self.row.worker_ids if counts else self.row.worker_ids[:-1]
        self._end(self._queue_again, workers)

    def give_up(self, reason: str) -> None:
        logger.error("task %s given up: %s", self.name, reason)
        self._end(self._fail, WorkerDiedError(reason))

    def _fail(self, error: WorkerDiedError) -> None:
        self.row.set_failed(error)
        if after := GIVEN_UP.get(self.row.task_path):
            after(*self.row.args_kwargs["args"], **self.row.args_kwargs["kwargs"])

    def _queue_again(self, workers: list[str]) -> None:
        again = {"status": TaskResultStatus.READY, "worker_ids": workers}
        _rows().filter(pk=self.row.pk).update(**again)

    def _end(self, write: Callable[..., object], *args: object) -> None:
        """Write the outcome, unless the lease ran out and another worker has the task by now."""
        with transaction.atomic():
            if _ours(self).delete()[0]:
                write(*args)


def _rows() -> DBTaskResultQuerySet:
    return DBTaskResult.objects.filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)


def _ours(claim: Claim) -> Any:
    return TaskLease.objects.filter(task=claim.row.pk, holder=claim.holder)


def lease_end() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=settings.WORKER_LEASE_SECONDS)


def holder_name() -> str:
    return f"{signs.this_host()}-{os.getpid()}-{uuid.uuid4().hex[:12]}"


def claim() -> Claim | None:
    """The next task that is ready, now leased to us; None when there is none.

    Looked at without any lock first, so that a worker with nothing to do never disturbs a writer.
    """
    if not _rows().ready().exists():
        return None
    holder = holder_name()
    with transaction.atomic():
        row = _rows().ready().get_locked()
        if row is None:
            return None
        row.claim(holder)
        # A lease that is left belongs to a run before this one, whose task was queued by hand.
        TaskLease.objects.update_or_create(
            task=row.pk, defaults={"holder": holder, "until": lease_end()}
        )
    return Claim(row, holder)


def reap() -> int:
    """Queue again what workers left behind that were killed; returns how many tasks."""
    expired = list(TaskLease.objects.filter(until__lt=timezone.now())[:100])
    for lease in expired:
        row = _rows().filter(pk=lease.task).first()
        if row is None:
            lease.delete()
            continue
        logger.warning("worker of task %s is gone; taken up again", lease.task)
        Claim(row, lease.holder).hand_back(counts=True)
    return len(expired)


@dataclass(frozen=True, slots=True)
class QueueState:
    """What waits in the queue and since when, and what lately came of it."""

    waiting: int
    oldest_at: dt.datetime | None
    last_done_at: dt.datetime | None
    failed: int


def state_of_queue(failed_since: dt.datetime) -> QueueState:
    """One query."""
    ready, status = _rows().ready().values("pk"), TaskResultStatus
    counts = _rows().aggregate(
        waiting=Count("pk", filter=Q(pk__in=ready)),
        oldest_at=Min("enqueued_at", filter=Q(pk__in=ready)),
        last_done_at=Max("finished_at", filter=Q(status=status.SUCCESSFUL)),
        failed=Count("pk", filter=Q(status=status.FAILED, finished_at__gt=failed_since)),
    )
    return QueueState(**counts)


def forget_finished() -> None:
    """Delete finished tasks after some days."""
    old = timezone.now() - dt.timedelta(days=KEPT_DAYS)
    _rows().finished().filter(finished_at__lt=old).delete()
