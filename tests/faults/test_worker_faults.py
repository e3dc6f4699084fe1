"""The worker is killed, starved and stopped: every task is finished once, and nobody waits long."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests.faults.servers import wait_for
from tests.faults.workers import WorkerProcess
from tests.units.backups.installations import this_one
from tests.zi_portal import tasks_of_tests as tasks
from zi_portal.models import TaskLease
from zi_portal.tasks import enqueue
from zi_portal.worker import signs


pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., WorkerProcess]


@pytest.fixture
def start(transactional_db, tmp_path: Path) -> Iterator[Start]:
    """Start workers on the test's own database; whatever is left is killed."""
    data = tmp_path / "data"
    data.mkdir()
    started: list[WorkerProcess] = []

    def begin(**env: str) -> WorkerProcess:
        started.append(WorkerProcess(this_one(data), **env))
        return started[-1]

    yield begin
    for worker in started:
        worker.kill()


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "baris.txt"
    path.touch()
    return path


def said(path: Path) -> list[str]:
    return path.read_text().splitlines()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_killed_workers_task_is_finished_by_another(
    start: Start, lines: Path, tmp_path: Path
) -> None:
    """Also what it ran goes with it, and being stopped politely hands the task back at once."""
    key = tmp_path / "kunci"
    enqueue(tasks.wait_for_file, str(lines), str(key))
    first = start()
    wait_for(lambda: said(lines), "the task")
    child = int(said(lines)[0].split()[2])

    first.kill()
    wait_for(lambda: is_gone(child), "the end of the child")
    second = start()
    wait_for(lambda: len(said(lines)) == 2, "the second worker")
    assert said(lines)[1].startswith("mulai 2 ")

    assert second.end() == 0
    assert said(lines)[2] == "dihentikan"
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert not TaskLease.objects.exists()

    key.touch()
    third = start()
    successful = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL)
    wait_for(successful.exists, "the end of the task")
    assert said(lines)[3:] == [said(lines)[3], "selesai 2"]
    assert third.end() == 0


def test_only_the_child_dies(start: Start, lines: Path) -> None:
    """Of a crash, of hunger: the worker goes on with the next task, and says what happened."""
    enqueue(tasks.die, str(lines))
    enqueue(tasks.eat_memory, str(lines))
    enqueue(tasks.write_line, str(lines), "lanjut")
    worker = start(ZI_PEKERJAAN_MEMORI_MB="300")

    def is_over() -> bool:
        return not DBTaskResult.objects.exclude(
            status__in=[TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL]
        ).exists()

    wait_for(is_over, "the end of all tasks")
    assert sorted(said(lines)) == ["lanjut", "memori habis", "mulai", "mulai", "mulai"]
    assert worker.process.poll() is None
    died = DBTaskResult.objects.get(task_path__endswith=".die")
    assert "WorkerDiedError" in died.exception_class_path
    assert worker.end() == 0


def test_a_task_that_never_ends_is_ended(start: Start, lines: Path, tmp_path: Path) -> None:
    enqueue(tasks.wait_for_file, str(lines), str(tmp_path / "tak-pernah"))
    start(ZI_PEKERJAAN_MAKS_MENIT="0")

    wait_for(
        lambda: DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).exists(), "the end"
    )
    assert len(DBTaskResult.objects.get().worker_ids) == 1


def test_an_idle_worker_is_small_and_ends_at_ctrl_c(start: Start) -> None:
    worker = start()
    status = Path(f"/proc/{worker.pid}/status")
    wait_for(lambda: "SigCgt" in status.read_text() and catches_term(status), "the worker")
    wait_for(lambda: signs.last_seen()[0] == 1, "its sign of life")

    assert int(status.read_text().split("VmRSS:")[1].split()[0]) < 120_000
    worker.process.send_signal(signal.SIGINT)
    assert worker.process.wait(10) == 0
    assert signs.last_seen()[0] == 0


def catches_term(status: Path) -> bool:
    mask = int(status.read_text().split("SigCgt:")[1].split()[0], 16)
    return bool(mask >> (signal.SIGTERM - 1) & 1)
