"""F-05: the worker is killed in the middle of a packet; the next one makes it, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.actions import jobs
from reports.jobs import results
from reports.jobs.packet import wishes_for
from reports.models import Job
from reports.packets.checking import check_packet
from tests.factories import AssessmentFactory, MembershipFactory, Role, UnitFactory
from tests.faults.servers import wait_for
from tests.faults.workers import WorkerProcess
from tests.reports.packets import filled_record, packet_of
from tests.units.backups.installations import this_one


pytestmark = pytest.mark.django_db(transaction=True)


def test_f_05_a_killed_packet_is_made_again_and_never_seen_half(
    transactional_db, settings, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    settings.EVIDENCE_DIR = settings.DATA_DIR / "bukti"
    settings.DATA_DIR.mkdir()
    person = MembershipFactory(unit=UnitFactory(code="kantor"), role=Role.KETUA).user
    unit = person.memberships.get().unit
    record = filled_record(AssessmentFactory(unit=unit, by=person), person)
    [wish] = wishes_for(record, in_parts=False)
    job = jobs.ask(wish=wish, by=person).job

    # Killed with two of four documents copied; the second run says that the first is gone.
    first = WorkerProcess(this_one(settings.DATA_DIR), ZI_FAILPOINT="packet-file:3")
    try:
        wait_for(Job.objects.filter(pk=job.pk, attempts=2).exists, "the second run")
    finally:
        first.kill()
    assert [path.name for path in results.root().iterdir() if path.suffix != ".part"] == []

    second = WorkerProcess(this_one(settings.DATA_DIR))
    try:
        wait_for(Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists, "the packet")
    finally:
        second.kill()
    job.refresh_from_db()
    made = results.path_of(job)
    assert made.read_bytes() == packet_of(record)
    assert check_packet(made).is_whole
