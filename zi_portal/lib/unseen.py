"""Marks that nobody sees in a line of text, and that make it read as another.

A mark that turns the direction round shows "Admin" as something else in every list, and a space of
no width makes two names that look the same.
"""

from __future__ import annotations

import re


# Soft hyphens, marks and overrides of direction, spaces and joiners of no width, byte order marks.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def without_unseen(text: str) -> str:
    return _UNSEEN.sub("", text)
