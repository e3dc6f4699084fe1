"""PostgreSQL: pg_dump and pg_restore, with everything else read in the dump's own snapshot."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.db import ProgrammingError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.db.backends.utils import CursorWrapper

from units.backups.engines import Contents
from units.backups.exceptions import BackupError, full_disk
from units.backups.facts import Facts, TableFacts, read_facts
from units.backups.kept_files import named_files, sync_folder


# How a row is written as text must not hang on the settings of server or session.
AS_TEXT = (
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL IntervalStyle = 'postgres';"
    "SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1"
)
# Marks the temporary database of a drill, so that no other one is ever dropped.
DRILL_MARK = "latihan pemulihan Portal ZI"


class PostgreSQLEngine:
    vendor = "postgresql"
    label = "PostgreSQL"
    dump_name = "basis-data.pgdump"

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database = database

    def version(self) -> str:
        number = server_version(self.database)
        return f"{number // 10000}.{number % 10000}"

    def dump(self, path: Path, *, root: Path) -> Contents:
        """pg_dump shares the snapshot in which counts, trail and files are read."""
        tool = tool_for("pg_dump", server_version(self.database) // 10000)
        other: Any = self.database.copy()
        with closing(other), other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            [(snapshot,)] = cursor.fetchall()
            options = ["--format=custom", "--no-owner", "--no-privileges", "--no-comments"]
            options += ["--lock-wait-timeout=60s", f"--snapshot={snapshot}", f"--file={path}"]
            self._run(tool, [*options, *self._where()], root)
            contents = Contents(facts_of(cursor), named_files(rows_of(cursor)))
        path.chmod(0o600)
        sync_folder(path.parent)
        return contents

    def check_can_load(self, version: str) -> None:
        major, own = int(version.split(".")[0]), server_version(self.database) // 10000
        if own < major:
            raise BackupError(
                f"Cadangan ini dari PostgreSQL {major}, sedangkan server tujuan PostgreSQL {own}"
                f" yang lebih lama. Pakai server PostgreSQL {major} atau lebih baru."
            )
        tool_for("pg_restore", major)

    def load(self, path: Path) -> None:
        """What stood there goes first, in one transaction; then all of the dump, in another."""
        tool = tool_for("pg_restore", 0)
        self._empty()
        *where, name = self._where()
        options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        self._run(tool, [*options, *where, f"--dbname={name}", str(path)], "server basis data")
        self.database.close()

    def facts(self) -> Facts:
        other: Any = self.database.copy()
        with closing(other), other.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return facts_of(cursor)

    def tables(self) -> set[str]:
        with self.database.cursor() as cursor:
            return table_names(cursor)

    def size(self) -> int:
        with self.database.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    @contextmanager
    def scratch(self, folder: Path) -> Iterator[str]:
        name = f"{self.database.settings_dict['NAME'][:50]}_latihan"
        quoted = self.database.ops.quote_name(name)
        other: Any = self.database.copy()
        with closing(other), other.cursor() as cursor:
            drop_drill_database(cursor, name, quoted)
            try:
                cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'")
                cursor.execute(f"COMMENT ON DATABASE {quoted} IS '{DRILL_MARK}'")
            except ProgrammingError as error:
                raise BackupError(
                    "Pengguna basis data portal tidak boleh membuat basis data sementara untuk"
                    f" latihan ({' '.join(str(error).split())}). Beri hak CREATEDB kepadanya, atau"
                    " lakukan pemulihan sungguhan di mesin uji."
                ) from error
            try:
                yield database_url(self.database.settings_dict, name)
            finally:
                drop_drill_database(cursor, name, quoted)

    def _empty(self) -> None:
        """Drop every table and function of the portal's schema, but not those of extensions."""
        with transaction.atomic(using=self.database.alias), self.database.cursor() as cursor:
            for name in sorted(table_names(cursor)):
                cursor.execute(f"DROP TABLE {self.database.ops.quote_name(name)} CASCADE")
            cursor.execute(
                "SELECT p.oid::regprocedure::text FROM pg_proc p"
                " WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS ("
                "SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
            )
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function} CASCADE")

    def _where(self) -> list[str]:
        """Options that name server and user, then the name of the database."""
        arguments, _ = DatabaseClient.settings_to_cmd_args_env(self.database.settings_dict, [])
        return arguments[1:]

    def _run(self, tool: str, arguments: list[str], disk: Path | str) -> None:
        # The password goes by the environment: arguments can be read by everyone on the machine.
        _, env = DatabaseClient.settings_to_cmd_args_env(self.database.settings_dict, [])
        # No word of a stranger is in it: a fixed tool, and what .env says.
        done = subprocess.run(  # noqa: S603
            [tool, *arguments],
            env=os.environ | {"LC_ALL": "C"} | (env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )
        if done.returncode:
            raise tool_sentence(Path(tool).name, done.stderr, disk)


def server_version(database: BaseDatabaseWrapper) -> int:
    """As the server counts: 150013 for 15.13."""
    database.ensure_connection()
    return int(database.connection.info.server_version)


def tool_for(name: str, least_major: int) -> str:
    """Path of a client program of that major version or a newer one."""
    path = shutil.which(name)
    if path is None:
        raise BackupError(
            f"Program {name} tidak ditemukan di PATH, padahal PostgreSQL dicadangkan dan dipulihkan"
            " dengannya. Pasang paket postgresql-client di mesin ini, lalu ulangi."
        )
    text = subprocess.run([path, "--version"], capture_output=True, text=True).stdout  # noqa: S603
    found = re.search(r"(\d+)(?:\.\d+)*", text)
    major = int(found[1]) if found else 0
    if major < least_major:
        raise BackupError(
            f"Program {name} di mesin ini versi {major}, sedangkan yang diperlukan versi"
            f" {least_major} atau lebih baru. Pasang postgresql-client-{least_major}, lalu ulangi."
        )
    return path


def rows_of(cursor: CursorWrapper) -> Any:
    """The cursor as what `read_facts` asks of: statement in, rows out."""

    def query(sql: str) -> list[tuple[Any, ...]]:
        cursor.execute(sql)
        return cursor.fetchall()

    return query


def table_names(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return {name for (name,) in cursor.fetchall()}


def facts_of(cursor: CursorWrapper) -> Facts:
    cursor.execute(AS_TEXT)
    return read_facts(rows_of(cursor), table_names(cursor), lambda name: table_facts(cursor, name))


def table_facts(cursor: CursorWrapper, name: str) -> TableFacts:
    """The fingerprint is a sum over the rows, since a table has no order of its own."""
    cursor.execute(
        "SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text"
        f' FROM "{name}" t'
    )
    rows, fingerprint = cursor.fetchone()
    return TableFacts(rows, fingerprint)


def drop_drill_database(cursor: CursorWrapper, name: str, quoted: str) -> None:
    """Drop what a drill left behind; refuse a database of that name that is none of ours."""
    cursor.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    )
    for (mark,) in cursor.fetchall():
        if mark != DRILL_MARK:
            raise BackupError(
                f"Sudah ada basis data bernama {name} yang bukan sisa latihan, jadi tidak disentuh."
                " Ganti nama atau hapus basis data itu, lalu ulangi."
            )
        cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")


def database_url(settings_dict: dict[str, Any], name: str) -> str:
    """A DATABASE_URL for another database on the same server; a socket's folder is in the path."""
    user = quote(settings_dict["USER"], safe="")
    password = quote(settings_dict["PASSWORD"], safe="")
    host, port = settings_dict["HOST"], settings_dict["PORT"]
    account = f"{user}:{password}@" if password else f"{user}@" if user else ""
    server = "" if host.startswith("/") else host
    path = f"{quote(host)}/{quote(name)}" if host.startswith("/") else quote(name)
    options = {k: v for k, v in settings_dict["OPTIONS"].items() if isinstance(v, str | int)}
    query = f"?{urlencode(options)}" if options else ""
    return f"postgres://{account}{server}{f':{port}' if port else ''}/{path}{query}"


def tool_sentence(tool: str, stderr: str, disk: Path | str) -> BackupError:
    """What the program's own words mean for the operator."""
    if "No space left on device" in stderr:
        return full_disk(disk)
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    reason = lines[0] if lines else "tanpa keterangan"
    return BackupError(
        f"{tool} gagal ({reason}). Perbaiki sebabnya lalu ulangi; cadangan yang ada tidak berubah."
    )
