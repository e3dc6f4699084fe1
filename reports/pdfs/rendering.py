"""From a page to a PDF, drawn by a process of its own with a limit on time and memory.

Nothing here imports WeasyPrint: a request that only asks whether there are PDFs stays light, and
whatever a page does to the library happens where it hurts nobody.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings

from reports.exceptions import CannotBuildError
from reports.pdfs.child import OUT_OF_MEMORY


logger = logging.getLogger(__name__)
CHILD = Path(__file__).with_name("child.py")
COMPUTING_SECONDS = 60
# On the clock: a busy machine may take its time, what counts is the computing.
PATIENCE_SECONDS = 300
MEMORY_BYTES = 512_000_000
TICK_SECONDS = 0.5
# A page is words of one assessment; one that is larger is not meant to be read.
PAGE_BYTES = 12_000_000
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR")
# What no printed text needs: controls, and marks that turn the direction of what follows.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
TOO_MUCH = (
    "Isinya terlalu banyak untuk satu PDF: menyusunnya melewati batas waktu atau memori. Unduh LKE"
    " sebagai Excel, atau pendekkan penjelasan yang sangat panjang, lalu tekan Buat lagi."
)
NOT_DRAWN = (
    "PDF ini tidak dapat disusun karena kesalahan di portal; datanya tidak berubah. Unduh LKE"
    " sebagai Excel, dan beri tahu admin kode pekerjaan di halaman ini."
)


class NoPdfError(CannotBuildError):
    """This machine makes no PDF; the message says why."""


def reason_without_pdf() -> str:
    """Why there are no PDFs on this machine, as a sentence; "" when there are."""
    if not settings.PDF_REASON:
        return ""
    return (
        f"PDF tidak dapat dibuat di server ini: {settings.PDF_REASON}. Minta admin memasang Pango;"
        " LKE tetap dapat diunduh sebagai Excel."
    )


def render(html: str, tick: Callable[[], None] = lambda: None) -> bytes:
    """The PDF of a page; the same page gives the same bytes on the same machine.

    `tick` is called while it is drawn and may raise to end it. Raises `CannotBuildError`.
    """
    if reason := reason_without_pdf():
        raise NoPdfError(reason)
    html = printable(html)
    if len(html) > PAGE_BYTES:
        raise CannotBuildError(TOO_MUCH)
    asked = {
        "html": html,
        "identifier": hashlib.sha256(html.encode()).hexdigest()[:32],
        "memory": MEMORY_BYTES,
        "seconds": COMPUTING_SECONDS,
    }
    with TemporaryFile() as page:
        page.write(json.dumps(asked).encode())
        page.seek(0)
        done = _drawn(page, tick)
    if done.returncode == 0 and done.stdout.startswith(b"%PDF-"):
        return done.stdout
    logger.warning("drawing a PDF ended with %s: %s", done.returncode, done.stderr[-200:])
    # Killed by the kernel for its computing time or memory, or at the end of its memory.
    too_much = done.returncode < 0 or done.returncode == OUT_OF_MEMORY
    raise CannotBuildError(TOO_MUCH if too_much or b"Recursion" in done.stderr else NOT_DRAWN)


def _drawn(page: IO[bytes], tick: Callable[[], None]) -> subprocess.CompletedProcess[bytes]:
    """The page comes from a file and not through a pipe.

    Once `communicate` was timed out it writes nothing more: of a page longer than a pipe holds the
    rest was never sent to a process that was slow to begin, and both waited for each other.
    """
    with subprocess.Popen(  # noqa: S603 -- our own program; the page goes in as data
        [sys.executable, "-I", "-B", str(CHILD)],
        stdin=page,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: os.environ[name] for name in PASSED_ON if name in os.environ}
        | {"LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    ) as process:
        try:
            pdf, told = _wait(process, tick)
        finally:
            process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, pdf, told)


def _wait(process: subprocess.Popen[bytes], tick: Callable[[], None]) -> tuple[bytes, bytes]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return process.communicate(timeout=TICK_SECONDS)
        except subprocess.TimeoutExpired:
            if time.monotonic() > deadline:
                raise CannotBuildError(TOO_MUCH) from None
            tick()


def printable(text: str) -> str:
    """Without what no paper shows."""
    return _UNPRINTABLE.sub("", text)
