"""What is kept beside a document so that it can be searched, and compared with others.

All of it follows from title, number, date, address and file names, and is written with them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pengungkit.file_names import says_nothing
from pengungkit.guessing.codes import plain
from pengungkit.guessing.names import bare_stem
from pengungkit.models import Evidence


KEYS = ("search_text", "name_key", "facts_key")
LONGEST_KEY = 200


def derive(evidence: Evidence, names: Iterable[str] = ()) -> None:
    """Set the derived fields; `names` are those of its files, the newest first."""
    known = list(names)
    parts = (evidence.title, evidence.number, evidence.url, *known)
    evidence.search_text = " ".join(part for part in parts if part).lower()
    evidence.name_key = name_key(known[0]) if known else ""
    evidence.facts_key = facts_key(evidence)


def name_key(name: str) -> str:
    """The same for names that differ only in marks of a copy, case and signs.

    Empty for a name that says nothing: "scan (1)" and "scan (2)" are two scans.
    """
    return "" if says_nothing(name) else plain(bare_stem(name))[:LONGEST_KEY]


def facts_key(evidence: Evidence) -> str:
    """The same for documents with the same title, number and date.

    Empty without number and date, for two documents may well have the same title.
    """
    day = evidence.document_date.isoformat() if evidence.document_date else ""
    if not evidence.number and not day:
        return ""
    return f"{day} {plain(evidence.number)} {plain(evidence.title)}"[:LONGEST_KEY]
