"""The portal's processes: started, started again, and all of them ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from door import serve
from door.console import DoorError
from door.layout import ROOT, Layout
from door.processes import run_logged
from door.serve import Child, supervise


PATIENCE = 60.0  # seconds a condition may take on a busy machine

# A child with a child of its own, as gunicorn has workers.
FAMILY = "sleep 1000 & echo $$ $! > {file}.baru && mv {file}.baru {file}; wait"


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


def pids(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()]


class Script(threading.Event):
    """A stop event that runs a test's next line each time the supervisor waits on it."""

    def __init__(self, *lines: Callable[[], bool]) -> None:
        super().__init__()
        self.lines = list(lines)
        self.deadline = time.monotonic() + PATIENCE

    def wait(self, timeout: float | None = None) -> bool:
        if self.lines and self.lines[0]():
            self.lines.pop(0)
        if not self.lines:
            self.set()
        assert time.monotonic() < self.deadline, "terlalu lama"
        return super().wait(0.02)


def test_all_are_ended_with_their_children(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    announced: list[bool] = []

    supervise(
        [Child("keluarga", ["sh", "-c", FAMILY.format(file=file)])],
        dict(os.environ),
        stop=Script(lambda: bool(announced)),
        is_ready=file.exists,
        announce=lambda: announced.extend(map(is_alive, pids(file))),
    )

    assert announced == [True, True]
    assert eventually(lambda: not any(map(is_alive, pids(file))))


def test_a_child_that_dies_is_started_again(tmp_path: Path, capsys) -> None:
    file = tmp_path / "pid"
    child = Child("web", ["sh", "-c", FAMILY.format(file=file)])
    first: list[int] = []

    def kill() -> bool:
        if not file.exists():
            return False
        first.extend(pids(file))
        file.unlink()
        os.kill(first[0], signal.SIGKILL)
        return True

    def is_back() -> bool:
        return file.exists() and pids(file)[0] != first[0]

    script = Script(kill, is_back)
    supervise([child], dict(os.environ), stop=script, is_ready=file.exists, announce=lambda: None)

    assert child.failures == 1
    assert "Proses web berhenti (kode -9)" in capsys.readouterr().err
    assert eventually(lambda: not any(map(is_alive, [*first, *pids(file)])))


def test_pauses_grow_while_a_child_keeps_failing(monkeypatch, capsys) -> None:
    now = [0.0]
    monkeypatch.setattr(serve.time, "monotonic", lambda: now[0])
    child = Child("web", ["false"])
    pauses = []
    for _ in range(7):
        serve._start(child, dict(os.environ))
        child.process.wait()
        serve._watch(child, {})
        pauses.append(child.start_at - now[0])
        now[0] = child.start_at
    assert pauses == [1, 2, 4, 8, 16, 30, 30]

    serve._start(child, dict(os.environ))
    child.process.wait()
    now[0] += serve.STEADY_AFTER + 1
    serve._watch(child, {})
    assert child.start_at - now[0] == 1


def test_a_child_that_fails_at_the_start_stops_the_portal(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    children = [
        Child("web", ["sh", "-c", "exit 7"]),
        Child("lain", ["sh", "-c", FAMILY.format(file=file)]),
    ]
    with pytest.raises(DoorError, match="proses web berhenti dengan kode 7"):
        supervise(
            children,
            dict(os.environ),
            stop=threading.Event(),
            is_ready=lambda: not eventually(file.exists),
            announce=lambda: pytest.fail("belum siap"),
        )
    assert eventually(lambda: not any(map(is_alive, pids(file))))


def test_what_nobody_waits_for_starts_after_the_first_answer(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    worker = Child("pekerja", ["sh", "-c", FAMILY.format(file=file)], waits=True)
    announced: list[bool] = []

    supervise(
        [Child("web", ["sleep", "1000"]), worker],
        dict(os.environ),
        stop=Script(lambda: bool(announced), file.exists),
        is_ready=lambda: worker.process is None,
        announce=lambda: announced.append(worker.process is None),
    )

    assert announced == [True]
    assert eventually(lambda: not any(map(is_alive, pids(file))))


def test_no_answer_in_time_stops_the_portal(monkeypatch) -> None:
    monkeypatch.setattr(serve, "READY_WITHIN", 0.0)

    with pytest.raises(DoorError, match="tidak ada jawaban"):
        supervise(
            [Child("web", ["sleep", "1000"])],
            dict(os.environ),
            stop=threading.Event(),
            is_ready=lambda: False,
            announce=lambda: pytest.fail("belum siap"),
        )


DOOR = """
import os, signal, sys
# As from a terminal, also where the tests themselves were begun by nohup.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
sys.path.insert(0, {root!r})
from pathlib import Path
from door.serve import Child, stop_signals, supervise
file = Path({file!r})
with stop_signals() as stop:
    supervise([Child("web", {command!r})], dict(os.environ), stop=stop, is_ready=file.exists,
              announce=lambda: print("siap", flush=True))
"""


@contextmanager
def running_door(file: Path, command: list[str]) -> Iterator[subprocess.Popen[str]]:
    code = DOOR.format(root=str(ROOT), file=str(file), command=command)
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as door:
        try:
            assert door.stdout.readline() == "siap\n"
            yield door
        finally:
            door.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything(number: signal.Signals, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    with running_door(file, ["sh", "-c", FAMILY.format(file=file)]) as door:
        door.send_signal(number)

        assert door.wait(PATIENCE) == 0
    assert eventually(lambda: not any(map(is_alive, pids(file))))


def test_nohup_outlives_the_terminal() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert serve.interrupting_signals() == [signal.SIGINT, signal.SIGTERM]
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.skipif(sys.platform != "linux", reason="hanya Linux yang memberi tahu anaknya")
def test_killing_the_door_leaves_no_orphan(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    command = ["sh", "-c", f"echo $$ > {file}.baru && mv {file}.baru {file}; exec sleep 1000"]
    with running_door(file, command) as door:
        door.kill()
    assert eventually(lambda: not any(map(is_alive, pids(file))))


def test_an_interrupted_step_ends_with_its_children(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "pid"

    def interrupt(self: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        assert eventually(file.exists)
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_logged(["sh", "-c", FAMILY.format(file=file)], tmp_path / "log", env=dict(os.environ))
    assert eventually(lambda: not any(map(is_alive, pids(file))))


def test_logs_are_for_the_owner_only(tmp_path: Path) -> None:
    log = tmp_path / "log" / "langkah.log"

    assert run_logged(["sh", "-c", "echo keluar; exit 3"], log, env=dict(os.environ)) == 3
    assert log.read_text() == "keluar\n"
    assert log.stat().st_mode & 0o077 == 0


def test_health_is_asked_as_a_visitor_would(monkeypatch) -> None:
    """Past any proxy, under the name and scheme that a production configuration insists on."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["Host"], self.headers["X-Forwarded-Proto"]))
            self.send_response(200 if self.headers["Host"] == "zi.example" else 503)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert serve.is_healthy(server.server_port, "zi.example", secure=True)
            assert not serve.is_healthy(server.server_port, "127.0.0.1", secure=False)
        finally:
            server.shutdown()
            thread.join()
    assert asked == [("/healthz", "zi.example", "https"), ("/healthz", "127.0.0.1", None)]
    assert not serve.is_healthy(server.server_port, "zi.example", secure=False)


def test_gunicorn_serves_this_machine_only() -> None:
    [web] = [child for child in serve.portal_children(Layout()) if child.name == "web"]

    assert web.command[web.command.index("--bind") + 1] == "127.0.0.1:8000"
    assert "--no-control-socket" in web.command
    assert "zi_portal.lib.slow_heads.PatientWorker" in web.command


def test_the_worker_runs_beside_the_server() -> None:
    web, worker = serve.portal_children(Layout())

    assert not web.waits
    assert worker.waits
    assert worker.command[1:] == [str(ROOT / "manage.py"), "kerjakan"]


def test_the_portal_is_compiled_once_whatever_the_machine_says(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    (tmp_path / "bahan.py").touch()

    command = [sys.executable, "-c", "import bahan"]
    subprocess.run(command, cwd=tmp_path, env=Layout(root=tmp_path).environment(), check=True)

    assert [path.name for path in (tmp_path / "__pycache__").iterdir()]
