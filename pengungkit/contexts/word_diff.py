"""What changed between two texts, word by word, for people to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


# A word takes the space behind it along, so that spaces are not compared by themselves.
_WORDS = re.compile(r"\S+\s*|\s+")
# Unchanged stretches longer than this are cut in the middle.
CONTEXT = 160


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text that was there all along ("same"), came ("new") or went ("gone")."""

    kind: str
    text: str


def word_diff(old: str, new: str) -> list[Stretch]:
    """The new text with what went and what came marked; long unchanged parts shortened."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    stretches: list[Stretch] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            stretches.append(Stretch("same", "".join(before[a:b])))
            continue
        if b > a:
            stretches.append(Stretch("gone", "".join(before[a:b])))
        if d > c:
            stretches.append(Stretch("new", "".join(after[c:d])))
    last = len(stretches) - 1
    return [
        Stretch(one.kind, shortened(one.text, i == 0, i == last)) if one.kind == "same" else one
        for i, one in enumerate(stretches)
    ]


def shortened(text: str, is_first: bool, is_last: bool) -> str:
    """An unchanged stretch, cut away from the changes it touches."""
    if len(text) <= 2 * CONTEXT:
        return text
    head = "" if is_first else text[:CONTEXT].rstrip()
    tail = "" if is_last else text[-CONTEXT:].lstrip()
    return f"{head} … {tail}"
