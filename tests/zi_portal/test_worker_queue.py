"""The queue: claimed once, handed back, given up; and duties that return once for all workers."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.jobs import run_queued
from tests.zi_portal import tasks_of_tests as tasks
from zi_portal.models import RecurringDuty, TaskLease
from zi_portal.tasks import enqueue
from zi_portal.worker import duties, queue


pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "baris.txt"
    path.touch()
    return path


def only_row() -> DBTaskResult:
    [row] = DBTaskResult.objects.all()
    return row


def expire_leases() -> None:
    TaskLease.objects.update(until=timezone.now() - dt.timedelta(seconds=1))


def test_it_works(lines: Path) -> None:
    enqueue(tasks.write_line, str(lines), "halo")

    assert run_queued() == 1
    assert lines.read_text() == "halo\n"
    assert only_row().status == TaskResultStatus.SUCCESSFUL
    assert not TaskLease.objects.exists()
    assert run_queued() == 0


def test_a_claimed_task_is_nobody_elses(lines: Path) -> None:
    enqueue(tasks.write_line, str(lines), "halo")

    claim = queue.claim()

    assert claim.row.task_path.endswith("write_line")
    assert queue.claim() is None
    assert queue.reap() == 0
    assert TaskLease.objects.get().task == claim.row.pk


def test_a_task_that_raises_is_failed_and_not_repeated() -> None:
    enqueue(tasks.fail, "rusak")

    assert run_queued() == 1
    assert only_row().status == TaskResultStatus.FAILED
    assert "ValueError: rusak" in only_row().traceback


def test_a_dead_workers_task_is_taken_up_again(lines: Path) -> None:
    enqueue(tasks.write_line, str(lines), "halo")
    lost = queue.claim()
    expire_leases()

    assert queue.reap() == 1
    assert run_queued() == 1
    assert len(only_row().worker_ids) == 2

    # The first worker was only asleep, and has nothing to say any more.
    lost.row.refresh_from_db()
    lost.give_up("terlambat")
    lost.hand_back(counts=True)
    assert only_row().status == TaskResultStatus.SUCCESSFUL


def test_a_renewed_lease_is_left_alone(lines: Path) -> None:
    enqueue(tasks.write_line, str(lines), "halo")
    claim = queue.claim()
    expire_leases()

    claim.renew()

    assert queue.reap() == 0


def test_three_deaths_are_enough(lines: Path, monkeypatch) -> None:
    told: list[str] = []
    monkeypatch.setitem(queue.GIVEN_UP, tasks.die.module_path, told.append)
    enqueue(tasks.die, str(lines))
    for _ in range(queue.MOST_RUNS):
        assert not told
        queue.claim().hand_back(counts=True)

    assert told == [str(lines)]
    assert queue.claim() is None
    assert only_row().status == TaskResultStatus.FAILED


def test_being_stopped_politely_does_not_count(lines: Path) -> None:
    enqueue(tasks.write_line, str(lines), "halo")
    for _ in range(2 * queue.MOST_RUNS):
        queue.claim().hand_back(counts=False)

    assert only_row().worker_ids == []
    assert run_queued() == 1


def test_looking_for_work_writes_nothing() -> None:
    """A worker without work must not make writers wait, which SQLite would."""
    duties.enter()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert queue.claim() is None
        assert queue.reap() == 0
        assert duties.take_turn() is None
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"] * 3


def test_a_task_comes_or_goes_with_the_rows_beside_it(lines: Path) -> None:
    with transaction.atomic():
        enqueue(tasks.write_line, str(lines), "halo")
        transaction.set_rollback(True)

    assert run_queued() == 0


def test_another_engine_is_told_after_the_commit(
    settings, lines: Path, django_capture_on_commit_callbacks
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

    with django_capture_on_commit_callbacks(execute=True):
        enqueue(tasks.write_line, str(lines), "halo")
        assert lines.read_text() == ""
    assert lines.read_text() == "halo\n"


def test_finished_tasks_are_forgotten_after_a_while(lines: Path) -> None:
    enqueue(tasks.write_line, str(lines), "halo")
    run_queued()
    queue.forget_finished()
    assert DBTaskResult.objects.exists()

    long_ago = timezone.now() - dt.timedelta(days=queue.KEPT_DAYS + 1)
    DBTaskResult.objects.update(finished_at=long_ago)
    queue.forget_finished()

    assert not DBTaskResult.objects.exists()


# --- Duties --------------------------------------------------------------------------------------


@pytest.fixture
def calls(monkeypatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(duties, "REGISTRY", {})
    duties.every("sapu", days=1, act=lambda: calls.append("sapu"))
    duties.enter()
    return calls


def make_due() -> None:
    RecurringDuty.objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))


def test_a_duty_has_its_turn_when_it_is_due(calls: list[str]) -> None:
    assert duties.take_turn() is None
    make_due()

    turn = duties.take_turn()
    assert duties.take_turn() is None
    turn.run()

    assert calls == ["sapu"]
    row = RecurringDuty.objects.get()
    assert row.due_at == row.ended_at + dt.timedelta(days=1)
    duties.enter()
    assert RecurringDuty.objects.get().due_at == row.due_at


def test_a_duty_whose_worker_died_is_due_again_when_the_lease_ends(calls: list[str]) -> None:
    make_due()
    lost = duties.take_turn()
    lost.renew()
    assert duties.take_turn() is None
    make_due()

    duties.take_turn().run()
    lost.give_up("terlambat")

    assert calls == ["sapu"]
    assert RecurringDuty.objects.get().failure == ""


def test_a_duty_that_fails_is_tried_again_within_the_hour(monkeypatch) -> None:
    monkeypatch.setattr(duties, "REGISTRY", {})
    duties.every("rusak", days=1, act=lambda: 1 / 0)
    duties.enter()
    make_due()

    duties.take_turn().run()

    row = RecurringDuty.objects.get()
    assert row.failure.startswith("ZeroDivisionError")
    assert row.due_at - row.ended_at == duties.AFTER_FAILURE


def test_the_products_duties_are_known() -> None:
    assert {"sapu-unggahan", "bersihkan-pratinjau", "lupakan-antrean"} <= set(duties.REGISTRY)
    for duty in duties.REGISTRY.values():
        duty.act()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same(lines: Path, calls: list[str]) -> None:
    for number in range(4):
        enqueue(tasks.write_line, str(lines), str(number))
    make_due()
    start, turns, claims = threading.Barrier(2), [], []

    def work() -> None:
        start.wait()
        turns.append(duties.take_turn())
        while claim := queue.claim():
            claims.append(claim.row.pk)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(claims) == len(set(claims)) == 4
    assert sum(turn is not None for turn in turns) == 1
