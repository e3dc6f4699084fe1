"""Filling whole assessments for tests, without a save per item."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from pengungkit import rollups
from pengungkit.models import Answer, Assessment
from pengungkit.scoring import Response
from units.models import User


def fill(assessment: Assessment, responses: Mapping[str, Response], by: User) -> None:
    """Store these answers as ready for review, and the roll-ups that follow from them."""
    answers = list(assessment.answers.all())
    for answer in answers:
        response = responses.get(answer.code)
        answer.choice = response if isinstance(response, str) else ""
        answer.index = response if isinstance(response, Decimal) else None
        answer.counts = dict(response) if isinstance(response, Mapping) else None
        answer.status = Answer.Status.EMPTY if response is None else Answer.Status.READY
        answer.version = 0 if response is None else 1
        answer.updated_at = None if response is None else timezone.now()
        answer.updated_by = None if response is None else by
    Answer.objects.bulk_update(
        answers, ["choice", "index", "counts", "status", "version", "updated_at", "updated_by"]
    )
    rollups.store(assessment, rollups.recount(assessment, answers))
