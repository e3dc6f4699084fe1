"""Files that come with a request: taken into the unit's store and attached to an item."""

from __future__ import annotations

from uuid import UUID

from pengungkit.actions.evidence import attach, detach, receive_file, too_large
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.file_names import clean_name
from pengungkit.models import Answer, Evidence
from units.http import AuthenticatedHttpRequest
from units.models import Unit
from zi_portal.lib.uploads import too_large_names


FILE_FIELDS = ("berkas", "foto")


def keep_files(request: AuthenticatedHttpRequest, unit: Unit) -> tuple[list[Evidence], list[str]]:
    """Take in every file of the request: the documents, and a sentence per refused file."""
    kept: list[Evidence] = []
    refusals = [f"{clean_name(name)}: {too_large()}" for name in too_large_names(request)]
    for name in FILE_FIELDS:
        for file in request.FILES.getlist(name):
            try:
                received = receive_file(
                    unit=unit, name=file.name or "", chunks=file.chunks(), by=request.user
                )
            except EvidenceRefusedError as refused:
                refusals.append(f"{clean_name(file.name or '')}: {refused}")
            else:
                kept.append(received.evidence)
                if received.remark:
                    refusals.append(f"{clean_name(file.name or '')}: {received.remark}")
    return kept, refusals


def attach_files(request: AuthenticatedHttpRequest, answer: Answer) -> list[str]:
    """Take in every file of the request and attach it; returns a sentence per refused file.

    Raises `AssessmentClosedError` when the assessment may no longer be written.
    """
    kept, refusals = keep_files(request, answer.assessment.unit)
    for evidence in kept:
        attach(answer=answer, evidence=evidence, by=request.user)
    return refusals


def attach_one(request: AuthenticatedHttpRequest, answer: Answer, uuid: UUID) -> Evidence | None:
    """Attach one document of the unit; None when the unit has none such."""
    evidence = Evidence.objects.filter(unit=answer.assessment.unit, uuid=uuid).first()
    if evidence is not None:
        attach(answer=answer, evidence=evidence, by=request.user)
    return evidence


def detach_one(request: AuthenticatedHttpRequest, answer: Answer, uuid: UUID) -> UUID | None:
    """Take one document away from the item; None when it was not attached."""
    evidence = Evidence.objects.filter(unit=answer.assessment.unit, uuid=uuid).first()
    if evidence and detach(answer=answer, evidence=evidence, by=request.user):
        return uuid
    return None
