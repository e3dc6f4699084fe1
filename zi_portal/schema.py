"""Whether the database has the tables this code was written for, and who may change them.

Its list of applied migrations does not tell: before the first release a migration could change
after it had been applied somewhere (ADR 0026).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


# Taken by every server that prepares this database; any number that nothing else here uses.
PREPARING_LOCK = 0x5A49_0002

# A column that wants a value and has none of its own refuses every row of code unaware of it.
COLUMNS = {
    "sqlite": 'SELECT t.name, c.name, c."notnull" AND c.dflt_value IS NULL AND c.pk = 0'
    " FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'",
    "postgresql": "SELECT table_name, column_name, is_nullable = 'NO' AND column_default IS NULL"
    " AND is_identity = 'NO' AND is_generated = 'NEVER'"
    " FROM information_schema.columns WHERE table_schema = current_schema()",
}


@contextmanager
def alone_on_database() -> Iterator[None]:
    """Let a second server wait while the first prepares the same PostgreSQL.

    On a connection of its own and until the end of its transaction, so that nothing done meanwhile
    gives the lock up, and a pool of connections keeps none of it. SQLite lies in a folder that the
    door has locked.
    """
    if connection.vendor != "postgresql":
        yield
        return
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PREPARING_LOCK])
        yield
    finally:
        own.close()


def misfits(loader: MigrationLoader) -> list[str]:
    """Columns that applied migrations say there are, and are not, or that no model knows of."""
    applied = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    if not applied:
        return []
    if len(applied) == len(loader.graph.nodes):
        wanted: Iterable[type[models.Model]] = apps.get_models(include_auto_created=True)
    else:
        wanted = loader.project_state(applied).apps.get_models(include_auto_created=True)
    found: dict[str, dict[str, bool]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS[connection.vendor])
        for table, column, must_be_given in cursor.fetchall():
            found.setdefault(table, {})[column] = bool(must_be_given)
    return [
        f"{model._meta.db_table}.{column}"
        for model in wanted
        if model._meta.managed and not model._meta.proxy
        for column in _misfits_of(model, found.get(model._meta.db_table, {}))
    ]


def _misfits_of(model: type[models.Model], found: dict[str, bool]) -> list[str]:
    known = {field.column for field in model._meta.local_concrete_fields if field.column}
    return sorted((known - found.keys()) | {name for name in found.keys() - known if found[name]})


def misfit_sentence(loader: MigrationLoader) -> str:
    """What to tell an operator whose database does not fit, or nothing."""
    found = misfits(loader)
    if not found:
        return ""
    more = f" dan {len(found) - 3} lagi" if len(found) > 3 else ""
    return (
        "Basis data ini dibuat oleh versi sebelum rilis pertama, atau oleh versi yang lebih baru"
        f" daripada kode ini: kolomnya tidak cocok ({', '.join(found[:3])}{more}). Isinya tidak"
        " diubah. Mulai dengan ZI_DATA baru (dan DATABASE_URL baru bila memakai PostgreSQL) di"
        " .env, pulihkan cadangan yang dibuat versi ini, atau pasang versi portal yang membuatnya."
    )


def unusable_sentence(error: DatabaseError) -> str:
    """What to tell an operator whose database does not answer."""
    reason = " ".join(str(error).split())
    return (
        f"Basis data tidak bisa dipakai ({reason}). Pastikan ruang disk cukup dan server basis data"
        " pada DATABASE_URL di .env menyala, lalu ulangi."
    )


def trouble_sentence(error: DatabaseError) -> str:
    """Why a command may have met this error, where an operator can mend it; else nothing.

    Most often ZI_DATA or DATABASE_URL name another place than meant, with nothing in it yet.
    """
    try:
        executor = MigrationExecutor(connection)
        if sentence := misfit_sentence(executor.loader):
            return sentence
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return unusable_sentence(error)
    if not missing:
        return ""
    return (
        "Basis data ini belum disiapkan untuk versi portal ini. Jalankan `python3 zi.py run`"
        " sekali; bila seharusnya sudah berisi, periksa ZI_DATA dan DATABASE_URL di .env."
    )


@register(Tags.database)
def database_fits(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Run by `migrate` and by `check --database default`, before anything is changed."""
    if connection.alias not in (databases or ()):
        return []
    try:
        sentence = misfit_sentence(MigrationLoader(connection))
    except DatabaseError:
        return []  # The command that asked says better why it cannot reach the database.
    return [Error(sentence, id="zi_portal.E001")] if sentence else []
