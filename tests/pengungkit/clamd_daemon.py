"""A ClamAV daemon of our own, with one test signature, for the tests of scanning."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from zi_portal.lib import clamd


PROGRAM = shutil.which("clamd")
# Written apart, so that no scanner on a developer's machine stumbles over this file.
MARK = b"ZI-PORTAL-" + b"TANDA-UJI-" + b"PEMINDAI-VIRUS"
FINDING = "Zi.Uji.Tanda.UNOFFICIAL"
# What the daemon takes as one stream, and what it looks through of a file with all packed in it.
STREAM_BYTES, SCAN_BYTES = 3 * 1024 * 1024, 6 * 1024 * 1024


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Daemon:
    """Started and stopped at will; always at the same addresses."""

    def __init__(self) -> None:
        # A socket's path must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="zi-clamd-"))
        self.socket = str(self.folder / "clamd.sock")
        self.port = f"127.0.0.1:{free_port()}"
        (self.folder / "db").mkdir()
        signature = f"Zi.Uji.Tanda:0:*:{MARK.hex()}\n"
        (self.folder / "db" / "uji.ndb").write_text(signature, "ascii")
        self.config = self.folder / "clamd.conf"
        lines = [
            "Foreground yes",
            f"LogFile {self.folder}/log",
            f"DatabaseDirectory {self.folder}/db",
            f"TemporaryDirectory {self.folder}",
            f"LocalSocket {self.socket}",
            f"TCPSocket {self.port.rpartition(':')[2]}",
            "TCPAddr 127.0.0.1",
            "MaxThreads 2",
            f"StreamMaxLength {STREAM_BYTES}",
            f"MaxFileSize {SCAN_BYTES}",
            f"MaxScanSize {SCAN_BYTES}",
            "AlertExceedsMax yes",
        ]
        self.config.write_text("\n".join(lines) + "\n", "utf-8")
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(PROGRAM), "--config-file", str(self.config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 30
        while True:
            try:
                clamd.ask_version(self.socket)
            except clamd.ClamdUnreachableError:
                assert self.process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < until, "clamd does not answer"
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
