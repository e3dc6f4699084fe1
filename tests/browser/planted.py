"""The demo for browsers: planted once a worker, and brought back by copying for further tests."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from tests.emptying import filled_tables


@dataclass
class PlantedDemo:
    """Where the demo of this worker is kept once it was planted."""

    folder: Path
    tables: list[str] = field(default_factory=list)

    def bring(self) -> None:
        """Fill an empty database, and the store of the running test."""
        if self.tables:
            self.copy()
            return
        call_command("seed_demo", stdout=io.StringIO())
        if connection.vendor != "sqlite":
            return
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(self.database)])
        shutil.copytree(settings.EVIDENCE_DIR, self.store)
        self.tables = filled_tables()

    def copy(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ATTACH DATABASE %s AS kept", [str(self.database)])
            # Whole tables are copied without looking at references, and so are counted wrongly.
            with connection.constraint_checks_disabled(), transaction.atomic():
                for name in self.tables:
                    cursor.execute(f"INSERT INTO main.{name} SELECT * FROM kept.{name}")
            cursor.execute("DETACH DATABASE kept")
        shutil.copytree(self.store, settings.EVIDENCE_DIR)

    @property
    def database(self) -> Path:
        return self.folder / "demo.sqlite3"

    @property
    def store(self) -> Path:
        return self.folder / "bukti"
