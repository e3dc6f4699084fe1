"""The scrub: all kept files are read again in turn, a slice each time, and damage is healed."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from pengungkit.actions.healing import heal_from, note_damage, note_whole
from pengungkit.models import EvidenceVersion
from zi_portal.lib import blobs
from zi_portal.lib.numbers import format_count, format_size


logger = logging.getLogger(__name__)
# So many files are looked up at once, and so many results noted together: a killed run loses no
# more than these.
AT_A_TIME = 100
MEGABYTE = 1_000_000


@dataclass
class Scrubbed:
    """What one run has read, and the hashes of what it found damaged: replaced, or not."""

    files: int = 0
    size: int = 0
    healed: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        text = f"{format_count(self.files)} berkas ({format_size(self.size)}) dibaca ulang"
        if self.healed:
            text += f", {format_count(len(self.healed))} diganti dari cadangan"
        if not self.damaged:
            return f"{text}, tidak ada yang rusak."
        some = ", ".join(sha256[:12] for sha256 in self.damaged[:5])
        return f"{text}, {format_count(len(self.damaged))} masih rusak: {some}."


def scrub(*, megabytes: int | None = None, backup: Path | None = None) -> Scrubbed:
    """Read the files that were not proven for longest, up to so many megabytes, at least one.

    Those known to be damaged come first, each time. `backup` is the folder to replace them from;
    without it the one of the settings. Each result is kept at once, so a run that is cut off goes
    on where it ended.
    """
    began = timezone.now()
    done = Scrubbed()
    left = (settings.SCRUB_MEGABYTES if megabytes is None else megabytes) * MEGABYTE
    kept = EvidenceVersion.objects.kept()
    known = kept.exclude(damaged_at=None).order_by("sha256").values_list("sha256", "size")
    for sha256, size in known.distinct():
        _prove(done, [(sha256, size)], backup)
    while done.size < left and (slice_ := _oldest(began, left - done.size)):
        _prove(done, slice_, backup)
    return done


def repair(backup: Path | None = None) -> Scrubbed:
    """Look at every kept file, and replace what is damaged from the backup folder."""
    done = Scrubbed()
    rows = EvidenceVersion.objects.kept().order_by("sha256").values_list("sha256", "size")
    files = list(rows.distinct())
    for start in range(0, len(files), AT_A_TIME):
        _prove(done, files[start : start + AT_A_TIME], backup)
    return done


def _oldest(began: dt.datetime, size: int) -> list[tuple[str, int]]:
    """Files not proven in this run, the longest unproven first, about so many bytes of them."""
    rows = (
        EvidenceVersion.objects.kept()
        .filter(proven_at__lt=began, damaged_at=None)
        .order_by("proven_at", "sha256")
        .values_list("sha256", "size")
    )
    taken: dict[str, int] = {}
    for sha256, one in rows[:AT_A_TIME]:
        if sum(taken.values()) >= size:
            break
        taken[sha256] = one
    return list(taken.items())


def _prove(done: Scrubbed, files: list[tuple[str, int]], backup: Path | None) -> None:
    """Read these files, note what they are, and replace what is damaged where that can be done."""
    whole = []
    for sha256, size in files:
        done.files, done.size = done.files + 1, done.size + size
        if blobs.is_whole(sha256, size):
            whole.append(sha256)
        elif _healed(sha256, size, backup or settings.BACKUP_DIR):
            done.healed.append(sha256)
        else:
            note_damage(sha256)
            done.damaged.append(sha256)
    note_whole(whole)


def _healed(sha256: str, size: int, backup: Path | None) -> bool:
    if backup is None:
        return False
    note_damage(sha256)
    try:
        return heal_from(backup, sha256, size)
    except blobs.BlobStoreError:
        logger.exception("kept file %s cannot be replaced", sha256)
        return False
