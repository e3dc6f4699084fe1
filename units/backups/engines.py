"""Which way of dumping and loading fits the database in use."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from units.backups.exceptions import BackupError
from units.backups.facts import Facts


@dataclass(frozen=True, slots=True)
class Contents:
    """What was in the database at the moment of the dump, and the files it named then."""

    facts: Facts
    files: Mapping[str, int]


class Engine(Protocol):
    """A database vendor's own safe ways."""

    vendor: str
    label: str
    dump_name: str

    def version(self) -> str:
        """Version of the server or library, as in "15.13"."""

    def dump(self, path: Path, *, root: Path) -> Contents:
        """Write one consistent moment to the path below root, whoever writes meanwhile."""

    def check_can_load(self, version: str) -> None:
        """Raise `BackupError` when a dump of that version cannot be loaded here."""

    def load(self, path: Path) -> None:
        """Replace everything in the database by the dump, all or nothing."""

    def facts(self) -> Facts:
        """What the database in use holds now."""

    def tables(self) -> set[str]:
        """Names of the tables there are."""

    def size(self) -> int:
        """Bytes on disk."""

    def scratch(self, folder: Path) -> AbstractContextManager[str]:
        """An empty temporary database; gives its DATABASE_URL and throws it away at the end."""


def engine_for(database: BaseDatabaseWrapper = connection) -> Engine:
    """The engine of the database in use."""
    from units.backups.postgresql import PostgreSQLEngine
    from units.backups.sqlite import SQLiteEngine

    if database.vendor == "sqlite":
        return SQLiteEngine(database)
    if database.vendor == "postgresql":
        return PostgreSQLEngine(database)
    raise BackupError(
        f"Basis data {database.display_name} tidak dapat dicadangkan: portal hanya mengenal SQLite"
        " dan PostgreSQL. Ganti DATABASE_URL di .env."
    )
