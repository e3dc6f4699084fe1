"""`manage buat_paket` makes the very packet the page makes."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from pengungkit.models import Assessment, Record
from reports.packets import files, layout
from tests.reports.packets import files_of, fill, packet_of
from units.models import AuditEvent, User
from zi_portal.lib import blobs


@pytest.fixture(autouse=True)
def filled(assessment: Assessment, member: User) -> Assessment:
    fill(assessment, member)
    return assessment


def run(folder: Path, *options: str) -> str:
    out = io.StringIO()
    call_command(
        "buat_paket", "kppn-ternate", "2026", "--keluaran", str(folder), *options, stdout=out
    )
    return out.getvalue()


def test_it_works(tmp_path: Path):
    said = run(tmp_path / "keluar")
    [path] = (tmp_path / "keluar").iterdir()
    record = Record.objects.get()
    assert path.name == "Paket-ZI-2026-kppn-ternate-rekaman-1.zip"
    assert path.read_bytes() == packet_of(record)
    assert record.sha256 in said
    # So that the portal knows the packet again when somebody brings it to be checked.
    event = AuditEvent.objects.get(action="paket_dibuat")
    assert (
        event.data["berkas"]["index.html"]
        == hashlib.sha256(files_of(path.read_bytes())["index.html"]).hexdigest()
    )
    run(tmp_path / "keluar")
    assert Record.objects.count() == 1


def test_in_parts(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(layout, "PART_BYTES", 70)
    monkeypatch.setattr(files, "parts_needed", lambda context: layout.parts_needed(context, 70))
    run(tmp_path / "keluar", "--pecah")
    assert len(list((tmp_path / "keluar").iterdir())) == 3


def test_a_damaged_file_leaves_nothing(filled: Assessment, tmp_path: Path):
    version = filled.answers.get(code="A.I.1.i.a").uses.get().evidence.versions.get()
    blobs.path_of(version.sha256).unlink()
    with pytest.raises(CommandError, match="“SK Tim ZI” tidak ada di penyimpanan"):
        run(tmp_path / "keluar")
    assert list((tmp_path / "keluar").iterdir()) == []


def test_an_office_without_that_year(tmp_path: Path):
    with pytest.raises(CommandError, match="Tidak ada penilaian 1999"):
        call_command("buat_paket", "kppn-ternate", "1999")


def test_a_folder_that_cannot_be(tmp_path: Path):
    (tmp_path / "berkas").write_text("x")
    with pytest.raises(CommandError, match="tidak dapat ditulis"):
        run(tmp_path / "berkas")
