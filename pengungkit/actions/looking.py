"""Looks at kept files: each is on record, and nobody takes whole stores away in a hurry."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pengungkit.exceptions import TooManyLooksError
from pengungkit.models import EvidenceVersion
from units import audit
from units.models import AuditEvent, User


logger = logging.getLogger(__name__)
# Reading one file in parts is one look: parts asked for this soon are not recorded again.
SAME_LOOK = dt.timedelta(minutes=15)
LOOKS = ("bukti_dilihat", "bukti_diunduh")
SLOWED = "unduhan_dibatasi"
PER = dt.timedelta(minutes=1)
# Somebody who goes on trying is told of to the admins this often.
TOLD_AGAIN = dt.timedelta(minutes=10)


def record_access(*, version: EvidenceVersion, by: User, manner: str, in_parts: bool) -> None:
    """Record that somebody looked at (`lihat`) or downloaded (`unduh`) a kept file.

    A viewer that asks for the file `in_parts` is recorded once a quarter of an hour. Raises
    `TooManyLooksError` when the person has opened too many files within a minute; that is on
    record too.
    """
    action = f"bukti_di{manner}"
    if in_parts:
        recent = AuditEvent.objects.filter(
            target=audit.label_of(version.evidence),
            actor=by.username,
            action=action,
            at__gt=timezone.now() - SAME_LOOK,
            data__versi=version.number,
        )
        if recent.exists():
            return
    if is_too_fast(by):
        record_slowed(version, by)
        raise TooManyLooksError
    with transaction.atomic():
        audit.record(
            actor=by,
            action=action,
            target=version.evidence,
            unit=version.unit.code,
            versi=version.number,
            sha256=version.sha256,
        )


def is_too_fast(by: User) -> bool:
    """Whether the person has used up the looks of one minute; one query."""
    most = settings.LOOKS_PER_MINUTE
    looks = AuditEvent.objects.filter(actor=by.username, action__in=LOOKS).order_by("-pk")
    before = looks.values_list("at", flat=True)[most - 1 : most].first()
    return before is not None and before > timezone.now() - PER


@transaction.atomic
def record_slowed(version: EvidenceVersion, by: User) -> None:
    """Tell those who read the trail that somebody opens files faster than people read."""
    told = AuditEvent.objects.filter(
        actor=by.username, action=SLOWED, at__gt=timezone.now() - TOLD_AGAIN
    )
    if told.exists():
        return
    logger.warning("user %s opens kept files too fast", by.pk)
    audit.record(
        actor=by,
        action=SLOWED,
        target=by,
        unit=version.unit.code,
        batas_per_menit=settings.LOOKS_PER_MINUTE,
    )
