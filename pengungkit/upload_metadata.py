"""`Upload-Metadata` of the tus protocol: pairs of a key and a text in base64."""

from __future__ import annotations

import base64


# The key under which a sender names the document that the file is to replace.
REPLACES = "ganti"


def pair(key: str, text: str) -> str:
    return f"{key} {base64.b64encode(text.encode()).decode()}"


def read(header: str) -> dict[str, str]:
    """What it says. Raises `ValueError` for anything else."""
    found = {}
    for one in filter(None, header.split(",")):
        key, _, packed = one.strip().partition(" ")
        text = base64.b64decode(packed, validate=True).decode("utf-8")
        # No database takes the zero byte.
        found[key] = text.replace("\0", "\ufffd")
    return found
