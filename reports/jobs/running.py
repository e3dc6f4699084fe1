"""One run of a job: what the builder is given, and the task the worker calls."""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from reports.actions import job_runs
from reports.exceptions import CannotBuildError, JobGoneError
from reports.jobs import results
from reports.jobs.kinds import KINDS
from reports.models import Job
from units.audit import Event
from zi_portal.lib.memory import is_out_of_memory
from zi_portal.tasks import TaskContext, task
from zi_portal.worker.children import StoppedError


logger = logging.getLogger(__name__)
TOLD_EVERY = 0.5  # seconds between two writes of the progress
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})
TOO_LARGE = (
    "Datanya terlalu besar untuk memori yang boleh dipakai satu pekerjaan. Persempit permintaannya,"
    " atau minta admin menaikkan ZI_PEKERJAAN_MEMORI_MB."
)
DISK_FULL = (
    "Ruang disk server habis, jadi berkas tidak dapat disimpan. Minta admin mengosongkan ruang,"
    " lalu tekan Buat lagi."
)
BROKEN = (
    "Terjadi kesalahan di portal saat membuat berkas ini; datanya tidak berubah. Tekan Buat lagi."
    " Bila tetap gagal, beri tahu admin kode pekerjaan di halaman ini."
)


class Run:
    """What a builder has: a place for its file, and a way to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.result: results.Result | None = None
        # What the file was to hold and does not, each with the reason.
        self.left_out: dict[str, str] = {}
        # What the trail is to say of the file beside that it was made.
        self.events: list[Event] = []
        self._told = 0.0

    def progress(self, done: int, total: int, words: str = "") -> None:
        """Say "`done` of `total`" and what is being done; cheap enough to call for every row.

        Raises `JobGoneError` when the job was cancelled, which ends the builder.
        """
        now = time.monotonic()
        if done < total and now - self._told < TOLD_EVERY:
            return
        self._told = now
        job_runs.tell(job=self.job, done=done, total=total, words=words)

    @contextmanager
    def open_result(self, name: str, content_type: str) -> Iterator[BinaryIO]:
        """The file to write, under the name people will see; a run makes exactly one."""
        part = results.part_of(self.job)
        with results.writing(part) as file:
            yield file
        self.result = results.measured(part, name, content_type)


@task(takes_context=True)
def build_job(context: TaskContext, uuid: str) -> None:
    """Make the file of a job, unless it was cancelled or somebody else is at it."""
    job = job_runs.begin(uuid=uuid, task=context.task_result.id)
    if job is None:
        return
    run = Run(job)
    try:
        with _kept_alive(job):
            KINDS[job.kind].build(job, run)
        if run.result is None:
            raise RuntimeError(f"builder of {job.kind} made no file")
        job_runs.finish(job=job, result=run.result, left_out=run.left_out, events=run.events)
    except StoppedError:
        job_runs.release(job=job)
        raise
    except JobGoneError:
        logger.info("job %s is no longer ours", uuid)
    except Exception as error:
        if not isinstance(error, CannotBuildError):
            logger.exception("job %s failed", uuid)
        job_runs.fail(job=job, reason=reason_of(error))
    finally:
        results.part_of(job).unlink(missing_ok=True)


def reason_of(error: Exception) -> str:
    """The sentence for the owner."""
    if isinstance(error, CannotBuildError):
        return str(error)
    if is_out_of_memory(error):
        return TOO_LARGE
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return DISK_FULL
    return BROKEN


@contextmanager
def _kept_alive(job: Job) -> Iterator[None]:
    """Renew the lease from a thread of its own: the builder may be deep in a library for long."""
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(settings.WORKER_LEASE_SECONDS / 3):
            job_runs.renew(job=job)
        connection.close()

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
