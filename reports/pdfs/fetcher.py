"""What WeasyPrint may read while it draws: files that came with the portal, by name, and no others.

Imported by the drawing process, which knows no Django.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any


ROOT = Path(__file__).resolve().parents[2]
# Whatever scheme is asked for, only these very addresses are answered.
FILES: dict[str, tuple[Path, str]] = {
    "zi:dokumen.css": (ROOT / "reports" / "pdfs" / "data" / "document.css", "text/css"),
    "zi:Inter-Regular.ttf": (ROOT / "zi_portal" / "fonts" / "Inter-Regular.ttf", "font/ttf"),
    "zi:Inter-Bold.ttf": (ROOT / "zi_portal" / "fonts" / "Inter-Bold.ttf", "font/ttf"),
}


class RefusedAddressError(ValueError):
    """A document asked for something that did not come with the portal."""


def our_fetcher() -> Any:
    """WeasyPrint's fetcher without a single way to the network, the disk, or inline data."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class BundledFiles(URLFetcher):  # type: ignore[misc]
        def __init__(self) -> None:
            # No protocol and no redirect, should the parent ever be reached past `fetch`.
            super().__init__(allowed_protocols=(), allow_redirects=False)
            self.refused: list[str] = []

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            found = FILES.get(url)
            if found is None:
                self.refused.append(url)
                raise RefusedAddressError(f"not one of our files: {url[:80]}")
            path, content_type = found
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": content_type})

    return BundledFiles()
