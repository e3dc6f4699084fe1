"""Files that arrive in parts: appended where the last part ended, by one writer at a time.

A part file lies in the store's temporary folder under a random name of ours. What has been written
counts only once it is forced to disk, so an interrupted sender goes on from a true offset.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zi_portal.lib import blobs
from zi_portal.lib.blobs import HEAD_BYTES, NO_ROOM, Blob


PREFIX, ENDING = "unggahan-", ".part"


class PartBusyError(Exception):
    """Another request holds this file right now."""


class PartStoreError(Exception):
    """The disk did not take the bytes; `is_full` tells a full one from a failing one."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.is_full = error.errno in NO_ROOM


def path_of(name: str) -> Path:
    """Where the parts of a file lie; `name` is ours, never the sender's."""
    return blobs.root() / "tmp" / f"{PREFIX}{name}{ENDING}"


def begin(name: str) -> None:
    """Make the empty file. Raises `PartStoreError`."""
    path = path_of(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        _sync_folder(path.parent)
    except OSError as error:
        raise PartStoreError(error) from error


def size_of(name: str) -> int:
    """Bytes in the file, of which the last may not be on disk yet; 0 when there is none."""
    try:
        return path_of(name).stat().st_size
    except FileNotFoundError:
        return 0


def drop(name: str) -> None:
    path_of(name).unlink(missing_ok=True)


class Part:
    """An open part file that this request alone holds."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.descriptor = descriptor
        self.offset = 0
        # Only a file that came in one piece has its hash already; others are read once at the end.
        self.digest: hashlib._Hash | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the file has its final name as well, and must never be written again."""
        return os.fstat(self.descriptor).st_nlink > 1

    @property
    def size(self) -> int:
        return os.fstat(self.descriptor).st_size

    def start_at(self, offset: int) -> None:
        """Go on at that byte; what lies beyond was never acknowledged and is cut off."""
        try:
            os.ftruncate(self.descriptor, offset)
            os.lseek(self.descriptor, offset, os.SEEK_SET)
        except OSError as error:
            raise PartStoreError(error) from error
        self.offset = offset
        self.digest = hashlib.sha256() if offset == 0 else None

    def append(self, piece: bytes) -> None:
        """Write at the end. Raises `PartStoreError`, after which `offset` still tells the truth."""
        rest = memoryview(piece)
        while rest:
            try:
                written = os.write(self.descriptor, rest)
            except OSError as error:
                raise PartStoreError(error) from error
            if self.digest is not None:
                self.digest.update(rest[:written])
            self.offset += written
            rest = rest[written:]

    def sync(self) -> None:
        """Force what was written to disk. Raises `PartStoreError`."""
        try:
            os.fsync(self.descriptor)
        except OSError as error:
            raise PartStoreError(error) from error

    def empty(self) -> None:
        """Give the room back; the sender begins anew."""
        self.start_at(0)

    def blob(self) -> Blob:
        """What the whole file holds."""
        with os.fdopen(os.dup(self.descriptor), "rb") as file:
            file.seek(0)
            head = file.read(HEAD_BYTES)
            if self.digest is not None:
                return Blob(self.digest.hexdigest(), self.offset, head)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256")
            return Blob(digest.hexdigest(), file.tell(), head)


@contextmanager
def held(name: str) -> Iterator[Part]:
    """Open a part file for this request alone; made anew when it was lost.

    Raises `PartBusyError` when somebody else holds it, and `PartStoreError`.
    """
    path = path_of(name)
    try:
        descriptor = _opened(path)
    except OSError as error:
        raise PartStoreError(error) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PartBusyError from error
        yield Part(path, descriptor)
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    """For writing, except a file that was given its final name just before a crash."""
    try:
        state = path.stat()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    else:
        if state.st_nlink > 1:
            return os.open(path, os.O_RDONLY)
        if not state.st_mode & stat.S_IWUSR:
            path.chmod(0o600)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
