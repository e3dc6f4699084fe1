"""What the portal must not start with; run at every start."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


# 70 closes a hole through which a page read what it should not (CVE-2026-55073).
OLDEST_WEASYPRINT = 70


@register
def weasyprint_is_safe(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """PDFs are drawn by no WeasyPrint with known holes; asked without loading it."""
    try:
        found = version("weasyprint")
    except PackageNotFoundError:
        found = "0"
    if int(found.split(".")[0]) >= OLDEST_WEASYPRINT:
        return []
    return [
        Error(
            f"Portal tidak dinyalakan: WeasyPrint {found} terpasang, padahal versi sebelum"
            f" {OLDEST_WEASYPRINT} berlubang keamanan. Jalankan python3 zi.py run untuk memasang"
            " versi yang terkunci.",
            id="reports.E001",
        )
    ]
