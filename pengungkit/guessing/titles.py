"""A title that can be read, from the name of a file."""

from __future__ import annotations

import re

from pengungkit.guessing.codes import CodeBook
from pengungkit.guessing.places import code_end


# Marks of a working copy behind a name.
_NOISE = re.compile(
    r"[\s_-]+(?:final|fix|ok|rev(?:isi)?[\s_.-]*\d*|v(?:er(?:si)?)?[\s_.-]*\d{1,2}|scan|compressed"
    r"|signed|ttd|\(final\)|\(fix\))$",
    re.IGNORECASE,
)
_NUMBERING = re.compile(r"^(?:\d{1,2}\s?[.)]|[a-z]\s?[.)]|[ivx]{1,4}\s?[.)])\s*(?=[^\W\d_])", re.I)
_EDGES = " ._-–,;:"
_SHORTEST = 3


def title_of(stem: str, book: CodeBook | None) -> str:
    """The name without code, numbering and marks of a working copy; empty when little is left."""
    text = stem.replace("_", " ")
    if book is not None:
        text = text[code_end(text.lower(), book) :]
    text = _NUMBERING.sub("", text.strip(_EDGES))
    while (shorter := _NOISE.sub("", text).strip(_EDGES)) != text:
        text = shorter
    text = " ".join(text.split())
    return text[:1].upper() + text[1:] if len(text) >= _SHORTEST else ""
