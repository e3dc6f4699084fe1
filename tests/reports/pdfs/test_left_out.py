"""A packet is made without the PDFs that pass their limits, and says so everywhere."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from pengungkit.actions.answers import Entry, answer_item
from pengungkit.models import Assessment, Record
from reports.contexts.record import RecordContext
from reports.exceptions import JobGoneError
from reports.models import Job
from reports.packets.building import DRAWING, build
from reports.packets.checking import check_packet
from reports.pdfs import rendering
from reports.pdfs.readiness_report import readiness_report
from tests.jobs import run_queued
from tests.pdfs import can_draw
from tests.reports.packets import files_of, fill, filled_record, packet_of
from units.models import AuditEvent, User


pytestmark = [can_draw, pytest.mark.once]
NEW = "/penilaian/2026/kppn-ternate/paket/"
REPORT, LKE = "Laporan kesiapan 2026 KPPN Ternate.pdf", "LKE-2026-KPPN-Ternate.pdf"
# Too little for any page; the drawing process really runs out of it.
LITTLE_MEMORY = 24_000_000


@pytest.fixture(autouse=True)
def _pdf_can_be_had(settings: Any) -> None:
    settings.PDF_REASON = ""
    # Renewing the lease would have to wait for the transaction of this test.
    settings.WORKER_LEASE_SECONDS = 3600


def test_pd02_a_packet_is_made_without_what_is_out_of_memory(
    client: Client,
    leader: User,
    member: User,
    assessment: Assessment,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
):
    """Both PDFs out of memory: the packet is whole, says so, and is made again when asked."""
    monkeypatch.setattr(rendering, "MEMORY_BYTES", LITTLE_MEMORY)
    monkeypatch.setattr(rendering, "PATIENCE_SECONDS", 60)
    fill(assessment, member)
    client.force_login(leader)
    place = client.post(NEW)["Location"]
    run_queued()
    job = Job.objects.get()
    assert job.state == Job.State.DONE, job.error
    page = client.get(place).content.decode()
    for name in (REPORT, LKE):
        assert f"Tidak disertakan: {name}." in page
        assert f"Tanpa {name}" in client.get("/pekerjaan/").content.decode()
    assert "melewati batas waktu atau memori" in page
    assert "Buat lagi" in page
    assert f"<li>{LKE} <span" not in page
    assert "<li>LKE-2026-KPPN-Ternate.xlsx <span" in page
    done = AuditEvent.objects.get(action="pekerjaan_selesai")
    assert done.data["tidak_disertakan"] == [LKE, REPORT]

    packet = b"".join(client.get(f"/pekerjaan/{job.uuid}/unduh/").streaming_content)
    (tmp_path / "paket.zip").write_bytes(packet)
    checked = check_packet(tmp_path / "paket.zip")
    assert checked.is_whole
    assert checked.without == (LKE, REPORT)
    files = files_of(packet)
    assert not [path for path in files if path.endswith(".pdf") and "/" not in path]
    lacks = files["KEKURANGAN.txt"].decode("utf-8-sig")
    assert "Laporan PDF yang tidak disertakan (2)" in lacks
    assert f"- {LKE}: server tidak dapat menyusunnya; isinya dapat dibaca di index.html" in lacks
    assert "memori" not in lacks
    assert f"- Tanpa {LKE}: server" in files["BACA-SAYA.txt"].decode("utf-8-sig")
    assert f"<li>{LKE}: server tidak" in files["index.html"].decode()
    assert "pdf" not in files["manifest-sha256.txt"].decode().split("DRAF")[1]

    # Why it is without them changes no byte; asking again tries again.
    settings.PDF_REASON = "tanpa Pango"
    record = Record.objects.get()
    assert packet_of(record) == packet
    settings.PDF_REASON = ""
    assert client.post(NEW)["Location"] != place


def test_one_that_is_too_large_leaves_the_other(
    assessment: Assessment,
    member: User,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    """The LKE with more than a page may hold; by the command, which tells of it."""
    fill(assessment, member)
    entry = Entry(choice="Ya", narrative="panjang " * 20_000)
    answer_item(assessment=assessment, code="A.I.1.i.a", entry=entry, base_version=1, by=member)
    context = RecordContext.live(Assessment.objects.with_structure().get())
    report = rendering.printable(readiness_report(context, timezone.now()))
    # Room for the code of a record on its cover.
    monkeypatch.setattr(rendering, "PAGE_BYTES", len(report) + 50_000)
    call_command("buat_paket", "kppn-ternate", 2026, keluaran=tmp_path)
    assert f"Tanpa {LKE}: Isinya terlalu banyak" in capsys.readouterr().err
    [made] = tmp_path.glob("*.zip")
    files = files_of(made.read_bytes())
    assert files[REPORT].startswith(b"%PDF-")
    hashed = hashlib.sha256(files[REPORT]).hexdigest()
    assert f"{hashed}  {REPORT}\n" in files["manifest-sha256.txt"].decode()
    readme = files["BACA-SAYA.txt"].decode("utf-8-sig")
    assert f"- {REPORT}: laporan kesiapan" in readme
    assert f"- Tanpa {LKE}: server tidak dapat menyusunnya" in readme
    index = files["index.html"].decode()
    assert f">{REPORT}</a>" in index
    assert f">{LKE}</a>" not in index


def test_a_cancelled_packet_does_not_wait_for_its_pdfs(assessment: Assessment, member: User):
    record = filled_record(assessment, member)
    told: list[str] = []

    def progress(done: int, total: int, words: str) -> None:
        told.append(words)
        if told.count(DRAWING) == 2:
            raise JobGoneError

    with pytest.raises(JobGoneError):
        build(RecordContext.from_record(record), io.BytesIO(), progress)
    # While the first of two was drawn; what came of it was thrown away, not left out.
    assert told[-1] == DRAWING
