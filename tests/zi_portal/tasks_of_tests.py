"""Tasks and duties for tests of the worker. A worker process in a test imports them by path."""

from __future__ import annotations

import os
import time
from pathlib import Path

from zi_portal.tasks import TaskContext, task
from zi_portal.worker.children import StoppedError


def note(path: str, line: str) -> None:
    """One write, so that lines of several processes never mix."""
    with Path(path).open("a") as file:
        file.write(f"{line}\n")


@task
def write_line(path: str, line: str) -> None:
    note(path, line)


@task
def fail(sentence: str) -> None:
    raise ValueError(sentence)


@task
def die(path: str) -> None:
    """As a crashed library does: the process is gone in the middle."""
    note(path, "mulai")
    os._exit(9)


@task(takes_context=True)
def wait_for_file(context: TaskContext, path: str, key: str) -> None:
    """Say who runs it, then wait until the file `key` is there."""
    note(path, f"mulai {context.attempt} {os.getpid()} {os.getppid()}")
    try:
        while not Path(key).exists():
            time.sleep(0.01)
    except StoppedError:
        note(path, "dihentikan")
        raise
    note(path, f"selesai {context.attempt}")


@task
def eat_memory(path: str) -> None:
    try:
        held = [bytearray(50_000_000) for _ in range(100)]
    except MemoryError:
        note(path, "memori habis")
        raise
    note(path, f"muat {len(held)}")
