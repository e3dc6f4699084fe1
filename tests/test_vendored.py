"""Scripts of others that lie in the repository: unchanged, licensed, and asking nobody."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parent.parent
FOLDERS = sorted((ROOT / "static" / "vendor").iterdir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_it_is_what_was_published(folder: Path) -> None:
    told = (folder / "README.md").read_text("utf-8")
    scripts = sorted(folder.glob("*.js"))
    assert scripts
    for script in scripts:
        assert f"| `{script.name}` here | `{digest(script)}` |" in told
        source = script.read_text("utf-8")
        assert "sourceMappingURL" not in source
        assert not re.search(r"\beval\(|new Function\(|document\.write", source)
    assert "Permission is hereby granted" in (folder / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_pages_load_this_version(folder: Path) -> None:
    templates = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")]
    named = {name for text in templates for name in re.findall(r"vendor/([^/']+)/", text)}
    assert folder.name in named
    assert named <= {one.name for one in FOLDERS}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
