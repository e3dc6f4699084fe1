"""A step as a child process: its output goes to a log, and it never outlives the door."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path


def run_logged(
    command: Sequence[str], log: Path, *, env: Mapping[str, str], cwd: Path | None = None
) -> int:
    """Run a command without a terminal, append its output to `log`, answer its exit code.

    The command gets its own session, so that an interrupt ends it with all its children.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    # Owner only: what a command prints may hold what others must not read.
    with open(log, "ab", opener=_private) as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
        try:
            return process.wait()
        except BaseException:
            end_group(process)
            raise


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """Kill a child that was started in its own session, with everything it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _tail(log: Path, characters: int = 20_000) -> str:
    return log.read_text("utf-8", errors="replace")[-characters:]


def last_line(log: Path) -> str:
    """What a failed command said last."""
    lines = _tail(log).strip().splitlines()
    return lines[-1] if lines else "Perintah berhenti tanpa keterangan."


NETWORK = (
    "Temporary failure in name resolution",
    "Temporary failure resolving",
    "Name or service not known",
    "Could not resolve",
    "Could not connect",
    "Cannot initiate the connection",
    "Unable to connect",
    "Network is unreachable",
    "No route to host",
    "Connection refused",
    "Connection timed out",
    "NewConnectionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Connection failed",
)


def cause_of(log: Path) -> str:
    """Why a download failed and what to do, read from the log of pip or apt; for after a colon."""
    output = _tail(log)
    if "No space left on device" in output or "enough free space" in output:
        return "ruang disk habis. Kosongkan sebagian disk, lalu ulangi"
    if "CERTIFICATE_VERIFY_FAILED" in output or "certificate verification failed" in output:
        return (
            "sertifikat jaringan kantor tidak dikenal. Minta berkas sertifikatnya kepada pengelola"
            " jaringan, sebutkan letaknya di PIP_CERT dan SSL_CERT_FILE, lalu ulangi"
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "isi berkas yang diunduh berbeda dari yang dicatat portal (sidik jarinya tidak cocok)."
            " Coba lagi dari jaringan lain dan beri tahu pengelola portal"
        )
    if "Could not get lock" in output:
        return "pemasangan paket lain sedang berjalan. Tunggu sampai selesai, lalu ulangi"
    if any(word in output for word in NETWORK):
        return (
            "jaringan ke gudang paket tidak tersedia. Periksa sambungan internet atau proksi, lalu"
            " ulangi"
        )
    if "No matching distribution found" in output or "Could not find a version" in output:
        return (
            "tidak ada paket siap pakai untuk versi Python atau jenis mesin ini. Pakai Python 3.11"
            " sampai 3.14 di Linux x86-64 atau ARM64, lalu ulangi"
        )
    return f"sebabnya tidak dikenal. Baca rinciannya di {log}"
