"""What rooms above this one add to a record.

Innovations, for example, live in a room that may not be imported here. Its `AppConfig.ready` hands
in a function for each section; a record then holds what the function says, and the documents that
the section uses are frozen with those of the items.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from pengungkit.models import Assessment, Evidence


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a record: plain data (no floats), and the documents it names by their uuid.

    `missing` are sentences about what the section lacks; they join those of the LKE.
    """

    data: Any
    evidence: Sequence[Evidence] = ()
    missing: Sequence[str] = field(default=())


SectionBuilder = Callable[[Assessment], Section | None]
_builders: dict[str, SectionBuilder] = {}


def provide_section(key: str, builder: SectionBuilder) -> None:
    """Name the function that writes a section; `key` is its name in the record ("inovasi").

    The function reads with a fixed number of queries and in a fixed order, since the same state
    must give the same text. With None the section is left out.
    """
    _builders[key] = builder


def sections_of(assessment: Assessment, only: Collection[str] | None = None) -> dict[str, Section]:
    """Every section of an assessment that has something to say, by key; or `only` some."""
    return {
        key: section
        for key in sorted(_builders)
        if (only is None or key in only) and (section := _builders[key](assessment)) is not None
    }
