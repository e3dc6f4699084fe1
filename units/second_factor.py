"""Which second factors there are, and when the last one must stay."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.conf import settings

from units.models import User
from units.permissions import rights_of


# Recovery codes open the door once each; they do not count as a factor of their own.
OWN_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def may_remove(authenticator: Authenticator) -> bool:
    """Whether a factor may go: the last one stays while the person's roles demand one."""
    user: User = authenticator.user
    if not settings.SECOND_FACTOR_REQUIRED or not rights_of(user).needs_second_factor:
        return True
    others = Authenticator.objects.filter(user=user, type__in=OWN_FACTORS)
    return others.exclude(pk=authenticator.pk).exists()
