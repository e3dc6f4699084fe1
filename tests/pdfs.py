"""What tests of PDFs need: a machine that can draw them, and poppler to read them."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest


def _pango_is_there() -> bool:
    try:
        ctypes.CDLL("libpango-1.0.so.0")
    except OSError:
        return False
    return True


can_draw = pytest.mark.skipif(
    not _pango_is_there() or not all(map(shutil.which, ("pdfinfo", "pdftotext", "qpdf"))),
    reason="Pango, poppler, atau qpdf tidak terpasang",
)


@dataclass(frozen=True)
class Drawn:
    """A PDF on disk, and what poppler and qpdf say about it."""

    path: Path

    @property
    def info(self) -> dict[str, str]:
        lines = [line.partition(":") for line in said("pdfinfo", self.path).splitlines()]
        return {key: value.strip() for key, _, value in lines}

    @property
    def pages(self) -> list[str]:
        """The words of each page, spaces and line ends alike."""
        text = said("pdftotext", "-layout", self.path, "-")
        return [" ".join(page.split()) for page in text.split("\f")[:-1]]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def objects(self) -> bytes:
        """Everything in it, unpacked; qpdf complains about what is broken."""
        done = subprocess.run(
            ["qpdf", "--qdf", "--object-streams=disable", "--stream-data=uncompress",
             str(self.path), "-"],
            capture_output=True, check=True,
        )  # fmt: skip
        assert not done.stderr
        return done.stdout


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
