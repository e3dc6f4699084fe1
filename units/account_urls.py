"""Addresses of signing in and of one's own account.

allauth's views and its names for them are kept, so that its own redirects find their way; only the
views the portal wants are mapped. There is no sign-up and no page for changing e-mail addresses.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from units.views import account as own
from units.views import second_factor


urlpatterns = [
    path("masuk/", account.login, name="account_login"),
    path("masuk/dua-langkah/", mfa.authenticate, name="mfa_authenticate"),
    path("masuk/kunci-sandi/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("masuk/akun-nonaktif/", account.account_inactive, name="account_inactive"),
    path("keluar/", own.sign_out, name="account_logout"),
    path("lupa-sandi/", account.password_reset, name="account_reset_password"),
    path("lupa-sandi/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "lupa-sandi/selesai/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^lupa-sandi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/\Z",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("lanjutan/", own.continue_typed, name="account_continue"),
    path(".well-known/security.txt", own.security_txt, name="security_txt"),
    path("akun/", own.overview, name="account_overview"),
    path("akun/sandi/", account.password_change, name="account_change_password"),
    path("akun/konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("akun/konfirmasi/kode/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(
        "akun/konfirmasi/kunci-sandi/",
        webauthn.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("akun/sesi/", own.sessions, name="usersessions_list"),
    path("akun/dua-langkah/", second_factor.index, name="mfa_index"),
    path("akun/dua-langkah/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/dua-langkah/aplikasi/hapus/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(
        "akun/dua-langkah/kode-cadangan/",
        recovery.view_recovery_codes,
        name="mfa_view_recovery_codes",
    ),
    path(
        "akun/dua-langkah/kode-cadangan/baru/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "akun/dua-langkah/kode-cadangan/unduh/",
        second_factor.download_codes,
        name="mfa_download_recovery_codes",
    ),
    path("akun/dua-langkah/kunci/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("akun/dua-langkah/kunci/tambah/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("akun/dua-langkah/kunci/<int:pk>/ubah/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "akun/dua-langkah/kunci/<int:pk>/hapus/",
        second_factor.remove_key,
        name="mfa_remove_webauthn",
    ),
]
