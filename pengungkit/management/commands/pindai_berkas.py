"""`manage pindai_berkas`: look into kept files and have them scanned, now instead of soon."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pengungkit.actions.examining import sweep_examinations


class Command(BaseCommand):
    """For installations without a background worker, and after new signatures."""

    help = "Memeriksa berkas bukti dan memindainya dengan pemindai virus."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ulang", action="store_true", help="pindai lagi juga yang sudah pernah dipindai"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["ulang"] and not settings.CLAMD:
            raise CommandError("ZI_CLAMD kosong, jadi tidak ada pemindai virus. Isi di .env.")
        done = sweep_examinations(again=options["ulang"], seconds=float("inf"))
        self.stdout.write(str(done))
        if done.scanner_is_away:
            raise CommandError(f"Tidak ada jawaban di {settings.CLAMD}. Periksa apakah ia menyala.")
