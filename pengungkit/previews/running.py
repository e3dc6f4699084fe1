"""Starting the child process, waiting for it no longer than allowed, and reading its answer."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pengungkit.previews.jobs import RESULT, Job


logger = logging.getLogger(__name__)
CHILD = Path(__file__).with_name("child.py")
ANSWER_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What the child said: `content`, or why there is none (a key of `REASONS`).

    `held` names the measures that confined it, `peak` is the memory it used in bytes.
    """

    content: dict[str, Any]
    reason: str = ""
    held: tuple[str, ...] = ()
    peak: int = 0


def run(job: Job, seconds: float | None = None) -> Answer:
    """Follow a recipe in a child process; never raises for what the file holds.

    `seconds` on the clock are waited, otherwise as long as the recipe may compute.
    """
    process = subprocess.Popen(  # noqa: S603  our own program, no word of a stranger in it
        [sys.executable, "-I", "-B", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=job.out,
        env={"LANG": "C.UTF-8", "PATH": ""},
        start_new_session=True,
    )
    try:
        patience = job.seconds if seconds is None else seconds
        process.communicate(json.dumps(job.to_json()).encode(), timeout=patience)
    except subprocess.TimeoutExpired:
        logger.warning("preview %s of %s took too long", job.recipe, job.source.name[:12])
        return Answer({}, "terlalu-lama")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0:
        return _ended(job, process.returncode)
    return _read(job)


def _ended(job: Job, code: int) -> Answer:
    """The child broke off: for its computing time, by a crash of a reader, or by our own fault."""
    logger.warning("preview %s of %s ended with %s", job.recipe, job.source.name[:12], code)
    if code in (-24, -9):  # SIGXCPU, and SIGKILL at the hard limit
        return Answer({}, "terlalu-lama")
    return Answer({}, "tidak-lazim" if code < 0 else "gagal")


def _read(job: Job) -> Answer:
    """The child's answer, which is believed no further than its shape."""
    path = job.out / RESULT
    try:
        with path.open("rb") as file:
            said = json.loads(file.read(ANSWER_BYTES))
        if said.get("galat"):
            name = job.source.name[:12]
            logger.info("preview %s of %s: %s", job.recipe, name, str(said["galat"])[:200])
        content = said.get("isi")
        held, peak = tuple(map(str, said["pengaman"])), int(said["puncak"])
        if not isinstance(content, dict):
            return Answer({}, str(said["alasan"]), held, peak)
        return Answer(content, "", held, peak)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Answer({}, "gagal")
