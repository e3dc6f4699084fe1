"""What a virus scanner says of kept files, noted with every version that is the file."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pengungkit.models import EvidenceVersion
from pengungkit.previews import cache
from units import audit
from units.models import User
from zi_portal.lib import blobs, clamd


logger = logging.getLogger(__name__)
State = EvidenceVersion.ScanState
SCANNER, FINDING = 120, 200


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of one file, and by whom."""

    state: EvidenceVersion.ScanState
    scanner: str
    finding: str = ""


class _Hashing:
    """A file that takes the hash of what is read from it."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        return piece


def scan_file(*, version: EvidenceVersion) -> EvidenceVersion.ScanState | None:
    """Have the kept file scanned, and note the verdict; None when none could be had.

    Not one transaction: the scan may take minutes. Without a scanner, with one that does not
    answer, and of a damaged file nothing is noted, so the file stays "belum dipindai".
    """
    if not settings.CLAMD:
        return None
    try:
        verdict = _verdict_on(version)
    except clamd.ClamdUnreachableError as error:
        logger.warning("no scanner at %s: %s", settings.CLAMD, error)
        return None
    except FileNotFoundError:
        logger.error("kept file %s of evidence version %s is gone", version.sha256, version.pk)
        return None
    if verdict is None:
        return None
    note_verdict(sha256=version.sha256, verdict=verdict, by=None)
    return verdict.state


def scanner_answers() -> bool:
    try:
        clamd.ask_version(settings.CLAMD)
    except (clamd.ClamdUnreachableError, clamd.ClamdFailedError):
        return False
    return True


def _verdict_on(version: EvidenceVersion) -> Verdict | None:
    """Ask the scanner; None when the file is not what was received, which other checks report."""
    scanner = str(clamd.ask_version(settings.CLAMD))[:SCANNER]
    if version.size > settings.CLAMD_MAX_BYTES:
        return Verdict(State.BEYOND, scanner)
    try:
        with blobs.open_blob(version.sha256) as file:
            hashing = _Hashing(file)
            finding = clamd.scan(settings.CLAMD, cast("BinaryIO", hashing))
    except clamd.BeyondClamdError:
        return Verdict(State.BEYOND, scanner)
    except clamd.ClamdFailedError as error:
        logger.warning("scanning %s failed: %s", version.sha256[:12], error)
        return Verdict(State.FAILED, scanner)
    if finding:
        return Verdict(State.REJECTED, scanner, finding[:FINDING])
    if hashing.digest.hexdigest() != version.sha256:
        logger.error("kept file %s of evidence version %s is damaged", version.sha256, version.pk)
        return None
    # No scanner sees through a password.
    return Verdict(State.BEYOND if version.is_locked else State.CLEAN, scanner)


@transaction.atomic
def note_verdict(*, sha256: str, verdict: Verdict, by: User | None) -> None:
    """Note a verdict with every version that is this file, in whichever unit.

    Each unit's trail learns of its own only. A rejected file stays where it is, but its previews go
    and nobody is given it any more.
    """
    rows = EvidenceVersion.objects.kept().filter(sha256=sha256)
    versions = list(rows.select_for_update(of=("self",)).select_related("evidence", "unit"))
    rejected = verdict.state == State.REJECTED
    was_rejected = [one for one in versions if one.is_rejected]
    if was_rejected and verdict.state not in (State.REJECTED, State.CLEAN):
        # Only one that looked and found nothing takes a finding back.
        return
    changed = was_rejected if not rejected else [one for one in versions if not one.is_rejected]
    rows.update(
        scan_state=verdict.state,
        scanned_at=timezone.now(),
        scanner=verdict.scanner,
        finding=verdict.finding,
    )
    if rejected:
        cache.forget(sha256)
    if not changed:
        return
    logger.warning("scanner on %s: %s", sha256, verdict.finding or verdict.state)
    action = "bukti_ditolak_pemindai" if rejected else "bukti_tidak_lagi_ditolak"
    audit.record_many(
        by,
        [
            audit.Event(
                action,
                one.evidence,
                one.unit.code,
                {
                    "versi": one.number,
                    "sha256": sha256,
                    "temuan": verdict.finding or one.finding,
                    "pemindai": verdict.scanner,
                },
            )
            for one in changed
        ],
    )
