"""Looking into kept files and having them scanned, one by one, beside the requests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from pengungkit.actions.inspecting import look_into
from pengungkit.actions.scanning import scan_file, scanner_answers
from pengungkit.models import EvidenceVersion
from pengungkit.models.evidence import EvidenceVersionQuerySet


# One turn of the sweep ends after so many seconds; the next goes on.
SWEEP_SECONDS = 600.0


@dataclass(slots=True)
class Examined:
    """How many files were looked into and scanned, and how many of them were rejected."""

    inspected: int = 0
    scanned: int = 0
    rejected: int = 0
    # The scanner did not answer; what is left waits for the next turn.
    scanner_is_away: bool = False

    def __str__(self) -> str:
        said = (
            f"{self.inspected} berkas diperiksa, {self.scanned} dipindai, {self.rejected} ditolak."
        )
        return f"{said} Pemindai tidak menjawab." if self.scanner_is_away else said


def examine(*, version: EvidenceVersion) -> None:
    """Look into one file, then have it scanned; what was done already is not done again."""
    same = EvidenceVersion.objects.filter(pk=version.pk)
    if same.to_inspect().exists():
        look_into(version=version)
    if settings.CLAMD and (fresh := same.to_scan().first()):
        scan_file(version=fresh)


def sweep_examinations(*, again: bool = False, seconds: float = SWEEP_SECONDS) -> Examined:
    """Take up everything that was missed: while no worker ran, while the scanner was away, from
    before there was one, and from before the portal looked for what it looks for now.

    `again` also has scanned what was scanned before, as one does after new signatures. The newest
    files come first, and a file that several units have comes once.
    """
    done, until = Examined(), time.monotonic() + seconds
    for version in _each_file(EvidenceVersion.objects.to_inspect()):
        if time.monotonic() >= until:
            return done
        done.inspected += look_into(version=version) is not None
    if not settings.CLAMD:
        return done
    versions = EvidenceVersion.objects.kept()
    for version in _each_file(versions if again else versions.to_scan()):
        if time.monotonic() >= until:
            break
        state = scan_file(version=version)
        if state is None and not scanner_answers():
            done.scanner_is_away = True
            break
        done.scanned += state is not None
        done.rejected += state == EvidenceVersion.ScanState.REJECTED
    return done


def _each_file(versions: EvidenceVersionQuerySet) -> Iterator[EvidenceVersion]:
    """One version of each file, as it stands when its turn comes."""
    seen: set[str] = set()
    for pk, sha256 in versions.order_by("-pk").values_list("pk", "sha256"):
        if sha256 in seen:
            continue
        seen.add(sha256)
        if version := EvidenceVersion.objects.filter(pk=pk).first():
            yield version
