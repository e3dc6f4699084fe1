"""The words of a letter: what XML may hold of them, and where their blanks are."""

from __future__ import annotations


def xml_text(text: str) -> str:
    """Without characters that no XML may hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t").replace("\ufffe", "")


def pieces(text: str) -> list[tuple[str, bool]]:
    """The text cut at its blanks: (piece, whether it is a blank). Data holds no blanks."""
    found: list[tuple[str, bool]] = []
    while (start := text.find("[isi ")) >= 0 and (end := text.find("]", start)) >= 0:
        found += [(text[:start], False), (text[start : end + 1], True)]
        text = text[end + 1 :]
    return [piece for piece in [*found, (text, False)] if piece[0]]
