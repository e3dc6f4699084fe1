"""Tests and checks, each with its time; everything is run before the verdict."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from door.apt import AptError, install, is_root
from door.console import say, seconds, step
from door.layout import Layout


CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# More than these would only wait for each other.
MOST_WORKERS = 8


def run_tests(layout: Layout, env: dict[str, str], arguments: list[str]) -> int:
    """Run pytest on all cores; without Chromium the browser tests are skipped, and said so."""
    has_chromium = _ensure_chromium(layout)
    command = [str(layout.python), "-m", "pytest"]
    if not any(argument.startswith(("-n", "--numprocesses")) for argument in arguments):
        # Half of a worker's time is waiting: for a browser, a server, a lease that runs out. With
        # three workers on two cores a quarter of the machine still stood idle.
        command += ["-n", str(min(2 * (os.cpu_count() or 1), MOST_WORKERS))]
        # Tests with real processes come last and are long; whoever is done first takes some over.
        command += ["--dist", "worksteal"]
    code = subprocess.call([*command, *arguments], env=env, cwd=layout.root)
    if not has_chromium:
        _warn_no_browser()
    return code


def _ensure_chromium(layout: Layout) -> bool:
    """Whether there is a Chromium; as root on Debian it is installed when there is none."""
    if not _has_chromium() and is_root() and _on_debian():
        try:
            with step("Memasang Chromium untuk uji peramban"):
                install(layout, ["chromium"])
        except AptError as error:
            say(f"Chromium tidak bisa dipasang: {error}.")
    return _has_chromium()


def _has_chromium() -> bool:
    return bool(os.environ.get("ZI_CHROMIUM") or any(map(shutil.which, CHROMIUM_NAMES)))


def _on_debian() -> bool:
    """Ubuntu's chromium package is only a pointer to a snap, so it does not count."""
    release = Path("/etc/os-release")
    return release.exists() and "\nID=debian" in "\n" + release.read_text("utf-8")


def _warn_no_browser() -> None:
    line = "!" * 78
    say(
        f"\n{line}\n!! UJI PERAMBAN DILEWATI: Chromium tidak ada di mesin ini.\n"
        "!! Pasang Chromium (di Debian: apt-get install chromium) lalu ulangi, atau sebutkan\n"
        f"!! letaknya di ZI_CHROMIUM.\n{line}"
    )


def run_checks(layout: Layout, env: dict[str, str], *, with_tests: bool) -> int:
    """Run every check, and the tests unless left out; 1 when one failed."""
    began = time.monotonic()
    failed = []
    with (
        tempfile.TemporaryDirectory(prefix="zi-periksa-") as folder,
        ThreadPoolExecutor(os.cpu_count()) as together,
    ):
        checks = _checks(layout, Path(folder))
        begun = [
            together.submit(_passes, name, command, env | extra, layout.root)
            for name, command, extra in checks
        ]
        for (name, _, _), check in zip(checks, begun, strict=True):
            if not check.result():
                failed.append(name)
    if with_tests and run_tests(layout, env, []) != 0:
        failed.append("uji")
    if failed:
        say(f"GAGAL setelah {seconds(began)}: {', '.join(failed)}.")
        return 1
    say(f"Semua pemeriksaan lulus dalam {seconds(began)}.")
    return 0


def _checks(layout: Layout, scratch: Path) -> list[tuple[str, list[str], dict[str, str]]]:
    python = str(layout.python)
    manage = [python, str(layout.root / "manage.py")]
    ruff = [python, "-m", "ruff"]
    djade = [str(layout.venv / "bin" / "djade"), "--target-version", "5.2", "--check"]
    templates = [str(file) for file in sorted((layout.root / "templates").rglob("*.html"))]
    # A database and a key of their own: a check neither needs nor touches this installation.
    local = {
        "ZI_ENV_FILE": os.devnull,
        "ZI_DATA": str(scratch),
        "SECRET_KEY": secrets.token_urlsafe(48),
    }
    deployed = local | {
        "ZI_LINGKUNGAN": "produksi",
        "ALLOWED_HOSTS": "portal.example.go.id",
        "CSRF_TRUSTED_ORIGINS": "https://portal.example.go.id",
    }
    checks = [
        # The longest first: they run side by side.
        ("tipe", [python, "-m", "mypy", "."], local),
        ("format kode", [*ruff, "format", "--check", "."], {}),
        ("lint", [*ruff, "check", "."], {}),
        ("migrasi", [*manage, "makemigrations", "--check", "--dry-run"], local),
        ("keamanan", [*manage, "check", "--deploy", "--fail-level", "WARNING"], deployed),
    ]
    return [*checks, ("templat", [*djade, *templates], {})] if templates else checks


def _passes(name: str, command: list[str], env: dict[str, str], cwd: Path) -> bool:
    began = time.monotonic()
    done = subprocess.run(
        command,
        env=env,
        cwd=cwd,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    verdict = "lulus" if done.returncode == 0 else "GAGAL"
    line = f"  {name:<12} {verdict}  ({seconds(began)})"
    # At once, since others may be saying something too.
    say(line if done.returncode == 0 else f"{line}\n{done.stdout.rstrip()}")
    return done.returncode == 0
