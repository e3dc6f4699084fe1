"""A database that does not fit the code is told of at the start; two servers prepare it in turn."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from pengungkit.models import InstrumentVersion
from tests.faults.servers import PATIENCE, wait_for
from tests.units.backups.installations import empty_installation, this_one
from zi_portal.management.commands.prepare import migrate
from zi_portal.schema import (
    PREPARING_LOCK,
    alone_on_database,
    database_fits,
    misfits,
    trouble_sentence,
)


pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return misfits(MigrationLoader(connection))


def change(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_it_works() -> None:
    assert found() == []
    assert database_fits(None, databases=["default"]) == []


def test_a_database_of_an_earlier_migration_is_refused_before_anything_is_done() -> None:
    change("ALTER TABLE zi_portal_workersign RENAME COLUMN name TO nama")

    with pytest.raises(CommandError, match="versi sebelum rilis pertama") as error:
        call_command("prepare")
    assert "zi_portal_workersign.name" in str(error.value)
    assert not InstrumentVersion.objects.exists()
    with pytest.raises(SystemCheckError, match=r"zi_portal\.E001"):
        call_command("check", databases=["default"])


def test_a_table_that_is_not_there_is_found_and_a_column_that_needs_nothing_is_not() -> None:
    change("ALTER TABLE zi_portal_workersign ADD COLUMN catatan varchar(9)")
    assert found() == []

    change("ALTER TABLE zi_portal_workersign RENAME TO zi_portal_lain")
    assert "zi_portal_workersign.name" in found()


def test_what_migrations_not_yet_applied_will_bring_is_not_missed() -> None:
    recorder = MigrationRecorder(connection)
    for app, name in sorted(recorder.applied_migrations()):
        if app == "reports":
            recorder.record_unapplied(app, name)
    change("ALTER TABLE reports_job RENAME TO reports_lain")
    assert found() == []

    recorder.flush()
    assert found() == []


@pytest.mark.django_db(transaction=True)
def test_a_command_on_a_database_without_tables_ends_with_a_sentence(tmp_path: Path) -> None:
    with empty_installation(tmp_path) as target:
        ended = target.manage("periksa_integritas")

    assert ended.returncode == 1
    assert ended.stderr.startswith("CommandError: Basis data ini belum disiapkan")
    assert ended.stderr.count("\n") == 1


def test_an_error_that_says_nothing_of_the_tables_stays_what_it_is() -> None:
    assert trouble_sentence(DatabaseError("deadlock detected")) == ""


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_a_second_server_waits_while_the_first_prepares_the_database(tmp_path: Path) -> None:
    own = this_one(tmp_path)
    # One migration is missing, which cannot be applied twice and which nothing rests on.
    change("DROP TABLE django_session")
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    try:
        with alone_on_database():
            second = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "prepare"],
                env=os.environ | own.env | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            wait_for(lambda: waiting() or second.poll() is not None)
            assert migrate() is True
        output, error = second.communicate(timeout=PATIENCE)
    finally:
        migrate()

    assert second.returncode == 0, error
    assert json.loads(output.splitlines()[-1])["migrated"] is False
    assert InstrumentVersion.objects.count() == 1


def waiting() -> int:
    """How many servers stand before the lock."""
    sql = (
        "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE locktype = 'advisory' AND objid = %s"
        " AND NOT granted AND datname = current_database()"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [PREPARING_LOCK])
        return cursor.fetchone()[0]
