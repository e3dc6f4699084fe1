"""The portal's processes: start them, watch them, and end every one of them."""

from __future__ import annotations

import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from door.console import DoorError, say
from door.layout import ROOT, Layout
from door.processes import end_group


HOST = "127.0.0.1"
READY_WITHIN = 60.0  # seconds until the first answer of /healthz
STOP_WITHIN = 12.0  # seconds from SIGTERM to SIGKILL; gunicorn gives requests 8 of them
LONGEST_PAUSE = 30.0  # seconds between two starts of a process that keeps failing
STEADY_AFTER = 60.0  # seconds of running after which a failure counts as the first again
PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>


@dataclass
class Child:
    """A process that must run as long as the portal does.

    `waits` until the portal answers: what nobody waits for must not delay the first page.
    """

    name: str
    command: list[str]
    waits: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = field(default=0.0)


def portal_children(layout: Layout) -> list[Child]:
    """Everything `run` keeps alive; a further process is one more line."""
    python = str(layout.python)
    web = (
        f"-m gunicorn zi_portal.wsgi --bind {HOST}:{layout.port}"
        " --worker-class zi_portal.lib.slow_heads.PatientWorker --workers 2 --threads 32"
        " --preload --timeout 60 --graceful-timeout 8 --no-control-socket --log-level warning"
    )
    worker = [python, str(ROOT / "manage.py"), "kerjakan"]
    return [Child("web", [python, *web.split()]), Child("pekerja", worker, waits=True)]


def check_port(port: int) -> None:
    """Stop with a sentence when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise DoorError(
                f"Portal tidak bisa memakai port {port}: port di bawah 1024 hanya untuk root. Ganti"
                " PORT di .env, misalnya PORT=8000, lalu ulangi."
            ) from error
        except OSError as error:
            raise DoorError(
                f"Portal tidak bisa dinyalakan di port {port}: port itu sedang dipakai program"
                " lain, mungkin portal ini sudah berjalan. Hentikan program itu, atau ganti PORT di"
                f" .env, misalnya PORT={port + 1 if port < 65535 else 8000}, lalu ulangi."
            ) from error


def interrupting_signals() -> list[signal.Signals]:
    """The signals that end the door; not a closed terminal where `nohup` says to outlive it.

    Ctrl+C counts even when a shell that started the door in the background ignores it.
    """
    outlives_terminal = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    hang_up = [] if outlives_terminal else [signal.SIGHUP]
    return [signal.SIGINT, signal.SIGTERM, *hang_up]


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl+C, SIGTERM or a closed terminal sets instead of ending the door."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in interrupting_signals()}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def supervise(
    children: list[Child],
    env: dict[str, str],
    *,
    stop: threading.Event,
    is_ready: Callable[[], bool],
    announce: Callable[[], None],
) -> None:
    """Run the children until `stop` is set; announce once when `is_ready` first says yes.

    A child that ends is started again, after 1, 2, 4 … 30 seconds while it keeps failing.
    Raises DoorError when a child ends, or nothing answers, before the portal was ready.
    """
    try:
        for child in children:
            if not child.waits:
                _start(child, env)
        _wait_until_ready(children, stop, is_ready)
        if not stop.is_set():
            announce()
        while not stop.wait(0.2):
            for child in children:
                _watch(child, env)
    finally:
        end_all(children)


def _start(child: Child, env: dict[str, str]) -> None:
    child.started = time.monotonic()
    child.process = subprocess.Popen(
        child.command,
        env=env,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_die_with_the_door,
    )


# Looked up before any fork: between fork and exec as little as possible may happen.
_prctl = getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None


def _die_with_the_door() -> None:
    """Ask Linux to end this child when the door itself is killed and cannot."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_until_ready(
    children: list[Child], stop: threading.Event, is_ready: Callable[[], bool]
) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not stop.is_set() and not is_ready():
        for child in children:
            if child.process and child.process.poll() is not None:
                raise DoorError(
                    f"Portal tidak jadi menyala: proses {child.name} berhenti dengan kode"
                    f" {child.process.returncode}. Sebabnya tertulis di atas; perbaiki lalu ulangi."
                )
        if time.monotonic() > deadline:
            raise DoorError(
                f"Portal tidak jadi menyala: tidak ada jawaban dalam {READY_WITHIN:.0f} detik."
                " Mungkin mesin terlalu sibuk; tutup program lain lalu ulangi."
            )
        stop.wait(0.05)


def _watch(child: Child, env: dict[str, str]) -> None:
    """Start a child that ended again, when its pause is over."""
    now = time.monotonic()
    if child.process is None:
        if now >= child.start_at:
            _start(child, env)
        return
    code = child.process.poll()
    if code is None:
        return
    end_group(child.process)
    child.process = None
    child.failures = 1 if now - child.started > STEADY_AFTER else child.failures + 1
    pause = min(LONGEST_PAUSE, 2.0 ** (child.failures - 1))
    child.start_at = now + pause
    say(f"Proses {child.name} berhenti (kode {code}); dinyalakan lagi dalam {pause:.0f} detik.")


def end_all(children: list[Child]) -> None:
    """End every child and what it started: SIGTERM first, SIGKILL for what is left."""
    running = [child.process for child in children if child.process]
    for process in running:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    for process in running:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.0, deadline - time.monotonic()))
        end_group(process)


def is_healthy(port: int, host: str, secure: bool) -> bool:
    """Whether /healthz answers 200; asked directly, past any proxy of the environment."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    headers = {"Host": host} | ({"X-Forwarded-Proto": "https"} if secure else {})
    try:
        connection.request("GET", "/healthz", headers=headers)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
