"""Error pages and the health check."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from zi_portal.lib.blobs import NO_ROOM
from zi_portal.lib.typed_texts import typed_texts


@login_not_required
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and every migration is applied, otherwise 503."""
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return JsonResponse({"sehat": False, "sebab": "basis data tidak menjawab"}, status=503)
    if pending:
        return JsonResponse({"sehat": False, "sebab": "migrasi belum diterapkan"}, status=503)
    return JsonResponse({"sehat": True})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 inside one's own unit: the sentence says who has the right."""
    context = {"sentence": str(exception), "texts": typed_texts(request)}
    return render(request, "403.html", context, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 says the same for what is not there and what lies outside the person's scope."""
    return render(request, "404.html", {"texts": typed_texts(request)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Without the request: what failed may be what the frame of every page needs.
    if _is_full_disk(sys.exception()):
        return HttpResponse(render_to_string("507.html"), status=HTTPStatus.INSUFFICIENT_STORAGE)
    return HttpResponse(render_to_string("500.html"), status=500)


def _is_full_disk(error: BaseException | None) -> bool:
    """Whether a file or the database found no room, such as a form's file on its way in."""
    if isinstance(error, DatabaseError):
        return "disk is full" in str(error) or "No space left" in str(error)
    return isinstance(error, OSError) and error.errno in NO_ROOM
