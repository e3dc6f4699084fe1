"""The settings file .env, made on the first run from .env.example with a key of its own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


KEY_LINE = "SECRET_KEY="


def ensure_env_file(file: Path, example: Path) -> bool:
    """Write `file` when it does not exist, readable by its owner only. True when it was made."""
    if file.exists():
        return False
    lines = [
        KEY_LINE + secrets.token_urlsafe(48) if line.startswith(KEY_LINE) else line
        for line in example.read_text("utf-8").splitlines()
    ]
    # Written beside it and renamed: a full disk must not leave half a settings file behind.
    draft = file.with_name(file.name + ".baru")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.write("\n".join(lines) + "\n")
    draft.replace(file)
    return True
