"""Scanning for viruses, with a real ClamAV daemon that knows one test signature (UP-17)."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from pengungkit.actions.evidence import attach, receive_file
from pengungkit.actions.examining import sweep_examinations
from pengungkit.actions.inspecting import look_into
from pengungkit.actions.scanning import Verdict, note_verdict, scan_file
from pengungkit.contexts.photos import photos_of
from pengungkit.contexts.tasks import evidence_counts
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.models import Answer, EvidenceVersion
from pengungkit.previews import cache
from pengungkit.views.preview import NOTHING
from tests.factories import MembershipFactory, Role, UnitFactory, UserFactory, make_evidence
from tests.jobs import run_queued
from tests.pengungkit import clamd_daemon, sample_files
from tests.pengungkit import hostile_files as hostile
from tests.pengungkit.clamd_daemon import FINDING, MARK, Daemon
from tests.pengungkit.previewing import machine_is_busy
from units.contexts.health import scanner_line
from units.models import AuditEvent
from zi_portal.lib import blobs, clamd


State = EvidenceVersion.ScanState
pytestmark = pytest.mark.skipif(
    not clamd_daemon.PROGRAM,
    reason="TIDAK DIUJI: clamd tidak terpasang (apt install clamav-daemon)",
)


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    daemon = Daemon()
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.remove()


@pytest.fixture
def scanner(daemon, settings) -> Daemon:
    settings.CLAMD = daemon.socket
    settings.CLAMD_MAX_BYTES = 25_000_000
    return daemon


def version_with(unit, by, content: bytes, name: str = "SK Tim.pdf") -> EvidenceVersion:
    return make_evidence(unit, by, name=name, content=content).versions.get()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def scanned(version: EvidenceVersion) -> EvidenceVersion:
    scan_file(version=version)
    version.refresh_from_db()
    return version


def test_it_works(scanner, unit, member):
    """What is received is looked at beside the request, by whoever works off the queue."""
    version = version_with(unit, member, sample_files.pdf(2))
    assert version.scan_state == State.PENDING
    assert run_queued() == 1
    version.refresh_from_db()
    assert (version.scan_state, version.finding, version.pages) == (State.CLEAN, "", 2)
    assert version.scanner.startswith("ClamAV 1.")
    assert version.scanned_at is not None
    # What is only found out is no act of anybody.
    assert not AuditEvent.objects.filter(action__contains="ditolak").exists()


INFECTED = [
    ("UP-17 dalam PDF.pdf", lambda: sample_files.pdf(extra=MARK.decode())),
    ("UP-17 dalam DOCX.docx", lambda: sample_files.docx("isi", {"word/media/a.bin": MARK * 3})),
    (
        "UP-17 ZIP dalam DOCX.docx",
        lambda: sample_files.docx(
            "isi", {"word/embeddings/a.bin": sample_files.package({"a/b.txt": MARK})}
        ),
    ),
]


@pytest.mark.parametrize(("name", "make"), INFECTED, ids=[row[0] for row in INFECTED])
def test_up17_a_finding_is_noted_and_recorded(scanner, unit, member, name, make):
    version = scanned(version_with(unit, member, make(), name))
    assert (version.scan_state, version.finding) == (State.REJECTED, FINDING)
    event = AuditEvent.objects.get(action="bukti_ditolak_pemindai")
    assert (event.actor, event.unit) == ("sistem", unit.code)
    assert (event.data["sha256"], event.data["temuan"]) == (version.sha256, FINDING)
    # In custody still, as it came.
    assert blobs.is_whole(version.sha256, version.size)

    scan_file(version=version)
    assert AuditEvent.objects.filter(action="bukti_ditolak_pemindai").count() == 1


def test_each_unit_learns_of_its_own_copy_only(scanner, unit, member):
    ours = version_with(unit, member, sample_files.pdf(extra=MARK.decode()))
    other = UnitFactory()
    theirs = version_with(other, UserFactory(), sample_files.pdf(extra=MARK.decode()))
    scan_file(version=ours)
    theirs.refresh_from_db()
    assert theirs.is_rejected
    events = AuditEvent.objects.filter(action="bukti_ditolak_pemindai").order_by("unit")
    assert {(one.unit, one.target) for one in events} == {
        (unit.code, f"pengungkit.Evidence:{ours.evidence_id}"),
        (other.code, f"pengungkit.Evidence:{theirs.evidence_id}"),
    }


def test_the_same_file_is_refused_at_once_in_the_same_unit_only(scanner, unit, member):
    content = sample_files.pdf(extra=MARK.decode())
    scan_file(version=version_with(unit, member, content))
    with pytest.raises(EvidenceRefusedError, match="pernah ditolak pemindai virus"):
        receive_file(unit=unit, name="Nama lain.pdf", chunks=[content], by=member)
    received = receive_file(unit=UnitFactory(), name="A.pdf", chunks=[content], by=UserFactory())
    assert not received.was_there
    assert received.evidence.versions.get().scan_state == State.PENDING


def test_a_rejected_file_is_given_to_nobody(scanner, unit, member, leader, assessment):
    """Neither served nor previewed, whatever the address; its uses stay, but prove nothing."""
    photo = sample_files.photo() + MARK
    version = version_with(unit, member, photo, "Foto rapat.jpg")
    evidence = version.evidence
    answer = Answer.objects.get(code="A.I.1.i.a")
    attach(answer=answer, evidence=evidence, by=member)
    client = client_of(member)
    base = f"/bukti/{evidence.uuid}/"
    assert client.get(f"{base}gambar-kecil/").getvalue() != NOTHING
    scan_file(version=version)
    assert not cache.folder_of(version.sha256).exists()

    for path in ("pratinjau/", "lihat/", "unduh/", "versi/1/", "versi/1/?unduh=ya", "gambar/"):
        response = client.get(base + path)
        assert response.status_code == 403, path
        said = response.content.decode()
        assert FINDING in said
        assert "Buat ulang dokumennya" in said
    assert client.get(f"{base}gambar-kecil/").getvalue() == NOTHING
    assert not AuditEvent.objects.filter(action__in=["bukti_dilihat", "bukti_diunduh"]).exists()

    detail = client.get(base).content.decode()
    assert "Ditolak pemindai virus" in detail
    assert f"{base}unduh/" not in detail
    assert f"{base}pratinjau/" not in detail
    listed = client.get("/bukti/").content.decode()
    assert "Ditolak pemindai virus" in listed
    assert f"{base}pratinjau/" not in listed
    assert f"{base}gambar-kecil/" not in listed
    assert answer.uses.count() == 1
    assert evidence_counts(assessment)[answer.pk] == (0, 0)
    assert list(photos_of(unit)) == []

    for person in (member, leader):
        assert (
            "1 berkas ditolak pemindai virus" in client_of(person).get("/beranda/").content.decode()
        )
    stranger = MembershipFactory(unit=unit, role=Role.ANGGOTA).user
    assert "ditolak pemindai" not in client_of(stranger).get("/beranda/").content.decode()


def test_only_a_clean_scan_takes_a_finding_back(scanner, settings, unit, member):
    version = scanned(version_with(unit, member, sample_files.pdf(extra=MARK.decode())))
    settings.CLAMD_MAX_BYTES = 10
    assert scanned(version).is_rejected
    note_verdict(sha256=version.sha256, verdict=Verdict(State.CLEAN, "ClamAV 2"), by=None)
    version.refresh_from_db()
    assert (version.scan_state, version.finding) == (State.CLEAN, "")
    event = AuditEvent.objects.get(action="bukti_tidak_lagi_ditolak")
    assert event.data["temuan"] == FINDING


def test_beyond_what_the_scanner_looks_through_is_never_clean(scanner, settings, unit, member):
    # The daemon refuses the stream; then looks through a part of what is packed; then one that is
    # never sent; then one that nobody sees into.
    large = sample_files.pdf() + b"%" + b"a" * clamd_daemon.STREAM_BYTES
    assert scanned(version_with(unit, member, large, "besar.pdf")).scan_state == State.BEYOND
    filling = random.Random(1).randbytes(200_000) + b"x" * 2 * clamd_daemon.SCAN_BYTES
    packed = sample_files.docx("isi", {"word/media/a.bin": filling})
    assert scanned(version_with(unit, member, packed, "padat.docx")).scan_state == State.BEYOND
    settings.CLAMD_MAX_BYTES = 1000
    assert scanned(version_with(unit, member, sample_files.pdf(9))).scan_state == State.BEYOND
    settings.CLAMD_MAX_BYTES = 25_000_000
    with machine_is_busy():
        locked = version_with(unit, member, hostile.pdf_locked(), "terkunci.pdf")
    look_into(version=locked)
    locked.refresh_from_db()
    assert scanned(locked).scan_state == State.BEYOND


def test_by_port_as_by_path(daemon):
    assert clamd.scan(daemon.port, io.BytesIO(b"bersih")) == ""
    assert clamd.scan(daemon.port, io.BytesIO(MARK)) == FINDING
    with pytest.raises(clamd.BeyondClamdError):
        clamd.scan(daemon.port, io.BytesIO(b"a" * 8 * clamd_daemon.STREAM_BYTES))


class Killing(io.BytesIO):
    """A file in whose middle the daemon dies."""

    def __init__(self, daemon: Daemon) -> None:
        super().__init__(b"a" * 2 * clamd.CHUNK)
        self.daemon = daemon

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            self.daemon.kill()
        return super().read(size)


def test_up17_a_scanner_that_dies_and_comes_back(scanner, unit, member):
    version = version_with(unit, member, sample_files.pdf(2))
    infected = version_with(unit, member, sample_files.pdf(extra=MARK.decode()), "lain.pdf")
    with pytest.raises(clamd.ClamdUnreachableError):
        clamd.scan(scanner.socket, Killing(scanner))
    assert run_queued() == 2
    version.refresh_from_db()
    assert (version.scan_state, version.pages) == (State.PENDING, 2)
    line = scanner_line()
    assert (line.state, line.value) == ("no", "tidak menjawab")
    with pytest.raises(CommandError, match="Tidak ada jawaban"):
        call_command("pindai_berkas", stdout=io.StringIO())

    scanner.start()
    assert scanner_line().state == "warn"
    assert str(sweep_examinations()) == "0 berkas diperiksa, 2 dipindai, 1 ditolak."
    version.refresh_from_db()
    infected.refresh_from_db()
    assert (version.scan_state, infected.scan_state) == (State.CLEAN, State.REJECTED)
    assert sweep_examinations().scanned == 0
    told = io.StringIO()
    call_command("pindai_berkas", "--ulang", stdout=told)
    assert told.getvalue() == "0 berkas diperiksa, 2 dipindai, 1 ditolak.\n"
