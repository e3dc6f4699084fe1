"""One-time links that set a password."""

from __future__ import annotations

import hashlib

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache

from units.models import User


BY_EMAIL_SECONDS = 3600
BY_ADMIN_SECONDS = 24 * 3600


class PasswordLinkGenerator(PasswordResetTokenGenerator):
    """Django's signed tokens, of which only the newest of each person counts.

    The signature ends with a new password or a sign-in; the note in the shared cache ends with the
    next link, with its time, and when the link is used.
    """

    def __init__(self, seconds: int = BY_EMAIL_SECONDS) -> None:
        super().__init__()
        self.seconds = seconds

    def make_token(self, user: User) -> str:
        token = super().make_token(user)
        cache.set(_note(user.pk), _digest(token), self.seconds)
        return token

    def check_token(self, user: User | None, token: str | None) -> bool:
        if user is None or not token or not user.is_active:
            return False
        return cache.get(_note(user.pk)) == _digest(token) and super().check_token(user, token)


def forget_link(user: User) -> None:
    """End whatever link was made for this person."""
    cache.delete(_note(user.pk))


def _note(user_pk: int) -> str:
    return f"tautan-sandi:{user_pk}"


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
