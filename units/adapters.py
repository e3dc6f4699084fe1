"""How allauth is fitted to the portal: its words, its trail, its links and its e-mail."""

from __future__ import annotations

import logging
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from units import audit
from units.actions.sessions import end_oldest_sessions, end_sessions_of
from units.mailing import deliver
from units.models import User
from units.permissions import rights_of
from units.second_factor import may_remove
from units.sessions import BEGAN_KEY, SessionStore
from units.tokens import forget_link


logger = logging.getLogger(__name__)

WRONG = (
    "Nama akun atau kata sandi tidak cocok. Periksa tombol huruf besar, lalu coba lagi. Bila lupa,"
    " pakai tautan di bawah."
)
TOO_MANY = (
    "Terlalu banyak percobaan yang gagal. Untuk menjaga akun, masuk ditunda beberapa menit. Coba"
    " lagi nanti, atau setel ulang kata sandi."
)
WRONG_CODE = "Kode itu tidak cocok. Pakai kode terbaru dari aplikasi, lalu coba lagi."
# allauth tells of each of these by a mail; the trail tells of them too.
TRAILED = {
    "account/email/password_changed": "sandi_diganti",
    "account/email/password_reset": "sandi_disetel_ulang",
    "mfa/email/totp_activated": "dua_langkah_dipasang",
    "mfa/email/totp_deactivated": "dua_langkah_dilepas",
    "mfa/email/webauthn_added": "kunci_sandi_ditambah",
    "mfa/email/webauthn_removed": "kunci_sandi_dilepas",
    "mfa/email/recovery_codes_generated": "kode_cadangan_dibuat",
}


def display_name(user: User) -> str:
    return user.name


def trail(user: User, action: str) -> None:
    """Record something a person did about the own account."""
    home = rights_of(user).home
    with transaction.atomic():
        audit.record(actor=user, action=action, target=user, unit=home.unit_code if home else "")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in without sign-up, with sentences of our own and a trail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Akun ini tidak aktif. Hubungi admin unit Anda.",
        "email_password_mismatch": WRONG,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
        "enter_current_password": "Kata sandi sekarang tidak cocok. Periksa lalu tulis lagi.",
        "incorrect_password": "Kata sandi tidak cocok. Periksa lalu tulis lagi.",
        "incorrect_code": WRONG_CODE,
        "invalid_password_reset": "Tautan ini tidak berlaku lagi.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        # An address that cannot be taken apart ("https://[") would otherwise end in an error page.
        try:
            return super().is_safe_url(url)
        except ValueError:
            return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        # Account names hold no "@". Without this a known e-mail address would cost two password
        # checks and an unknown one only one, which can be measured.
        if "email" in credentials:
            credentials.pop("username", None)
        return super().authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # Without the name: people type passwords into the wrong field.
        logger.warning("gagal masuk dari %s", self.get_client_ip(request))

    def pre_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse | None:
        """Keep what the first form says of the device; a second factor comes in another one."""
        session: SessionStore = request.session  # type: ignore[assignment]
        session.mark_shared(shared="shared" in request.POST)
        return super().pre_login(request, user, **hook)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        session: SessionStore = request.session  # type: ignore[assignment]
        session.begin()
        trail(user, "masuk")
        SessionStore.clear_expired()

    def post_login(self, request: HttpRequest, user: User, **hook: Any) -> HttpResponse:
        response = super().post_login(request, user, **hook)
        end_oldest_sessions(user=user, keep_key=request.session.session_key or "")
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            trail(request.user, "keluar")
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """A new password ends every other session, and every link that could set one."""
        user.set_password(password)
        user.save(update_fields=["password", "password_changed_at"])
        forget_link(user)
        end_sessions_of(user, keep_key=context.request.session.session_key or "")
        # Whoever proved to own the account is no longer kept out by somebody else's guesses.
        for credential in ({"username": user.username}, {"email": user.email}):
            self._delete_login_attempts_cached_email(context.request, **credential)

    def is_reauthentication_required(self, *, app: str) -> bool:
        """A fresh sign-in counts as confirmation."""
        began = context.request.session.get(BEGAN_KEY)
        fresh = began and time.time() - began < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not fresh

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": "Pakai kata sandi",
            "mfa_reauthenticate": "Pakai kode dari aplikasi",
            "mfa_reauthenticate:webauthn": "Pakai kunci sandi",
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words[method["id"]]} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_overview")

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        return absolute_url(password_path(uid, token), self.request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = {"email": email, "site_url": absolute_url("/", self.request)} | context
        deliver(self.render_mail(template_prefix, email, context))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if template_prefix in TRAILED:
            trail(user, TRAILED[template_prefix])
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's second factors with sentences and names of our own."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": (
            "Langkah kedua terakhir tidak dapat dilepas karena peran Anda mewajibkannya. Pasang"
            " cara lain dulu, baru lepas yang ini."
        ),
        "cannot_generate_recovery_codes": (
            "Kode cadangan baru ada setelah langkah kedua dipasang. Pasang aplikasi atau kunci"
            " sandi dulu."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove(authenticator)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=type).count()
        return "Kunci sandi" if count == 0 else f"Kunci sandi {count + 1}"

    def _get_site_name(self) -> str:
        return "Portal ZI"


def password_path(uid: str, token: str) -> str:
    """Where a one-time link leads, without the host."""
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def absolute_url(path: str, request: HttpRequest) -> str:
    """The whole address of a path; the host comes from the settings where they name one."""
    if settings.SITE_URL:
        return f"{settings.SITE_URL}{path}"
    return request.build_absolute_uri(path)
