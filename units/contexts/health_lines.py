"""What the health page is made of: one line per thing, in sections."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: `state` is yes, no, warn or none; `gap` says what to do about it."""

    state: str
    label: str
    value: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]
