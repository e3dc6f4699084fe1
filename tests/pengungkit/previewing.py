"""Following recipes in tests as the portal does, without database or cache."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pengungkit.previews import cache, inspection
from pengungkit.previews.jobs import Job
from pengungkit.previews.running import Answer, run


@contextmanager
def machine_is_busy() -> Iterator[None]:
    """Every place to open a file in is taken: what comes in now is looked into later."""
    with cache.place(), cache.place(), patch.object(inspection, "PATIENCE_SECONDS", 0):
        yield


@dataclass
class Bench:
    """A folder to write into; each recipe gets one of its own."""

    folder: Path
    count: int = 0

    def follow(
        self, recipe: str, data: bytes, extension: str, *, seconds: float = 60, **options: Any
    ) -> tuple[Answer, Path]:
        """What the child said, and the folder it wrote into. The clock is generous: a busy
        machine is no hostile file."""
        self.count += 1
        source = self.folder / f"sumber-{self.count}"
        source.write_bytes(data)
        out = self.folder / f"hasil-{self.count}"
        out.mkdir()
        return run(Job(recipe, (source,), extension, out, options), seconds), out

    def parts(self, recipe: str, data: bytes, extension: str, **options: Any) -> list[Any]:
        """All parts of a text, one after another."""
        answer, out = self.follow(recipe, data, extension, **options)
        assert answer.reason == ""
        return [
            one
            for number in range(1, answer.content["bagian"] + 1)
            for one in json.loads((out / f"bagian-{number}.json").read_text("utf-8"))
        ]
