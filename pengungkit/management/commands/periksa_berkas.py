"""`manage periksa_berkas`: read a slice of the kept files again and see that they are whole."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pengungkit.actions.scrubbing import scrub


class Command(BaseCommand):
    """Meant to run every day; ends with code 1 while a damaged file could not be replaced."""

    help = "Membaca ulang sebagian berkas bukti, yang paling lama belum diperiksa lebih dahulu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mb", type=int, help="sebanyak ini; tanpa ini ZI_PERIKSA_BERKAS_MB")

    def handle(self, *args: Any, **options: Any) -> None:
        done = scrub(megabytes=options["mb"])
        if done.damaged:
            raise CommandError(f"{done} Jalankan manage pulihkan_berkas --dari CADANGAN.")
        self.stdout.write(str(done))
