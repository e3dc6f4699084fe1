"""What is looked at before a stranger's answer is taken: the link, and that it is no giver."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from innovations.actions.confirmations import digest_of
from innovations.models import ConfirmationLink
from units.models import Membership, Unit, User
from units.permissions import rights_of
from units.typed import owner_mark


def is_slowed(request: HttpRequest, action: str, token: str = "") -> bool:
    """Whether this address, or this token, asks more often than people do; looking counts too."""
    key = digest_of(token) if token else None
    used = ratelimit.consume(request, app="allauth.account", action=action, key=key, limit_get=True)
    return used is None


def usable_link(token: str) -> ConfirmationLink | None:
    """The link of a token that may be answered now; None for every other reason alike.

    The database is asked for the hash, so how long it looks tells nothing about a token.
    """
    digest = digest_of(token)
    links = ConfirmationLink.objects.usable().select_related("replication__innovation__unit")
    link = links.filter(token_sha256=digest).first()
    if link is None or not constant_time_compare(link.token_sha256, digest):
        return None
    return link


def comes_from(request: HttpRequest, unit: Unit) -> bool:
    """Whether somebody of the unit is signed in, or was the last to use this browser.

    The mark outlives signing out, so signing out first does not help.
    """
    if isinstance(request.user, User) and rights_of(request.user).belongs_to(unit.pk):
        return True
    mark = request.COOKIES.get(settings.OWNER_COOKIE_NAME, "")
    if not mark:
        return False
    members = Membership.objects.filter(unit=unit).values_list("user_id", flat=True)
    return any(constant_time_compare(mark, owner_mark(pk)) for pk in set(members))
