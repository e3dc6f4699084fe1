"""The documents of an assessment as findings and counts need them, read without model objects."""

from __future__ import annotations

from collections import Counter, defaultdict

from pengungkit.findings import DocumentFacts
from pengungkit.models import Assessment, Evidence, EvidenceUse


FIELDS = (
    "answer__code",
    "evidence_id",
    "evidence__uuid",
    "evidence__title",
    "evidence__url",
    "evidence__kind",
    "evidence__stage",
    "evidence__document_date",
    "evidence__valid_until",
)
Documents = tuple[DocumentFacts, ...]


def documents_of(assessment: Assessment) -> dict[str, Documents]:
    """What proves each item, by item code."""
    rows = list(
        EvidenceUse.objects.filter(answer__assessment=assessment.pk).order_by().values_list(*FIELDS)
    )
    items = Counter(row[1] for row in rows)
    facts: dict[int, DocumentFacts] = {}
    found: dict[str, list[DocumentFacts]] = defaultdict(list)
    for code, pk, uuid, title, url, kind, stage, dated, until in rows:
        if pk not in facts:
            facts[pk] = DocumentFacts(
                uuid, title, bool(url), kind, stage, dated, until, items=items[pk]
            )
        found[code].append(facts[pk])
    return {code: tuple(documents) for code, documents in found.items()}


def facts_of(evidence: Evidence, *, items: int) -> DocumentFacts:
    """The same of one document that is already at hand."""
    return DocumentFacts(
        uuid=evidence.uuid,
        title=evidence.title,
        is_link=evidence.is_link,
        kind=evidence.kind,
        stage=evidence.stage,
        document_date=evidence.document_date,
        valid_until=evidence.valid_until,
        items=items,
    )
