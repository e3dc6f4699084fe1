"""`manage buat_paket`: the packet of an office's year as a file, without the web."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from pengungkit.actions.records import make_record
from pengungkit.models import Assessment
from reports.packets.exceptions import DamagedFileError, RejectedEvidenceError
from reports.packets.files import write_packets
from reports.packets.making import made_event
from units import audit


class Command(BaseCommand):
    """Freezes the state of now, or takes the newest record when nothing has changed since."""

    help = "Membuat paket (ZIP) sebuah penilaian ke sebuah folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", metavar="UNIT", help="kode unit, misalnya kppn-ternate")
        parser.add_argument("tahun", metavar="TAHUN", type=int)
        parser.add_argument("--keluaran", metavar="DIR", type=Path, default=Path(), help="folder")
        parser.add_argument(
            "--pecah", action="store_true", help="pecah menjadi beberapa bagian bila besar"
        )

    def handle(self, *args: Any, unit: str, tahun: int, keluaran: Path, **options: Any) -> None:
        found = Assessment.objects.with_structure().filter(unit__code=unit, year=tahun).first()
        if found is None:
            raise CommandError(f"Tidak ada penilaian {tahun} untuk unit {unit}. Periksa kodenya.")
        record = make_record(assessment=found, by=None)
        try:
            made = write_packets(record, keluaran, in_parts=options["pecah"])
        except (DamagedFileError, RejectedEvidenceError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Paket tidak dapat ditulis ke {keluaran}: {error}") from error
        with transaction.atomic():
            events = [made_event(record, one.layout, one.written) for one in made.values()]
            audit.record_many(None, events)
        for path, built in made.items():
            self.stdout.write(f"{path} ({path.stat().st_size} byte)")
            for name, reason in built.left_out.items():
                self.stderr.write(f"Tanpa {name}: {reason}")
        self.stdout.write(f"Dibuat dari rekaman no. {record.number}, SHA-256 {record.sha256}")
