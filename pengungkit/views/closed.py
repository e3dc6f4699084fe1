"""What was typed while somebody closed the assessment: not saved, and not lost."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from pengungkit.exceptions import AssessmentClosedError
from units.http import AuthenticatedHttpRequest
from zi_portal.lib.typed_texts import typed_texts


def not_saved(
    request: AuthenticatedHttpRequest, closed: AssessmentClosedError, url: str
) -> HttpResponse:
    """Say why, give back the words to be copied, and lead to the page as it is now."""
    context = {"sentence": str(closed), "texts": typed_texts(request), "url": url}
    return render(request, "pengungkit/closed.html", context, status=403)
