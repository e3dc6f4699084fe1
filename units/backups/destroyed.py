"""The list of files destroyed on legal grounds: one line of JSON each, only ever added to.

It lies beside the database and beside the backups, since an older backup knows nothing of what was
destroyed after it was made. What the lines say is known to the app above.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from units.backups.kept_files import sync_folder


NAME = "dimusnahkan.jsonl"
# The command of the app above that destroys once more what the list names.
REPEAT_COMMAND = "ulangi_pemusnahan"


def own_list() -> Path:
    return Path(settings.DATA_DIR) / NAME


def lines_in(path: Path) -> list[str]:
    try:
        return [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    except FileNotFoundError:
        return []


def append(path: Path, lines: Iterable[str]) -> None:
    """Add lines at the end and force them to disk; those that stand there already are left out."""
    known = set(lines_in(path))
    fresh = [line for line in lines if line not in known]
    if not fresh:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # A line that was cut off by a crash ends here, so that it spoils no other.
        os.write(descriptor, ("\n" + "\n".join(fresh) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync_folder(path.parent)


def carry_to(root: Path) -> None:
    """Have a backup folder know all that was destroyed until now."""
    append(root / NAME, lines_in(own_list()))


def bring_from(root: Path) -> None:
    """Have the portal know all that the backup folder knows."""
    append(own_list(), lines_in(root / NAME))
