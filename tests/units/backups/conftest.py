from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.factories import UnitFactory, UserFactory, make_evidence
from tests.units.backups.installations import Installation, empty_installation, this_one
from units.models import Unit, User


@dataclass
class Portal(Installation):
    """The installation under test, with an office and somebody who hands in files."""

    unit: Unit
    person: User

    def add_files(self, *names: str) -> list[str]:
        """Hand in one file each; returns their hashes."""
        made = [make_evidence(self.unit, self.person, name) for name in names]
        return [evidence.versions.get().sha256 for evidence in made]


@pytest.fixture
def portal(transactional_db, settings, tmp_path: Path) -> Portal:
    settings.DATA_DIR = tmp_path / "data"
    settings.EVIDENCE_DIR = settings.DATA_DIR / "bukti"
    settings.DATA_DIR.mkdir()
    own = this_one(settings.DATA_DIR)
    return Portal(own.data, own.url, UnitFactory(code="kantor"), UserFactory(name="Sari"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where backups go."""
    return tmp_path / "cadangan"


@pytest.fixture
def target(transactional_db, tmp_path: Path) -> Iterator[Installation]:
    """An empty installation to restore onto."""
    with empty_installation(tmp_path / "baru") as installation:
        yield installation
