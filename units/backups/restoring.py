"""A backup back onto an empty installation.

Files come first and the database last, all or nothing: a killed restoration leaves an empty
installation, on which it can simply be run again.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command, get_commands
from django.db import connection, transaction

from units import audit
from units.backups import checking, destroyed, folders
from units.backups.engines import Engine, engine_for
from units.backups.exceptions import BackupError, as_sentences
from units.backups.facts import differences
from units.backups.kept_files import copy_files, require_space
from units.backups.manifest import Manifest
from units.models import User
from zi_portal.lib import blobs, failpoints
from zi_portal.management.commands.prepare import migrate
from zi_portal.schema import alone_on_database


INTEGRITY_COMMAND = "periksa_integritas"
# The model of files on their way in, whose parts no backup holds; it belongs to an app above.
ARRIVING = ("pengungkit", "Upload")


@dataclass(frozen=True, slots=True)
class Restored:
    """A restoration that was compared and found equal; `findings` are faults it brought along."""

    backup: folders.Backup
    manifest: Manifest
    findings: tuple[str, ...]


def restore(root: Path, stamp: str | None, *, link: bool = False) -> Restored:
    """Bring a backup back onto an empty installation; raises `BackupError` when it cannot.

    `link` gives files a second name instead of copying them, for what is thrown away soon.
    """
    with folders.locked(root, shared=True):
        backup = folders.chosen(root, stamp)
        manifest = backup.manifest()
        engine = engine_for()
        checking.require_fit(manifest, engine)
        loaded = is_loaded_already(engine, manifest)
        checking.require_whole(backup, manifest)
        place_files(root, manifest, link=link)
        failpoints.passing("restore-files-placed")
        if not loaded:
            with as_sentences(Path(settings.DATA_DIR)):
                engine.load(backup.dump_path(manifest))
        failpoints.passing("restore-loaded")
    if found := differences(manifest.facts, engine.facts()):
        raise BackupError(
            f"Pemulihan dari {backup.stamp} tidak sama dengan cadangannya: {' '.join(found[:5])}"
            " Jangan pakai portal ini; kosongkan dan ulangi dengan cadangan lain."
        )
    with alone_on_database():
        migrate()
    finish(backup, manifest)
    destroyed.bring_from(root)
    if destroyed.REPEAT_COMMAND in get_commands():
        call_command(destroyed.REPEAT_COMMAND, stdout=io.StringIO())
    return Restored(backup, manifest, tuple(integrity_findings()))


def is_loaded_already(engine: Engine, manifest: Manifest) -> bool:
    """Whether a restoration that was cut off had loaded this very backup; else it must be empty."""
    tables = engine.tables()
    known = set(connection.introspection.django_table_names(include_views=False))
    strangers = tables - known - manifest.facts.tables.keys() - {"django_migrations", "zi_cache"}
    if strangers:
        raise BackupError(
            f"Basis data tujuan berisi tabel yang bukan milik portal ({min(strangers)}), jadi tidak"
            " disentuh. Pakai basis data tersendiri untuk portal."
        )
    if User._meta.db_table not in tables or not User.objects.exists():
        return False
    if differences(manifest.facts, engine.facts()):
        raise BackupError(
            "Portal ini sudah berisi pengguna, jadi tidak ditimpa. Pulihkan hanya ke portal yang"
            " kosong: hentikan portal, arahkan ZI_DATA (dan DATABASE_URL) di .env ke tempat baru,"
            " lalu ulangi sebelum portal dijalankan."
        )
    return True


def place_files(root: Path, manifest: Manifest, *, link: bool) -> None:
    """Fill the store with what is not whole there yet."""
    files = {
        sha256: size for sha256, size in manifest.files.items() if not blobs.is_whole(sha256, size)
    }
    store = blobs.root()
    with as_sentences(store):
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not link:
            require_space(store, sum(files.values()))
    damaged = copy_files(root, store, files, scratch=store / "tmp", link=link)
    for sha256, reason in damaged.items():
        raise BackupError(
            f"Berkas {sha256[:12]} di cadangan {reason} saat disalin. Periksa disk cadangan, lalu"
            " ulangi atau pakai cadangan lain."
        )


@transaction.atomic
def finish(backup: folders.Backup, manifest: Manifest) -> None:
    """End what was only valid on the day of the backup, and record what happened.

    Somebody signed out or barred since then would otherwise be signed in again. Files that were on
    their way in then start anew: their senders still have them.
    """
    Session.objects.all().delete()
    UserSession.objects.all().delete()
    cache.clear()
    apps.get_model(*ARRIVING)._default_manager.filter(evidence=None, zip_import=None).update(
        offset=0
    )
    audit.record(
        actor=None,
        action="portal_dipulihkan",
        target=f"cadangan:{backup.stamp}",
        berkas=len(manifest.files),
        ujung_jejak=manifest.facts.trail_head,
    )


def integrity_findings() -> Iterator[str]:
    """What the integrity check of the app above says of the restored portal."""
    if INTEGRITY_COMMAND not in get_commands():
        return
    output = io.StringIO()
    try:
        call_command(INTEGRITY_COMMAND, lengkap=True, stdout=output)
    except CommandError:
        yield from output.getvalue().splitlines()
