"""A browser and its machine in a few words, for the list of sessions."""

from __future__ import annotations


# First match wins: every Chromium calls itself Chrome and Safari as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def describe_device(user_agent: str) -> str:
    """For example "Chrome di Windows"; what is not known is named as such."""
    browser = _first(BROWSERS, user_agent) or "Peramban lain"
    system = _first(SYSTEMS, user_agent)
    return f"{browser} di {system}" if system else browser


def _first(names: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for mark, name in names if mark in text), None)
