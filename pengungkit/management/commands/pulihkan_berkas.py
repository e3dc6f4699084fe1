"""`manage pulihkan_berkas`: replace kept files that are gone or changed, by their hash."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pengungkit.actions.scrubbing import repair


class Command(BaseCommand):
    """Reads every kept file; the database and whole files stay as they are."""

    help = "Mengganti berkas bukti yang rusak atau hilang dari folder cadangan."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dari", type=Path, help="folder cadangan; tanpa ini ZI_CADANGAN")

    def handle(self, *args: Any, dari: Path | None, **options: Any) -> None:
        backup = dari or settings.BACKUP_DIR
        if backup is None or not backup.is_dir():
            raise CommandError(
                "Folder cadangan tidak ditemukan. Sebutkan dengan --dari, atau isi ZI_CADANGAN di"
                " .env, dan pastikan disknya terpasang."
            )
        done = repair(backup)
        if done.damaged:
            raise CommandError(f"{done} Coba folder cadangan lain dengan --dari.")
        self.stdout.write(str(done))
