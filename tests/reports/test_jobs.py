"""Asking for files: once for the same request, a few at a time, made by a run that still may."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from reports.actions import job_runs, jobs
from reports.exceptions import JobGoneError, JobOverError, TooManyJobsError
from reports.jobs import results
from reports.jobs.kinds import Wish
from reports.jobs.running import BROKEN, DISK_FULL, TOO_LARGE
from reports.models import Job
from tests.factories import MembershipFactory
from tests.jobs import run_queued
from tests.reports.kinds_of_tests import CODE
from units.models import AuditEvent
from zi_portal.worker import queue
from zi_portal.worker.children import StoppedError


pytestmark = pytest.mark.usefixtures("known_kind")
State = Job.State


@pytest.fixture
def ask(unit, member):
    def ask(by=member, **parameters) -> jobs.Asked:
        return jobs.ask(wish=Wish(CODE, unit, parameters=parameters), by=by)

    return ask


def again(job: Job) -> Job:
    return Job.objects.select_related("unit", "owner").get(pk=job.pk)


def leftovers() -> list[str]:
    return [path.name for path in results.root().iterdir()]


def test_it_works(ask, member) -> None:
    job = ask(isi="abc").job
    assert job.state == State.WAITING

    assert run_queued() == 1

    job = again(job)
    assert (job.state, job.attempts, job.done, job.total) == (State.DONE, 1, 3, 3)
    content = results.path_of(job).read_bytes()
    assert content == b"abcabcabc"
    assert job.result_size == len(content)
    assert job.result_sha256 == hashlib.sha256(content).hexdigest()
    assert job.expires_at - job.ended_at == pytest.approx(dt.timedelta(days=7), abs=dt.timedelta(1))
    assert leftovers() == [job.uuid.hex]
    events = AuditEvent.objects.filter(target=f"reports.Job:{job.pk}").order_by("pk")
    assert [(one.action, one.actor) for one in events] == [
        ("pekerjaan_diminta", member.username),
        ("pekerjaan_selesai", "sistem"),
    ]


def test_the_same_request_is_answered_by_the_same_job(ask, unit) -> None:
    first = ask(isi="abc")
    assert ask(isi="abc") == jobs.Asked(first.job, is_new=False)
    assert run_queued() == 1

    other = MembershipFactory(unit=unit).user
    assert ask(by=other, isi="abc").is_new
    assert ask(isi="lain").is_new


def test_a_finished_file_is_handed_out_while_the_data_is_the_same(ask) -> None:
    first = ask(edisi="1").job
    run_queued()

    assert ask(edisi="1").job == first
    assert ask(edisi="2").is_new

    results.remove(first)
    assert ask(edisi="1").is_new


def test_without_an_edition_a_finished_file_is_made_anew(ask) -> None:
    ask(isi="abc")
    run_queued()

    assert ask(isi="abc").is_new


def test_two_at_a_time_for_one_person(ask, unit, settings) -> None:
    jobs_of_person = [ask(isi=str(number)).job for number in range(2)]
    with pytest.raises(TooManyJobsError, match="Paling banyak 2 berkas"):
        ask(isi="3")
    assert not ask(isi="0").is_new
    assert ask(by=MembershipFactory(unit=unit).user, isi="3").is_new

    jobs.cancel(job=jobs_of_person[0], by=jobs_of_person[0].owner)
    assert ask(isi="3").is_new


def test_the_database_itself_keeps_the_same_request_once(ask) -> None:
    job = ask(isi="abc").job
    job.pk, job.uuid = None, "00000000-0000-4000-8000-000000000000"

    with pytest.raises(IntegrityError), transaction.atomic():
        job.save(force_insert=True)


# Parts of a test's name, which must be the same in every process.
ENDED_AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "selesai"},
        {"state": "berjalan"},
        {"ended_at": ENDED_AT},
        {"error": "sebab"},
        {"state": "gagal", "ended_at": ENDED_AT},
        {"result_name": "berkas.pdf"},
    ],
    ids=str,
)
def test_a_state_without_its_facts_is_refused(ask, wrong) -> None:
    job = ask().job
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(**wrong)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("kalimat", "Datanya belum ada. Isi dahulu, lalu minta lagi."),
        ("memori", TOO_LARGE),
        ("disk", DISK_FULL),
        ("kutu", BROKEN),
        ("kosong", BROKEN),
    ],
)
def test_a_failure_is_told_in_a_sentence(ask, fault: str, sentence: str) -> None:
    job = ask(galat=fault).job
    run_queued()

    job = again(job)
    assert (job.state, job.error) == (State.FAILED, sentence)
    assert leftovers() == []
    assert ask(galat=fault).is_new


# --- Cancelling, and runs that may no longer write ------------------------------------------------


def test_a_cancelled_job_is_not_begun(ask, member) -> None:
    job = jobs.cancel(job=ask().job, by=member)

    assert run_queued() == 1
    assert (again(job).state, again(job).attempts) == (State.CANCELLED, 0)
    with pytest.raises(JobOverError):
        jobs.cancel(job=job, by=member)


def test_a_run_whose_job_was_cancelled_leaves_nothing(ask, member, monkeypatch) -> None:
    job = ask(langkah=50).job
    monkeypatch.setattr("reports.jobs.running.TOLD_EVERY", 0)
    tell = job_runs.tell

    def tell_and_cancel(**told) -> None:
        tell(**told)
        if told["done"] == 10:
            jobs.cancel(job=job, by=member)

    monkeypatch.setattr(job_runs, "tell", tell_and_cancel)
    run_queued()

    assert (again(job).state, again(job).done) == (State.CANCELLED, 10)
    assert leftovers() == []


def test_only_one_run_has_the_job(ask) -> None:
    job = ask().job
    first = job_runs.begin(uuid=str(job.uuid), task="a")

    assert job_runs.begin(uuid=str(job.uuid), task="b") is None
    second = job_runs.begin(uuid=str(job.uuid), task="a")
    assert (first.attempts, second.attempts) == (1, 2)

    with pytest.raises(JobGoneError):
        job_runs.tell(job=first, done=1, total=2, words="")
    job_runs.fail(job=first, reason="terlambat")
    job_runs.release(job=first)
    job_runs.tell(job=second, done=1, total=2, words="")


def test_a_run_that_lost_its_lease_gives_way(ask) -> None:
    job = ask().job
    job_runs.begin(uuid=str(job.uuid), task="a")
    Job.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))

    assert job_runs.begin(uuid=str(job.uuid), task="b").attempts == 2


def test_being_stopped_politely_does_not_count(ask, monkeypatch) -> None:
    job = ask().job

    def stop(**told) -> None:
        raise StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(job_runs, "tell", stop)
        claim = queue.claim()
        with pytest.raises(StoppedError):
            claim.run()
    claim.hand_back(counts=False)

    assert (again(job).state, again(job).attempts) == (State.WAITING, 0)
    assert leftovers() == []
    run_queued()
    assert again(job).state == State.DONE


def test_the_third_death_is_the_last(ask) -> None:
    job = ask().job
    for _ in range(queue.MOST_RUNS):
        claim = queue.claim()
        job_runs.begin(uuid=str(job.uuid), task=str(claim.row.pk))
        claim.hand_back(counts=True)

    assert (again(job).state, again(job).error) == (State.FAILED, job_runs.LOST)
    assert queue.claim() is None
    assert job_runs.begin(uuid=str(job.uuid), task="x") is None


def test_a_job_that_no_queue_brings_back_is_revived(ask) -> None:
    job = ask().job
    claim = queue.claim()
    job_runs.begin(uuid=str(job.uuid), task=str(claim.row.pk))
    claim.row.delete()
    assert jobs.revive() == 0

    Job.objects.update(lease_until=timezone.now() - jobs.LOST_AFTER - dt.timedelta(seconds=1))
    assert jobs.revive() == 1
    run_queued()
    assert again(job).state == State.DONE


# --- Throwing away -------------------------------------------------------------------------------


def test_results_expire(ask) -> None:
    job = ask().job
    kept = ask(isi="lain").job
    run_queued()
    Job.objects.filter(pk=job.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    stray, fresh = results.root() / "abc-1.part", results.root() / "def-1.part"
    for path in (stray, fresh):
        path.touch()
    os.utime(stray, (time.time() - 2 * results.STRAY_SECONDS,) * 2)

    assert jobs.sweep().startswith("1 hasil kedaluwarsa, 1 berkas sisa, 0 pekerjaan lama")

    assert again(job).state == State.EXPIRED
    assert sorted(leftovers()) == sorted([kept.uuid.hex, "def-1.part"])


def test_old_jobs_are_forgotten(ask) -> None:
    ask(galat="kutu")
    run_queued()
    jobs.sweep()
    assert Job.objects.exists()

    Job.objects.update(ended_at=timezone.now() - jobs.REMEMBERED - dt.timedelta(days=1))
    jobs.sweep()
    assert not Job.objects.exists()
