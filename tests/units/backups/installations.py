"""Whole installations for tests of backups: a database, a folder, and commands run in processes."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from units.backups.postgresql import database_url


@dataclass
class Installation:
    """What a portal is made of: where its data lies, and the DATABASE_URL of its database."""

    data: Path
    url: str

    @property
    def store(self) -> Path:
        return self.data / "bukti"

    def manage(self, *words: object, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product as an operator would, with the product's own settings."""
        return subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *map(str, words)],
            env=os.environ | self.env | env,
            capture_output=True,
            text=True,
            timeout=120,
        )

    @property
    def env(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "zi_portal.settings",
            "ZI_DATA": str(self.data),
            "DATABASE_URL": self.url,
        }

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a statement gives, asked past the product."""
        if self.url.startswith("sqlite"):
            import sqlite3

            with closing(sqlite3.connect(self.data / "portal.sqlite3")) as database:
                return database.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(**parameters(self.url)) as database:
            return database.execute(sql).fetchall()

    def execute(self, sql: str) -> None:
        if self.url.startswith("sqlite"):
            import sqlite3

            with closing(sqlite3.connect(self.data / "portal.sqlite3")) as database:
                database.execute(sql)
                database.commit()
            return
        import psycopg

        with psycopg.connect(**parameters(self.url)) as database:
            database.execute(sql)


def parameters(url: str) -> dict[str, Any]:
    """The test server's address with the name of another database on it."""
    own = connection.get_connection_params()
    kept = {key: own[key] for key in ("user", "password", "host", "port") if key in own}
    return kept | {"dbname": url.partition("?")[0].rpartition("/")[2]}


def this_one(data: Path) -> Installation:
    """The installation that the running test itself writes to."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return Installation(data, f"sqlite:///{quote(str(name))}")
    return Installation(data, database_url(connection.settings_dict, name))


@contextmanager
def empty_installation(data: Path) -> Iterator[Installation]:
    """Nothing but a folder; on PostgreSQL also an empty database, dropped afterwards."""
    if connection.vendor == "sqlite":
        yield Installation(data, f"sqlite:///{quote(str(data / 'portal.sqlite3'))}")
        return
    name = f"uji_{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield Installation(data, database_url(connection.settings_dict, name))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
