"""Stored fields of an answer as people read them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pengungkit.instruments import Item
from zi_portal.lib.numbers import format_count, format_input


LABELS = {
    "choice": "Jawaban",
    "counts": "Jumlah",
    "index": "Indeks",
    "narrative": "Penjelasan",
    "status": "Status",
}
EMPTY = "Belum diisi"


def shown_value(item: Item, field: str, value: Any) -> str:
    """One entry field in words; counts one to a line."""
    if value in (None, ""):
        return EMPTY
    if field == "choice":
        options = [option for option in item.options if option.letter == value]
        return f"{value}. {options[0].wording}" if options else str(value)
    if field == "index":
        return format_input(Decimal(value))
    if field == "counts" and item.ratio is not None:
        return "\n".join(
            f"{one.wording}: {format_count(value.get(one.key))}" for one in item.ratio.inputs
        )
    return str(value)
