"""`manage bersihkan_pratinjau`: take away previews that nobody looks at."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pengungkit.previews import cache


class Command(BaseCommand):
    """Meant to run once a week. Previews are derived: what is missing is made anew."""

    help = "Menghapus pratinjau bukti yang lama tidak dibuka; buktinya sendiri tidak disentuh."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--hari", type=int, default=cache.UNUSED_DAYS, help="tidak dibuka selama sekian hari"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["hari"] < 0:
            raise CommandError("Jumlah hari tidak boleh kurang dari 0.")
        self.stdout.write(f"{cache.sweep(options['hari'])} pratinjau dihapus.")
