"""Who has which item open, by signs its page gives: opened, brought to the front, saved.

A fact of minutes: it stands in the shared cache and ends there by itself, so nobody can look up
later who looked at what. A person is where their last sign came from. Of two signs in the same
instant one may be lost until the next; this helps people, it guards nothing (versions do).
"""

from __future__ import annotations

import time

from django.core.cache import cache

from pengungkit.models import Assessment
from units.models import User


SECONDS = 300
MOST_NAMES = 2


def note_presence(assessment: Assessment, code: str, by: User) -> list[str]:
    """Note that the person has the item open; the names of the others there, the latest first."""
    now = time.time()
    key = f"hadir:{assessment.pk}"
    signs: dict[int, tuple[str, str, float]] = cache.get(key, {})
    others = {
        person: sign
        for person, sign in signs.items()
        if person != by.pk and now - sign[2] < SECONDS
    }
    cache.set(key, {**others, by.pk: (by.name, code, now)}, SECONDS)
    here = sorted((sign for sign in others.values() if sign[1] == code), key=lambda sign: -sign[2])
    return [name for name, _, _ in here]


def presence_line(names: list[str]) -> str:
    """The sentence on the page; empty when nobody else is there."""
    if not names:
        return ""
    shown, more = names[:MOST_NAMES], len(names) - MOST_NAMES
    if more > 0:
        shown = [names[0], f"{more + 1} orang lain"]
    return f"{' dan '.join(shown)} sedang membuka butir ini"
