"""Bit rot and lost files: found, never served, replaced by their hash (F-16, F-17, DL-08)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from pengungkit import integrity
from pengungkit.actions.evidence import receive_file
from pengungkit.actions.healing import note_damage
from pengungkit.actions.replacing import replace_file
from pengungkit.actions.scrubbing import scrub
from pengungkit.actions.sweeping import sweep_set_aside
from pengungkit.actions.uploads import begin_upload
from pengungkit.models import Evidence, EvidenceVersion
from tests.factories import PDF, UnitFactory, make_evidence
from tests.pengungkit import sample_files as sample
from units.backups.kept_files import copy_files, place_below
from units.models import AuditEvent
from zi_portal.lib import blobs


CONTENT = PDF + bytes(range(256)) * 40


@pytest.fixture
def evidence(unit, member) -> Evidence:
    return make_evidence(unit, member, name="SK Tim.pdf", content=CONTENT)


@pytest.fixture
def backup(settings, tmp_path: Path, evidence) -> Path:
    """A backup folder with the file in it, as `cadangkan` leaves it; the portal knows where."""
    root = tmp_path / "cadangan"
    version = evidence.versions.get()
    copy_files(blobs.root(), root, {version.sha256: version.size}, scratch=root / "tmp")
    settings.BACKUP_DIR = root
    return root


def rot(path: Path) -> None:
    """One bit turned over; the size stays as it was."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o640)
    path.write_bytes(data)


FAULTS = {"F-16 bit rot": rot, "F-17 rm": Path.unlink}
faults = pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))


def file_of(evidence: Evidence) -> Path:
    return blobs.path_of(evidence.versions.get().sha256)


def actions() -> list[str]:
    events = AuditEvent.objects.filter(action__startswith="berkas_").order_by("pk")
    return list(events.values_list("action", flat=True))


def status(client: Client, url: str) -> int:
    response = client.get(url)
    b"".join(response)
    return response.status_code


def assert_sound() -> None:
    assert integrity.findings(thorough=True) == []


@faults
def test_f16_f17_the_scrub_heals_from_the_backup(evidence, backup, fault, member_client):
    damaged = file_of(evidence)
    fault(damaged)
    done = scrub()
    assert (done.files, len(done.healed), done.damaged) == (1, 1, [])
    assert file_of(evidence).read_bytes() == CONTENT
    version = evidence.versions.get()
    assert version.damaged_at is None
    assert actions() == ["berkas_rusak", "berkas_dipulihkan"]
    assert AuditEvent.objects.latest("pk").data["asal"] == "cadangan"
    assert status(member_client, f"/bukti/{evidence.uuid}/unduh/") == 200
    aside = list(blobs.aside().iterdir()) if blobs.aside().exists() else []
    assert len(aside) == (1 if fault is rot else 0)
    assert_sound()


@faults
def test_f16_f17_without_a_whole_copy_nothing_is_made_worse(evidence, backup, fault):
    """The backup's own copy is damaged too: it is not believed, and what is there stays."""
    rot(place_below(backup, evidence.versions.get().sha256))
    fault(file_of(evidence))
    there = file_of(evidence).read_bytes() if file_of(evidence).exists() else None
    done = scrub()
    assert len(done.damaged) == 1
    assert "1 masih rusak" in str(done)
    assert (file_of(evidence).read_bytes() if file_of(evidence).exists() else None) == there
    assert not list((blobs.root() / "tmp").iterdir())
    assert actions() == ["berkas_rusak"]
    assert evidence.versions.get().damaged_at is not None
    # Told once, however often it is looked at.
    scrub()
    assert actions() == ["berkas_rusak"]


@faults
def test_f16_f17_the_same_bytes_heal_it(evidence, unit, member, fault):
    fault(file_of(evidence))
    note_damage(evidence.versions.get().sha256)
    received = receive_file(unit=unit, name="Lagi.pdf", chunks=[CONTENT], by=member)
    assert (received.evidence, received.was_there) == (evidence, True)
    assert file_of(evidence).read_bytes() == CONTENT
    assert evidence.versions.get().damaged_at is None
    assert actions() == ["berkas_rusak", "berkas_dipulihkan"]
    assert_sound()


def test_another_unit_heals_it_by_sending_the_same_file(evidence, member):
    rot(file_of(evidence))
    make_evidence(UnitFactory(), member, name="Sama.pdf", content=CONTENT)
    assert file_of(evidence).read_bytes() == CONTENT
    assert_sound()


def test_the_page_of_the_document_heals_it_too(evidence, member, member_client):
    rot(file_of(evidence))
    upload = io.BytesIO(CONTENT)
    upload.name = "asli.pdf"
    response = member_client.post(f"/bukti/{evidence.uuid}/ganti/", {"berkas": upload}, follow=True)
    assert "yang rusak sudah pulih" in response.content.decode()
    assert evidence.versions.count() == 1
    # Whole again, the same file is refused as before.
    with pytest.raises(Exception, match="sama persis"):
        replace_file(evidence=evidence, name="a.pdf", chunks=[CONTENT], by=member)


