"""Jobs while workers are killed, doubled and told to stop: one result, whole or not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from reports.actions import job_runs, jobs
from reports.jobs import results
from reports.jobs.kinds import Wish
from reports.jobs.running import build_job
from reports.models import Job
from tests.factories import MembershipFactory, UnitFactory
from tests.faults.servers import wait_for
from tests.faults.workers import WorkerProcess
from tests.reports.kinds_of_tests import CODE
from tests.units.backups.installations import this_one
from units.models import AuditEvent, User
from zi_portal.tasks import enqueue


pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., WorkerProcess]
State = Job.State


@pytest.fixture
def person(transactional_db, known_kind) -> User:
    return MembershipFactory(unit=UnitFactory(code="kantor")).user


@pytest.fixture
def start(person: User) -> Iterator[Start]:
    started: list[WorkerProcess] = []

    def begin(**env: str) -> WorkerProcess:
        own = {"DJANGO_SETTINGS_MODULE": "tests.faults.job_settings"}
        started.append(WorkerProcess(this_one(settings.DATA_DIR), **own | env))
        return started[-1]

    yield begin
    for worker in started:
        worker.kill()


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "baris.txt"
    path.touch()
    return path


def ask(person: User, lines: Path, **parameters: object) -> Job:
    unit = person.memberships.get().unit
    asked = {"baris": str(lines), "isi": "abc"} | parameters
    return jobs.ask(wish=Wish(CODE, unit, parameters=asked), by=person).job


def is_in(job: Job, state: Job.State) -> Callable[[], bool]:
    return Job.objects.filter(pk=job.pk, state=state).exists


def files() -> list[str]:
    return sorted(path.name for path in results.root().iterdir())


def assert_one_result(job: Job, attempts: int) -> None:
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.DONE, attempts)
    with results.opened(job) as file:
        assert file.read() == b"abcabcabc"
    # What a killed run wrote is no result, and the daily sweep takes it away.
    assert [name for name in files() if not name.endswith(".part")] == [job.uuid.hex]
    assert AuditEvent.objects.filter(action="pekerjaan_selesai").count() == 1


def test_a_killed_workers_job_is_finished_by_another(
    start: Start, person: User, lines: Path, tmp_path: Path
) -> None:
    """Also the same request, made while it runs, is the same job."""
    key = tmp_path / "kunci"
    job = ask(person, lines, kunci=str(key))
    first = start()
    wait_for(lambda: lines.read_text() == "mulai 1\n", "the first run")
    assert ask(person, lines, kunci=str(key)) == job

    first.kill()
    key.touch()
    second = start()
    wait_for(is_in(job, State.DONE), "the second run")

    assert second.end() == 0
    assert lines.read_text() == "mulai 1\nmulai 2\n"
    assert_one_result(job, attempts=2)


def test_stopping_hands_the_job_back_and_cancelling_ends_it(
    start: Start, person: User, lines: Path, tmp_path: Path
) -> None:
    job = ask(person, lines, kunci=str(tmp_path / "tak-pernah"))
    first = start()
    wait_for(lambda: lines.read_text() == "mulai 1\n", "the first run")
    assert first.end() == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, files()) == (State.WAITING, 0, [])

    worker = start()
    wait_for(lambda: lines.read_text() == "mulai 1\nmulai 1\n", "the second run")
    jobs.cancel(job=job, by=person)
    wait_for(lambda: not files(), "the end of the builder")
    assert worker.process.poll() is None
    assert is_in(job, State.CANCELLED)()


def test_a_task_delivered_twice_makes_one_result(
    start: Start, person: User, lines: Path, tmp_path: Path
) -> None:
    """F-38: by two workers at the same time, and once more afterwards."""
    key = tmp_path / "kunci"
    job = ask(person, lines, kunci=str(key))
    for _ in range(3):
        enqueue(build_job, str(job.uuid))
    workers = [start(), start()]
    wait_for(lambda: lines.read_text() == "mulai 1\n", "the first run")
    wait_for(lambda: DBTaskResult.objects.successful().count() == 3, "the other deliveries")
    key.touch()
    wait_for(is_in(job, State.DONE), "the end")

    assert lines.read_text() == "mulai 1\n"
    assert [worker.end() for worker in workers] == [0, 0]
    assert_one_result(job, attempts=1)


def test_a_builder_killed_at_the_last_moment(start: Start, person: User, lines: Path) -> None:
    """The file has its name, but no row says so: no result, and a new request makes it whole."""
    job = ask(person, lines)
    # It dies there each time, until the job is given up with a sentence.
    worker = start(ZI_FAILPOINT="job-published")
    wait_for(is_in(job, State.FAILED), "giving up")
    assert worker.end() == 0
    job.refresh_from_db()
    assert job.error == job_runs.LOST
    assert lines.read_text() == "mulai 1\nmulai 2\nmulai 3\n"

    fresh = ask(person, lines)
    start()
    wait_for(is_in(fresh, State.DONE), "the new job")
    results.remove(job)
    assert_one_result(fresh, attempts=1)
