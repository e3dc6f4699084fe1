"""`manage pulihkan SUMBER`: check a backup, prove it by a drill, or restore from it."""

from __future__ import annotations

import time
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.backups import checking, folders, notes
from units.backups.drills import run_drill
from units.backups.engines import engine_for
from units.backups.exceptions import BackupError, as_sentences
from units.backups.restoring import restore
from zi_portal.lib.numbers import format_count, format_number, format_size


class Command(BaseCommand):
    """Without an option it restores onto an empty installation, and never over anything else."""

    help = "Memulihkan portal dari cadangan ke portal yang masih kosong, atau memeriksa cadangan."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sumber", type=Path, help="folder cadangan")
        parser.add_argument("--cadangan", metavar="NAMA", help="bukan yang terbaru, melainkan ini")
        # For what is thrown away soon: files get a second name instead of a copy.
        parser.add_argument("--tautkan", action="store_true", help=SUPPRESS)
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--periksa", action="store_true", help="hanya periksa keutuhan cadangan")
        way.add_argument(
            "--latihan",
            action="store_true",
            help="pulihkan ke tempat sementara, bandingkan, lalu buang; bukti bahwa cadangan jalan",
        )

    def handle(self, *args: Any, sumber: Path, cadangan: str | None, **options: Any) -> None:
        began = time.monotonic()
        try:
            with as_sentences(sumber):
                self.act(sumber, cadangan, options)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Selesai dalam {format_number(time.monotonic() - began, 1)} detik.")

    def act(self, root: Path, stamp: str | None, options: dict[str, Any]) -> None:
        if options["periksa"]:
            self.examine(root, stamp)
        elif options["latihan"]:
            self.drill(root, stamp)
        else:
            self.restore(root, stamp, link=options["tautkan"])

    def examine(self, root: Path, stamp: str | None) -> None:
        with folders.locked(root, shared=True):
            backup = folders.chosen(root, stamp)
            manifest = backup.manifest()
            checking.require_whole(backup, manifest)
        checking.require_fit(manifest, engine_for())
        self.stdout.write(
            f"Cadangan {backup.stamp} utuh: basis data {format_size(manifest.dump.size)} dan"
            f" {format_count(len(manifest.files))} berkas, semuanya sesuai sidiknya."
        )

    def drill(self, root: Path, stamp: str | None) -> None:
        with notes.failures_noted(notes.DRILL), as_sentences(root):
            done = run_drill(root, stamp)
        self.stdout.write(
            f"Cadangan {done.backup.stamp} terbukti: portal yang dipulihkan darinya sama dengan"
            f" aslinya. Lama pemulihan {format_number(done.seconds, 1)} detik."
        )

    def restore(self, root: Path, stamp: str | None, *, link: bool) -> None:
        done = restore(root, stamp, link=link)
        self.stdout.write(
            f"Portal dipulihkan dari {done.backup.stamp} dan sama dengan cadangannya:"
            f" {format_count(len(done.manifest.facts.tables))} tabel,"
            f" {format_count(len(done.manifest.files))} berkas, ujung jejak audit"
            f" {done.manifest.facts.trail_head[:12]}. Semua orang harus masuk lagi."
        )
        if done.findings:
            raise CommandError(
                f"Portal dipulihkan, tetapi pemeriksaan menemukan {len(done.findings)} hal:"
                f" {' '.join(done.findings[:5])}"
            )
