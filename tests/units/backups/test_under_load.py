"""Backups while others write: what was acknowledged before the start is in it, file and all."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from tests.factories import make_evidence
from tests.units.backups.conftest import Portal
from tests.units.backups.installations import Installation
from units.backups import folders
from units.backups.checking import damage_of
from units.backups.making import make_backup
from zi_portal.lib import blobs


WRITERS, BACKUPS, PATIENCE = 3, 3, 60.0


class Ledger:
    """Hashes of files whose receipt was acknowledged, in that order."""

    def __init__(self) -> None:
        self.grown = threading.Condition()
        self.hashes: list[str] = []
        self.errors: list[BaseException] = []
        self.stop = threading.Event()

    def write(self, portal: Portal, writer: int) -> None:
        number = 0
        try:
            while not self.stop.is_set():
                made = make_evidence(portal.unit, portal.person, f"Berkas {writer} {number}.pdf")
                with self.grown:
                    self.hashes.append(made.versions.get().sha256)
                    self.grown.notify_all()
                number += 1
        except BaseException as error:
            self.errors.append(error)
        finally:
            connections.close_all()

    def wait_for(self, more: int) -> set[str]:
        """Wait until so many more were acknowledged; returns all that were."""
        deadline = time.monotonic() + PATIENCE
        with self.grown:
            wanted = len(self.hashes) + more
            while len(self.hashes) < wanted and not self.errors:
                assert self.grown.wait(deadline - time.monotonic())
            assert not self.errors
            return set(self.hashes)


@contextmanager
def writers(portal: Portal) -> Iterator[Ledger]:
    ledger = Ledger()
    threads = [
        threading.Thread(target=ledger.write, args=[portal, number]) for number in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    finally:
        ledger.stop.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert ledger.errors == []


def test_nothing_acknowledged_is_missing(
    portal: Portal, target: Installation, root: Path, settings
) -> None:
    promised: list[set[str]] = []
    with writers(portal) as ledger:
        for _ in range(BACKUPS):
            promised.append(ledger.wait_for(10))
            made = make_backup(root)
            assert not made.manifest.damaged
        during = len(ledger.hashes) - len(promised[0])
    assert during >= 10 * (BACKUPS - 1)

    for backup, acknowledged in zip(folders.backups_in(root), promised, strict=True):
        manifest = backup.manifest()
        assert acknowledged <= manifest.files.keys()
        assert list(damage_of(backup, manifest)) == []

    done = target.manage("pulihkan", root)

    assert done.returncode == 0, done.stderr
    restored = {
        sha256 for (sha256,) in target.rows("SELECT sha256 FROM pengungkit_evidenceversion")
    }
    assert promised[-1] <= restored
    settings.EVIDENCE_DIR = target.store
    assert all(blobs.path_of(sha256).is_file() for sha256 in restored)


def test_writers_are_not_held_up(portal: Portal, root: Path, monkeypatch) -> None:
    """Files go on being received while the dump stands open; they belong to the next backup."""
    from units.backups import making

    seen: list[set[str]] = []
    copy_files = making.copy_files

    def copy_late(*args: object, **options: object) -> dict[str, str]:
        seen.append(ledger.wait_for(5))
        return copy_files(*args, **options)

    monkeypatch.setattr(making, "copy_files", copy_late)
    with writers(portal) as ledger:
        before = ledger.wait_for(5)
        made = make_backup(root)

    assert before <= made.manifest.files.keys()
    assert seen[0] - made.manifest.files.keys()
    assert not made.manifest.damaged


def test_counts_belong_to_the_moment_of_the_dump(portal: Portal, root: Path) -> None:
    """Every event of the trail is in the figures or is not; they never mix two moments."""
    with writers(portal) as ledger:
        ledger.wait_for(5)
        facts = make_backup(root).manifest.facts
    versions = facts.tables["pengungkit_evidenceversion"].rows
    # Each received file leaves one event; before them there is that of the unit.
    assert facts.tables["pengungkit_evidence"].rows == versions
    assert facts.trail_length == facts.tables["units_auditevent"].rows
    assert facts.trail_length - versions == 1
