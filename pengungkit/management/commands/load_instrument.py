from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pengungkit.actions.instruments import load_instrument
from pengungkit.exceptions import InstrumentInUseError, InstrumentInvalidError
from pengungkit.instruments import bundled_document


class Command(BaseCommand):
    help = "Memuat versi instrumen LKE, bawaan portal atau dari sebuah berkas JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("berkas", nargs="?", type=Path, help="kosong: instrumen bawaan")

    def handle(self, *args: Any, berkas: Path | None, **options: Any) -> None:
        try:
            document = json.loads(berkas.read_text("utf-8")) if berkas else bundled_document()
            version, changed = load_instrument(document=document, by=None)
        except (OSError, ValueError) as error:
            raise CommandError(f"Berkas instrumen tidak terbaca: {error}") from error
        except (InstrumentInvalidError, InstrumentInUseError) as error:
            raise CommandError(str(error)) from error
        state = "dimuat" if changed else "sudah mutakhir"
        self.stdout.write(f"Instrumen {version.code} {state}.")
