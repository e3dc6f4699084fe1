"""What a person must do about the own account before anything else: second factor, old password."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone

from units.models import User
from units.permissions import rights_of
from units.second_factor import OWN_FACTORS


SESSION_KEY = "zi_dua_langkah"
# Names of addresses where these duties are done, or where one may leave.
FREE_NAMES = ("account_", "mfa_", "usersessions_")

SECOND_FACTOR_DUE = (
    "Peran Anda melihat atau menilai kantor lain, jadi akun ini harus dilindungi langkah kedua."
    " Pasang salah satu di bawah; setelah itu semua halaman terbuka lagi."
)
RENEWAL_DUE = (
    "Kata sandi Anda sudah lebih dari {days} hari. Ganti dulu di sini; setelah itu semua halaman"
    " terbuka lagi."
)


class AccountDutiesMiddleware:
    """Sends people to what they must do first. Costs no query to those who have nothing to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponse],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        user = request.user
        match = request.resolver_match
        if not isinstance(user, User) or match is None or match.view_name.startswith(FREE_NAMES):
            return None
        if not getattr(view_func, "login_required", True):
            return None
        if lacks_second_factor(request, user):
            return _send(request, "mfa_index", SECOND_FACTOR_DUE)
        # A form that is on its way is not stopped for this.
        if request.method == "GET" and has_old_password(user):
            days = settings.PASSWORD_MAX_AGE_DAYS
            return _send(request, "account_change_password", RENEWAL_DUE.format(days=days))
        return None


def lacks_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this person's roles demand a second factor that is not set up.

    Once found, the answer is noted in the session; the last factor cannot be removed while the
    role demands one.
    """
    if not settings.SECOND_FACTOR_REQUIRED or not rights_of(user).needs_second_factor:
        return False
    if request.session.get(SESSION_KEY) == user.pk:
        return False
    if is_mfa_enabled(user, OWN_FACTORS):
        request.session[SESSION_KEY] = user.pk
        return False
    return True


def has_old_password(user: User) -> bool:
    """Whether the password is older than the setting allows; never when that is 0."""
    days = settings.PASSWORD_MAX_AGE_DAYS
    return days > 0 and user.password_changed_at < timezone.now() - dt.timedelta(days=days)


def _send(request: HttpRequest, name: str, sentence: str) -> HttpResponse:
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"pesan": sentence, "masuk": resolve_url(name)}, status=403)
    messages.warning(request, sentence)
    return redirect(name)
