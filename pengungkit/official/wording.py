"""What an official form asks in its own words, read from its cells; the portal ships none of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pengungkit.instruments import Item


# Longer texts than the official ones by far; beyond it something else stands in the cell.
LONGEST = 4000
_LETTER = r"^[ \t]*[(\[]?{letter}[)\].:,]+[ \t]*|^[ \t]*{letter}[ \t]*[=–-][ \t]*"
_WORD = r"^[ \t]*{letter}\b[ \t]*[,.:;=–-]*[ \t]*"


@dataclass(frozen=True, slots=True)
class ItemWording:
    """One item: its question, what is said about its criteria, and that of each option by letter.

    `options` is empty when the criteria could not be told apart; `criteria` then says it whole.
    """

    question: str = ""
    criteria: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)

    def asked(self, item: Item) -> Item:
        """The item in these words; its own fill their silence."""
        if not (self.question or self.options or self.counts):
            return item
        options = tuple(
            replace(one, wording=self.options.get(one.letter) or one.wording)
            for one in item.options
        )
        ratio = item.ratio and replace(
            item.ratio,
            inputs=tuple(
                replace(one, wording=self.counts.get(one.key) or one.wording)
                for one in item.ratio.inputs
            ),
        )
        return replace(
            item,
            wording=self.question or item.wording,
            options=options,
            ratio=ratio,
            _options={one.letter: one for one in options},
        )


SILENT = ItemWording()


def wordings_to_json(wordings: Mapping[str, ItemWording]) -> dict[str, Any]:
    return {code: asdict(one) for code, one in wordings.items()}


def wordings_from_json(said: Mapping[str, Any]) -> dict[str, ItemWording]:
    return {code: ItemWording(**one) for code, one in said.items()}


def wording_of(item: Item, question: str, criteria: str, counts: Mapping[str, str]) -> ItemWording:
    criteria = "\n".join(" ".join(line.split()) for line in criteria.splitlines()).strip()[:LONGEST]
    options = options_in(item, criteria)
    return ItemWording(
        question=question[:LONGEST],
        criteria="" if options else criteria,
        options=options,
        counts={key: text[:LONGEST] for key, text in counts.items() if text},
    )


def options_in(item: Item, criteria: str) -> dict[str, str]:
    """What the criteria say of each option, when each option begins a line of its own, in order."""
    if not item.options:
        return {}
    marks: list[tuple[int, int, str]] = []
    for option in item.options:
        pattern = _LETTER if len(option.letter) == 1 else _WORD
        mark = re.search(
            pattern.format(letter=re.escape(option.letter)), criteria, re.IGNORECASE | re.MULTILINE
        )
        if mark is None or (marks and mark.start() < marks[-1][1]):
            return {}
        marks.append((mark.start(), mark.end(), option.letter))
    ends = [start for start, _, _ in marks[1:]] + [len(criteria)]
    found = {
        letter: criteria[start:end].strip(" \n;")
        for (_, start, letter), end in zip(marks, ends, strict=True)
    }
    return found if found and all(found.values()) else {}
