"""Renewing the hash-locked requirements from their .in files."""

from __future__ import annotations

import subprocess

from door.console import DoorError, step
from door.interpreter import DEVELOPMENT, RUNTIME, SCALE
from door.layout import Layout


# In this order: the later ones are held to the versions of the first.
LOCKED = (RUNTIME, SCALE, DEVELOPMENT)


def renew(layout: Layout, env: dict[str, str]) -> int:
    """Resolve every requirement file anew, for all systems and Pythons at once."""
    options = (
        "pip compile --universal --generate-hashes --upgrade --quiet --python-version 3.11"
        " --no-emit-index-url --no-emit-find-links"
    )
    for name in LOCKED:
        source = name.removesuffix(".txt") + ".in"
        with step(f"Mengunci {name}"):
            done = subprocess.run(
                [
                    *(str(layout.venv / "bin" / "uv"), *options.split()),
                    *("--custom-compile-command", "python3 zi.py lock"),
                    *(source, "--output-file", name),
                ],
                env=env,
                cwd=layout.root,
                check=False,
                capture_output=True,
                text=True,
            )
        if done.returncode != 0:
            raise DoorError(f"{source} tidak bisa dikunci:\n{done.stderr.strip()}")
        # Where a package came from belongs to the machine that asked, not to the repository.
        if "://" in (layout.root / name).read_text("utf-8"):
            raise DoorError(
                f"{name} menyebut alamat gudang paket. Hapus alamat itu dari {source}, lalu ulangi."
            )
    return 0
