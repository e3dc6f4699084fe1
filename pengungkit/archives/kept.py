"""Where ZIPs lie between their arrival and their end: beside the evidence, never among it."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from pengungkit.archives.reader import Limits
from zi_portal.lib import blobs


ENDING = ".zip"


class ZipBusyError(Exception):
    """Somebody else works on this ZIP."""


def folder() -> Path:
    return blobs.root() / "impor"


def path_of(name: str) -> Path:
    """`name` is ours, never the sender's."""
    return folder() / f"{name}{ENDING}"


def keep(source: Path, name: str) -> None:
    """Give a file that is on disk already its place; the old name stays until it is dropped."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.link(source, path_of(name))
    handle = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def held(name: str) -> Iterator[Path]:
    """Work on a ZIP alone. Raises `ZipBusyError`, and `FileNotFoundError` when it is gone."""
    path = path_of(name)
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ZipBusyError from error
        yield path


def drop(name: str) -> None:
    path_of(name).unlink(missing_ok=True)


def names() -> Iterator[str]:
    """What lies there."""
    if folder().exists():
        yield from (path.stem for path in sorted(folder().glob(f"*{ENDING}")))


def limits() -> Limits:
    """What a ZIP may be on this installation."""
    return Limits(entries=settings.ZIP_MOST_FILES, unpacked_bytes=2 * settings.ZIP_MAX_BYTES)
