"""Where results lie: `ZI_DATA/hasil/<code of the job>`, complete or not there at all."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from reports.exceptions import ResultGoneError
from reports.models import Job
from zi_portal.lib import failpoints


STRAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Result:
    """A complete file under its temporary name, forced to disk."""

    part: Path
    name: str
    content_type: str
    size: int
    sha256: str


def root() -> Path:
    folder = Path(settings.DATA_DIR) / "hasil"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def path_of(job: Job) -> Path:
    return root() / job.uuid.hex


def part_of(job: Job) -> Path:
    """The name of one run's file on the way; two runs never write to the same."""
    return root() / f"{job.uuid.hex}-{job.attempts}.part"


@contextmanager
def writing(part: Path) -> Iterator[BinaryIO]:
    """A new file to write and seek in, forced to disk at the end."""
    with part.open("w+b") as file:
        os.fchmod(file.fileno(), 0o600)
        yield file
        file.flush()
        os.fsync(file.fileno())


def measured(part: Path, name: str, content_type: str) -> Result:
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Result(part, name, content_type, file.tell(), digest)


def publish(result: Result, job: Job) -> None:
    """Give the file its final name; whoever opens it sees all of it."""
    result.part.rename(path_of(job))
    folder = os.open(root(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    failpoints.passing("job-published")


def opened(job: Job) -> BinaryIO:
    """The file of a finished job. Raises `ResultGoneError` when it is not there as it was made."""
    try:
        file = path_of(job).open("rb")
    except OSError:
        raise ResultGoneError from None
    if os.fstat(file.fileno()).st_size != job.result_size:
        file.close()
        raise ResultGoneError
    return file


def remove(job: Job) -> None:
    path_of(job).unlink(missing_ok=True)


def sweep_strays(known: set[str]) -> int:
    """Delete what no finished job names and nobody wrote to for a day; returns how many."""
    swept, limit = 0, time.time() - STRAY_SECONDS
    for path in root().iterdir():
        with suppress(FileNotFoundError):
            if path.name not in known and path.stat().st_mtime < limit:
                path.unlink()
                swept += 1
    return swept
