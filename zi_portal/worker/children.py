"""One piece of work in a process of its own: what it loads and what it eats is gone with it.

The worker itself stays small and always answers: a builder that crashes, runs out of memory or
never ends takes only its own process along.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.db import connections


logger = logging.getLogger(__name__)
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>
DONE, BROKEN, STOPPED = 0, 1, 75
DATABASE_CODE = ("django.db.", "psycopg", "sqlite3")
# Looked up before any fork: between fork and exec as little as possible may happen.
_prctl = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None


class StoppedError(BaseException):
    """The worker is being ended; what runs is queued again. No builder may swallow it."""


@dataclass
class Child:
    """A running process, when it began, and the code it ended with."""

    pid: int
    begun: float = field(default_factory=time.monotonic)
    code: int | None = None

    def poll(self) -> int | None:
        """The code it ended with (negative: the signal that killed it); None while it runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    def stop(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it and what it started."""
        self._signal(signal.SIGKILL)
        while self.poll() is None:
            time.sleep(0.01)

    def _signal(self, number: signal.Signals) -> None:
        for send in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send(self.pid, number)


def start(act: Callable[[], None]) -> Child:
    """Run `act` in a copy of this process. The copy opens database connections of its own."""
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _run(act, parent)
    return Child(pid)


def _run(act: Callable[[], None], parent: int) -> NoReturn:
    code = BROKEN
    try:
        _prepare(parent)
        act()
        code = DONE
    except StoppedError:
        code = STOPPED
    except BaseException:
        logger.exception("a child of the worker broke off")
    finally:
        with contextlib.suppress(BaseException):
            connections.close_all()
            sys.stdout.flush()
            sys.stderr.flush()
        # Past everything the worker would do at its own end.
        os._exit(code)


def _prepare(parent: int) -> None:
    os.setsid()
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(STOPPED)
    # When memory runs out, this process goes first, and not the one that answers people.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", "ascii")
    _limit_memory(settings.WORKER_MEMORY_BYTES)


def _limit_memory(limit: int) -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second signal must not break off the cleaning up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if _is_in_database(frame):
        # Broken off in the middle of a query, the connection could not even take the work back.
        sys.setprofile(_stop_outside)
        return
    raise StoppedError


def _stop_outside(frame: FrameType, event: str, arg: object) -> None:
    """Called at each call and return until the database is left; the earliest moment to stop."""
    if event != "return" or frame.f_code.co_name == "__enter__":
        # A transaction entered whose block never began would never end.
        return
    if not _is_in_database(frame.f_back):
        sys.setprofile(None)
        raise StoppedError


def _is_in_database(frame: FrameType | None) -> bool:
    """Whether the code that the signal came upon talks to the database."""
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(DATABASE_CODE):
            return True
        frame = frame.f_back
    return False
