"""`manage kerjakan`: the background worker, kept alive by `zi.py run`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from zi_portal.worker import duties
from zi_portal.worker.loop import Worker


class Command(BaseCommand):
    """Runs until it is told to stop; several may run, on one machine or on many."""

    help = "Mengerjakan antrean di latar belakang: berkas yang diminta orang, dan tugas berkala."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bersamaan", type=int, default=settings.WORKER_AT_ONCE, help="paling banyak sekian"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        duties.enter()
        Worker(max(1, options["bersamaan"])).run()
        self.stdout.write("Pekerja latar berhenti.")
