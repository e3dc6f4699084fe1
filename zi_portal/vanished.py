"""What somebody else, or a sweep, deleted between the look and the act is not found: 404.

A view looks for its row first and the action locks it then; in between it may go. Nothing was
written, as the action's transaction ended with it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse


logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class VanishedRowMiddleware:
    """Answers a row that went away meanwhile like one that never was."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        # A reference that was never set is an AttributeError as well, and a fault of ours.
        if isinstance(exception, ObjectDoesNotExist) and not isinstance(exception, AttributeError):
            logger.warning("gone meanwhile at %s", request.path, exc_info=exception)
            raise Http404 from exception
