from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, TransactionTestCase

from pengungkit.models import Assessment
from reports.jobs import kinds
from tests.emptying import empty_what_was_written
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory, UserFactory
from tests.reports import kinds_of_tests
from units.models import Unit, User


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--hanya-basis-data",
        action="store_true",
        help="only tests that may see a difference between two databases",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--hanya-basis-data"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
    items[:] = [item for item in items if asks_database(item)]


def asks_database(item: pytest.Item) -> bool:
    """Whether it uses a database for more than a place to begin (those carry the mark `once`)."""
    if item.get_closest_marker("once"):
        return False
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(fixtures & {*getattr(item, "fixturenames", ())}) or any(
        item.iter_markers("django_db")
    )


@pytest.fixture(autouse=True)
def _evidence_in_its_own_folder(settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "bukti"


@pytest.fixture(autouse=True, scope="session")
def _tests_that_commit_empty_what_they_wrote() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_what_was_written)
        yield


@pytest.fixture
def known_kind(settings, tmp_path: Path) -> Iterator[None]:
    """The kind of file of the tests is known, and results lie in a folder of this test."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    kinds_of_tests.KindsOfTestsConfig.ready(None)
    yield
    del kinds.KINDS[kinds_of_tests.CODE]


@pytest.fixture
def unit(db) -> Unit:
    return UnitFactory(code="kppn-ternate", name="KPPN Ternate", short_name="KPPN Ternate")


@pytest.fixture
def assessment(unit: Unit) -> Assessment:
    return AssessmentFactory(unit=unit, year=2026)


@pytest.fixture
def member(unit: Unit) -> User:
    """An anggota of the unit, for all areas."""
    return MembershipFactory(unit=unit, role=Role.ANGGOTA, user=UserFactory(name="Sari")).user


@pytest.fixture
def coordinator(unit: Unit) -> User:
    return MembershipFactory(unit=unit, role=Role.KOORDINATOR, user=UserFactory(name="Rina")).user


@pytest.fixture
def leader(unit: Unit) -> User:
    """The ketua tim ZI of the unit."""
    return MembershipFactory(unit=unit, role=Role.KETUA, user=UserFactory(name="Dewi")).user


@pytest.fixture
def head(unit: Unit) -> User:
    """The kepala kantor of the unit."""
    return MembershipFactory(unit=unit, role=Role.KEPALA, user=UserFactory(name="Budi")).user


@pytest.fixture
def member_client(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


@pytest.fixture
def coordinator_client(coordinator: User) -> Client:
    client = Client()
    client.force_login(coordinator)
    return client


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when the browser tests were skipped; dots alone would hide it."""
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "Chromium tidak ada" in str(report.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"!! {len(skipped)} UJI PERAMBAN DILEWATI: Chromium tidak ada di mesin ini. !!",
            red=True,
            bold=True,
        )
