"""Files kept by their SHA-256 below one folder: written once, never changed, never overwritten.

A file is written under a temporary name in the same file system while its hash is taken, forced to
disk, and only then linked to its final name. A full disk or a killed process can leave a temporary
file, never a short file at a final name.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from django.conf import settings

from zi_portal.lib import failpoints


NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BlobTooLargeError(Exception):
    """More bytes came than the limit allows."""


class BlobStoreError(Exception):
    """The disk did not take the bytes; `is_full` tells a full one from a failing one."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.is_full = error.errno in NO_ROOM


class BlobDamagedError(Exception):
    """A kept file is gone, unreadable, or no longer what was received; str() says which."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A kept file: its hash (64 hex digits), its size in bytes, and its first bytes."""

    sha256: str
    size: int
    head: bytes


HEAD_BYTES = 4096
# A file that was read whole this lately is not hashed again for each part of it that is asked for.
TRUSTED_SECONDS = 15 * 60
MOST_TRUSTED = 1000
# By hash: what the file system said of the file when it was read whole, and when that was.
_trusted: dict[str, tuple[tuple[int, int, int], float]] = {}


def root() -> Path:
    return Path(settings.EVIDENCE_DIR)


def path_of(sha256: str) -> Path:
    """Where a file with this hash lies, whether or not it is there."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a SHA-256")
    return root() / "blobs" / sha256[:2] / sha256[2:4] / sha256


def is_in_place(path: Path) -> bool:
    """Whether a file lies where the store keeps one of that name; others are not of its making."""
    try:
        return path == path_of(path.name)
    except ValueError:
        return False


def receive(chunks: Iterable[bytes], *, limit: int) -> tuple[Path, Blob]:
    """Write a stream to a temporary file on disk; returns it and what it holds.

    The caller looks at the bytes and then calls `keep` or `discard`. Raises `BlobTooLargeError`
    past `limit` bytes and `BlobStoreError` when the disk is full or fails; both leave nothing
    behind.
    """
    folder = root() / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    handle, name = tempfile.mkstemp(dir=folder, prefix="masuk-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise BlobTooLargeError
                if len(head) < HEAD_BYTES:
                    head += chunk[: HEAD_BYTES - len(head)]
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise BlobStoreError(error) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary, Blob(digest.hexdigest(), size, head)


def keep(temporary: Path, blob: Blob) -> Path:
    """Give a received file its final name, without overwriting one that is there already.

    What stands there but is no longer whole is set aside, so that the same bytes heal it. The
    temporary name stays until the caller discards it, so that a file whose row could not be
    written need not be sent again.
    """
    final = path_of(blob.sha256)
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o440)
    failpoints.passing("blob-linking")
    try:
        os.link(temporary, final)
    except FileExistsError:
        if not is_whole(blob.sha256, blob.size):
            set_aside(blob.sha256)
            # Whoever was quicker has put the same bytes there.
            with contextlib.suppress(FileExistsError):
                os.link(temporary, final)
    failpoints.passing("blob-linked")
    sync_folder(final.parent)
    return final


def set_aside(sha256: str) -> None:
    """Take a damaged file out of the store; it stays for a while, for whoever looks into it."""
    folder = aside()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    damaged = folder / f"{sha256}-{time.time_ns()}"
    with contextlib.suppress(FileNotFoundError):
        path_of(sha256).rename(damaged)
        # From now on, not from when it was received, the days count until it is swept.
        os.utime(damaged)


def aside() -> Path:
    """Where damaged files lie that were replaced."""
    return root() / "rusak"


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(temporary: Path) -> None:
    temporary.unlink(missing_ok=True)


def open_blob(sha256: str) -> BufferedReader:
    """Open a kept file for reading. Raises `FileNotFoundError` when it is gone."""
    return path_of(sha256).open("rb")


def open_whole(sha256: str, size: int) -> BufferedReader:
    """Open a kept file that was just found to be what was received.

    The very handle that is returned was hashed, now or a moment ago. Raises `BlobDamagedError`.
    """
    try:
        file = open_blob(sha256)
    except OSError as error:
        raise BlobDamagedError("missing or unreadable") from error
    try:
        state = os.fstat(file.fileno())
        if state.st_size != size:
            raise BlobDamagedError("of another size than received")
        seal = (state.st_ino, state.st_mtime_ns, state.st_ctime_ns)
        if not _is_trusted(sha256, seal):
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise BlobDamagedError("not what was received")
            file.seek(0)
            if len(_trusted) >= MOST_TRUSTED:
                _trusted.clear()
            _trusted[sha256] = (seal, time.monotonic())
    except OSError as error:
        file.close()
        raise BlobDamagedError("unreadable") from error
    except BaseException:
        file.close()
        raise
    return file


def _is_trusted(sha256: str, seal: tuple[int, int, int]) -> bool:
    known = _trusted.get(sha256)
    return known is not None and known[0] == seal and time.monotonic() - known[1] < TRUSTED_SECONDS


def is_whole(sha256: str, size: int) -> bool:
    """Whether the kept file still has its size and hash; one that cannot be read has not."""
    try:
        with open_blob(sha256) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest == sha256 and file.tell() == size
    except OSError:
        return False
