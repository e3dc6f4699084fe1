"""What a production portal must not start with; run at every start and by `check --deploy`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register
from django.db import DatabaseError

from units.models import User


START_TAG = "produksi"


@register(START_TAG, deploy=True)
def no_demo_accounts(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Demo accounts have passwords that are printed; they may not exist where work is done."""
    if not settings.PRODUCTION:
        return []
    try:
        count = User.objects.filter(is_demo=True).count()
    except DatabaseError:
        # Not migrated yet, so there are no accounts at all; `migrate` says what is missing.
        return []
    if not count:
        return []
    return [
        Error(
            f"Portal produksi tidak dinyalakan: masih ada {count} akun demo, yang kata sandinya"
            " tertulis di mana-mana. Pakai basis data kosong (ZI_DATA atau DATABASE_URL lain di"
            " .env), atau kembalikan ZI_LINGKUNGAN=lokal.",
            id="units.E001",
        )
    ]


@register(START_TAG, deploy=True)
def own_host_names(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Links in e-mails must lead to us, whatever host a request claims."""
    if settings.PRODUCTION and "*" in settings.ALLOWED_HOSTS:
        return [
            Error(
                "Portal produksi tidak dinyalakan: ALLOWED_HOSTS berisi *, sehingga tautan kata"
                " sandi dapat diarahkan ke situs lain. Tulis nama situsnya di .env.",
                id="units.E002",
            )
        ]
    return []


@register(START_TAG, deploy=True)
def mail_can_be_sent(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Without a relay people need an admin's link to get a new password."""
    if settings.PRODUCTION and not settings.EMAIL_URL:
        return [
            Info(
                "EMAIL_URL belum diisi, jadi surel hanya ditulis ke berkas di ZI_DATA. Lupa kata"
                " sandi hanya dapat ditolong lewat tautan dari admin.",
                id="units.I001",
            )
        ]
    return []
