"""Text on its way into a cell: always text, never a formula, and whole wherever a cell can hold it.

Excel keeps 32,767 characters in a cell, takes no control characters, and reads "_x000D_" in a file
as one character; its own way of writing those seven characters is "_x005F_x000D_".
"""

from __future__ import annotations

import re


LONGEST = 32_767
CUT = " … (dipotong: sel Excel tidak memuat lebih; lengkapnya ada di portal)"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Most texts are short and hold none of what is looked for below.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_SHORT = LONGEST // len("_x005F_")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def plain_text(text: str) -> str:
    """What of a text a cell can hold: one kind of line end, no control characters, not too long."""
    if len(text) <= _SHORT and not _ODD.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _SURROGATE.sub("\ufffd", _FORBIDDEN.sub("", text))
    if len(escaped(text)) <= LONGEST and _units(text) <= LONGEST:
        return text
    kept = LONGEST - len(CUT)
    while len(escaped(text[:kept])) > LONGEST - len(CUT) or _units(text[:kept]) > LONGEST - len(
        CUT
    ):
        kept -= 500
    return text[:kept] + CUT


def _units(text: str) -> int:
    """The length as Excel counts it: characters beyond the first 65,536 count twice."""
    return (
        len(text) + sum(1 for sign in text if sign > "\uffff") if not text.isascii() else len(text)
    )


def escaped(text: str) -> str:
    """The text as it stands in the file."""
    return _ESCAPE.sub("_x005F_", text) if "_x" in text else text


def unescaped(text: str) -> str:
    """The text that stands in a file, as Excel shows it."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    sign = chr(int(match.group(1), 16))
    return "" if _FORBIDDEN.match(sign) or _SURROGATE.match(sign) else sign


def looks_like_formula(text: str) -> bool:
    """Whether a program that guesses would take the text for a formula or a command."""
    return text[:1] in tuple("=+-@\t\r\n") or text.lstrip(" \u00a0").startswith("=")
