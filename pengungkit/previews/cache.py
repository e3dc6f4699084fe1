"""What was made of kept files, on disk: one folder per file and recipe, made once, whole or not.

A folder appears under its final name only when it is complete. All of it may be deleted at any
time; the next look makes it anew.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pengungkit.previews.jobs import SECONDS, Job
from pengungkit.previews.refusals import PASSING, CannotPreviewError
from pengungkit.previews.running import Answer, run
from zi_portal.lib import blobs


# Raised when a recipe makes something else of the same file; the old folders are then swept.
EDITION = 3
# How many files are opened at once on this machine, over all workers.
AT_ONCE = 2
PATIENCE_SECONDS = 6.0
# A reason that may pass is believed this long.
RETRY_SECONDS = 600
UNUSED_DAYS = 90
LEFT_OVER_SECONDS = 3600
_KEPT = "isi.json"


class DamagedFileError(Exception):
    """The kept file is gone, or its hash is no longer its name."""


class Deadline:
    """How long a whole request may spend on making previews, in seconds."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self.end - time.monotonic())


@dataclass(frozen=True, slots=True)
class Made:
    """What a recipe made: the folder, and what it says of it."""

    folder: Path
    content: dict[str, Any]


def root() -> Path:
    return blobs.root() / "pratinjau"


def folder_of(sha256: str) -> Path:
    return root() / sha256[:2] / sha256


def made(
    recipe: str,
    sha256: str,
    extension: str,
    *,
    options: dict[str, int] | None = None,
    deadline: Deadline | None = None,
) -> Made:
    """What the recipe makes of the kept file, now or from an earlier time.

    Raises `CannotPreviewError`, and `DamagedFileError` when the kept file is not what was received.
    The options are part of the recipe: each choice is kept apart.
    """
    options = options or {}
    name = "-".join([recipe, *(str(value) for value in options.values()), f"e{EDITION}"])
    final = folder_of(sha256) / name
    deadline = deadline or Deadline()
    if kept := _kept(final):
        return kept
    try:
        with _turn(sha256, deadline):
            # Somebody else may have made it while we waited.
            return _kept(final) or _make(recipe, sha256, extension, options, final, deadline)
    except OSError as error:
        raise CannotPreviewError("penuh") from error


def _kept(final: Path) -> Made | None:
    """What lies there already; raises the refusal that lies there."""
    try:
        path = final / _KEPT
        content = json.loads(path.read_bytes())
        age = time.time() - path.stat().st_mtime
    except (OSError, ValueError):
        return None
    if reason := content.get("alasan"):
        if reason in PASSING and age > RETRY_SECONDS:
            return None
        raise CannotPreviewError(reason)
    return Made(final, content["isi"])


def _make(
    recipe: str,
    sha256: str,
    extension: str,
    options: dict[str, int],
    final: Path,
    deadline: Deadline,
) -> Made:
    """Run the recipe beside its final place, then move the whole folder there."""
    source = blobs.path_of(sha256)
    if not source.is_file() or not blobs.is_whole(sha256, source.stat().st_size):
        raise DamagedFileError
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix="sedang-", dir=final.parent))
    try:
        job = Job(recipe, (source,), extension, temporary, options)
        answer = run(job, deadline.left)
        _keep(answer, temporary)
        shutil.rmtree(final, ignore_errors=True)
        temporary.rename(final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    if answer.reason:
        raise CannotPreviewError(answer.reason)
    return Made(final, answer.content)


def _keep(answer: Answer, folder: Path) -> None:
    """Write down what came of it; of a refusal nothing but the reason is kept."""
    if answer.reason:
        for path in folder.iterdir():
            path.unlink()
    said = {"alasan": answer.reason} if answer.reason else {"isi": answer.content}
    (folder / _KEPT).write_text(json.dumps(said, ensure_ascii=False), "utf-8")


@contextmanager
def _turn(sha256: str, deadline: Deadline) -> Iterator[None]:
    """Wait for this file to be free, and for one of the places on this machine.

    Raises `CannotPreviewError` when neither comes in time.
    """
    patience = min(PATIENCE_SECONDS, deadline.left)
    # One of 256 locks for the file: two files that share one only wait for each other.
    with _locked([f"berkas-{sha256[:2]}"], patience), place(patience):
        yield


def place(patience: float = PATIENCE_SECONDS) -> AbstractContextManager[None]:
    """One of the places on this machine to open a stranger's file in; waits so many seconds.

    Raises `CannotPreviewError` when none comes free.
    """
    return _locked([f"tempat-{n}" for n in range(AT_ONCE)], patience)


@contextmanager
def _locked(names: list[str], patience: float) -> Iterator[None]:
    """Hold the first of these locks that comes free; they end with the process that holds them."""
    until = time.monotonic() + patience
    places = root() / "antrean"
    places.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as opened:
        files = [opened.enter_context((places / name).open("ab")) for name in names]
        while not any(_try_lock(file) for file in files):
            if time.monotonic() >= until:
                raise CannotPreviewError("sibuk")
            time.sleep(0.05)
        yield


def _try_lock(file: IO[bytes]) -> bool:
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def forget(sha256: str) -> None:
    """Delete everything that was ever made of a file; for a file that is destroyed."""
    shutil.rmtree(folder_of(sha256), ignore_errors=True)


def sweep(unused_days: int = UNUSED_DAYS) -> int:
    """Delete what nobody looked at for so long, and what a killed process left; returns how many.

    A folder counts as looked at when its picture or text was read, as far as the file system
    keeps the time of reading.
    """
    now, gone = time.time(), 0
    for folder in [*root().glob("??/*/*"), *root().glob("gabung-*"), *root().glob("masuk-*")]:
        try:
            if folder.name.startswith(("sedang-", "gabung-", "masuk-")):
                used, limit = folder.stat().st_mtime, now - LEFT_OVER_SECONDS
            else:
                times = [path.stat() for path in folder.iterdir()]
                used = max((max(one.st_atime, one.st_mtime) for one in times), default=0.0)
                limit = now - unused_days * 86_400
        except FileNotFoundError:
            # Made whole and renamed, or destroyed with its file, while we looked.
            continue
        if used < limit:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    for folder in [*root().glob("??/*"), *root().glob("??")]:
        with contextlib.suppress(OSError):
            folder.rmdir()
    return gone
