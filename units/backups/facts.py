"""What a database holds, in figures that two databases can be compared by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.migrations.recorder import MigrationRecorder

from units.audit import GENESIS
from units.models import AuditEvent


# Runs a statement and gives its rows.
Query = Callable[[str], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class TableFacts:
    """Number of rows of a table and a fingerprint over all they hold."""

    rows: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Tables by name, applied migrations as "app.name", and length and head of the audit trail."""

    tables: dict[str, TableFacts]
    migrations: tuple[str, ...]
    trail_length: int
    trail_head: str


def read_facts(
    query: Query, tables: Iterable[str], table_facts: Callable[[str], TableFacts]
) -> Facts:
    """Read everything within the caller's transaction, or from a file nobody writes to."""
    migrations = query(f"SELECT app, name FROM {MigrationRecorder.Migration._meta.db_table}")
    trail = AuditEvent._meta.db_table
    [(length,)] = query(f"SELECT count(*) FROM {trail}")
    heads = [head for (head,) in query(f"SELECT hash FROM {trail} ORDER BY id DESC LIMIT 1")]
    return Facts(
        tables={name: table_facts(name) for name in sorted(tables)},
        migrations=tuple(sorted(f"{app}.{name}" for app, name in migrations)),
        trail_length=length,
        trail_head=next(iter(heads), GENESIS),
    )


def differences(wanted: Facts, found: Facts) -> list[str]:
    """One sentence for each thing in which the second differs from the first."""
    sentences = []
    for name in sorted(wanted.tables.keys() | found.tables.keys()):
        one, other = wanted.tables.get(name), found.tables.get(name)
        if one is None or other is None:
            sentences.append(f"Tabel {name} {'tidak ada' if other is None else 'berlebih'}.")
        elif one.rows != other.rows:
            sentences.append(f"Tabel {name} berisi {other.rows} baris, bukan {one.rows}.")
        elif one.fingerprint != other.fingerprint:
            sentences.append(f"Isi tabel {name} berbeda walau jumlah barisnya sama.")
    if wanted.migrations != found.migrations:
        sentences.append("Daftar migrasinya berbeda.")
    if (wanted.trail_length, wanted.trail_head) != (found.trail_length, found.trail_head):
        sentences.append("Ujung jejak auditnya berbeda.")
    return sentences
