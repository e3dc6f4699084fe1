"""What one item brings, in words; the same on the item page and in the answer to an autosave."""

from __future__ import annotations

from dataclasses import dataclass

from pengungkit.instruments import Item, Kind
from pengungkit.models import Answer
from pengungkit.scoring import score_item
from zi_portal.lib.numbers import format_percent, format_points


@dataclass(frozen=True, slots=True)
class ShownScore:
    """`line` is the sentence on the item's points; `share` the percentage of a ratio item."""

    line: str
    share: str
    remark: str


def shown_score(item: Item, answer: Answer) -> ShownScore:
    result = score_item(item, answer.response)
    share = ""
    if item.kind is Kind.RATIO and result.answered:
        share = format_percent(result.share * 100)
    return ShownScore(
        line=f"Nilai butir {format_points(result.value)} dari {format_points(result.weight)}",
        share=share,
        remark=result.remark,
    )
