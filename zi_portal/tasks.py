"""The task interface of Django 6. With Django 6 only this import changes, to `django.tasks`."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskContext, task, task_backends


__all__ = ["TaskContext", "enqueue", "is_in_our_database", "task"]


def is_in_our_database() -> bool:
    """Whether the queue lies in the portal's own database, and not in an engine beside it."""
    from django_tasks_db import DatabaseBackend

    return isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend)


def enqueue(wanted: Any, *args: Any) -> None:
    """Queue a task together with the rows of the running transaction.

    In our own database it is one more row, and comes or goes with the others. Any other engine is
    told after the commit, so that it cannot look for a row which is not there yet.
    """
    if is_in_our_database():
        wanted.enqueue(*args)
    else:
        transaction.on_commit(lambda: wanted.enqueue(*args))