def test_a_damaged_file_is_asked_for_again_by_its_hash(evidence, unit, member):
    version = evidence.versions.get()

    def begun():
        return begin_upload(
            unit=unit, name="a.pdf", size=version.size, by=member, sha256=version.sha256
        )

    assert begun().is_kept
    note_damage(version.sha256)
    assert not begun().is_kept


DOORS: dict[str, Callable[[Evidence], str]] = {
    "view": lambda one: f"/bukti/{one.uuid}/lihat/",
    "download": lambda one: f"/bukti/{one.uuid}/unduh/",
    "version": lambda one: f"/bukti/{one.uuid}/versi/1/",
    "preview": lambda one: f"/bukti/{one.uuid}/pratinjau/",
    "page": lambda one: f"/bukti/{one.uuid}/halaman/1/",
    "image": lambda one: f"/bukti/{one.uuid}/gambar/?w=800",
}


@faults
def test_dl08_no_door_serves_a_damaged_file(unit, member, fault):
    client = Client()
    client.force_login(member)
    pdf = make_evidence(unit, member, name="SK.pdf", content=sample.pdf(1))
    photo = make_evidence(unit, member, name="Foto.png", content=sample.image("PNG"))
    for one in (pdf, photo):
        fault(file_of(one))
    for name, address in DOORS.items():
        one = photo if name == "image" else pdf
        for headers in ({}, {"Range": "bytes=0-9"}):
            response = client.get(address(one), headers=headers)
            assert response.status_code == 502, name
            assert "Berkas rusak" in response.content.decode()
    assert actions() == ["berkas_rusak", "berkas_rusak"]
    assert not AuditEvent.objects.filter(action__startswith="bukti_di").exclude(
        action="bukti_diterima"
    )


def test_dl08_a_preview_made_before_is_not_shown_either(unit, member, member_client):
    pdf = make_evidence(unit, member, name="SK.pdf", content=sample.pdf(1))
    assert status(member_client, f"/bukti/{pdf.uuid}/halaman/1/") == 200
    whole = file_of(pdf).read_bytes()
    rot(file_of(pdf))
    scrub()
    assert status(member_client, f"/bukti/{pdf.uuid}/halaman/1/") == 502
    file_of(pdf).write_bytes(whole)
    assert status(member_client, f"/bukti/{pdf.uuid}/lihat/") == 200
    assert pdf.versions.get().damaged_at is None


def test_the_scrub_goes_round_in_slices_the_oldest_first(unit, member, settings):
    now = timezone.now()
    for number in range(3):
        one = make_evidence(unit, member, content=PDF + bytes([65 + number]) * 900_000)
        one.versions.update(proven_at=now - dt.timedelta(days=10 - number))
    hashes = list(EvidenceVersion.objects.order_by("pk").values_list("sha256", flat=True))

    def oldest() -> str:
        return EvidenceVersion.objects.order_by("proven_at").values_list("sha256", flat=True)[0]

    for number in (1, 2, 0):
        assert scrub(megabytes=0).files == 0
        assert scrub(megabytes=1).files in {1, 2}
        EvidenceVersion.objects.filter(sha256=hashes[number]).update(
            proven_at=now - dt.timedelta(days=20)
        )
        assert oldest() == hashes[number]
    assert scrub(megabytes=100).files == 3
    assert EvidenceVersion.objects.filter(proven_at__lt=now).count() == 0


def test_the_commands(evidence, backup, settings, capsys):
    call_command("periksa_berkas")
    assert "1 berkas (" in capsys.readouterr().out
    file_of(evidence).unlink()
    settings.BACKUP_DIR = None
    with pytest.raises(CommandError, match="1 masih rusak"):
        call_command("periksa_berkas")
    with pytest.raises(CommandError, match="Folder cadangan tidak ditemukan"):
        call_command("pulihkan_berkas")
    call_command("pulihkan_berkas", dari=backup)
    assert "1 diganti dari cadangan" in capsys.readouterr().out
    assert_sound()


def test_what_was_set_aside_goes_after_its_time(evidence, backup, settings):
    rot(file_of(evidence))
    scrub()
    assert sweep_set_aside() == 0
    settings.DAMAGED_KEPT_DAYS = -1
    assert sweep_set_aside() == 1
    assert list(blobs.aside().iterdir()) == []


def test_the_office_sees_which_documents_are_damaged(evidence, unit, member, member_client):
    store = f"/bukti/?unit={unit.code}"
    assert "saring=rusak" not in member_client.get(store).content.decode()
    make_evidence(unit, member, name="Utuh.pdf")
    note_damage(evidence.versions.get().sha256)
    assert "saring=rusak" in member_client.get(store).content.decode()
    page = member_client.get(f"{store}&saring=rusak").content.decode()
    assert "SK Tim" in page
    assert "Berkas rusak" in page
    assert "Utuh" not in page
    page = member_client.get(f"/bukti/{evidence.uuid}/").content.decode()
    assert "Versi 1 rusak di tempat simpan" in page
    assert "unggah di sini berkas yang sama persis" in page
    # No button leads to what is not served.
    assert f"/bukti/{evidence.uuid}/unduh/" not in page
    assert f"/bukti/{evidence.uuid}/pratinjau/" not in page
