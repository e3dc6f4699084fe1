"""One text for one value, whichever machine writes it: what a hash can be taken of."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
import uuid
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any


def canonical_text(value: Any) -> str:
    """JSON with sorted keys and without spaces, its text in NFC, broken numbers as text.

    Raises `TypeError` for a float, which would not be the same text everywhere.
    """
    return json.dumps(
        plain(value), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def plain(value: Any) -> Any:
    """The value as what JSON knows: no float, every text in NFC, moments in UTC to the second."""
    match value:
        case None | bool():
            return value
        case str():
            # A lone surrogate has no UTF-8; what is shown for one everywhere stands in its place.
            whole = value.encode("utf-8", "replace").decode("utf-8")
            return unicodedata.normalize("NFC", whole)
        case int():
            return int(value)
        case Decimal():
            return format(value, "f")
        case Fraction() | uuid.UUID():
            return str(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case dt.date():
            return value.isoformat()
        case Mapping():
            return {plain(str(key)): plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no canonical text")


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
