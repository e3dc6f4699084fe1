"""Damaged files: noted when somebody comes upon one, and replaced by the same bytes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from pengungkit.models import EvidenceVersion
from pengungkit.store import share_store
from units import audit
from units.backups.exceptions import DamagedFileError
from units.backups.kept_files import chunks_of, place_below
from units.models import User
from zi_portal.lib import blobs
from zi_portal.lib.blobs import Blob


logger = logging.getLogger(__name__)
FOUND, HEALED = "berkas_rusak", "berkas_dipulihkan"


def note_whole(hashes: Iterable[str]) -> None:
    """The files with these hashes were just read and are what was received."""
    EvidenceVersion.objects.kept().filter(sha256__in=list(hashes)).update(
        proven_at=timezone.now(), damaged_at=None
    )


@transaction.atomic
def note_damage(sha256: str) -> bool:
    """A kept file is gone or was changed. False when that was known."""
    found = EvidenceVersion.objects.kept().filter(sha256=sha256, damaged_at=None)
    versions = list(found.select_related("evidence", "unit"))
    if not versions:
        return False
    found.update(damaged_at=timezone.now())
    logger.error("kept file %s is missing or damaged", sha256)
    record(FOUND, versions, by=None)
    return True


@transaction.atomic
def heal_with(path: Path, blob: Blob, *, by: User | None, source: str = "unggahan") -> bool:
    """Put these bytes in the place of a damaged file with the same hash.

    False when the file in the store is whole, or nothing names it. What was damaged is set aside.
    """
    share_store()
    found = EvidenceVersion.objects.kept().filter(sha256=blob.sha256)
    if blobs.is_whole(blob.sha256, blob.size) or not found.exists():
        return False
    blobs.keep(path, blob)
    versions = list(found.select_related("evidence", "unit"))
    note_whole([blob.sha256])
    logger.warning("kept file %s replaced (%s)", blob.sha256, source)
    record(HEALED, versions, by=by, asal=source)
    return True


def heal_from(root: Path, sha256: str, size: int) -> bool:
    """Fetch a damaged file from a backup folder by its hash.

    False when the folder has no whole copy either; then nothing changes. Raises
    `BlobStoreError`.
    """
    try:
        temporary, blob = blobs.receive(chunks_of(place_below(root, sha256)), limit=size)
    except (DamagedFileError, blobs.BlobTooLargeError):
        return False
    try:
        return blob.sha256 == sha256 and heal_with(temporary, blob, by=None, source="cadangan")
    finally:
        blobs.discard(temporary)


def record(
    action: str, versions: Iterable[EvidenceVersion], *, by: User | None, **more: str
) -> None:
    """One event for each document the file belongs to."""
    audit.record_many(
        by,
        [
            audit.Event(
                action,
                one.evidence,
                one.unit.code,
                {"versi": one.number, "sha256": one.sha256} | more,
            )
            for one in versions
        ],
    )
