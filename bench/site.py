"""A temporary installation of the portal and the two servers, ended and removed afterwards."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.client import Client
from door import serve
from door.layout import ROOT, Layout


PASSWORD = "kata-sandi-pengukuran-2026"  # noqa: S105 -- of a database that lives for minutes
READY_WITHIN = 60.0


@dataclass(frozen=True)
class Site:
    """Where the temporary installation lies, and the environment of its processes."""

    folder: Path
    env: dict[str, str]

    def manage(self, *arguments: str) -> float:
        """Run a command of the portal; the seconds it took, start of Python included."""
        began = time.perf_counter()
        self._run([str(ROOT / "manage.py"), *arguments])
        return time.perf_counter() - began

    def inside(self, what: str, *arguments: str) -> Any:
        """Run `bench.inside` in a process of its own; its answer."""
        return json.loads(self._run(["-m", "bench.inside", what, *arguments]).splitlines()[-1])

    def bare(self) -> dict[str, str]:
        """Prepare the yardstick; the cookies of the person signed in there."""
        cookies: dict[str, str] = json.loads(self._run(["-m", "bench.bare.prepare"]))
        return cookies

    def _run(self, arguments: list[str]) -> str:
        done = subprocess.run(  # noqa: S603 -- our own modules
            [sys.executable, *arguments],
            env=self.env,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise SystemExit(f"Pengukuran berhenti: {' '.join(arguments)}\n{done.stderr[-3000:]}")
        return done.stdout


def site_in(folder: Path) -> Site:
    """An installation of its own, whatever this machine's .env says."""
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return Site(
        folder,
        env
        | {
            "ZI_ENV_FILE": os.devnull,
            "ZI_DATA": str(folder),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "DEMO_PASSWORD": PASSWORD,
            # Room for all the files that are sent while measuring.
            "ZI_KUOTA_UNIT_GB": "50",
            "PYTHONPATH": str(ROOT),
        },
    )


@dataclass(frozen=True)
class Server:
    """A running gunicorn."""

    port: int
    process: subprocess.Popen[bytes]

    def worker_megabytes(self) -> float:
        """Resident memory of the largest worker, in MB."""
        return max(self.megabytes_by_worker().values())

    def megabytes_by_worker(self) -> dict[int, float]:
        """The same of each worker, by its process id."""
        return {pid: _resident_kilobytes(pid) / 1024 for pid in _children_of(self.process.pid)}


@contextmanager
def serving(site: Site, application: str) -> Iterator[Server]:
    """The product's own server command with another application and port."""
    port = _free_port()
    [web] = [
        child
        for child in serve.portal_children(Layout(settings={"PORT": str(port)}))
        if child.name == "web"
    ]
    command = [
        sys.executable,
        *[application if part == "zi_portal.wsgi" else part for part in web.command[1:]],
    ]
    process = subprocess.Popen(  # noqa: S603 -- the product's own command
        command, env=site.env, cwd=ROOT, start_new_session=True
    )
    try:
        _wait_for(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("Pengukuran berhenti: server tidak jadi menyala.")
        try:
            client = Client(port, {}, "x")
            client.get("/")
            client.close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("Pengukuran berhenti: server tidak menjawab.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(child) for child in text.split()]


def _resident_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
