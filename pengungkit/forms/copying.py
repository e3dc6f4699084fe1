"""Which items to take over from an earlier year."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from zi_portal.lib.numbers import plain_number


MOST_CODES = 1000


@dataclass(frozen=True, slots=True)
class ChosenItems:
    """`codes` are items to copy while they are empty; `replacing` those whose content may go.

    The number is the version of the item the person had before their eyes.
    """

    codes: tuple[str, ...]
    replacing: dict[str, int]

    @classmethod
    def sent(cls, data: QueryDict) -> ChosenItems:
        """From checkboxes `butir` = code and `timpa` = "code:version"."""
        replacing = {}
        for value in data.getlist("timpa")[:MOST_CODES]:
            code, _, version = value.partition(":")
            seen = plain_number(version)
            replacing[code] = -1 if seen is None else seen
        return cls(tuple(data.getlist("butir")[:MOST_CODES]), replacing)

    @property
    def all_codes(self) -> frozenset[str]:
        return frozenset(self.codes) | self.replacing.keys()
