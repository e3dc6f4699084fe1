"""`manage ulangi_pemusnahan`: destroy again what an older backup brought back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from pengungkit.actions.destroying import repeat


class Command(BaseCommand):
    """Part of every restoration; reads the list of destroyed files in ZI_DATA."""

    help = "Memusnahkan lagi berkas yang kembali bersama cadangan lama."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{repeat()} berkas dimusnahkan lagi.")
