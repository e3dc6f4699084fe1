"""Who may change which names exist in the store of files, while rows are brought to match them.

Giving files their names shares the store; taking names away needs it alone. SQLite has one writer
anyway, so only PostgreSQL is asked. The lock ends with the transaction.
"""

from __future__ import annotations

from django.db import connection


# Any constant will do that is no other lock's (units/audit.py has one).
STORE_LOCK = 2_021_091


def share_store() -> None:
    """Within this transaction no kept file disappears."""
    _lock("pg_advisory_xact_lock_shared")


def own_store() -> None:
    """Wait until nobody is keeping a file; within this transaction nobody begins to."""
    _lock("pg_advisory_xact_lock")


def _lock(function: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s)", [STORE_LOCK])
