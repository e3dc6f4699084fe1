"""`manage prepare` runs at every start, so it must do everything once and then nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from pengungkit.models import InstrumentVersion
from tests.factories import UserFactory
from zi_portal.management.commands import prepare


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def static_root(settings, tmp_path: Path) -> Path:
    """A folder to collect into, and one small source to collect from."""
    source = tmp_path / "sumber"
    source.mkdir()
    (source / "zi.css").write_text("body{}")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    return settings.STATIC_ROOT


@pytest.fixture
def commands(monkeypatch) -> list[str]:
    """The commands `prepare` hands work to, without the slow ones doing it."""
    called: list[str] = []

    def call(name: str, *words: str, **options: object) -> None:
        called.append(name)
        if name not in {"migrate", "seed_demo"}:
            call_command(name, *words, **options)

    monkeypatch.setattr(prepare, "call_command", call)
    return called


def run_prepare(*words: str) -> dict[str, object]:
    output = io.StringIO()
    call_command("prepare", *words, stdout=output)
    return json.loads(output.getvalue().splitlines()[-1])


def test_it_works(commands: list[str], static_root: Path) -> None:
    assert run_prepare() == {"migrated": False, "static": True, "users": 0}
    assert InstrumentVersion.objects.exists()
    assert (static_root / "zi.css").exists()


def test_the_second_time_nothing_is_done(commands: list[str], static_root: Path) -> None:
    run_prepare()
    commands.clear()

    assert run_prepare() == {"migrated": False, "static": False, "users": 0}
    assert commands == ["load_instrument", "sapu_unggahan"]


def test_a_changed_file_is_collected_and_an_old_one_dropped(
    commands: list[str], static_root: Path, settings
) -> None:
    run_prepare()
    [source] = settings.STATICFILES_DIRS
    (source / "zi.css").rename(source / "zi-2.css")

    assert run_prepare()["static"] is True
    assert (static_root / "zi-2.css").exists()
    assert not (static_root / "zi.css").exists()


def test_what_is_not_applied_is_migrated(commands: list[str]) -> None:
    recorder = MigrationRecorder(connection)
    app, name = sorted(key for key in recorder.applied_migrations() if key[0] == "units")[-1]
    recorder.record_unapplied(app, name)

    assert run_prepare()["migrated"] is True
    assert commands[0] == "migrate"


def test_demo_data_fills_an_empty_portal_only(commands: list[str]) -> None:
    run_prepare()
    assert "seed_demo" not in commands

    run_prepare("--demo")
    assert commands.count("seed_demo") == 1

    UserFactory()
    assert run_prepare("--demo")["users"] == 1
    assert commands.count("seed_demo") == 1


def test_production_refuses_demo_accounts(commands: list[str], settings) -> None:
    settings.PRODUCTION = True
    UserFactory()
    assert run_prepare()["users"] == 1

    UserFactory(is_demo=True)
    with pytest.raises(CommandError, match="ada 1 akun demo"):
        run_prepare()


def test_an_unreachable_database_is_one_sentence(monkeypatch) -> None:
    def refuse() -> bool:
        raise OperationalError("connection refused\n  Is the server running?")

    monkeypatch.setattr(prepare, "migrate", refuse)

    with pytest.raises(CommandError) as error:
        run_prepare()
    assert "\n" not in str(error.value)
    assert "DATABASE_URL" in str(error.value)
