"""`manage sapu_unggahan`: take away what uploads left behind."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pengungkit.actions.sweeping import sweep


class Command(BaseCommand):
    """Meant to run once a day; at every start of the portal without the look at kept files."""

    help = "Membersihkan unggahan kedaluwarsa, berkas sementara, dan berkas tanpa catatan."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--cepat", action="store_true", help="tanpa menelusuri semua berkas bukti"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(sweep(strays=not options["cepat"])))
