"""`manage periksa_integritas`: whether everything that must hold does hold."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pengungkit import integrity


class Command(BaseCommand):
    """Ends with code 1 and a list when something does not hold, else with one sentence."""

    help = "Memeriksa nilai, jejak audit, bukti, dan pohon unit."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--lengkap", action="store_true", help="baca dan hitung ulang sidik setiap berkas"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = integrity.findings(thorough=options["lengkap"])
        for finding in found:
            self.stdout.write(f"[{finding.check}] {finding.sentence}")
        if found:
            raise CommandError(f"{len(found)} temuan. Lihat daftar di atas.", returncode=1)
        self.stdout.write(f"Tidak ada temuan dari {len(integrity.CHECKS)} pemeriksaan.")
