"""Score a filled LKE workbook from the command line; needs no database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from pengungkit.instruments import bundled_instrument
from pengungkit.workbooks.reader import read_lke
from pengungkit.workbooks.report import as_json, as_text, counted
from zi_portal.lib.workbooks.refusal import WorkbookRefusedError


class Command(BaseCommand):
    help = "Hitung nilai dan syarat WBK/WBBM dari berkas LKE (.xlsx) yang sudah diisi."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("berkas", metavar="BERKAS.xlsx", help="LKE yang sudah diisi")
        parser.add_argument(
            "--predikat",
            type=str.lower,
            choices=[target.code for target in bundled_instrument().targets],
            default=bundled_instrument().targets[0].code,
            help="syarat predikat yang diperiksa",
        )
        parser.add_argument("--json", action="store_true", help="hasil sebagai JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0 when read, 2 (with one sentence on stderr) when the file is no LKE."""
        instrument = bundled_instrument()
        try:
            read = read_lke(options["berkas"], instrument)
        except WorkbookRefusedError as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        outcome = counted(instrument, read, options["predikat"])
        self.stdout.write(as_json(outcome) if options["json"] else as_text(outcome))
