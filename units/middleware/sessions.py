"""Ends sessions that are too old and notes, now and then, that one is in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from units.sessions import SessionStore
from units.typed import owner_mark


class SessionLimitsMiddleware:
    """Absolute limit, idle limit, and the mark of who used this browser last.

    An ordinary page costs no query: the session is loaded anyway, and it is written at most once
    in five minutes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = cast(SessionStore, request.session)
        if session.session_key and request.user.is_authenticated:
            if session.is_too_old:
                logout(request)
            elif session.is_due_for_touch:
                session.touch()
                UserSession.objects.filter(session_key=session.session_key).update(
                    last_seen_at=timezone.now()
                )
        response = self.get_response(request)
        if request.user.is_authenticated:
            self._mark_owner(request, response)
            # Pages are personal; the Back button may still show them from the browser's memory,
            # except where somebody else presses it.
            kept = "no-store" if session.is_shared else "no-cache"
            response.setdefault("Cache-Control", f"private, {kept}")
        return response

    def _mark_owner(self, request: HttpRequest, response: HttpResponse) -> None:
        mark = owner_mark(request.user.pk)
        if not constant_time_compare(request.COOKIES.get(settings.OWNER_COOKIE_NAME, ""), mark):
            response.set_cookie(
                settings.OWNER_COOKIE_NAME,
                mark,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
