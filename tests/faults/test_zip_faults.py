"""The worker is killed while it brings in a folder: nothing is doubled, lost, or half there."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from pengungkit import tasks
from pengungkit.actions.zip_applying import apply_import, begin_applying
from pengungkit.actions.zip_arrival import receive_zip
from pengungkit.models import Evidence, EvidenceUse, EvidenceVersion, ZipEntry, ZipImport
from pengungkit.quotas import room_of
from tests.factories import PDF, AssessmentFactory, MembershipFactory, Role, UnitFactory
from tests.faults.servers import wait_for
from tests.faults.workers import WorkerProcess
from tests.pengungkit.hostile_archives import zipped
from tests.units.backups.installations import Installation, this_one
from units.models import AuditEvent


pytestmark = pytest.mark.django_db(transaction=True)
FILES = 25


@pytest.fixture
def installation(transactional_db, settings, tmp_path: Path) -> Installation:
    settings.DATA_DIR = tmp_path / "data"
    settings.EVIDENCE_DIR = settings.DATA_DIR / "bukti"
    settings.DATA_DIR.mkdir()
    return this_one(settings.DATA_DIR)


def killed_until(installation: Installation, failpoint: str, done) -> None:
    """A worker whose every run dies at this place, until `done` holds."""
    worker = WorkerProcess(installation, ZI_FAILPOINT=failpoint)
    try:
        wait_for(done, failpoint)
    finally:
        worker.process.send_signal(signal.SIGKILL)
        worker.process.wait(30)


def given_up(name: str):
    rows = DBTaskResult.objects.filter(task_path__endswith=name, status=TaskResultStatus.FAILED)
    return rows.exists


def test_f07_killed_while_reading_and_while_applying(installation):
    unit = UnitFactory(code="kantor")
    person = MembershipFactory(unit=unit, role=Role.KETUA).user
    AssessmentFactory(unit=unit, year=2026, by=person)
    names = [f"A.I.1.i.a SK {i}.pdf" for i in range(FILES)]
    files = {name: PDF + name.encode() for name in names}
    made = receive_zip(unit=unit, name="Bukti.zip", chunks=[zipped(files)], by=person)
    ready = ZipImport.objects.filter(state=ZipImport.State.READY)

    # After every twenty files; the third run finds nothing left to read.
    killed_until(installation, "zip-batch-read", ready.exists)
    assert made.entries.filter(state="baru").count() == FILES

    begin_applying(zip_import=ready.get(), by=person)
    # In the middle of every fourth file, with its row not yet committed, three runs long.
    killed_until(installation, "zip-entry-keeping:4", given_up("apply_zip"))
    kept = Evidence.objects.count()
    assert kept == made.entries.filter(state="masuk").count() == EvidenceUse.objects.count() == 9
    left = sum(made.entries.filter(is_done=False).values_list("size", flat=True))
    assert ZipImport.objects.get().reserved == left

    assert tasks.take_up_zips() == "1 ZIP"
    apply_import(made)

    assert ZipImport.objects.get().state == ZipImport.State.DONE
    assert (Evidence.objects.count(), EvidenceUse.objects.count()) == (FILES, FILES)
    assert ZipEntry.objects.filter(state="masuk").count() == FILES
    assert AuditEvent.objects.filter(action="bukti_diterima").count() == FILES
    assert room_of(unit).used == sum(EvidenceVersion.objects.values_list("size", flat=True))
    assert not list((installation.store / "impor").iterdir())
    checked = installation.manage("periksa_integritas", "--lengkap")
    assert checked.returncode == 0, checked.stdout
