"""Asking for files, cancelling, fetching them, and throwing away what nobody needs any more."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from reports.exceptions import JobOverError, TooManyJobsError
from reports.jobs import results
from reports.jobs.kinds import KINDS, Kind, Wish
from reports.jobs.running import build_job
from reports.models import Job
from units import audit
from units.models import AuditEvent, User
from zi_portal.tasks import enqueue, is_in_our_database


State = Job.State
# A download that is resumed again and again is one download in the trail.
SAME_FETCH = dt.timedelta(minutes=15)
# How long an ended job stays in the list without its file.
REMEMBERED = dt.timedelta(days=90)
# Any other engine may lose a task; one that nobody took for so long is handed over again.
LOST_AFTER = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Asked:
    """The job that will answer the wish, and whether it was made for it just now."""

    job: Job
    is_new: bool


@transaction.atomic
def ask(*, wish: Wish, by: User) -> Asked:
    """Queue what is wished for, or hand out the job that answers the very same wish already.

    The caller has checked the right. Raises `TooManyJobsError`.
    """
    # Locks, so that many asking at once cannot all take the last place.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    kind = KINDS[wish.kind]
    edition = kind.edition(wish)
    fingerprint = fingerprint_of(wish, by, edition)
    same = Job.objects.filter(fingerprint=fingerprint)
    known = same.unfinished().first() or (_kept(same.ready().first(), kind) if edition else None)
    if known:
        return Asked(known, is_new=False)
    if Job.objects.unfinished().filter(owner=by).count() >= settings.JOBS_PER_PERSON:
        raise TooManyJobsError(settings.JOBS_PER_PERSON)
    job = Job.objects.create(
        owner=by,
        unit=wish.unit,
        assessment=wish.assessment,
        kind=wish.kind,
        parameters=dict(wish.parameters),
        fingerprint=fingerprint,
    )
    enqueue(build_job, str(job.uuid))
    _record("pekerjaan_diminta", job, by, isian=job.parameters)
    return Asked(job, is_new=True)


def fingerprint_of(wish: Wish, by: User, edition: str) -> str:
    """SHA-256 over who asks for what, over which state of the data."""
    assessment = wish.assessment.pk if wish.assessment else None
    asked = [by.pk, wish.kind, wish.unit.pk, assessment, dict(wish.parameters), edition]
    text = json.dumps(asked, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _kept(job: Job | None, kind: Kind) -> Job | None:
    """A finished job that need not be done again."""
    return job if job and kind.is_final(job) and results.path_of(job).exists() else None


@transaction.atomic
def cancel(*, job: Job, by: User) -> Job:
    """End a job that is not done yet; a run of it notices and stops. Raises `JobOverError`."""
    job = (
        Job.objects.select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .get(pk=job.pk)
    )
    if not job.is_unfinished:
        raise JobOverError
    job.state, job.ended_at, job.lease_until = State.CANCELLED, timezone.now(), None
    job.save(update_fields=["state", "ended_at", "lease_until"])
    _record("pekerjaan_dibatalkan", job, by)
    return job


@transaction.atomic
def record_fetch(*, job: Job, by: User, in_parts: bool) -> None:
    """Record that the file was downloaded; parts of one download are recorded once."""
    now = timezone.now()
    Job.objects.filter(pk=job.pk, fetched_at=None).update(fetched_at=now)
    recent = AuditEvent.objects.filter(
        target=audit.label_of(job),
        actor=by.username,
        action="hasil_diunduh",
        at__gt=now - SAME_FETCH,
    )
    if not (in_parts and recent.exists()):
        _record("hasil_diunduh", job, by, nama=job.result_name, sha256=job.result_sha256)


def _record(action: str, job: Job, by: User, **data: object) -> None:
    audit.record(actor=by, action=action, target=job, unit=job.unit.code, jenis=job.kind, **data)


def sweep() -> str:
    """Throw away files past their time, files nobody names, and jobs that ended long ago."""
    now = timezone.now()
    expired = 0
    for job in Job.objects.filter(state=State.DONE, expires_at__lte=now).iterator():
        # The row first: a file that stays by accident is a stray and goes tomorrow.
        Job.objects.filter(pk=job.pk).update(state=State.EXPIRED)
        results.remove(job)
        expired += 1
    kept = Job.objects.filter(state=State.DONE).values_list("uuid", flat=True)
    strays = results.sweep_strays({uuid.hex for uuid in kept})
    over = set(State) - Job.UNFINISHED - {State.DONE}
    forgotten, _ = Job.objects.filter(state__in=over, ended_at__lt=now - REMEMBERED).delete()
    return f"{expired} hasil kedaluwarsa, {strays} berkas sisa, {forgotten} pekerjaan lama dihapus."


def revive() -> int:
    """Queue again what no worker has and no queue will bring back; returns how many.

    In our own database a task comes and goes with its job, and the queue sees to the rest.
    """
    now = timezone.now()
    lost = Job.objects.filter(state=State.RUNNING, lease_until__lt=now - LOST_AFTER)
    if not is_in_our_database():
        lost |= Job.objects.filter(state=State.WAITING, asked_at__lt=now - LOST_AFTER)
    uuids = list(lost.values_list("uuid", flat=True)[:100])
    for uuid in uuids:
        enqueue(build_job, str(uuid))
    return len(uuids)
