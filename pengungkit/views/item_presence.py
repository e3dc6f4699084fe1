"""Who else has an item open; static/js/presence.js asks, and without script nothing is said."""

from __future__ import annotations

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from pengungkit.access import item_or_404, visible_assessment
from pengungkit.presence import note_presence, presence_line
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission, rights_of


@require_POST
def item_presence(
    request: AuthenticatedHttpRequest, year: int, unit_code: str, code: str
) -> JsonResponse:
    assessment = visible_assessment(request.user, year, unit_code)
    item = item_or_404(assessment, code)
    rights_of(request.user).require(Permission.ANSWER, assessment.unit, item.area_key)

    names = note_presence(assessment, item.code, request.user) if assessment.is_open else []
    return JsonResponse({"hadir": presence_line(names)})
