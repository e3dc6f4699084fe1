"""`manage cadangkan TUJUAN`: one more backup in that folder, while the portal goes on working."""

from __future__ import annotations

import time
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from units.backups import folders, notes
from units.backups.exceptions import BackupError
from units.backups.making import Made, is_on_same_disk, make_backup
from zi_portal.lib.numbers import format_count, format_number, format_size


SAME_DISK = (
    "Perhatian: folder itu di disk yang sama dengan portal. Bila disk rusak, keduanya hilang; salin"
    " foldernya ke disk atau komputer lain."
)


class Command(BaseCommand):
    """Ends with code 1 when nothing was made, and also when damaged files had to be left out."""

    help = "Mencadangkan basis data dan berkas bukti ke sebuah folder; aman selagi portal dipakai."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("tujuan", type=Path, help="folder cadangan, sebaiknya di disk lain")
        parser.add_argument(
            "--jumlah",
            type=at_least_one,
            metavar="N",
            help="simpan hanya N cadangan terakhir; tanpa ini semuanya disimpan",
        )

    def handle(self, *args: Any, tujuan: Path, jumlah: int | None, **options: Any) -> None:
        began = time.monotonic()
        try:
            with notes.failures_noted(notes.BACKUP):
                made = make_backup(tujuan)
                self.stdout.write(summary(made, time.monotonic() - began))
                if jumlah is not None:
                    gone, files = folders.prune_locked(tujuan, jumlah)
                    self.stdout.write(f"Dibuang: {gone} cadangan lama, {files} berkas.")
        except BackupError as error:
            raise CommandError(str(error)) from error
        if is_on_same_disk(tujuan):
            self.stdout.write(SAME_DISK)
        if made.manifest.damaged:
            raise CommandError(damage_sentence(made))


def at_least_one(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ArgumentTypeError("harus angka 1 atau lebih")
    return int(text)


def summary(made: Made, seconds: float) -> str:
    return (
        f"Cadangan {made.backup.stamp} selesai dalam {format_number(seconds, 1)} detik: basis data"
        f" {format_size(made.manifest.dump.size)}, {format_count(len(made.manifest.files))} berkas"
        f" ({format_count(made.copied)} baru, {format_size(made.copied_size)})."
    )


def damage_sentence(made: Made) -> str:
    """Which files are missing in the backup, so that somebody looks for them today."""
    damaged = made.manifest.damaged
    some = ", ".join(f"{sha256[:12]} {reason}" for sha256, reason in list(damaged.items())[:5])
    return (
        f"{len(damaged)} berkas bukti tidak ikut dicadangkan karena rusak di penyimpanan portal:"
        f" {some}. Jalankan `pulihkan_berkas --dari` dengan folder cadangan yang masih"
        " memilikinya."
    )
