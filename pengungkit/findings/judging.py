"""What is found at one item, and where that leaves it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from pengungkit.findings.document_rules import DOCUMENT_RULES
from pengungkit.findings.facts import ItemFacts
from pengungkit.findings.item_rules import ITEM_RULES, READY_ALL_THE_SAME
from pengungkit.findings.rules import DocumentRule, Finding, ItemRule, Limits, Rule, Severity
from pengungkit.models.answers import Answer


# Some 2 kB each. Between two changes the same facts are judged again at every visit.
REMEMBERED = 8192
CHECKS: tuple[ItemRule | DocumentRule, ...] = (*ITEM_RULES, *DOCUMENT_RULES)
# All rules, what weighs most first; within one weight in the order of the tables.
RULES: tuple[Rule, ...] = tuple(
    sorted((*(check.rule for check in CHECKS), READY_ALL_THE_SAME), key=lambda one: -one.severity)
)


class Standing(StrEnum):
    """Where an item stands; the values are keys in addresses. EMPTY: no answer, nothing found."""

    BLOCKED = "menghalangi"
    WARNED = "peringatan"
    COMPLETE = "lengkap"
    EMPTY = "belum"


@lru_cache(maxsize=REMEMBERED)
def findings_of(facts: ItemFacts, limits: Limits) -> tuple[Finding, ...]:
    """Everything found at the item, at most once per rule, what weighs most first."""
    found = [one for check in CHECKS if (one := check.find(facts, limits))]
    if facts.status in Answer.DONE_STATUSES and worst_of(found) >= Severity.WARNING:
        word = "Disetujui" if facts.status == Answer.Status.APPROVED else "Dinyatakan siap direviu"
        found.append(Finding(READY_ALL_THE_SAME, f"{word}, padahal masih ada yang kurang."))
    return tuple(sorted(found, key=lambda one: -one.rule.severity))


def worst_of(findings: Iterable[Finding]) -> int:
    """The greatest severity among them; 0 when there are none."""
    return max((int(one.rule.severity) for one in findings), default=0)


def standing_of(facts: ItemFacts, findings: Iterable[Finding]) -> Standing:
    worst = worst_of(findings)
    if worst == Severity.BLOCKING:
        return Standing.BLOCKED
    if worst == Severity.WARNING:
        return Standing.WARNED
    return Standing.COMPLETE if facts.answered else Standing.EMPTY
