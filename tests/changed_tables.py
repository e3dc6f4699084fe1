"""Which tables a request changed, told by their content."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


# What is written for everybody, whatever they asked for: sessions, messages, counted attempts.
UNTOLD_TABLES = {"django_session", "usersessions_usersession", "zi_cache"}
WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
NO_WRITE = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|SET|PRAGMA)\b", re.IGNORECASE)


def told_tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name not in UNTOLD_TABLES]


def table_digests(names: Collection[str] | None = None) -> dict[str, str]:
    """A hash over the whole content of every table that tells something, or of those named."""
    digests = {}
    with connection.cursor() as cursor:
        for name in told_tables() if names is None else names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)} ORDER BY 1")
            digest = hashlib.sha256()
            for row in itertools.chain.from_iterable(iter(lambda: cursor.fetchmany(500), [])):
                digest.update(repr(row).encode())
            digests[name] = digest.hexdigest()
    return digests


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that statements inside wrote to, whether or not it was taken back again.

    Far cheaper than digests; a statement we do not understand counts as one on every table.
    """
    written: set[str] = set()

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if write := WRITE.match(sql):
            written.add(write[1])
        elif not NO_WRITE.match(sql):
            written.update(told_tables())
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield written
    written -= UNTOLD_TABLES
