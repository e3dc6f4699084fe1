"""A ZIP that comes out the same everywhere: stored, fixed times and modes, hashed on the way.

Stored and not deflated, because scans do not shrink, and because what comes out of zlib depends on
who built it.
"""

from __future__ import annotations

import hashlib
import zipfile
from types import TracebackType
from typing import BinaryIO, Self


# Large enough that neither Python nor the disk is asked often, small enough to stay in a cache.
BLOCK = 1024 * 1024
_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_FILE, _PROGRAM = 0o100644, 0o100755


class UnexpectedBytesError(Exception):
    """A stream was not what its hash and size had announced."""


class StoredZip:
    """Writes entries one after the other into a file that can seek; memory stays as it is."""

    def __init__(self, out: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED)
        self._buffer = bytearray(BLOCK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def add(self, path: str, data: bytes) -> None:
        with self._zip.open(_entry(path, len(data)), "w") as entry:
            entry.write(data)

    def add_stream(self, path: str, source: BinaryIO, size: int, sha256: str) -> None:
        """Copy what `source` holds, and make sure that it was what it should be.

        Raises `UnexpectedBytesError`; the ZIP is worth nothing then.
        """
        digest, count, view = hashlib.sha256(), 0, memoryview(self._buffer)
        with self._zip.open(_entry(path, size), "w") as entry:
            while got := source.readinto(view):  # type: ignore[attr-defined]
                count += got
                if count > size:
                    break
                digest.update(view[:got])
                entry.write(view[:got])
        if count != size or digest.hexdigest() != sha256:
            raise UnexpectedBytesError


def _entry(path: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _TIME)
    entry.file_size = size
    entry.create_system = _UNIX
    entry.external_attr = (_PROGRAM if path.endswith(".sh") else _FILE) << 16
    return entry
