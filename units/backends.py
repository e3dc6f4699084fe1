"""Signing in, and reading the signed-in person together with their rights."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils import timezone

from units.models import User
from units.permissions import Rights, grant_from


GRANT_FIELDS = (
    "held__role",
    "held__unit_id",
    "held__unit__code",
    "held__unit__short_name",
    "held__unit__path",
    "held__unit__path_end",
    "held__areas",
    "held__unit__is_active",
)
FIELDS = [field.attname for field in User._meta.concrete_fields]


@lru_cache(maxsize=2)
def _active_people(today: dt.date) -> QuerySet[User, tuple[Any, ...]]:
    """Each person's fields with what one membership grants today, a row for each of those.

    Kept for the day: resolving some forty names anew would be a tenth of the work of a save.
    """
    return (
        User.objects.filter(is_active=True)
        .annotate(
            held=FilteredRelation(
                "memberships",
                condition=Q(memberships__valid_from__lte=today)
                & (
                    Q(memberships__valid_until__isnull=True)
                    | Q(memberships__valid_until__gte=today)
                ),
            )
        )
        .order_by("held__pk")
        .values_list(*FIELDS, *GRANT_FIELDS)
    )


class PortalBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's sign-in by account name or e-mail; loads person and rights in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The person with `_rights` filled, or None when unknown or no longer active.

        Every page needs both, so one join saves every page a query.
        """
        rows = list(_active_people(timezone.localdate()).filter(pk=user_id))
        if not rows:
            return None
        width = len(FIELDS)
        user = User.from_db("default", FIELDS, rows[0][:width])
        user._rights = Rights(  # type: ignore[attr-defined]
            tuple(grant_from(row[width:-1]) for row in rows if row[width] and row[-1])
        )
        return user
