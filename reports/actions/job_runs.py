"""What a run of a job writes. Each step first makes sure that the job is still this run's."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reports.exceptions import JobGoneError
from reports.jobs import results
from reports.jobs.results import Result
from reports.models import Job
from reports.models.jobs import JobQuerySet
from units import audit
from zi_portal.worker.queue import MOST_RUNS, lease_end


logger = logging.getLogger(__name__)
State = Job.State
LOST = (
    f"Pembuatan berkas ini {MOST_RUNS} kali berhenti di tengah jalan, mungkin karena datanya"
    " terlalu besar untuk memori atau waktu yang tersedia. Tekan Buat lagi saat portal tidak sibuk."
    " Bila tetap gagal, beri tahu admin kode pekerjaan di halaman ini."
)


def own(job: Job) -> JobQuerySet:
    """The row, as long as it belongs to this run."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, task=job.task, attempts=job.attempts)


@transaction.atomic
def begin(*, uuid: str, task: str) -> Job | None:
    """Take the job for this run; None when it ended, was cancelled, or another run is at it.

    The queue hands out a task a second time only when the process that had it is gone, so the
    same task may take a job over whose lease has not run out yet.
    """
    jobs = Job.objects.select_for_update(of=("self",), no_key=True)
    job = jobs.filter(uuid=uuid).select_related("owner", "unit", "assessment").first()
    if job is None or not job.is_unfinished:
        return None
    held = job.lease_until is not None and job.lease_until > timezone.now()
    if held and job.task != task:
        return None
    if job.attempts >= MOST_RUNS:
        _end(job, State.FAILED, error=LOST)
        return None
    job.state, job.task, job.attempts = State.RUNNING, task, job.attempts + 1
    job.started_at, job.lease_until = timezone.now(), lease_end()
    job.done = job.total = 0
    job.doing = ""
    job.save()
    return job


def tell(*, job: Job, done: int, total: int, words: str) -> None:
    """Write down how far it is. Raises `JobGoneError` when the job is no longer this run's."""
    told = own(job).update(done=done, total=total, doing=words[:200], lease_until=lease_end())
    if not told:
        raise JobGoneError


def renew(*, job: Job) -> None:
    own(job).update(lease_until=lease_end())


@transaction.atomic
def finish(
    *, job: Job, result: Result, left_out: Mapping[str, str], events: Iterable[audit.Event] = ()
) -> None:
    """The file appears and the job says so, together. Raises `JobGoneError` when it is too late."""
    days = dt.timedelta(days=settings.RESULT_DAYS)
    finished = own(job).update(
        state=State.DONE,
        ended_at=timezone.now(),
        lease_until=None,
        result_name=result.name[:150],
        result_type=result.content_type,
        result_size=result.size,
        result_sha256=result.sha256,
        left_out=dict(left_out),
        expires_at=timezone.now() + days,
    )
    if not finished:
        raise JobGoneError
    told = {"jenis": job.kind, "byte": result.size, "sha256": result.sha256}
    if left_out:
        told["tidak_disertakan"] = sorted(left_out)
    ended = audit.Event("pekerjaan_selesai", job, job.unit.code, told)
    audit.record_many(None, [ended, *events])
    # Last: after a crash between here and the commit the next run replaces the file.
    results.publish(result, job)


@transaction.atomic
def fail(*, job: Job, reason: str) -> None:
    """Say why there will be no file; nothing when the job is no longer this run's."""
    if own(job).select_for_update(no_key=True).first():
        _end(job, State.FAILED, error=reason)


def release(*, job: Job) -> None:
    """The worker is being ended: the job waits again, and this run does not count."""
    own(job).update(
        state=State.WAITING, started_at=None, lease_until=None, attempts=job.attempts - 1
    )


@transaction.atomic
def give_up(uuid: str) -> None:
    """Called by the queue when the processes that ran the task kept dying."""
    jobs = Job.objects.select_for_update(of=("self",), no_key=True)
    job = jobs.unfinished().filter(uuid=uuid).select_related("unit").first()
    if job is not None:
        _end(job, State.FAILED, error=LOST)


def _end(job: Job, state: Job.State, *, error: str) -> None:
    job.state, job.error = state, error
    job.ended_at, job.lease_until = timezone.now(), None
    job.save(update_fields=["state", "error", "ended_at", "lease_until"])
    audit.record(
        actor=None,
        action="pekerjaan_gagal",
        target=job,
        unit=job.unit.code,
        jenis=job.kind,
        sebab=error,
    )
