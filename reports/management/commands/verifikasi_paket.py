"""`manage verifikasi_paket`: whether a packet is complete and unaltered."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from reports.contexts.packet_check import lines_of
from reports.packets.checking import check_packet
from reports.packets.exceptions import NoPacketError


class Command(BaseCommand):
    """Ends with code 0 when all is well, 1 with a list when not, 2 when it is no packet."""

    help = "Memeriksa apakah sebuah paket (ZIP) lengkap dan tidak berubah."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("berkas", metavar="BERKAS.zip", type=Path, help="paket yang diperiksa")

    def handle(self, *args: Any, berkas: Path, **options: Any) -> None:
        try:
            checked = check_packet(berkas)
        except NoPacketError as error:
            self.stderr.write(str(error))
            sys.exit(2)
        except OSError as error:
            self.stderr.write(f"{berkas} tidak dapat dibuka: {error.strerror}.")
            sys.exit(2)
        for line in lines_of(checked):
            self.stdout.write(line)
        if not checked.is_whole:
            sys.exit(1)
