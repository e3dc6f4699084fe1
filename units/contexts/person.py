"""What the page of one person below /kelola/ shows."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from units.actions.people import standing_memberships
from units.contexts.managing import PAST, ShownMembership, shown_memberships
from units.managing import managed_memberships
from units.models import User
from units.permissions import rights_of
from units.second_factor import OWN_FACTORS


@dataclass(frozen=True, slots=True)
class PersonContext:
    """One person as the admin may see them.

    `may_change` is whether all roles of the account, also those out of sight, are within the
    admin's rank and scope; `elsewhere` is how many standing roles lie outside the scope.
    """

    person: User
    current: list[ShownMembership]
    past: list[ShownMembership]
    elsewhere: int
    has_second_factor: bool
    may_change: bool
    is_self: bool

    @classmethod
    def of(cls, person: User, *, by: User) -> PersonContext:
        standing = standing_memberships(person)
        held = managed_memberships(by).filter(user=person).select_related("unit", "user")
        shown = shown_memberships(by, held.order_by("-valid_from", "pk"))
        seen = {one.pk for one in shown}
        return cls(
            person=person,
            current=[one for one in shown if one.state != PAST],
            past=[one for one in shown if one.state == PAST],
            elsewhere=sum(one.pk not in seen for one in standing),
            has_second_factor=Authenticator.objects.filter(
                user=person, type__in=OWN_FACTORS
            ).exists(),
            may_change=rights_of(by).may_manage(standing),
            is_self=person.pk == by.pk,
        )

    @property
    def has_password(self) -> bool:
        return self.person.has_usable_password()
