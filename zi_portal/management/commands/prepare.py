"""`manage prepare`: everything between installed packages and a portal that can be served."""

from __future__ import annotations

import hashlib
import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from zi_portal.schema import alone_on_database, misfit_sentence, unusable_sentence


class Command(BaseCommand):
    """Called at every start, so each part first looks whether there is anything to do.

    The last line of output is JSON for the caller: what was done, and how many users exist.
    """

    help = "Menyiapkan basis data, instrumen, dan berkas tampilan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--demo", action="store_true", help="isi data demo bila belum ada pengguna"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with alone_on_database():
                done = self.prepare(demo=options["demo"])
        except OperationalError as error:
            raise CommandError(unusable_sentence(error)) from error
        self.stdout.write(json.dumps(done))

    def prepare(self, *, demo: bool) -> dict[str, bool | int]:
        done = {"migrated": migrate(), "static": collect_static(settings.STATIC_ROOT)}
        if settings.PRODUCTION:
            refuse_demo_accounts()
        call_command("load_instrument", stdout=io.StringIO())
        call_command("sapu_unggahan", "--cepat", stdout=io.StringIO())
        users = get_user_model().objects.count()
        if users == 0 and demo:
            # Its output names the passwords, which belong in no log.
            call_command("seed_demo", stdout=io.StringIO())
            users = get_user_model().objects.count()
        return done | {"users": users}


def migrate() -> bool:
    """Apply what is not yet applied; `migrate` itself is slow even with nothing to do.

    Raises `CommandError` for a database whose tables are not those of this code.
    """
    executor = MigrationExecutor(connection)
    if sentence := misfit_sentence(executor.loader):
        raise CommandError(sentence)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    call_command("migrate", interactive=False, verbosity=1)
    return True


def refuse_demo_accounts() -> None:
    """Stop a production start on demo data: its passwords were printed for everyone to see."""
    found = get_user_model().objects.filter(is_demo=True).count()
    if found:
        raise CommandError(
            f"Portal produksi tidak dinyalakan: ada {found} akun demo, yang kata sandinya sudah"
            " tercetak. Pakai basis data dan ZI_DATA baru tanpa data demo, lalu ulangi."
        )


def collect_static(root: Path) -> bool:
    """Collect and compress the static files when one of them is new or changed."""
    stamp = root / ".sidik"
    fingerprint = static_fingerprint()
    if stamp.exists() and stamp.read_text("utf-8") == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint, "utf-8")
    return True


def static_fingerprint() -> str:
    """A hash over name, size and time of every file `collectstatic` would take."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
