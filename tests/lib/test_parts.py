"""Part files: one writer, true offsets, and disks that fail."""

from __future__ import annotations

import errno
import hashlib
import os
import stat

import pytest

from zi_portal.lib import parts


DATA = b"isi berkas " * 1000
NAME = "a" * 32


def test_it_works(settings):
    parts.begin(NAME)
    with parts.held(NAME) as part:
        part.start_at(0)
        part.append(DATA[:100])
        part.append(DATA[100:])
        part.sync()
        blob = part.blob()
    assert part.path == settings.EVIDENCE_DIR / "tmp" / f"unggahan-{NAME}.part"
    assert part.path.read_bytes() == DATA
    assert stat.S_IMODE(part.path.stat().st_mode) == 0o600
    assert (blob.sha256, blob.size) == (hashlib.sha256(DATA).hexdigest(), len(DATA))
    assert blob.head == DATA[: len(blob.head)]
    assert parts.size_of(NAME) == len(DATA)
    parts.drop(NAME)
    parts.drop(NAME)
    assert parts.size_of(NAME) == 0


def test_a_file_in_one_part_is_not_read_again_for_its_hash(monkeypatch):
    parts.begin(NAME)
    monkeypatch.setattr(hashlib, "file_digest", None)
    with parts.held(NAME) as part:
        part.start_at(0)
        part.append(DATA)
        assert part.blob().sha256 == hashlib.sha256(DATA).hexdigest()


def test_going_on_cuts_off_what_was_not_acknowledged():
    parts.begin(NAME)
    with parts.held(NAME) as part:
        part.start_at(0)
        part.append(DATA[:500] + b"tidak diakui")
    with parts.held(NAME) as part:
        part.start_at(500)
        part.append(DATA[500:])
        assert part.blob().sha256 == hashlib.sha256(DATA).hexdigest()
    assert part.path.read_bytes() == DATA


def test_one_writer_at_a_time():
    parts.begin(NAME)
    with parts.held(NAME), pytest.raises(parts.PartBusyError), parts.held(NAME):
        pass
    with parts.held(NAME):
        pass


@pytest.mark.parametrize(
    ("number", "is_full"), [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EIO, False)]
)
def test_a_full_disk_is_told_from_a_failing_one(monkeypatch, number, is_full):
    parts.begin(NAME)
    written = []

    def write_some(descriptor: int, data: bytes) -> int:
        """Takes a little, as a disk does that is about to be full."""
        if len(written) == 2:
            raise OSError(number, "gagal")
        written.append(bytes(data[:10]))
        return 10

    monkeypatch.setattr(os, "write", write_some)
    with parts.held(NAME) as part:
        part.start_at(0)
        with pytest.raises(parts.PartStoreError) as caught:
            part.append(DATA)
    assert caught.value.is_full is is_full
    assert (b"".join(written), part.offset) == (DATA[:20], 20)


def test_f15_a_failed_sync_is_no_success(monkeypatch):
    parts.begin(NAME)

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "gagal")

    monkeypatch.setattr(os, "fsync", fail)
    with parts.held(NAME) as part, pytest.raises(parts.PartStoreError):
        part.sync()


def test_a_lost_file_is_made_anew_and_room_is_given_back():
    with parts.held(NAME) as part:
        part.start_at(0)
        part.append(DATA)
        part.empty()
    assert (part.path.stat().st_size, part.offset) == (0, 0)


def test_a_file_with_a_second_name_is_only_read(tmp_path):
    parts.begin(NAME)
    path = parts.path_of(NAME)
    path.write_bytes(DATA)
    path.chmod(0o440)
    os.link(path, tmp_path / "kedua")
    with parts.held(NAME) as part:
        assert part.is_kept
        assert part.blob().sha256 == hashlib.sha256(DATA).hexdigest()
        with pytest.raises(parts.PartStoreError):
            part.append(b"x")
    assert stat.S_IMODE(path.stat().st_mode) == 0o440


def test_a_file_that_was_only_made_read_only_is_written_again():
    """The process was killed just before the file got its final name."""
    parts.begin(NAME)
    parts.path_of(NAME).chmod(0o440)
    with parts.held(NAME) as part:
        part.start_at(0)
        part.append(DATA)
    assert parts.path_of(NAME).read_bytes() == DATA
