"""Killed processes, full disks and missing tools: no half backup, no half restoration."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.units.backups.conftest import Portal
from tests.units.backups.installations import Installation
from units.backups import folders, notes
from units.backups.making import make_backup


needs_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="DILEWATI: uji disk penuh perlu root untuk memasang tmpfs"
)
needs_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'")


@pytest.mark.parametrize("place", ["backup-dumped", "backup-file:2", "backup-publish"])
def test_a_killed_backup_is_never_taken_for_a_whole_one(
    portal: Portal, root: Path, place: str
) -> None:
    portal.add_files("Satu.pdf", "Dua.pdf", "Tiga.pdf")

    killed = portal.manage("cadangkan", root, ZI_FAILPOINT=place)

    assert killed.returncode == -signal.SIGKILL
    assert folders.backups_in(root) == []
    assert len(list(root.glob("*.part"))) == 1
    with pytest.raises(CommandError, match="Tidak ada cadangan"):
        call_command("pulihkan", str(root), "--periksa")

    made = make_backup(root)
    assert len(made.manifest.files) == 3
    assert list(root.glob("*.part")) == []
    assert [backup.stamp for backup in folders.backups_in(root)] == [made.backup.stamp]


@pytest.mark.parametrize("place", ["restore-files-placed", "restore-loaded"])
def test_a_killed_restoration_is_simply_run_again(
    portal: Portal, target: Installation, root: Path, place: str
) -> None:
    portal.add_files("Satu.pdf", "Dua.pdf")
    make_backup(root)

    killed = target.manage("pulihkan", root, ZI_FAILPOINT=place)
    assert killed.returncode == -signal.SIGKILL

    done = target.manage("pulihkan", root)
    assert done.returncode == 0, done.stderr
    wanted = "SELECT count(*) FROM units_auditevent WHERE action = 'portal_dipulihkan'"
    assert target.rows(wanted) == [(1,)]
    assert len(list(target.store.glob("blobs/??/??/*"))) == 2

    again = target.manage("pulihkan", root)
    assert again.returncode == 1
    assert "sudah berisi pengguna" in again.stderr


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def used(folder: Path) -> int:
    state = os.statvfs(folder)
    return (state.f_blocks - state.f_bfree) * state.f_frsize


# Too small for the dump; enough bytes for everything but not enough names for the files.
FULL_DISKS = {"dump": "size=16k", "files": "nr_inodes=12"}


@needs_root
@pytest.mark.parametrize("disk", FULL_DISKS)
def test_a_full_disk_is_one_sentence_and_no_backup(
    portal: Portal, tmp_path: Path, disk: str
) -> None:
    portal.add_files(*(f"Berkas {number}.pdf" for number in range(8)))
    with small_disk(tmp_path / "kecil", FULL_DISKS[disk]) as root:
        with pytest.raises(CommandError) as error:
            call_command("cadangkan", str(root))
        assert str(error.value).startswith(f"Ruang disk di {root} habis")
        assert folders.backups_in(root) == []
        assert list(root.glob("*.part")) == []
    failed = notes.last_failed(notes.BACKUP)
    assert failed is not None
    assert "habis" in failed.sentence


@needs_root
def test_a_disk_too_small_for_the_files_is_seen_before_copying(
    portal: Portal, tmp_path: Path
) -> None:
    portal.add_files("SK Tim.pdf")
    [large] = portal.add_files("Besar.pdf")
    from pengungkit.models import EvidenceVersion

    EvidenceVersion.objects.filter(sha256=large).update(size=40_000_000)
    with small_disk(tmp_path / "kecil", "size=20m") as root:
        with pytest.raises(CommandError, match="perlu 40 MB, tersisa"):
            call_command("cadangkan", str(root))
        assert folders.backups_in(root) == []
        assert used(root) < 100_000


@needs_root
def test_a_full_disk_while_restoring_leaves_an_empty_portal(
    portal: Portal, target: Installation, root: Path
) -> None:
    portal.add_files(*(f"Berkas {number}.pdf" for number in range(8)))
    make_backup(root)
    with small_disk(target.data, "size=64m,nr_inodes=20"):
        done = target.manage("pulihkan", root)
        assert done.returncode == 1
        assert "Ruang disk di" in done.stderr
        assert not (target.data / "portal.sqlite3").exists()
    assert target.manage("pulihkan", root).returncode == 0


# --- Tools of PostgreSQL -------------------------------------------------------------------------


@needs_postgresql
def test_a_missing_pg_dump_is_one_sentence(portal: Portal, root: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(root))
    with pytest.raises(CommandError, match="pg_dump tidak ditemukan"):
        call_command("cadangkan", str(root))
    assert folders.backups_in(root) == []


@needs_postgresql
@pytest.mark.parametrize("tool", ["pg_dump", "pg_restore"])
def test_a_tool_older_than_the_server_is_refused(
    portal: Portal, root: Path, tmp_path: Path, monkeypatch, tool: str
) -> None:
    make_backup(root)
    old = tmp_path / "lama"
    old.mkdir()
    (old / tool).write_text(f"#!/bin/sh\necho '{tool} (PostgreSQL) 9.6.24'\n")
    (old / tool).chmod(0o755)
    monkeypatch.setenv("PATH", f"{old}{os.pathsep}{os.environ['PATH']}")
    words = ["cadangkan", str(root)]
    if tool == "pg_restore":
        words = ["pulihkan", str(root), "--periksa"]
    with pytest.raises(CommandError, match=f"{tool} di mesin ini versi 9,"):
        call_command(*words)
    assert len(folders.backups_in(root)) == 1


@needs_postgresql
def test_a_failing_pg_dump_leaves_no_backup(
    portal: Portal, root: Path, tmp_path: Path, monkeypatch
) -> None:
    broken = tmp_path / "rusak"
    broken.mkdir()
    major = connection.connection.info.server_version // 10000
    (broken / "pg_dump").write_text(
        f"#!/bin/sh\n[ \"$1\" = --version ] && echo 'pg_dump (PostgreSQL) {major}.1' && exit\n"
        "echo 'pg_dump: error: connection lost' >&2\nexit 1\n"
    )
    (broken / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(CommandError, match="connection lost"):
        call_command("cadangkan", str(root))
    assert folders.backups_in(root) == []
    assert list(root.glob("*.part")) == []
