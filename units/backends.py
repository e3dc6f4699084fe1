"""Signing in, and reading the signed-in person together with their rights."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import FilteredRelation, Q
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


class PortalBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's sign-in by account name or e-mail; loads person and rights in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The person with `_rights` filled, or None when unknown or no longer active.

        Every page needs both, so one join saves every page a query.
        """
        today = timezone.localdate()
        fields = [field.attname for field in User._meta.concrete_fields]
        rows = list(
            User.objects.filter(pk=user_id, is_active=True)
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
            .values_list(*fields, *GRANT_FIELDS)
        )
        if not rows:
            return None
        width = len(fields)
        user = User.from_db("default", fields, rows[0][:width])
        user._rights = Rights(  # type: ignore[attr-defined]
            tuple(grant_from(row[width:-1]) for row in rows if row[width] and row[-1])
        )
        return user
