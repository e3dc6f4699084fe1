"""Whether a backup is whole, and whether it fits this installation."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.migrations.loader import MigrationLoader

from units.backups.engines import Engine
from units.backups.exceptions import BackupError, DamagedFileError
from units.backups.folders import Backup
from units.backups.kept_files import damage_below, hash_of_file
from units.backups.manifest import Manifest, portal_version


def damage_of(backup: Backup, manifest: Manifest) -> Iterator[str]:
    """One sentence for each part that is missing or changed; every byte is read."""
    dump = backup.dump_path(manifest)
    try:
        if hash_of_file(dump) != manifest.dump.sha256:
            yield f"Basis data {dump.name} isinya berubah atau terpotong."
    except DamagedFileError as error:
        yield f"Basis data {dump.name} {error}."
    yield from damage_below(backup.root, manifest.files)


def require_whole(backup: Backup, manifest: Manifest) -> None:
    found = list(damage_of(backup, manifest))
    if found:
        more = f" Dan {len(found) - 5} lagi." if len(found) > 5 else ""
        raise BackupError(
            f"Cadangan {backup.stamp} rusak, jadi tidak dipakai. {' '.join(found[:5])}{more} Pakai"
            " cadangan lain (--cadangan), dan periksa disk tempatnya."
        )


def require_fit(manifest: Manifest, engine: Engine) -> None:
    """Raise when this portal or its database cannot take what is in the backup."""
    if manifest.dump.vendor != engine.vendor:
        raise BackupError(
            f"Cadangan ini dari {manifest.dump.vendor}, sedangkan portal ini memakai"
            f" {engine.vendor}. Cadangan hanya dapat dipulihkan ke jenis basis data yang sama: ubah"
            " DATABASE_URL di .env, lalu ulangi."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.facts.migrations) - known):
        raise BackupError(
            f"Cadangan ini dibuat portal versi {manifest.portal} dan berisi perubahan basis data"
            f" yang belum dikenal portal ini (versi {portal_version()}): {', '.join(unknown[:3])}."
            " Pasang versi portal yang sama atau lebih baru, lalu ulangi."
        )
    engine.check_can_load(manifest.dump.version)
