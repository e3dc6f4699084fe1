"""Findings of rooms to the right, which know things about an item that this room may not import.

Such a room hands in a source when Django starts (its `AppConfig.ready`), with the rules it finds
by, so that pages can name and count them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pengungkit.findings.judging import RULES
from pengungkit.findings.rules import Finding, Rule
from pengungkit.models import Assessment


# Answers what is found at which of these items. Pages call it once, so it may ask the database a
# fixed number of questions, and none when no item named is of its concern.
Finder = Callable[[Assessment, Collection[str]], Mapping[str, Sequence[Finding]]]


@dataclass(frozen=True, slots=True)
class Source:
    rules: tuple[Rule, ...]
    find: Finder


_sources: list[Source] = []


def provide_findings(source: Source) -> None:
    """Let a source be asked from now on; told twice, it is asked once."""
    if source not in _sources:
        _sources.append(source)


def all_rules() -> tuple[Rule, ...]:
    """The rules of this room and of all sources, what weighs most first."""
    more = [rule for source in _sources for rule in source.rules]
    return tuple(sorted((*RULES, *more), key=lambda rule: -rule.severity))


def contributed(assessment: Assessment, codes: Collection[str]) -> dict[str, tuple[Finding, ...]]:
    """What all sources find at these items, by item code."""
    found: dict[str, tuple[Finding, ...]] = {}
    for source in _sources:
        for code, findings in source.find(assessment, codes).items():
            found[code] = (*found.get(code, ()), *findings)
    return found
