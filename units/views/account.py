"""One's own account: overview, sessions, what was typed, and the security contact."""

from __future__ import annotations

import datetime as dt

from allauth.account.views import LogoutView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from units import typed
from units.actions.sessions import end_other_sessions
from units.adapters import absolute_url
from units.contexts.account import AccountContext, sessions_of
from units.http import AuthenticatedHttpRequest


@require_GET
def overview(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What the portal knows about the person, and the doors to change it."""
    context = AccountContext.of(request.user)
    return render(request, "account/overview.html", {"account": context})


@require_http_methods(["GET", "POST"])
def sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Where the person is signed in; POST ends every other session at once."""
    current = request.session.session_key or ""
    if request.method == "POST":
        ended = end_other_sessions(by=request.user, keep_key=current)
        if ended:
            messages.success(request, f"{ended} sesi lain sudah diakhiri.")
        else:
            messages.info(request, "Tidak ada sesi lain yang perlu diakhiri.")
        return redirect("usersessions_list")
    context = {"sessions": sessions_of(request.user, current)}
    return render(request, "usersessions/usersession_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def continue_typed(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What was typed when the session had ended, ready to be sent again; POST throws it away."""
    waiting = typed.kept_for(request.session, request.user.pk)
    if request.method == "POST":
        typed.drop(request.session)
        messages.info(request, "Isian yang tertahan sudah dibuang.")
        return redirect("reports:home")
    if waiting is None:
        messages.info(request, "Tidak ada isian yang tertahan untuk Anda.")
        return redirect("reports:home")
    return render(request, "account/continue.html", {"typed": waiting})


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, and have the browser forget what pages kept in it."""
    response = LogoutView.as_view()(request)
    response["Clear-Site-Data"] = '"storage"'
    return response


@login_not_required
@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: where to report a weakness. The date moves on by itself, half a year ahead."""
    contact = settings.SECURITY_CONTACT or absolute_url("/bantuan/", request)
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {contact}",
        f"Expires: {(expires + dt.timedelta(days=180)).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
        f"Canonical: {absolute_url(request.path, request)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
