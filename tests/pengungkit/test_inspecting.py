"""What the portal finds out about a kept file and keeps with its versions (UP-18, UP-19)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pengungkit.actions.inspecting import look_into
from pengungkit.models import EvidenceVersion
from pengungkit.previews import cache
from pengungkit.previews.inspection import Inspection
from tests.factories import UnitFactory, UserFactory, make_evidence
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit import sample_files
from tests.pengungkit.previewing import machine_is_busy
from zi_portal.lib import blobs


State = EvidenceVersion.ScanState
NOW = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)
SCANNER = "ClamAV 1.4.6, basis data 27823"


def version_with(unit, by, content: bytes, name: str = "SK Tim.pdf") -> EvidenceVersion:
    """A file that came in while the machine was too busy for a first look."""
    with machine_is_busy():
        return make_evidence(unit, by, name=name, content=content).versions.get()


def test_it_works(unit, member):
    version = version_with(unit, member, sample_files.pdf(3))
    assert version.inspection is None
    assert version.seen == Inspection()
    twin = version_with(UnitFactory(), UserFactory(), sample_files.pdf(3))

    look_into(version=version)
    for one in (version, twin):
        one.refresh_from_db()
        assert (one.pages, one.is_locked, one.seen.broken, one.is_active) == (
            3,
            False,
            False,
            False,
        )
        assert (one.inspection_edition, one.seen.unread) == (cache.EDITION, "")
    assert not EvidenceVersion.objects.to_inspect().exists()


@pytest.mark.parametrize(
    ("make", "name", "fact"),
    [
        (hostile.pdf_locked, "UP-19 sandi.pdf", "locked"),
        (hostile.pdf_with_attachment, "UP-18 lampiran.pdf", "active"),
        (hostile.pdf_truncated, "terpotong.pdf", "broken"),
    ],
)
def test_up18_up19_what_makes_a_file_weak_is_kept(unit, member, make, name, fact):
    version = version_with(unit, member, make(), name)
    look_into(version=version)
    version.refresh_from_db()
    assert [one for one in ("locked", "broken", "active") if getattr(version.seen, one)] == [fact]


def test_a_damaged_file_is_left_to_the_checks_that_report_it(unit, member):
    version = version_with(unit, member, sample_files.pdf())
    blobs.path_of(version.sha256).unlink()
    assert look_into(version=version) is None
    assert EvidenceVersion.objects.to_inspect().get() == version


def test_which_files_are_looked_into_again(unit, member):
    version = version_with(unit, member, sample_files.pdf())
    rows = EvidenceVersion.objects.filter(pk=version.pk)

    def noted(seen: Inspection, edition: int = cache.EDITION, hours: int = 0) -> bool:
        at = timezone.now() - dt.timedelta(hours=hours)
        rows.update(inspection=seen.to_json(), inspection_edition=edition, inspected_at=at)
        return EvidenceVersion.objects.to_inspect().exists()

    assert not noted(Inspection(pages=1))
    assert noted(Inspection(pages=1), edition=cache.EDITION - 1)
    assert not noted(Inspection(unread="terlalu-lama"), hours=1)
    assert noted(Inspection(unread="terlalu-lama"), hours=25)
    assert not noted(Inspection(unread="tidak-lazim"), hours=25)


@pytest.mark.parametrize(
    "changes",
    [
        {"inspection": {}},
        {"inspected_at": NOW},
        {"inspection_edition": 1},
        {"scan_state": State.CLEAN},
        {"scan_state": State.CLEAN, "scanned_at": NOW},
        {"scan_state": State.CLEAN, "scanner": SCANNER},
        {"scan_state": State.PENDING, "scanned_at": NOW, "scanner": SCANNER},
        {"scan_state": State.REJECTED, "scanned_at": NOW, "scanner": SCANNER},
        {"scan_state": State.CLEAN, "scanned_at": NOW, "scanner": SCANNER, "finding": "Uji"},
        {"scan_state": "entah", "scanned_at": NOW, "scanner": SCANNER},
    ],
    ids=str,
)
def test_a_state_stands_with_its_date_and_its_source(unit, member, changes):
    version = make_evidence(unit, member).versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceVersion.objects.filter(pk=version.pk).update(**changes)


def test_each_state_can_be_stored(unit, member):
    version = make_evidence(unit, member).versions.get()
    rows = EvidenceVersion.objects.filter(pk=version.pk)
    for state in (State.CLEAN, State.REJECTED, State.FAILED, State.BEYOND):
        finding = "Win.Test.EICAR" if state == State.REJECTED else ""
        rows.update(scan_state=state, scanned_at=NOW, scanner=SCANNER, finding=finding)
        assert EvidenceVersion.objects.rejected().exists() is bool(finding)
        assert EvidenceVersion.objects.to_scan().exists() is (state == State.FAILED)
        assert rows.get().is_rejected is bool(finding)
