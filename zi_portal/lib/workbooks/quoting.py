"""Styles for text that a spreadsheet takes for a formula as soon as somebody edits its cell."""

from __future__ import annotations

import re


_LIST = re.compile(
    rb"(<(?:\w+:)?cellXfs\b[^>]*>)(.*?)(</(?:\w+:)?cellXfs>)",
    re.DOTALL,
)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*?(?:/>|>.*?</(?:\w+:)?xf>)", re.DOTALL)
_COUNT = re.compile(rb"\scount=(?:\"[0-9]*\"|'[0-9]*')")
_QUOTE = re.compile(rb"\squotePrefix=(?:\"[^\"]*\"|'[^']*')")
_OPENING = re.compile(rb"^<(?:\w+:)?xf\b")


class Quoting:
    """Copies of a form's styles with the mark "this is text"; `styles` is None unless needed."""

    def __init__(self, styles: bytes) -> None:
        self._whole = styles
        self._list = _LIST.search(styles)
        self._known = _STYLE.findall(self._list.group(2)) if self._list else []
        self._added: dict[str, int] = {}
        self._copies: list[bytes] = []

    def style(self, style: str) -> str:
        """The number of the marked copy of a style; the style itself when there is no list."""
        number = int(style or 0)
        if number >= len(self._known):
            return style
        if style not in self._added:
            self._added[style] = len(self._known) + len(self._copies)
            bare = _QUOTE.sub(b"", self._known[number])
            opening = _OPENING.match(bare)
            at = opening.end() if opening else 0
            self._copies.append(bare[:at] + b' quotePrefix="1"' + bare[at:])
        return str(self._added[style])

    @property
    def styles(self) -> bytes | None:
        """The style part with the copies at the end of its list."""
        if not self._copies or self._list is None:
            return None
        count = f' count="{len(self._known) + len(self._copies)}"'.encode()
        head = _COUNT.sub(b"", self._list.group(1))
        opening = head[:-1].rstrip() + count + b">"
        whole = self._whole
        return (
            whole[: self._list.start(1)]
            + opening
            + self._list.group(2)
            + b"".join(self._copies)
            + whole[self._list.start(3) :]
        )
