"""Turns strangers away from every view that is not public, without losing what they typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from units import typed


ENDED = (
    "Sesi Anda sudah berakhir, karena lama tidak dipakai atau diakhiri dari perangkat lain."
    " Masuk lagi untuk melanjutkan."
)
ENDED_KEPT = (
    "Sesi Anda sudah berakhir, jadi isian tadi belum disimpan. Isian itu kami tahan selama satu"
    " jam: masuk lagi, lalu kirim ulang."
)
ENDED_LOST = (
    "Sesi Anda sudah berakhir, jadi kiriman tadi belum disimpan. Tekan Kembali pada peramban untuk"
    " menyalin isiannya, masuk lagi, lalu kirim ulang."
)
ENDED_FETCH = (
    "Sesi Anda sudah berakhir, jadi isian ini belum disimpan. Jangan tutup halaman ini: masuk lagi"
    " di tab baru, lalu simpan sekali lagi di sini."
)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Views are closed unless marked `@login_not_required`.

    A stranger's POST is kept for `/lanjutan/`; a script gets 401 and a sentence, so that the page
    it came from keeps the text.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        response = super().process_view(request, view_func, view_args, view_kwargs)
        if response is None and request.method == "POST" and request.user.is_authenticated:
            self._forget_if_sent(request)
        return response

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("X-Requested-With") == "fetch" or request.headers.get("HX-Request"):
            return self._answer_script(request)
        had_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if request.method == "POST":
            if ratelimit.consume(request, action="keep_typed") and typed.keep(request):
                messages.warning(request, ENDED_KEPT)
                return redirect(_sign_in_url(reverse("account_continue")))
            messages.warning(request, ENDED_LOST)
            return redirect(_sign_in_url(""))
        if had_session:
            messages.info(request, ENDED)
        return super().handle_no_permission(request, view_func)

    def _answer_script(self, request: HttpRequest) -> HttpResponse:
        url = _sign_in_url("")
        if request.headers.get("HX-Request"):
            context = {"sentence": ENDED_FETCH, "url": url}
            return render(request, "account/_ended.html", context, status=401)
        return JsonResponse({"pesan": ENDED_FETCH, "masuk": url}, status=401)

    def _forget_if_sent(self, request: HttpRequest) -> None:
        """What waited is on its way again, so it need not wait any longer."""
        waiting = request.session.get(typed.SESSION_KEY)
        if waiting and waiting["path"] == request.get_full_path():
            typed.drop(request.session)


def _sign_in_url(next_url: str) -> str:
    url = reverse("account_login")
    return f"{url}?{urlencode({'next': next_url})}" if next_url else url
