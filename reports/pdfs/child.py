"""The process that draws one PDF: page on standard input, PDF on standard output, then gone.

Started by `rendering` as `python -I -B child.py`. It knows neither Django nor the database, reads
no file but those of `fetcher`, and ends when it needs more time or memory than it was given.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from pathlib import Path
from typing import Any


OUT_OF_MEMORY, NOT_DRAWABLE = 3, 4
RESULT_BYTES = 200_000_000


def main() -> int:
    asked = json.load(sys.stdin.buffer)
    confine(asked["memory"], asked["seconds"])
    try:
        pdf = drawn(asked)
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception as error:
        # The kind of error only: its words may be those of somebody's narrative.
        print(f"{type(error).__module__}.{type(error).__name__}", file=sys.stderr)
        return NOT_DRAWABLE
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    return 0


def confine(memory: int, seconds: int) -> None:
    """Computing time, memory and the size of files; what a system does not know is left out."""
    for name, most in (
        ("RLIMIT_DATA", memory),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_FSIZE", RESULT_BYTES),
        ("RLIMIT_CORE", 0),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            limit = getattr(resource, name)
            _, hard = resource.getrlimit(limit)
            if hard != resource.RLIM_INFINITY:
                most = min(most, hard)
            resource.setrlimit(limit, (most, hard))


def drawn(asked: dict[str, Any]) -> bytes:
    from weasyprint import HTML

    from reports.pdfs.fetcher import our_fetcher

    page = HTML(string=asked["html"], url_fetcher=our_fetcher(), media_type="print")
    pdf: bytes = page.write_pdf(
        pdf_variant="pdf/ua-1",
        # Otherwise drawn by lot; the same page is to give the same bytes.
        pdf_identifier=bytes.fromhex(asked["identifier"]),
    )
    return pdf


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main())
