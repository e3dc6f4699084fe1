"""What the portal writes into its log, and what it never writes: addresses that are secrets."""

from __future__ import annotations

import logging
import re
from typing import Any


# What follows in the path is the key to a page that asks no account.
SECRET_PATHS = re.compile(r"(/konfirmasi/(?!cabut/)|/lupa-sandi/(?!terkirim/|selesai/))[^/\s\"'?]+")


def without_secrets(text: str) -> str:
    return SECRET_PATHS.sub(r"\1…", text)


class HiddenPathsFilter(logging.Filter):
    """Takes the secret out of every line that names such an address, and the program's steps out
    of those that tell of a refusal."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if (hidden := without_secrets(text)) != text:
            record.msg, record.args = hidden, ()
        # A refusal is no fault of the program: its line says enough.
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "satu_baris": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"rahasia": {"()": "zi_portal.lib.log_lines.HiddenPathsFilter"}},
    "handlers": {
        "layar": {
            "class": "logging.StreamHandler",
            "formatter": "satu_baris",
            "filters": ["rahasia"],
        }
    },
    "root": {"handlers": ["layar"], "level": "INFO"},
    # Their notes about every step of every PDF would drown what the portal itself has to say.
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
