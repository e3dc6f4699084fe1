"""Taking back the last removal: remembered in the session of whoever removed."""

from __future__ import annotations

import dataclasses
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from innovations.actions.restoring import restore
from innovations.removals import Removed
from innovations.templatetags.zi_innovations import MARK, UNDO
from units.access import unit_for
from units.exceptions import RefusedError
from units.http import AuthenticatedHttpRequest
from units.permissions import Permission


def with_undo(
    request: HttpRequest, removed: Removed, right: Permission, sentence: str, url: str
) -> HttpResponse:
    """Lead on to a page that says what was removed and offers to put it back."""
    kept = {"hapusan": dataclasses.asdict(removed), "hak": right, "kalimat": sentence, "ke": url}
    request.session[UNDO] = kept
    parts = urlsplit(url)
    query = f"{parts.query}&{MARK}=1" if parts.query else f"{MARK}=1"
    return redirect(parts._replace(query=query).geturl())


@require_POST
def removal_undo(request: AuthenticatedHttpRequest) -> HttpResponse:
    kept = request.session.pop(UNDO, None)
    if kept is None:
        messages.info(request, "Tidak ada penghapusan yang dapat dibatalkan.")
        return redirect("innovations:innovation_list")
    removed = Removed(**kept["hapusan"])
    unit_for(request.user, removed.unit, Permission(kept["hak"]))
    try:
        restore(removed=removed, by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Penghapusan dibatalkan; isinya kembali seperti semula.")
    return redirect(kept["ke"])
