"""What the frame of every page needs: the main navigation, and where the person stands."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse

from units.permissions import Permission, rights_of
from units.sessions import SessionStore


ASSISTANCE = "/asistensi/"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation of the signed-in person; nothing for strangers. No query of its own."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"portal_nav": [], "portal_unit": "", "portal_user_label": ""}
    session = cast(SessionStore, request.session)
    rights = rights_of(user)
    home = rights.home
    entries = [("Beranda", reverse("reports:home"))]
    if home:
        entries += [
            ("Dasbor", reverse("reports:dashboard", args=[home.unit_code])),
            ("Penilaian", reverse("pengungkit:assessment_list")),
            ("Bukti", reverse("pengungkit:evidence_list")),
            ("Inovasi", reverse("innovations:innovation_list")),
            ("Perjalanan", reverse("units:journey", args=[home.unit_code])),
        ]
    if rights.has_anywhere(Permission.MAKE_PACKET):
        entries.append(("Paket", reverse("reports:packet_list")))
    if rights.has_anywhere(Permission.MANAGE_PEOPLE):
        entries.append(("Kelola", reverse("units:manage")))
    elif rights.has_anywhere(Permission.VIEW_TRAIL):
        entries.append(("Jejak audit", reverse("units:manage_trail")))
    path = request.path
    if path.startswith(ASSISTANCE):
        # It stands among the pages about innovations.
        path = reverse("innovations:innovation_list")
    return {
        "portal_nav": [
            {"label": label, "url": url, "current": path == url or path.startswith(url)}
            for label, url in entries
        ],
        "portal_unit": home.unit_name if home else "",
        "portal_user_label": user.name,
        "portal_session_seconds": session.seconds_of_use,
        # Where others sit down next, the browser keeps no text (static/js/keep.js).
        "portal_keeps_text": not session.is_shared,
    }
