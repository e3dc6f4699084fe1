"""One backup from start to end, while the portal goes on working.

The dump comes first and the files after it: files are only ever added, so whatever the dump names
is in the store by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from units import audit
from units.backups import destroyed, folders, notes
from units.backups.engines import Engine, engine_for
from units.backups.exceptions import BackupError, as_sentences
from units.backups.kept_files import copy_files, hash_of_file, missing_below, require_space
from units.backups.manifest import DumpFile, Manifest, portal_version, to_text
from zi_portal.lib import blobs, failpoints


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup, and how many files and bytes had to be copied for it."""

    backup: folders.Backup
    manifest: Manifest
    copied: int
    copied_size: int


def make_backup(root: Path) -> Made:
    """Add one backup to the folder; raises `BackupError` and leaves none that looks whole."""
    with as_sentences(root):
        require_apart(root)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        with folders.locked(root):
            folders.sweep(root)
            with folders.unfinished(root, timezone.now()) as part:
                made = write_backup(root, part)
            destroyed.carry_to(root)
        record(made)
    return made


def require_apart(root: Path) -> None:
    """Backups inside the store would be taken for evidence."""
    store = blobs.root().resolve()
    if root.resolve() == store or store in root.resolve().parents:
        raise BackupError(
            f"Folder {root} berada di dalam penyimpanan bukti. Pilih folder lain, sebaiknya di disk"
            " atau komputer lain."
        )


def write_backup(root: Path, part: Path) -> Made:
    engine = engine_for()
    if "django_migrations" not in engine.tables():
        raise BackupError(
            "Basis data portal masih kosong, jadi tidak ada yang dicadangkan. Jalankan portal"
            " sekali, atau periksa ZI_DATA dan DATABASE_URL di .env."
        )
    made_at = timezone.now()
    dump_path = part / engine.dump_name
    contents = engine.dump(dump_path, root=root)
    failpoints.passing("backup-dumped")
    missing = missing_below(root, contents.files)
    require_space(root, sum(missing.values()))
    damaged = copy_files(blobs.root(), root, missing, scratch=part)
    manifest = Manifest(
        made_at=made_at,
        portal=portal_version(),
        dump=describe(engine, dump_path),
        facts=contents.facts,
        files={one: size for one, size in contents.files.items() if one not in damaged},
        damaged=damaged,
    )
    backup = folders.publish(part, to_text(manifest))
    copied = missing.keys() - damaged.keys()
    return Made(backup, manifest, len(copied), sum(missing[one] for one in copied))


def describe(engine: Engine, path: Path) -> DumpFile:
    return DumpFile(
        engine.vendor, engine.version(), path.name, path.stat().st_size, hash_of_file(path)
    )


@transaction.atomic
def record(made: Made) -> None:
    """Put it in the audit trail and in the notes; it is complete whether or not that succeeds."""
    manifest = made.manifest
    notes.note(
        notes.Made(
            stamp=made.backup.stamp,
            made_at=manifest.made_at,
            files=len(manifest.files),
            size=manifest.size,
            damaged=len(manifest.damaged),
            same_disk=is_on_same_disk(made.backup.root),
        )
    )
    audit.record(
        actor=None,
        action="cadangan_dibuat",
        target=f"cadangan:{made.backup.stamp}",
        berkas=len(manifest.files),
        ukuran=manifest.size,
        rusak=len(manifest.damaged),
        ujung_jejak=manifest.facts.trail_head,
    )


def is_on_same_disk(root: Path) -> bool:
    """Whether one broken disk would take the portal and this backup together."""
    return root.stat().st_dev == Path(settings.DATA_DIR).stat().st_dev
