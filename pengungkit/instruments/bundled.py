"""The instrument that comes with the portal, as a file beside the code."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from pengungkit.instruments.area_names import area_heading
from pengungkit.instruments.definition import Instrument
from pengungkit.instruments.parsing import parse_instrument


DATA_DIR = Path(__file__).resolve().parent.parent / "data"
BUNDLED = "lke-permenpanrb-90-2021"


def bundled_document(code: str = BUNDLED) -> dict[str, Any]:
    """The JSON document of a bundled instrument, freshly read (the caller may change it)."""
    document: dict[str, Any] = json.loads((DATA_DIR / f"{code}.json").read_text(encoding="utf-8"))
    return document


@lru_cache(maxsize=4)
def bundled_instrument(code: str = BUNDLED) -> Instrument:
    """The bundled instrument, parsed once per process."""
    return parse_instrument(bundled_document(code))


def area_choices() -> list[tuple[str, str]]:
    """(key, name) of the areas of the bundled instrument, for binding a role to areas."""
    return [(area.key, area_heading(area)) for area in bundled_instrument().areas]
