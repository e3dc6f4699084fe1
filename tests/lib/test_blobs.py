"""Files kept by their hash: whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import stat

import pytest

from zi_portal.lib import blobs


DATA = b"isi berkas " * 1000
SHA = hashlib.sha256(DATA).hexdigest()


def files_in(folder) -> list:
    return [path for path in folder.rglob("*") if path.is_file()]


def keep(data=DATA):
    temporary, blob = blobs.receive([data], limit=len(data))
    final = blobs.keep(temporary, blob)
    blobs.discard(temporary)
    return final, blob


def test_it_works(settings):
    path, blob = keep()
    assert (blob.sha256, blob.size, blob.head) == (SHA, len(DATA), DATA[: blobs.HEAD_BYTES])
    assert path == blobs.path_of(SHA) == settings.EVIDENCE_DIR / "blobs" / SHA[:2] / SHA[2:4] / SHA
    assert path.read_bytes() == DATA
    assert stat.S_IMODE(path.stat().st_mode) == 0o440
    assert files_in(settings.EVIDENCE_DIR) == [path]
    assert blobs.is_whole(SHA, len(DATA))


def test_a_kept_file_is_never_overwritten():
    path, _ = keep()
    before = path.stat()
    keep()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_past_the_limit_nothing_is_left(settings):
    with pytest.raises(blobs.BlobTooLargeError):
        blobs.receive(iter([b"x" * 60, b"x" * 41]), limit=100)
    assert files_in(settings.EVIDENCE_DIR) == []


def test_a_stream_that_breaks_leaves_nothing(settings):
    def broken():
        yield b"separuh"
        raise ConnectionResetError

    with pytest.raises((ConnectionResetError, blobs.BlobStoreError)):
        blobs.receive(broken(), limit=100)
    assert files_in(settings.EVIDENCE_DIR) == []


@pytest.mark.parametrize(
    ("failing", "number", "is_full"),
    [("fsync", errno.ENOSPC, True), ("fdopen", errno.EDQUOT, True), ("fsync", errno.EIO, False)],
)
def test_a_disk_that_fails_is_told_and_leaves_no_short_file(
    settings, monkeypatch, failing, number, is_full
):
    def fail(*_, **__):
        raise OSError(number, "tidak dapat")

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(blobs.BlobStoreError) as told:
        blobs.receive([DATA], limit=len(DATA))
    assert told.value.is_full is is_full
    assert files_in(settings.EVIDENCE_DIR) == []


def test_bytes_are_forced_to_disk_before_the_name_is_given(monkeypatch):
    order = []
    real_fsync, real_link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda handle: order.append("fsync") or real_fsync(handle))
    monkeypatch.setattr(os, "link", lambda *args: order.append("link") or real_link(*args))
    keep()
    # The file itself, then its name, then the folder that holds the name.
    assert order == ["fsync", "link", "fsync"]


@pytest.mark.parametrize("change", ["missing", "shorter", "flipped"])
def test_damage_is_noticed(change):
    path, _ = keep()
    path.chmod(0o640)
    if change == "missing":
        path.unlink()
    else:
        path.write_bytes(DATA[:-1] if change == "shorter" else b"J" + DATA[1:])
    assert not blobs.is_whole(SHA, len(DATA))


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "x" * 64, SHA.upper(), SHA + "/"])
def test_only_a_hash_has_a_path(name):
    with pytest.raises(ValueError, match="SHA-256"):
        blobs.path_of(name)
