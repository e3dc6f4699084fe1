"""How the pages below /kelola/ get at units, people and roles: always through the admin's scope.

Who manages nothing gets 403; what lies outside the scope does not exist (404).
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from units.models import AuditEvent, Membership, Unit, UnitKind, User
from units.models.memberships import MembershipQuerySet
from units.models.offices import UnitQuerySet
from units.permissions import Permission, rights_of


# Names that are addresses themselves: /kelola/orang/baru/ adds an account, and an account of that
# name could never be opened.
ADDRESS_WORDS = frozenset({"baru"})


def managed_units(user: User) -> UnitQuerySet:
    """Units the person keeps. Raises `PermissionDenied` for those who keep none."""
    rights = rights_of(user)
    rights.require_anywhere(Permission.MANAGE_UNITS)
    return Unit.objects.filter(rights.scope(Permission.MANAGE_UNITS))


def managed_unit(user: User, code: str) -> Unit:
    units = managed_units(user).select_related("kind", "parent")
    return get_object_or_404(units, code=code)


def managed_memberships(user: User) -> MembershipQuerySet:
    """Roles in the units the person keeps, past ones too."""
    rights = rights_of(user)
    rights.require_anywhere(Permission.MANAGE_PEOPLE)
    return Membership.objects.filter(rights.scope(Permission.MANAGE_PEOPLE, "unit__"))


def managed_membership(user: User, username: str, pk: int) -> Membership:
    rows = managed_memberships(user).select_related("user", "unit")
    return get_object_or_404(rows, pk=pk, user__username=username)


def managed_people(user: User, **held: Any) -> QuerySet[User]:
    """People with a role, now or once, in a unit the person keeps; `held` narrows that role."""
    roles = managed_memberships(user).filter(user=OuterRef("pk"), **held)
    return User.objects.filter(Exists(roles))


def managed_person(user: User, username: str) -> User:
    return get_object_or_404(managed_people(user), username=username)


def managed_kind(user: User, code: str) -> UnitKind:
    rights_of(user).require_anywhere(Permission.MANAGE_KINDS)
    return get_object_or_404(UnitKind, code=code)


def visible_trail(user: User) -> QuerySet[AuditEvent]:
    """Events of the units whose trail the person may see.

    Events of no unit, such as changes to the list of kinds, are for those who see the whole tree.
    """
    rights = rights_of(user)
    rights.require_anywhere(Permission.VIEW_TRAIL)
    codes = Unit.objects.filter(rights.scope(Permission.VIEW_TRAIL)).values("code")
    condition = Q(unit__in=codes)
    if rights.sees_everything(Permission.VIEW_TRAIL):
        condition |= Q(unit="")
    return AuditEvent.objects.filter(condition)
