"""The documents of an assessment as findings and counts need them, read without model objects."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from pengungkit.findings import DocumentFacts
from pengungkit.models import Assessment, Evidence, EvidenceUse, EvidenceVersion
from pengungkit.previews.inspection import Inspection


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
Scan = EvidenceVersion.ScanState
# Whose scan is still to come, wherever there is a scanner.
UNSCANNED = frozenset({Scan.PENDING.value, Scan.FAILED.value})
# Why a file cannot be opened.
DESTROYED = "dimusnahkan"
TROUBLE = Case(
    When(destruction__isnull=False, then=Value(DESTROYED)),
    When(damaged_at__isnull=False, then=Value("rusak")),
    default=Value(""),
)
LOST = {DESTROYED: "sudah dimusnahkan", "rusak": "rusak di penyimpanan"}


class FileFacts(NamedTuple):
    """What is known of the file itself, as the fields of `DocumentFacts` of the same names."""

    locked: bool = False
    broken: bool = False
    rejected: bool = False
    unscanned: bool = False
    active: str = ""
    lost: str = ""
    destroyed: bool = False


# What most files are like; also what is known of a link.
UNREMARKABLE = FileFacts()


def file_facts(inspection: dict[str, Any] | None, scan_state: str, trouble: str) -> FileFacts:
    """From the columns of a version; a scan is only missed where there is a scanner."""
    seen = Inspection.from_json(inspection or {})
    return FileFacts(
        locked=seen.locked,
        broken=seen.broken,
        rejected=scan_state == Scan.REJECTED,
        unscanned=bool(settings.CLAMD) and scan_state in UNSCANNED,
        active=", ".join(seen.active),
        lost=LOST.get(trouble, ""),
        destroyed=trouble == DESTROYED,
    )


def documents_of(assessment: Assessment) -> dict[str, Documents]:
    """What proves each item, by item code; two queries, however many documents."""
    rows = list(
        EvidenceUse.objects.filter(answer__assessment=assessment.pk).order_by().values_list(*FIELDS)
    )
    items = Counter(row[1] for row in rows)
    files = remarkable_files(assessment)
    facts: dict[int, DocumentFacts] = {}
    found: dict[str, list[DocumentFacts]] = defaultdict(list)
    for code, pk, uuid, title, url, kind, stage, dated, until in rows:
        if pk not in facts:
            facts[pk] = DocumentFacts(
                uuid, title, bool(url), kind, stage, dated, until, items[pk],
                *files.get(pk, UNREMARKABLE),
            )  # fmt: skip
        found[code].append(facts[pk])
    return {code: tuple(documents) for code, documents in found.items()}


def remarkable_files(assessment: Assessment) -> dict[int, FileFacts]:
    """By evidence, the files used here of which something is to be said; few, as a rule.

    The newest version counts; once the assessment is closed, the one that was newest then.
    """
    remarkable = (
        Q(inspection__locked=True)
        | Q(inspection__broken=True)
        | Q(inspection__active__0__isnull=False)
        | Q(scan_state=Scan.REJECTED)
        | Q(damaged_at__isnull=False)
        | Q(destruction__isnull=False)
    )
    if settings.CLAMD:
        remarkable |= Q(scan_state__in=UNSCANNED)
    until = Q() if assessment.closed_at is None else Q(received_at__lte=assessment.closed_at)
    later = EvidenceVersion.objects.filter(
        until, evidence=OuterRef("evidence"), number__gt=OuterRef("number")
    )
    used = EvidenceUse.objects.filter(answer__assessment=assessment.pk).values("evidence")
    versions = (
        EvidenceVersion.objects.filter(until, remarkable, evidence__in=used)
        .exclude(Exists(later))
        .order_by()
        .values_list("evidence_id", "inspection", "scan_state", TROUBLE)
    )
    return {pk: file_facts(*said) for pk, *said in versions}


def facts_of(evidence: Evidence, items: int, file: FileFacts) -> DocumentFacts:
    """The same of one document that is already at hand."""
    return DocumentFacts(
        evidence.uuid,
        evidence.title,
        evidence.is_link,
        evidence.kind,
        evidence.stage,
        evidence.document_date,
        evidence.valid_until,
        items,
        *file,
    )
