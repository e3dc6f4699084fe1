"""The areas a role can be bound to.

Areas belong to the instrument, which lives in a room above this one and may not be imported here.
So the room above hands in a provider when Django starts (its `AppConfig.ready`), and this room asks
it for keys and names without knowing where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


AreaChoices = list[tuple[str, str]]


def _none() -> AreaChoices:
    return []


_provider: Callable[[], AreaChoices] = _none


def provide_areas(provider: Callable[[], AreaChoices]) -> None:
    """Name the function that answers (key, name) of every area, in order."""
    global _provider
    _provider = provider


def area_choices() -> AreaChoices:
    """(key, name) of every area a role can be bound to, in order."""
    return _provider()


def area_names(keys: Iterable[str]) -> str:
    """The areas in words, in their own order; "semua area" for none, as a role then covers all."""
    wanted = set(keys)
    if not wanted:
        return "semua area"
    known = [name for key, name in area_choices() if key in wanted]
    return ", ".join(known or sorted(wanted))
