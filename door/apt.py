"""Debian packages: installed as root, or downloaded and unpacked into a private folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from door.layout import Layout
from door.processes import cause_of, run_logged


class AptError(Exception):
    """Packages could not be had; the text is the cause, for use after a colon."""


def is_root() -> bool:
    return os.geteuid() == 0


def install(layout: Layout, packages: list[str]) -> None:
    """Install packages into the system (as root), without what they merely recommend."""
    if not shutil.which("apt-get"):
        raise AptError("sistem ini tidak memakai apt")
    log = _fresh_log(layout, "apt-install.log")
    # Another installation may hold the lock; on a fresh server the nightly upgrades often do.
    options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=60"]
    command = ["apt-get", "install", *options, *packages]
    if run_logged(command, log, env=_environment(layout)) == 0:
        return
    # The usual reason is a machine whose package lists are missing or old.
    run_logged(["apt-get", "update", "-q"], log, env=_environment(layout))
    if run_logged(command, log, env=_environment(layout)) != 0:
        raise AptError(cause_of(log))


class PrivateApt:
    """apt with its own lists and cache below .native/, which needs no root."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.folder = layout.native / "apt"
        self.updated = False

    def unpack(self, packages: list[str], into: Path) -> None:
        """Download packages with what they need beyond the system, and unpack them."""
        if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
            raise AptError("sistem ini tidak memakai apt")
        log = self.layout.logs / "apt.log"
        if not self.updated:
            _fresh_log(self.layout, log.name)
            (self.folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
            # Its exit code says little: it is 0 without a network, and 1 for one bad source.
            self._apt(log, "update")
            self.updated = True
        archives = self.folder / "cache" / "archives"
        shutil.rmtree(archives, ignore_errors=True)
        (archives / "partial").mkdir(parents=True)
        options = ["install", "-y", "--download-only", "--no-install-recommends"]
        if self._apt(log, *options, *packages) != 0:
            raise AptError(cause_of(log))
        into.mkdir(parents=True, exist_ok=True)
        for archive in sorted(archives.glob("*.deb")):
            command = ["dpkg-deb", "-x", str(archive), str(into)]
            if run_logged(command, log, env=_environment(self.layout)) != 0:
                raise AptError(cause_of(log))

    def close(self) -> None:
        """Drop lists and archives; they are some 90 MB and of no further use."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _apt(self, log: Path, *arguments: str) -> int:
        options = {
            "Dir::State": self.folder,
            "Dir::State::lists": self.folder / "lists",
            "Dir::State::status": "/var/lib/dpkg/status",
            "Dir::Cache": self.folder / "cache",
            "Debug::NoLocking": "1",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "20",
            "Acquire::https::Timeout": "20",
            "APT::Sandbox::User": "root",
        }
        flags = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        return run_logged(["apt-get", "-q", *flags, *arguments], log, env=_environment(self.layout))


def _environment(layout: Layout) -> dict[str, str]:
    # English output, because the cause of a failure is read from it.
    return layout.environment({"LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"})


def _fresh_log(layout: Layout, name: str) -> Path:
    log = layout.logs / name
    log.unlink(missing_ok=True)
    return log
