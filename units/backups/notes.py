"""When the last backup was made, proven by a drill, or failed: small files beside the database.

Not in the database, where a restoration would take them back in time.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from units.backups.exceptions import BackupError


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was completed; sizes in bytes, `damaged` counts files it had to leave out."""

    stamp: str
    made_at: dt.datetime
    files: int
    size: int
    damaged: int
    same_disk: bool


@dataclass(frozen=True, slots=True)
class Proven:
    """A backup from which a whole portal was restored in a drill."""

    stamp: str
    made_at: dt.datetime
    proven_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """The last attempt to back up, or to prove a backup, that came to nothing, and why."""

    attempt: str
    at: dt.datetime
    sentence: str


BACKUP, DRILL = "backup", "drill"


def note(one: Made | Proven | Failed) -> None:
    """Keep it, in place of the one of its kind before."""
    folder = notes_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, encoding="utf-8", delete=False) as file:
        json.dump(asdict(one), file, default=dt.datetime.isoformat)
    Path(file.name).replace(folder / f"{name_of(one)}.json")


def name_of(one: Made | Proven | Failed) -> str:
    if isinstance(one, Failed):
        return f"failed-{one.attempt}"
    return "made" if isinstance(one, Made) else "proven"


@contextmanager
def failures_noted(attempt: str) -> Iterator[None]:
    """Keep the sentence of a failure, so that a silent nightly job is seen on the health page."""
    try:
        yield
    except BackupError as error:
        with suppress(OSError):
            note(Failed(attempt, timezone.now(), str(error)))
        raise


def last_made() -> Made | None:
    values = noted("made", Made)
    return Made(**values) if values else None


def last_proven() -> Proven | None:
    values = noted("proven", Proven)
    return Proven(**values) if values else None


def last_failed(attempt: str) -> Failed | None:
    values = noted(f"failed-{attempt}", Failed)
    return Failed(**values) if values else None


def noted(name: str, kind: type[Made] | type[Proven] | type[Failed]) -> Mapping[str, Any] | None:
    """The values of a note; an unreadable one is as good as none."""
    try:
        values = json.loads((notes_folder() / f"{name}.json").read_text("utf-8"))
        times = {k: dt.datetime.fromisoformat(values[k]) for k in values if k.endswith("at")}
    except (OSError, ValueError, TypeError):
        return None
    return values | times if set(kind.__dataclass_fields__) == set(values) else None


def notes_folder() -> Path:
    return Path(settings.DATA_DIR) / "cadangan"
