"""A process of the worker that is told to stop."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from tests.faults.servers import wait_for
from zi_portal.models import RecurringDuty
from zi_portal.worker import children


STOPS = 15


def busy(row: int, begun: Path) -> Callable[[], None]:
    """Work that does nothing but write, and takes it back when it is stopped."""

    def act() -> None:
        writes = RecurringDuty.objects.filter(pk=row)
        try:
            for number in itertools.count():
                writes.update(failure=f"{number}")
                with transaction.atomic():
                    writes.update(failure=f"{number}")
                    writes.get()
                begun.touch()
        except children.StoppedError:
            writes.update(failure="dikembalikan")
            raise

    return act


@pytest.mark.django_db(transaction=True)
def test_stopped_in_the_middle_of_a_query_it_still_takes_its_work_back(tmp_path: Path) -> None:
    row = RecurringDuty.objects.create(name="uji", due_at=timezone.now() + dt.timedelta(days=1))
    for number in range(STOPS):
        begun = tmp_path / str(number)
        child = children.start(busy(row.pk, begun))
        try:
            wait_for(begun.exists, "the first write")
            child.stop()
            wait_for(lambda child=child: child.poll() is not None, "the end")
        finally:
            if child.code is None:
                child.kill()
        row.refresh_from_db()
        assert (child.code, row.failure) == (children.STOPPED, "dikembalikan")
        RecurringDuty.objects.filter(pk=row.pk).update(failure="")
