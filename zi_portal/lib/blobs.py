"""Files kept by their SHA-256 below one folder: written once, never changed, never overwritten.

A file is written under a temporary name in the same file system while its hash is taken, forced to
disk, and only then linked to its final name. A full disk or a killed process can leave a temporary
file, never a short file at a final name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from django.conf import settings

from zi_portal.lib import failpoints


class BlobTooLargeError(Exception):
    """More bytes came than the limit allows."""


class BlobStoreFullError(Exception):
    """The disk took no more bytes."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A kept file: its hash (64 hex digits), its size in bytes, and its first bytes."""

    sha256: str
    size: int
    head: bytes


HEAD_BYTES = 4096


def root() -> Path:
    return Path(settings.EVIDENCE_DIR)


def path_of(sha256: str) -> Path:
    """Where a file with this hash lies, whether or not it is there."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a SHA-256")
    return root() / "blobs" / sha256[:2] / sha256[2:4] / sha256


def receive(chunks: Iterable[bytes], *, limit: int) -> tuple[Path, Blob]:
    """Write a stream to a temporary file on disk; returns it and what it holds.

    The caller looks at the bytes and then calls `keep` or `discard`. Raises `BlobTooLargeError`
    past `limit` bytes and `BlobStoreFullError` when the disk is full; both leave nothing behind.
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
        raise BlobStoreFullError from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary, Blob(digest.hexdigest(), size, head)


def keep(temporary: Path, blob: Blob) -> Path:
    """Give a received file its final name, without overwriting one that is there already.

    The temporary name stays until the caller discards it, so that a file whose row could not be
    written need not be sent again.
    """
    final = path_of(blob.sha256)
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o440)
    failpoints.passing("blob-linking")
    with contextlib.suppress(FileExistsError):
        os.link(temporary, final)
    failpoints.passing("blob-linked")
    folder = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return final


def discard(temporary: Path) -> None:
    temporary.unlink(missing_ok=True)


def open_blob(sha256: str) -> BufferedReader:
    """Open a kept file for reading. Raises `FileNotFoundError` when it is gone."""
    return path_of(sha256).open("rb")


def is_whole(sha256: str, size: int) -> bool:
    """Whether the kept file still has its size and hash."""
    try:
        with open_blob(sha256) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return digest == sha256 and file.tell() == size
    except FileNotFoundError:
        return False
