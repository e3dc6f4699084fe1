"""What the portal knows of a kept file without a person having opened it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from pengungkit.previews.cache import Deadline, made, place, root
from pengungkit.previews.jobs import Job
from pengungkit.previews.refusals import CannotPreviewError
from pengungkit.previews.running import run


# Somebody waits for the answer at the other end of an upload.
PATIENCE_SECONDS, LOOK_SECONDS = 3.0, 10.0


@dataclass(frozen=True, slots=True)
class Inspection:
    """`locked`: nobody opens it without a password. `broken`: it does not open at all.

    `active` names what it does by itself, in words for people. `pages` are pages or slides,
    `width` and `height` pixels, `seconds` the length of a video; each 0 where there is none.
    `codecs` says how the tracks of a video are coded. `unread` is why the look came to no end (a
    key of `REASONS`); nothing else is known then.
    """

    locked: bool = False
    broken: bool = False
    active: tuple[str, ...] = ()
    pages: int = 0
    width: int = 0
    height: int = 0
    seconds: int = 0
    codecs: tuple[str, ...] = ()
    unread: str = ""

    @classmethod
    def from_json(cls, said: dict[str, Any]) -> Inspection:
        """From what the child said or a column kept; unknown keys and shapes are left out."""
        known: dict[str, Any] = {}
        for one in fields(cls):
            value = said.get(one.name)
            if isinstance(one.default, tuple) and isinstance(value, list):
                known[one.name] = tuple(str(word)[:100] for word in value[:20])
            elif type(value) is type(one.default):
                known[one.name] = value
        return cls(**known)

    def to_json(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def inspect(sha256: str, extension: str, deadline: Deadline | None = None) -> Inspection:
    """Look into a kept file, or recall what an earlier look found.

    Raises `CannotPreviewError` when the look came to no end, and `DamagedFileError` when the kept
    file is not what was received.
    """
    return Inspection.from_json(made("periksa", sha256, extension, deadline=deadline).content)


def inspect_unkept(path: Path, extension: str) -> Inspection:
    """Look into a file on its way in; nothing of it is kept. Raises `CannotPreviewError`."""
    try:
        root().mkdir(parents=True, exist_ok=True)
        with (
            place(PATIENCE_SECONDS),
            tempfile.TemporaryDirectory(prefix="masuk-", dir=root()) as folder,
        ):
            answer = run(Job("periksa", (path,), extension, Path(folder)), LOOK_SECONDS)
    except OSError as error:
        raise CannotPreviewError("penuh") from error
    if answer.reason:
        raise CannotPreviewError(answer.reason)
    return Inspection.from_json(answer.content)
