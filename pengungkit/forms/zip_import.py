"""What the lines of a ZIP's preview say, as posted from one page of it."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from pengungkit.actions.zip_choices import known_kind
from zi_portal.lib.numbers import plain_number
from zi_portal.lib.unseen import without_unseen


# Fields of a line by the beginning of their name in the form, and the longest text of each.
FIELDS = {
    "judul": ("title", 200),
    "nomor": ("number", 120),
    "tanggal": ("date_text", 60),
    "butir": ("codes_text", 300),
}


def typed_lines(data: QueryDict) -> dict[int, dict[str, Any]]:
    """By the key of the entry: every line of the page, also those nobody touched."""
    lines: dict[int, dict[str, Any]] = {}
    for text in data.getlist("baris"):
        key = plain_number(text, 18)
        if key is None:
            continue
        line: dict[str, Any] = {
            field: cleaned(data.get(f"{name}-{text}", ""), longest)
            for name, (field, longest) in FIELDS.items()
        }
        line["kind"] = known_kind(data.get(f"jenis-{text}", ""))
        line["wanted"] = f"bawa-{text}" in data
        lines[key] = line
    return lines


def cleaned(text: str, longest: int) -> str:
    return without_unseen(text.replace("\0", "")).strip()[:longest]
