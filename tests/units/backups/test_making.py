"""`manage cadangkan`: what a backup holds, what is copied again, what is thrown away."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from pengungkit.models import EvidenceVersion
from tests.factories import UserFactory
from tests.units.backups.conftest import Portal
from tests.units.backups.installations import Installation
from units.backups import folders, notes
from units.backups.exceptions import BackupError
from units.backups.kept_files import NAMED_BY
from units.backups.making import make_backup
from units.models import AuditEvent, User


def back_up(root: Path, *words: str) -> str:
    output = io.StringIO()
    call_command("cadangkan", str(root), *words, stdout=output)
    return output.getvalue()


def blobs_in(root: Path) -> dict[str, int]:
    """Inode by hash: a file that was not written again keeps its own."""
    return {path.name: path.stat().st_ino for path in (root / "blobs").glob("??/??/*")}


def test_it_works(portal: Portal, root: Path) -> None:
    hashes = portal.add_files("SK Tim.pdf", "Undangan.pdf")
    head = AuditEvent.objects.order_by("-pk").values_list("hash", flat=True).first()

    said = back_up(root)

    [backup] = folders.backups_in(root)
    manifest = backup.manifest()
    assert f"Cadangan {backup.stamp} selesai" in said
    assert "2 berkas (2 baru" in said
    assert manifest.facts.tables["units_user"].rows == User.objects.count()
    assert manifest.facts.trail_head == head
    assert "units.0001_initial" in manifest.facts.migrations
    assert manifest.dump.vendor == connection.vendor
    dump = backup.dump_path(manifest)
    assert hashlib.sha256(dump.read_bytes()).hexdigest() == manifest.dump.sha256
    assert dump.stat().st_mode & 0o077 == 0
    assert sorted(manifest.files) == sorted(hashes) == sorted(blobs_in(root))
    for sha256 in hashes:
        [path] = root.rglob(sha256)
        assert path == root / "blobs" / sha256[:2] / sha256[2:4] / sha256
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
        assert path.stat().st_nlink == 1


def test_it_is_recorded(portal: Portal, root: Path) -> None:
    portal.add_files("SK Tim.pdf")
    back_up(root)

    [backup] = folders.backups_in(root)
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.actor) == ("cadangan_dibuat", "sistem")
    assert event.target == f"cadangan:{backup.stamp}"
    assert event.data["ujung_jejak"] == backup.manifest().facts.trail_head
    made = notes.last_made()
    assert made is not None
    assert (made.stamp, made.files, made.damaged) == (backup.stamp, 1, 0)
    assert made.same_disk is True


def test_the_second_backup_copies_only_what_is_new(portal: Portal, root: Path) -> None:
    portal.add_files("SK Tim.pdf", "Undangan.pdf")
    back_up(root)
    before = blobs_in(root)
    [new] = portal.add_files("Notulen.pdf")

    said = back_up(root)

    after = blobs_in(root)
    assert "3 berkas (1 baru" in said
    assert after.keys() - before.keys() == {new}
    assert {sha256: after[sha256] for sha256 in before} == before
    first, second = folders.backups_in(root)
    assert len(first.manifest().files) == 2
    assert len(second.manifest().files) == 3


def test_two_backups_within_a_second_have_names_of_their_own(portal: Portal, root: Path) -> None:
    made = [make_backup(root).backup.stamp for _ in range(3)]
    assert [backup.stamp for backup in folders.backups_in(root)] == sorted(set(made)) == made


def test_a_short_copy_from_before_is_replaced(portal: Portal, root: Path) -> None:
    [sha256] = portal.add_files("SK Tim.pdf")
    back_up(root)
    [path] = root.rglob(sha256)
    path.chmod(0o600)
    path.write_bytes(b"")

    back_up(root)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_damaged_source_is_reported_and_not_copied(portal: Portal, root: Path, harm: str) -> None:
    good, bad = portal.add_files("SK Tim.pdf", "Undangan.pdf")
    [path] = portal.store.rglob(bad)
    path.chmod(0o600)
    if harm == "changed":
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    else:
        path.unlink()

    with pytest.raises(CommandError, match=bad[:12]) as error:
        back_up(root)

    assert "1 berkas bukti tidak ikut" in str(error.value)
    [backup] = folders.backups_in(root)
    manifest = backup.manifest()
    assert set(manifest.files) == {good} == set(blobs_in(root))
    assert manifest.damaged == {bad: "isinya berubah" if harm == "changed" else "tidak ada"}
    made = notes.last_made()
    assert made is not None
    assert made.damaged == 1


def test_only_the_last_ones_are_kept_with_what_they_name(portal: Portal, root: Path) -> None:
    old, kept = portal.add_files("Lama.pdf", "Tetap.pdf")
    back_up(root)
    EvidenceVersion.objects.filter(sha256=old).delete()
    back_up(root, "--jumlah", "2")
    assert set(blobs_in(root)) == {old, kept}
    [new] = portal.add_files("Baru.pdf")

    said = back_up(root, "--jumlah", "2")

    assert "Dibuang: 1 cadangan lama, 1 berkas." in said
    assert set(blobs_in(root)) == {kept, new}
    assert [len(backup.manifest().files) for backup in folders.backups_in(root)] == [1, 2]


def test_nothing_is_thrown_away_when_a_kept_backup_cannot_tell_its_files(
    portal: Portal, root: Path
) -> None:
    portal.add_files("SK Tim.pdf")
    back_up(root)
    back_up(root)
    damaged = folders.backups_in(root)[1]
    (damaged.folder / folders.MANIFEST_NAME).write_text("{")

    with pytest.raises(CommandError, match="rusak atau terpotong"):
        back_up(root, "--jumlah", "2")
    assert len(folders.backups_in(root)) == 3
    assert len(blobs_in(root)) == 1


@pytest.mark.parametrize("number", ["0", "-1", "dua"])
def test_the_number_to_keep_is_at_least_one(portal: Portal, root: Path, number: str) -> None:
    with pytest.raises(CommandError, match="1 atau lebih"):
        back_up(root, f"--jumlah={number}")
    assert not root.exists()


def test_one_at_a_time(portal: Portal, root: Path) -> None:
    root.mkdir()
    with folders.locked(root), pytest.raises(BackupError, match="sedang dipakai"):
        make_backup(root)
    assert make_backup(root).backup.folder.is_dir()


def test_not_inside_the_store(portal: Portal) -> None:
    with pytest.raises(CommandError, match="di dalam penyimpanan bukti"):
        back_up(portal.store / "cadangan")
    assert not (portal.store / "cadangan").exists()


def test_an_empty_installation_has_nothing_to_back_up(target: Installation, root: Path) -> None:
    done = target.manage("cadangkan", root)
    assert done.returncode == 1
    assert "masih kosong" in done.stderr
    assert folders.backups_in(root) == []


def test_a_failure_is_noted(portal: Portal, tmp_path: Path) -> None:
    blocked = tmp_path / "berkas"
    blocked.write_text("bukan folder")
    with pytest.raises(CommandError):
        back_up(blocked / "cadangan")

    failed = notes.last_failed(notes.BACKUP)
    assert failed is not None
    assert str(blocked) in failed.sentence
    assert notes.last_made() is None


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_a_corrupt_database_is_an_alarm_and_no_backup(
    portal: Portal, target: Installation, root: Path
) -> None:
    for number in range(200):
        UserFactory(name=f"Orang {number} " + "x" * 100)
    make_backup(root)
    assert target.manage("pulihkan", root).returncode == 0
    path = target.data / "portal.sqlite3"
    size = path.stat().st_size
    with path.open("rb+") as file:
        for place in range(4096, size, 4 * 4096):
            file.seek(place)
            file.write(b"\xff" * 4096)

    done = target.manage("cadangkan", root)

    assert done.returncode == 1
    assert "rusak atau tidak terbaca" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(folders.backups_in(root)) == 1


def test_every_model_that_names_kept_files_is_known() -> None:
    """Others carry a hash too: of a document inside its row, of what a browser says it will send,
    of a file inside a ZIP that is yet to be kept, of a code, of a file that is made again."""
    others = {
        *(("pengungkit", name) for name in ("InstrumentVersion", "Upload", "Record", "ZipEntry")),
        *(("innovations", name) for name in ("Confirmation", "ConfirmationLink")),
        ("reports", "Job"),
    }
    found = {
        (model._meta.app_label, model.__name__)
        for model in apps.get_models()
        if any("sha256" in field.name for field in model._meta.fields)
    }
    assert found - others == {(app, name) for app, name, _ in NAMED_BY}
