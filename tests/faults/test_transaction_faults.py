"""Processes killed in the middle of a change, and disks that take no byte: all of it or nothing.

The process dies at the last moment before the commit, when everything is written and recorded.
"""

from __future__ import annotations

import errno
import os
import signal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from pengungkit import integrity
from pengungkit.actions import uploads
from pengungkit.actions.evidence import attach
from pengungkit.models import Answer, Assessment, Evidence, Record
from tests.factories import (
    PDF,
    AssessmentFactory,
    MembershipFactory,
    Role,
    UnitFactory,
    make_evidence,
)
from tests.pengungkit import tus_client
from tests.units.backups.installations import Installation, this_one
from units.models import AuditEvent, Unit
from zi_portal.lib import blobs


ITEM = "A.I.1.i.a"
START = """
from pengungkit.models import Assessment
from units.models import User
from units.imports.sheets import RawRow
assessment, by = Assessment.objects.with_structure().get(), User.objects.order_by("pk").first()
"""
SAVE = """
from pengungkit.actions.answers import Entry, answer_item
answer_item(assessment=assessment, code="A.I.1.i.a", entry=Entry(choice="Ya", narrative="Baru."),
    base_version=0, by=by)
"""
FREEZE = """
from pengungkit.actions.records import make_record
make_record(assessment=assessment, by=by)
"""
CLOSE = """
from pengungkit.actions.assessments import close_assessment
close_assessment(assessment=assessment, reason="Selesai", by=by)
"""
PLANT = """
from units.actions.trees import plant_units
from units.models import Unit
kind = assessment.unit.kind
from django.db import transaction
with transaction.atomic():
    plant_units(units=[Unit(code=f"baru-{n}", name=f"Baru {n}", short_name=f"Baru {n}", kind=kind,
        parent=assessment.unit) for n in range(60)], by=by)
"""


@pytest.fixture
def installation(transactional_db, settings, tmp_path: Path) -> Installation:
    settings.DATA_DIR = tmp_path / "data"
    settings.EVIDENCE_DIR = settings.DATA_DIR / "bukti"
    settings.DATA_DIR.mkdir()
    unit = UnitFactory(code="kantor")
    person = MembershipFactory(unit=unit, role=Role.KETUA).user
    assessment = AssessmentFactory(unit=unit, year=2026, by=person)
    answer = assessment.answers.get(code=ITEM)
    attach(answer=answer, evidence=make_evidence(unit, person), by=person)
    return this_one(settings.DATA_DIR)


def state() -> list[object]:
    """All that one of these acts would change."""
    return [
        list(Answer.objects.order_by("pk").values_list("pk", "choice", "narrative", "version")),
        list(Assessment.objects.values_list("state", "total", "closed_at")),
        Record.objects.count(),
        Unit.objects.count(),
        AuditEvent.objects.count(),
    ]


@pytest.mark.parametrize(
    "act", [SAVE, PLANT, FREEZE, CLOSE], ids=["F-04", "F-07", "F-08 freeze", "F-08 close"]
)
def test_f04_f07_f08_killed_before_the_commit(installation: Installation, act: str) -> None:
    before = state()
    killed = installation.manage("shell", "-c", START + act, ZI_FAILPOINT="audit-written")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert state() == before
    done = installation.manage("shell", "-c", START + act)
    assert done.returncode == 0, done.stderr
    assert state() != before
    assert integrity.findings(thorough=True) == []


# --- Power and disks -----------------------------------------------------------------------------


@pytest.fixture
def order(monkeypatch) -> list[str]:
    """What happens to the disk and to the database, in the order it happens."""
    steps: list[str] = []
    real_fsync, real_link = os.fsync, os.link

    def fsync(handle: int) -> None:
        kind = "folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "bytes"
        steps.append(f"sync {kind}")
        real_fsync(handle)

    def link(*args) -> None:
        steps.append("link")
        real_link(*args)

    def statement(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "pengungkit_evidenceversion"'):
            steps.append("row")
        if sql.startswith('UPDATE "pengungkit_upload"'):
            steps.append("acknowledged")
        return execute(sql, params, many, context)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "link", link)
    with connection.execute_wrapper(statement):
        yield steps


@pytest.mark.parametrize("door", ["form", "parts"])
def test_f10_nothing_is_said_before_it_is_on_disk(unit, member_client, order, door: str) -> None:
    """Bytes, then the name, then the folder that holds the name, then the row; then the answer."""
    if door == "form":
        file = SimpleUploadedFile("SK.pdf", PDF)
        member_client.post(f"/bukti/?unit={unit.code}", {"berkas": file})
    else:
        tus_client.upload(member_client, PDF)
    assert Evidence.objects.count() == 1
    before_row = [step for step in order[: order.index("row")] if step != "acknowledged"]
    assert before_row[-3:] == ["sync bytes", "link", "sync folder"]
    assert integrity.findings(thorough=True) == []


def test_f10_no_part_is_acknowledged_before_it_is_on_disk(unit, member_client, order, monkeypatch):
    """While a part streams in, too: here after every piece."""
    monkeypatch.setattr(uploads, "SAFE_EVERY", 0)
    data = PDF + b"x" * 400_000
    url = tus_client.begun(member_client, len(data) + 1, unit=unit.code)
    order.clear()
    tus_client.send(member_client, url, 0, data)
    assert order.count("acknowledged") > 3
    assert order == ["sync bytes", "acknowledged"] * (len(order) // 2)


@pytest.mark.parametrize("door", ["form", "parts"])
def test_f15_a_disk_that_refuses_is_no_success(unit, member_client, monkeypatch, door: str) -> None:
    real_fsync = os.fsync

    def fsync(handle: int) -> None:
        if not os.path.isdir(f"/proc/self/fd/{handle}"):
            raise OSError(errno.EIO, "rusak")
        real_fsync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    if door == "form":
        file = SimpleUploadedFile("SK.pdf", PDF)
        page = member_client.post(f"/bukti/?unit={unit.code}", {"berkas": file}, follow=True)
        told = page.content.decode()
        # Nobody is sent to make room on a disk that fails.
        assert "tidak dapat menulis berkas ini ke disk" in told
        assert "penuh" not in told
        assert "Tersimpan di kotak bukti" not in told
    else:
        answer = tus_client.upload(member_client, PDF)
        assert answer.status_code == 507
        assert "belum tersimpan" in tus_client.sentence(answer)
    assert not Evidence.objects.exists()
    monkeypatch.setattr(os, "fsync", real_fsync)
    assert integrity.findings(thorough=True) == []


def test_f15_a_disk_that_cannot_be_read_serves_nothing(unit, member, member_client, monkeypatch):
    evidence = make_evidence(unit, member)

    def unreadable(sha256: str):
        raise OSError(errno.EIO, "rusak")

    monkeypatch.setattr(blobs, "open_blob", unreadable)
    assert member_client.get(f"/bukti/{evidence.uuid}/unduh/").status_code == 502
    assert evidence.versions.get().damaged_at is not None
