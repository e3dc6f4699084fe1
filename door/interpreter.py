"""The folder .venv: a Python of the portal's own with exactly the locked requirements."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from door.apt import AptError, PrivateApt
from door.console import DoorError, step
from door.layout import Layout
from door.processes import cause_of, run_logged


RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
SCALE = "requirements-scale.txt"

WHOLE = ".lengkap"  # in .venv, once it was made to its end

# Room for .venv, pip's downloads and what apt brings, in bytes.
NEEDED_SPACE = {RUNTIME: 500_000_000, SCALE: 100_000_000, DEVELOPMENT: 900_000_000}


def ensure_requirements(layout: Layout, names: list[str], apt: PrivateApt) -> None:
    """Make .venv and install these requirement files, unless that has been done."""
    missing = [name for name in names if not _is_installed(layout, name)]
    if not missing:
        return
    _check_space(layout.root, sum(NEEDED_SPACE[name] for name in missing))
    if not _fits(layout):
        with step("Menyiapkan Python milik portal (.venv)"):
            _make_venv(layout)
        missing = names
    pip = _pip(layout, apt)
    with step(f"Memasang pustaka Python ({', '.join(missing)})"):
        _install(layout, pip, missing)
    for name in missing:
        _stamp(layout, name).write_text(_fingerprint(layout, name), "utf-8")


def _is_installed(layout: Layout, name: str) -> bool:
    stamp = _stamp(layout, name)
    return (
        layout.python.exists()
        and stamp.exists()
        and stamp.read_text("utf-8") == _fingerprint(layout, name)
    )


def _fingerprint(layout: Layout, name: str) -> str:
    """What the installed packages depend on: the locked file and the Python under it."""
    content = (layout.root / name).read_bytes()
    return f"{hashlib.sha256(content).hexdigest()} {_python_tag()}\n"


def _python_tag() -> str:
    return f"{sys.implementation.name}-{sys.version_info[0]}.{sys.version_info[1]}"


def _stamp(layout: Layout, name: str) -> Path:
    return layout.venv / f".terpasang-{name}"


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DoorError(
            f"Ruang disk tidak cukup untuk memasang portal: tersisa {free // 10**6} MB, perlu"
            f" sekitar {needed // 10**6} MB. Kosongkan sebagian disk tempat {folder} lalu ulangi."
        )


def _fits(layout: Layout) -> bool:
    """Whether .venv exists and belongs to the Python that runs the door."""
    packages = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    # One that was broken off looks like another, but pip may be missing or half there.
    is_whole = (layout.venv / WHOLE).exists()
    return is_whole and layout.python.exists() and (layout.venv / "lib" / packages).is_dir()


def _make_venv(layout: Layout) -> None:
    _fill_venv(layout)
    (layout.venv / WHOLE).touch()


def _fill_venv(layout: Layout) -> None:
    if importlib.util.find_spec("ensurepip"):
        try:
            venv.create(layout.venv, clear=True, symlinks=True, with_pip=True)
        except subprocess.CalledProcessError:
            pass  # Some distributions ship ensurepip without its wheels; go on as without it.
        else:
            return
    venv.create(layout.venv, clear=True, symlinks=True, with_pip=False)


def _pip(layout: Layout, apt: PrivateApt) -> list[str]:
    """The command that runs pip on .venv: its own pip, or the wheel from a Debian package."""
    python = str(layout.python)
    if any(layout.venv.glob("lib/python*/site-packages/pip/__main__.py")):
        return [python, "-m", "pip"]
    unpacked = layout.native / "pip"
    wheel = _wheel(Path("/usr/share/python-wheels")) or _wheel(unpacked)
    if wheel is None:
        with step("Mengunduh pip (python3-pip-whl)"):
            try:
                apt.unpack(["python3-pip-whl"], unpacked)
            except AptError as error:
                raise DoorError(
                    f"pip tidak ada dan tidak bisa diunduh: {error}. Jalan lain: minta"
                    " pengelola mesin memasang paket python3-venv, lalu ulangi."
                ) from error
        wheel = _wheel(unpacked)
    if wheel is None:
        raise DoorError(
            "pip tidak ada di paket python3-pip-whl yang diunduh. Minta pengelola mesin memasang"
            " paket python3-venv, lalu ulangi."
        )
    return [python, str(wheel / "pip")]  # Python runs a package out of a zip file.


def _wheel(folder: Path) -> Path | None:
    return max(folder.rglob("pip-*.whl"), default=None)


def _install(layout: Layout, pip: list[str], names: list[str]) -> None:
    log = layout.logs / "pip.log"
    log.unlink(missing_ok=True)
    # --no-deps: the locked files are complete. --no-compile: only a part is ever imported.
    flags = "install --no-input --no-color --progress-bar off --disable-pip-version-check"
    command = [*pip, *flags.split(), "--require-hashes", "--no-deps", "--only-binary=:all:"]
    command.append("--no-compile")
    for name in names:
        command += ["-r", str(layout.root / name)]
    if run_logged(command, log, env=layout.environment({"LC_ALL": "C.UTF-8"})) != 0:
        raise DoorError(f"Pustaka Python tidak bisa dipasang: {cause_of(log)}.")
