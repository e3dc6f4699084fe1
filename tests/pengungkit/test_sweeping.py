"""What uploads leave behind is taken away, and nothing else."""

from __future__ import annotations

import datetime as dt
import io
import os
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings as product
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from pengungkit import integrity
from pengungkit.actions.evidence import receive_file
from pengungkit.actions.sweeping import Swept, sweep
from pengungkit.models import EvidenceVersion, Upload
from pengungkit.store import share_store
from tests.factories import PDF, make_evidence
from tests.pengungkit.tus_client import ask, begun, send, upload
from zi_portal.lib import blobs, parts


FILE = PDF + b"isi " * 100


def age(path: Path, hours: float) -> Path:
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


def temporary(name: str, hours: float) -> Path:
    path = blobs.root() / "tmp" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return age(path, hours)


def stray(hours: float, name: str = "a" * 64) -> Path:
    path = blobs.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    return age(path, hours)


def expire() -> None:
    Upload.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))


def test_it_works(assessment, unit, member, member_client):
    evidence = make_evidence(unit, member, name="Lama.pdf")
    final = age(blobs.path_of(evidence.versions.get().sha256), 1000)
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:100])
    expire()
    stray(25)
    temporary("masuk-lama", 25)
    assert sweep() == Swept(uploads=1, temporary=1, strays=1, aside=0)
    assert sorted(path for path in blobs.root().rglob("*") if path.is_file()) == [final]
    assert ask(member_client, url).status_code == 404
    assert integrity.findings(thorough=True) == []
    assert sweep() == Swept(0, 0, 0, 0)


def test_what_somebody_put_into_the_store_by_hand_is_told_of_and_left(assessment):
    """Such a file once kept everything after it from being swept."""
    foreign = age(stray(25, "0" * 64).rename(blobs.root() / "blobs" / "0-salinan.tar"), 25)
    misplaced = age(stray(25, "1" * 64).rename(foreign.with_name("1" * 64)), 25)
    stray(25)
    assert sweep().strays == 1
    told = [one.sentence for one in integrity.findings()]
    assert told == [
        f"Berkas {path} bukan milik portal. Pindahkan dari folder itu."
        for path in (foreign, misplaced)
    ]


def test_what_may_still_be_needed_stays(assessment, unit, member_client):
    url = begun(member_client, len(FILE))
    send(member_client, url, 0, FILE[:100])
    part = age(parts.path_of(Upload.objects.get().part_name), 60)
    young = [stray(23), temporary("masuk-baru", 23), part]
    assert sweep() == Swept(0, 0, 0, 0)
    assert all(path.exists() for path in young)
    assert send(member_client, url, 100, FILE[100:]).status_code == 204


def test_a_part_that_came_meanwhile_renews_the_upload(assessment, member_client, settings):
    settings.UPLOAD_HOURS = 5
    url = begun(member_client, len(FILE))
    Upload.objects.update(expires_at=timezone.now() + dt.timedelta(minutes=1))
    send(member_client, url, 0, FILE[:100])
    left = Upload.objects.get().expires_at - timezone.now()
    assert dt.timedelta(hours=4, minutes=59) < left <= dt.timedelta(hours=5)


def test_finished_and_refused_uploads_are_forgotten_in_time(assessment, member_client):
    upload(member_client, FILE)
    upload(member_client, b"bukan pdf")
    assert sweep().uploads == 0
    expire()
    assert sweep().uploads == 2
    assert EvidenceVersion.objects.count() == 1
    assert integrity.findings(thorough=True) == []


def test_a_part_left_by_a_finished_upload_goes(assessment, member_client):
    """As after a crash between the row and the removal of the part."""
    upload(member_client, FILE)
    path = parts.path_of(Upload.objects.get().part_name)
    path.write_bytes(FILE)
    age(path, 25)
    assert sweep().temporary == 1


def test_what_a_killed_process_left_of_a_form_goes(assessment):
    path = Path(product.FILE_UPLOAD_TEMP_DIR) / "abc.upload.pdf"
    path.write_bytes(b"x")
    age(path, 25)
    assert sweep().temporary == 1
    assert not path.exists()


def test_many_expired_uploads_are_all_swept(assessment, member_client, monkeypatch):
    monkeypatch.setattr("pengungkit.actions.sweeping.AT_A_TIME", 2)
    for _ in range(5):
        begun(member_client, 10)
    expire()
    assert sweep().uploads == 5
    assert not list((blobs.root() / "tmp").iterdir())


def test_the_command_and_the_start_of_the_portal(assessment):
    stray(25)
    temporary("masuk-lama", 25)
    out = io.StringIO()
    call_command("sapu_unggahan", "--cepat", stdout=out)
    assert out.getvalue().startswith("0 unggahan kedaluwarsa, 1 berkas sementara, 0 ZIP")
    call_command("sapu_unggahan", stdout=out)
    assert "1 berkas tanpa catatan," in out.getvalue()


def test_findings_name_the_remedy(assessment):
    stray(25)
    temporary("masuk-lama", 73)
    sentences = [finding.sentence for finding in integrity.findings()]
    assert len(sentences) == 2
    assert all(sentence.endswith("Jalankan manage sapu_unggahan.") for sentence in sentences)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_just_being_kept_is_not_swept(assessment, unit, member):
    """Its name is there for days already, its row is on the way: the sweep waits and sees it."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite hanya punya satu penulis")
    temporary_path, blob = blobs.receive([FILE], limit=len(FILE))
    age(blobs.keep(temporary_path, blob), 48)
    blobs.discard(temporary_path)
    swept: list[int] = []

    def run() -> None:
        swept.append(sweep().strays)
        connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        share_store()
        thread.start()
        with pytest.raises(TimeoutError):
            wait_for(lambda: bool(swept), 1.0)
        receive_file(unit=unit, name="a.pdf", chunks=[FILE], by=member)
    thread.join()
    assert swept == [0]
    assert integrity.findings(thorough=True) == []


def wait_for(condition, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)
