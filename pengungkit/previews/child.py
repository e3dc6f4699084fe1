"""The child process that opens one stranger's file, run as a program of its own.

It is told on standard input, as JSON, which recipe to follow, which files to read and into which
folder to write; it answers with a JSON file in that folder. It knows neither Django nor any
secret: its environment is empty.
"""

from __future__ import annotations

import errno
import importlib
import json
import re
import sys
import traceback
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any


if TYPE_CHECKING:
    from pengungkit.previews.jobs import Job


def main() -> None:
    # Python was started isolated, so that no folder but this one is added to where it looks.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from pengungkit.previews.confinement import confine
    from pengungkit.previews.jobs import RESULT, Job

    # Loaded while there is memory for it.
    importlib.import_module("zi_portal.lib.memory")
    job = Job.from_json(json.load(sys.stdin))
    record = memory_record()
    held = confine(job.sources, job.out, job.seconds)
    answer = answer_to(job) | {"pengaman": held, "puncak": peak_in(record)}
    (job.out / RESULT).write_text(json.dumps(answer, ensure_ascii=False), "utf-8")


def memory_record() -> IO[str] | None:
    """Where Linux tells how much memory this program had at most; opened while it still can be."""
    try:
        return open("/proc/self/status", encoding="ascii", errors="replace")
    except OSError:
        return None


def peak_in(record: IO[str] | None) -> int:
    """The most memory that was in use, in bytes; 0 where the system does not say."""
    if record is None:
        return 0
    record.seek(0)
    found = re.search(r"VmHWM:\s*(\d+) kB", record.read())
    return int(found[1]) * 1024 if found else 0


def answer_to(job: Job) -> dict[str, Any]:
    """{"isi": what the recipe says} or {"alasan": why there is nothing, "galat": what broke}."""
    from pengungkit.previews.jobs import RECIPES
    from pengungkit.previews.refusals import CannotPreviewError

    module, name = RECIPES[job.recipe]
    try:
        recipe = getattr(importlib.import_module(f"pengungkit.previews.{module}"), name)
        return {"isi": recipe(job)}
    except CannotPreviewError as refused:
        return {"alasan": refused.reason, "galat": ""}
    except Exception as error:
        return why_not(error)


def why_not(error: Exception) -> dict[str, Any]:
    """The reason people are given, and for the log what broke."""
    from zi_portal.lib.memory import is_out_of_memory

    name = type(error).__name__
    if isinstance(error, RecursionError) or is_out_of_memory(error):
        return {"alasan": "terlalu-besar", "galat": name}
    if isinstance(error, ImportError):
        return {"alasan": "tanpa-alat", "galat": str(error)}
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return {"alasan": "penuh" if full else "rusak", "galat": name}
    # Readers of broken files raise anything; what matters to people is that it is broken.
    last = traceback.extract_tb(error.__traceback__)[-1]
    return {"alasan": "rusak", "galat": f"{name} {Path(last.filename).name}:{last.lineno}"}


if __name__ == "__main__":
    main()
