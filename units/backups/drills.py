"""The restore drill: a real restoration into a temporary place, compared and thrown away.

It is the same command on an installation of its own, in a process of its own, so what is proven
is what an operator would do on the day it is needed.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from units import audit
from units.backups import folders, notes
from units.backups.engines import engine_for
from units.backups.exceptions import BackupError, as_sentences


@dataclass(frozen=True, slots=True)
class Drill:
    """A backup that was proven, and how many seconds the whole restoration took."""

    backup: folders.Backup
    seconds: float


def run_drill(root: Path, stamp: str | None) -> Drill:
    """Prove a backup; raises `BackupError` when a portal cannot be restored from it."""
    with folders.locked(root, shared=True):
        backup = folders.chosen(root, stamp)
        made_at = backup.manifest().made_at
    began = time.monotonic()
    with workspace() as folder, engine_for().scratch(folder) as url:
        restore_apart(backup, folder, url)
    seconds = time.monotonic() - began
    known = notes.last_proven()
    if known is None or known.made_at <= made_at:
        notes.note(notes.Proven(backup.stamp, made_at, timezone.now()))
    with transaction.atomic():
        audit.record(
            actor=None,
            action="cadangan_terbukti",
            target=f"cadangan:{backup.stamp}",
            detik=round(seconds, 1),
        )
    return Drill(backup, seconds)


@contextmanager
def workspace() -> Iterator[Path]:
    """A private folder below the portal's data for one drill at a time, empty and then gone."""
    folder = Path(settings.DATA_DIR) / "latihan"
    with as_sentences(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(
                "Latihan pemulihan lain sedang berjalan. Tunggu sampai selesai, lalu ulangi."
            ) from error
        empty(folder)
        try:
            yield folder
        finally:
            empty(folder)
    finally:
        os.close(handle)


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def restore_apart(backup: folders.Backup, folder: Path, database_url: str) -> None:
    """Run the restoring command on the temporary installation."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "pulihkan"]
    command += [str(backup.root.resolve()), "--cadangan", backup.stamp, "--tautkan"]
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
        "ZI_DATA": str(folder),
        "DATABASE_URL": database_url,
    }
    # Our own interpreter and command; nothing in it comes from a stranger.
    done = subprocess.run(  # noqa: S603
        command,
        env=env,
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        reason = said[-1] if said else f"berhenti dengan kode {done.returncode}"
        raise BackupError(
            f"Latihan pemulihan dari {backup.stamp} gagal, jadi cadangan itu belum terbukti:"
            f" {reason.removeprefix('CommandError: ')}"
        )
