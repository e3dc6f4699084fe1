"""`manage impor_bukti UNIT BERKAS.zip --oleh NAMA`: bring in a folder from the server itself."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pengungkit.actions.zip_applying import apply_import, begin_applying
from pengungkit.actions.zip_arrival import receive_zip
from pengungkit.actions.zip_reading import read_import
from pengungkit.exceptions import EvidenceRefusedError, ZipImportStateError
from pengungkit.models import ZipEntry, ZipImport
from units.models import Unit, User
from units.permissions import Permission, rights_of


CHUNK = 1024 * 1024


class Command(BaseCommand):
    """For folders too large for a browser. Without --terapkan the preview waits in the portal."""

    help = "Membaca ZIP folder bukti untuk satu unit; dengan --terapkan langsung memasukkannya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", help="kode unit")
        parser.add_argument("berkas", type=Path, help="berkas ZIP")
        parser.add_argument("--oleh", required=True, help="nama akun yang memasukkan")
        parser.add_argument("--terapkan", action="store_true", help="tanpa memeriksa pratinjau")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.filter(code=options["unit"]).first()
        person = User.objects.filter(username=options["oleh"]).first()
        if unit is None or person is None:
            raise CommandError("Unit atau akun itu tidak ada. Periksa kode dan nama akunnya.")
        if not rights_of(person).allows(Permission.ANSWER, unit):
            raise CommandError("Akun itu tidak berhak mengisi di unit ini. Pilih anggota timnya.")
        try:
            with options["berkas"].open("rb") as file:
                made = receive_zip(
                    unit=unit,
                    name=options["berkas"].name,
                    chunks=iter(lambda: file.read(CHUNK), b""),
                    by=person,
                )
            read_import(made)
            made.refresh_from_db()
            if made.state == ZipImport.State.READY and options["terapkan"]:
                begin_applying(zip_import=made, by=person)
                apply_import(made)
        except (EvidenceRefusedError, ZipImportStateError, OSError) as error:
            raise CommandError(str(error)) from error
        made.refresh_from_db()
        counts = Counter(made.entries.values_list("state", flat=True))
        words = [f"{n} {ZipEntry.State(state).label.lower()}" for state, n in counts.items()]
        told = made.refusal or ", ".join(words) or "Tidak ada isinya"
        self.stdout.write(f"{told}. Lihat {made.get_absolute_url()}")
