"""`manage ambil_gambar`: renew the pictures in docs/gambar."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reports import screenshots


class Command(BaseCommand):
    """Needs Chromium. Touches nothing of this installation: the demo photographed is its own."""

    help = "Mengambil ulang gambar tampilan portal dengan Chromium."

    def add_arguments(self, parser: ArgumentParser) -> None:
        folder = settings.BASE_DIR / "docs" / "gambar"
        parser.add_argument("--folder", type=Path, default=folder, help="tempat gambarnya")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            taken = screenshots.take(options["folder"])
        except screenshots.NoScreenshotsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(taken)} gambar diambil ke {options['folder']}")
