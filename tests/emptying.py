"""Emptying the database after a test that commits.

Django empties every table, also those nobody wrote to, and then makes its content types and
permissions anew: far more work than most of these tests themselves.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction


# What belongs to the tables themselves, as migrating leaves it.
KEPT = {"django_content_type", "auth_permission"}


def empty_what_was_written(*_: Any) -> None:
    """Takes the place of `TransactionTestCase._fixture_teardown`."""
    with transaction.atomic():
        filled = filled_tables()
        guards = guards_put_aside(filled)
        with connection.cursor() as cursor:
            # In any order: references are looked at when the transaction ends.
            for name in filled:
                cursor.execute(f"DELETE FROM {name}")
            for guard in guards:
                cursor.execute(guard)


def filled_tables() -> list[str]:
    names = {*connection.introspection.django_table_names(only_existing=True)} - KEPT
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in sorted(names))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def guards_put_aside(tables: list[str]) -> list[str]:
    """Drop the triggers that refuse to delete; answers the statements that bring them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in tables:
                cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
            # References must have been looked at before a table is altered again.
            back = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in tables]
            return ["SET CONSTRAINTS ALL IMMEDIATE", *back]
        cursor.execute(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type='trigger'"
            " AND name LIKE '%!_no!_DELETE' ESCAPE '!'"
        )
        guards = [(name, sql) for name, table, sql in cursor.fetchall() if table in tables]
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {name}")
    return [sql for _, sql in guards]
