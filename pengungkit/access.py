"""How a view gets at what a URL names: through the person's scope first, then their right.

Outside the scope a thing does not exist (404). Inside it, a right that is missing is a 403 whose
sentence names who has it.
"""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from pengungkit.instruments import Area, Item, UnknownCodeError
from pengungkit.models import Answer, Assessment, Evidence
from units.models import User
from units.permissions import Permission, Rights, rights_of


def visible_assessment(
    user: User, year: int, unit_code: str, *, with_kind: bool = False
) -> Assessment:
    """The assessment with unit and instrument (records also name the unit's kind), or 404."""
    assessments = Assessment.objects.visible_to(rights_of(user)).with_structure()
    if with_kind:
        assessments = assessments.select_related("unit__kind")
    return get_object_or_404(assessments, year=year, unit__code=unit_code)


def assessment_for(
    user: User,
    year: int,
    unit_code: str,
    permission: Permission,
    area: str | None = None,
    *,
    with_kind: bool = False,
) -> Assessment:
    """The assessment on which the person holds the permission; 404 outside scope, else 403."""
    assessment = visible_assessment(user, year, unit_code, with_kind=with_kind)
    rights_of(user).require(permission, assessment.unit, area)
    return assessment


def item_or_404(assessment: Assessment, code: str) -> Item:
    try:
        return assessment.structure.item(code)
    except UnknownCodeError:
        raise Http404 from None


def area_or_404(assessment: Assessment, key: str) -> Area:
    try:
        return assessment.structure.area(key)
    except UnknownCodeError:
        raise Http404 from None


def may_answer(rights: Rights, assessment: Assessment, area: str) -> bool:
    """Whether the person may write in this area now: the right, and an open assessment."""
    return assessment.is_open and rights.allows(Permission.ANSWER, assessment.unit, area)


def visible_evidence(user: User, uuid: object) -> Evidence:
    """The evidence with its unit, or 404."""
    evidence = Evidence.objects.visible_to(rights_of(user)).select_related("unit", "received_by")
    return get_object_or_404(evidence, uuid=uuid)


def answer_of(assessment: Assessment, code: str) -> Answer:
    """The stored answer of an item that exists in the assessment's instrument."""
    answer = get_object_or_404(
        Answer.objects.select_related("assignee", "updated_by", "repair_by"),
        assessment_id=assessment.pk,
        code=code,
    )
    answer.assessment = assessment
    return answer
