"""Joining and counting things in Indonesian sentences."""

from __future__ import annotations

from collections.abc import Sequence


_WORDS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


def listed(names: Sequence[str]) -> str:
    """ "a", "a dan b", "a, b, dan c"."""
    if len(names) < 3:
        return " dan ".join(names)
    return ", ".join(names[:-1]) + f", dan {names[-1]}"


def in_words(number: int) -> str:
    """Small numbers as words, as running text has them; 10 and more in digits."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)
