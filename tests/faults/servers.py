"""The product's own server in processes of its own, to be killed, starved and filled up."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from door import serve
from door.layout import Layout
from tests.units.backups.installations import Installation


PATIENCE = 60.0  # seconds until a condition must hold, on a machine that does other things too


def wait_for(condition: Callable[[], object], what: str = "the condition") -> None:
    """Return when the condition holds; look often, since a test must not race its own sleep."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} never came")
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A gunicorn with the product's line on its own port; started again it keeps the port."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, **env: str) -> Server:
        [web] = [
            child
            for child in serve.portal_children(Layout(settings={"PORT": str(self.port)}))
            if child.name == "web"
        ]
        self.process = subprocess.Popen(
            [sys.executable, *web.command[1:]],
            env=os.environ | self.installation.env | env,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
        )
        wait_for(self.answers, "the server")
        return self

    def answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "the server ended by itself"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def workers(self) -> list[int]:
        assert self.process is not None
        pid = self.process.pid
        with suppress(FileNotFoundError):
            text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
            return [int(child) for child in text.split()]
        return []

    def kill_workers(self) -> None:
        """As the kernel does when memory runs out; the master starts others."""
        for pid in self.workers():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def kill(self) -> None:
        """As a power cut does, but for what the kernel still holds."""
        self.end(signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process = None

    def megabytes(self) -> float:
        """Resident memory of the largest worker."""
        return max(resident_kilobytes(pid) for pid in self.workers()) / 1000


def resident_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Callable[[str], None]]:
    """A tmpfs on the folder; calling what is yielded mounts it anew with other options."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)

    def resize(more: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{more}", str(folder)], check=True)

    try:
        yield resize
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
