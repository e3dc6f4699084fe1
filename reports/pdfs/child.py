"""The process that draws one PDF: page on standard input, PDF on standard output, then gone.

Started by `rendering` as `python -I -B child.py`. It knows neither Django nor the database, reads
no file but those of `fetcher`, and ends when it needs more time or memory than it was given.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path


OUT_OF_MEMORY, NOT_DRAWABLE = 3, 4
RESULT_BYTES = 200_000_000
RESERVE_BYTES = 1_000_000


def main() -> int:
    # Python was started isolated, so that no folder but this one is added to where it looks.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from zi_portal.lib.memory import is_out_of_memory

    asked = json.load(sys.stdin.buffer)
    # Given back at the end of the memory, so that there is enough left to tell of it.
    reserve = [bytearray(RESERVE_BYTES)]
    try:
        # Before the limits: a library that cannot be loaded is no page that asks for too much.
        draw = drawing()
        confine(asked["memory"], asked["seconds"])
        pdf = draw(asked["html"], asked["identifier"])
    except Exception as error:
        reserve.clear()
        if is_out_of_memory(error):
            return OUT_OF_MEMORY
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


def drawing() -> Callable[[str, str], bytes]:
    """What draws a page, with its libraries loaded."""
    from weasyprint import HTML

    from reports.pdfs.fetcher import our_fetcher
    from reports.pdfs.tagging import finish_tags

    def draw(html: str, identifier: str) -> bytes:
        page = HTML(string=html, url_fetcher=our_fetcher(), media_type="print")
        pdf: bytes = page.write_pdf(
            finisher=finish_tags,
            pdf_variant="pdf/ua-1",
            # Otherwise drawn by lot; the same page is to give the same bytes.
            pdf_identifier=bytes.fromhex(identifier),
        )
        return pdf

    return draw


if __name__ == "__main__":
    sys.exit(main())
