"""What is missing or weak about the evidence of an item: facts in, findings out, no database."""

from __future__ import annotations

from pengungkit.findings.facts import DocumentFacts, ItemFacts, item_facts
from pengungkit.findings.judging import RULES, Standing, findings_of, standing_of, worst_of
from pengungkit.findings.rules import Finding, Limits, Place, Pointed, Rule, Severity


__all__ = [
    "RULES",
    "DocumentFacts",
    "Finding",
    "ItemFacts",
    "Limits",
    "Place",
    "Pointed",
    "Rule",
    "Severity",
    "Standing",
    "findings_of",
    "item_facts",
    "standing_of",
    "worst_of",
]
