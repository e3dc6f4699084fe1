"""SQLite: dumped by VACUUM INTO, loaded page by page within one transaction.

Copying the file of a living database gives a broken one sooner or later; neither way here does.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db.backends.base.base import BaseDatabaseWrapper

from units.backups.engines import Contents
from units.backups.exceptions import BackupError, full_disk
from units.backups.facts import Facts, TableFacts, read_facts
from units.backups.kept_files import named_files


BUSY_SECONDS = 60.0


class SQLiteEngine:
    vendor = "sqlite"
    label = "SQLite"
    dump_name = "basis-data.sqlite3"

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database
        self.path = Path(str(database.settings_dict["NAME"]))

    def version(self) -> str:
        return sqlite3.sqlite_version

    def dump(self, path: Path, *, root: Path) -> Contents:
        """VACUUM INTO reads one snapshot and holds up no writer; the result is then checked."""
        with sentences(root):
            with closing(opened(self.path)) as source:
                source.execute("VACUUM INTO ?", [str(path)])
            path.chmod(0o600)
            with path.open("rb+") as file:
                os.fsync(file.fileno())
            with closing(opened(path, immutable=True)) as dump:
                require_sound(dump)
                return Contents(facts_of(dump), named_files(dump.execute))

    def check_can_load(self, version: str) -> None:
        """Every version reads the file format of every other since 3.0."""

    def load(self, path: Path) -> None:
        """Pages are written under the database's own lock: a killed load leaves the old state."""
        self.database.close()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (
            sentences(self.path.parent),
            closing(opened(path, immutable=True)) as dump,
            closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as target,
        ):
            target.execute("PRAGMA synchronous=FULL")
            dump.backup(target)

    def facts(self) -> Facts:
        with sentences(self.path.parent), closing(opened(self.path)) as live:
            live.execute("BEGIN")
            return facts_of(live)

    def tables(self) -> set[str]:
        if not self.path.exists():
            return set()
        with sentences(self.path.parent), closing(opened(self.path)) as live:
            return table_names(live)

    def size(self) -> int:
        parts = [self.path, self.path.with_name(f"{self.path.name}-wal")]
        return sum(part.stat().st_size for part in parts if part.exists())

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[str]:
        yield f"sqlite:///{quote(str(folder / 'portal.sqlite3'))}"


def opened(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """A connection for reading; `immutable` for a dump that nobody writes to."""
    uri = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def require_sound(dump: sqlite3.Connection) -> None:
    """Raise when the dump's own pages and indexes do not hold together."""
    findings = [row for (row,) in dump.execute("PRAGMA integrity_check(3)") if row != "ok"]
    if findings:
        raise sqlite3.DatabaseError("; ".join(findings))


def table_names(source: sqlite3.Connection) -> set[str]:
    rows = source.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%'"
        " ESCAPE '~'"
    )
    return {name for (name,) in rows}


def facts_of(source: sqlite3.Connection) -> Facts:
    return read_facts(source.execute, table_names(source), lambda name: table_facts(source, name))


def table_facts(source: sqlite3.Connection, name: str) -> TableFacts:
    """Rows in the order they are stored, which a dump keeps and a load copies."""
    digest, rows = hashlib.sha256(), 0
    source.text_factory = bytes
    try:
        for row in source.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):
            digest.update(repr(row).encode())
            rows += 1
    finally:
        source.text_factory = str
    return TableFacts(rows, digest.hexdigest())


@contextmanager
def sentences(folder: Path) -> Iterator[None]:
    """Turn SQLite's errors into `BackupError`; `folder` is where it writes."""
    try:
        yield
    except sqlite3.Error as error:
        raise sentence_of(error, folder) from error


def sentence_of(error: sqlite3.Error, folder: Path) -> BackupError:
    """What SQLite's own words mean for the operator."""
    code = getattr(error, "sqlite_errorcode", None)
    if code == sqlite3.SQLITE_FULL:
        return full_disk(folder)
    if code == sqlite3.SQLITE_CANTOPEN:
        return BackupError(
            f"Basis data SQLite tidak dapat dibuka atau ditulis ({error}). Periksa apakah portal"
            f" sudah pernah dijalankan dan apakah folder {folder} boleh ditulis, lalu ulangi."
        )
    if code == sqlite3.SQLITE_BUSY:
        return BackupError(
            "Basis data SQLite sedang dikunci proses lain lebih dari semenit. Tunggu pekerjaan"
            " besar selesai, lalu ulangi."
        )
    return BackupError(
        f"Basis data SQLite rusak atau tidak terbaca ({error}). Cadangan terakhir yang utuh jangan"
        " dihapus; jalankan `periksa_integritas`, lalu pulihkan bila perlu."
    )
