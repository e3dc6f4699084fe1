"""Which backups stand in a folder. One is there or not: its name appears when it is complete."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from units.backups.exceptions import BackupError, as_sentences, disk_error
from units.backups.kept_files import remove_unnamed, sync_folder
from units.backups.manifest import Manifest, from_text
from zi_portal.lib import failpoints


STAMP = re.compile(r"\d{8}T\d{6}Z")
STAMP_FORMAT = "%Y%m%dT%H%M%SZ"
UNFINISHED = ".part"
LOCK_NAME = ".kunci"
MANIFEST_NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """One complete backup below a backup folder."""

    root: Path
    stamp: str

    @property
    def folder(self) -> Path:
        return self.root / self.stamp

    def manifest(self) -> Manifest:
        """Read what it says of itself; raises `BackupError` when that is damaged."""
        try:
            text = (self.folder / MANIFEST_NAME).read_text("utf-8", "replace")
        except OSError as error:
            raise disk_error(error, self.folder) from error
        return from_text(text, self.stamp)

    def dump_path(self, manifest: Manifest) -> Path:
        return self.folder / Path(manifest.dump.name).name


def backups_in(root: Path) -> list[Backup]:
    """Complete backups, oldest first."""
    if not root.is_dir():
        return []
    return [
        Backup(root, path.name)
        for path in sorted(root.iterdir())
        if STAMP.fullmatch(path.name) and (path / MANIFEST_NAME).is_file()
    ]


def chosen(root: Path, stamp: str | None) -> Backup:
    """The backup of that name, or the newest one."""
    found = backups_in(root)
    if not found:
        raise BackupError(
            f"Tidak ada cadangan di {root}. Periksa apakah foldernya benar dan disknya terpasang;"
            " di dalamnya harus ada folder bernama seperti 20260805T013000Z."
        )
    if stamp is None:
        return found[-1]
    for backup in found:
        if backup.stamp == stamp:
            return backup
    names = ", ".join(backup.stamp for backup in found[-5:])
    raise BackupError(f"Tidak ada cadangan {stamp} di {root}. Yang terbaru di sana: {names}.")


@contextmanager
def locked(root: Path, *, shared: bool = False) -> Iterator[None]:
    """Keep others from changing the folder; raises `BackupError` when somebody else holds it.

    Those who only read share the lock, and do without one on a disk that cannot be written to.
    """
    handle = lock_handle(root, shared=shared)
    if handle is None:
        yield
        return
    try:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(
                f"Folder {root} sedang dipakai perintah cadangan atau pemulihan lain. Tunggu"
                " sampai selesai, lalu ulangi."
            ) from error
        yield
    finally:
        os.close(handle)


def lock_handle(root: Path, *, shared: bool) -> int | None:
    try:
        return os.open(root / LOCK_NAME, os.O_RDONLY if shared else os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        if shared:
            return None
        raise disk_error(error, root) from error


@contextmanager
def unfinished(root: Path, now: dt.datetime) -> Iterator[Path]:
    """A folder for a backup in the making; whatever goes wrong, it is gone afterwards."""
    while (root / now.strftime(STAMP_FORMAT)).exists():
        now += dt.timedelta(seconds=1)
    part = root / f"{now.strftime(STAMP_FORMAT)}{UNFINISHED}"
    part.mkdir(mode=0o700)
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def publish(part: Path, manifest_text: str) -> Backup:
    """Write the manifest last, force everything to disk, and only then give the final name."""
    with (part / MANIFEST_NAME).open("w", encoding="utf-8") as file:
        file.write(manifest_text)
        file.flush()
        os.fsync(file.fileno())
    sync_folder(part)
    failpoints.passing("backup-publish")
    stamp = part.name.removesuffix(UNFINISHED)
    part.rename(part.with_name(stamp))
    sync_folder(part.parent)
    return Backup(part.parent, stamp)


def sweep(root: Path) -> None:
    """Remove what killed backups and killed removals left; call it under the lock."""
    for path in root.glob(f"*{UNFINISHED}"):
        if STAMP.fullmatch(path.name.removesuffix(UNFINISHED)):
            shutil.rmtree(path, ignore_errors=True)


def prune_locked(root: Path, keep: int) -> tuple[int, int]:
    """`prune` under the lock of the folder."""
    with locked(root), as_sentences(root):
        return prune(root, keep)


def prune(root: Path, keep: int) -> tuple[int, int]:
    """Keep the newest backups and the files they name; returns what went: backups, files.

    Raises `BackupError`, before any file goes, when a backup that stays cannot tell its files.
    """
    found = backups_in(root)
    gone, kept = found[:-keep], found[-keep:]
    named: set[str] = set()
    for backup in kept:
        named |= backup.manifest().files.keys()
    for backup in gone:
        # Under a name that no longer counts first, so that a killed removal leaves no half backup.
        aside = backup.folder.with_name(f"{backup.stamp}{UNFINISHED}")
        backup.folder.rename(aside)
        shutil.rmtree(aside)
    return len(gone), remove_unnamed(root, named)
