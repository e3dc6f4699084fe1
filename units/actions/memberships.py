"""Giving, changing and ending roles. Rank and scope are checked here, whichever door is used."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from units import audit
from units.areas import area_choices
from units.exceptions import (
    GrantRefusedError,
    OwnAccountError,
    OwnRoleError,
    RoleAlreadyHeldError,
    RoleEndedError,
    UnknownAreaError,
)
from units.models import Membership, Unit, User
from units.permissions import AREA_ROLES, is_admin_role, rights_of


logger = logging.getLogger(__name__)


@transaction.atomic
def grant_membership(
    *,
    by: User,
    user: User,
    unit: Unit,
    role: str,
    areas: Iterable[str] = (),
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> Membership:
    """Give a person a role in a unit, from a day (today) until a day (open).

    Raises `GrantRefusedError`, `OwnRoleError`, `UnknownAreaError`, `RoleAlreadyHeldError`.
    """
    require_grantable(by, role, unit, to=user)
    chosen = checked_areas(role, areas)
    begins = valid_from or timezone.localdate()
    # Two admins at once must not give the same role twice.
    User.objects.select_for_update().get(pk=user.pk)
    if overlapping(user, unit, role, begins, valid_until).exists():
        raise RoleAlreadyHeldError
    membership = Membership.objects.create(
        user=user,
        unit=unit,
        role=role,
        areas=chosen,
        valid_from=begins,
        valid_until=valid_until,
        granted_by=by,
    )
    audit.record(
        actor=by, action="peran_diberikan", target=user, unit=unit.code, **details(membership)
    )
    return membership


@transaction.atomic
def change_membership(
    *,
    by: User,
    membership: Membership,
    areas: Iterable[str],
    valid_until: dt.date | None,
) -> Membership:
    """Change the areas and the last day of a role.

    Raises as `grant_membership` does, and `RoleEndedError`.
    """
    membership = _locked(membership)
    require_grantable(by, membership.role, membership.unit, to=membership.user)
    before = details(membership)
    membership.areas = checked_areas(membership.role, areas)
    membership.valid_until = valid_until
    others = overlapping(
        membership.user, membership.unit, membership.role, membership.valid_from, valid_until
    )
    if others.exclude(pk=membership.pk).exists():
        raise RoleAlreadyHeldError
    after = details(membership)
    if after != before:
        membership.save(update_fields=["areas", "valid_until"])
        audit.record(
            actor=by,
            action="peran_diubah",
            target=membership.user,
            unit=membership.unit.code,
            sebelum=before,
            **after,
        )
    return membership


@transaction.atomic
def end_membership(*, by: User, membership: Membership, last_day: dt.date | None = None) -> None:
    """End a role after its last day, or at once when no day is given.

    A role that would then have lasted no day at all leaves only its line in the trail. One that
    ends before that day anyway is not made longer. Raises `GrantRefusedError`, `RoleEndedError`,
    and `OwnAccountError` for one's own role.
    """
    membership = _locked(membership)
    require_grantable(by, membership.role, membership.unit)
    if membership.user_id == by.pk:
        raise OwnAccountError
    # The last day counts, so a role that ends at once had its last day yesterday.
    day = last_day or timezone.localdate() - dt.timedelta(days=1)
    if membership.valid_until is not None:
        day = min(day, membership.valid_until)
    described = details(membership) | {"hari_terakhir": day}
    if day < membership.valid_from:
        membership.delete()
    else:
        membership.valid_until = day
        membership.save(update_fields=["valid_until"])
    audit.record(
        actor=by,
        action="peran_diakhiri",
        target=membership.user,
        unit=membership.unit.code,
        **described,
    )


def require_grantable(by: User, role: str, unit: Unit, *, to: User | None = None) -> None:
    """Raise `GrantRefusedError` for a role above own rank or a unit outside own scope, and
    `OwnRoleError` for an admin's role of one's own."""
    if not rights_of(by).may_grant(role, unit):
        logger.warning("peran ditolak: oleh=%s peran=%s unit=%s", by.pk, role, unit.pk)
        raise GrantRefusedError
    if to is not None and to.pk == by.pk and is_admin_role(role):
        raise OwnRoleError


def checked_areas(role: str, areas: Iterable[str]) -> list[str]:
    """The areas in the order of the instrument; none means all. Raises `UnknownAreaError`."""
    wanted = set(areas)
    known = [key for key, _ in area_choices()]
    if wanted and (role not in AREA_ROLES or not wanted <= set(known)):
        raise UnknownAreaError
    chosen = [key for key in known if key in wanted]
    return [] if len(chosen) == len(known) else chosen


def overlapping(user: User, unit: Unit, role: str, begins: dt.date, ends: dt.date | None) -> Any:
    """Memberships of the same role that share a day with this span."""
    held = Membership.objects.filter(user=user, unit=unit, role=role).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=begins)
    )
    return held.filter(valid_from__lte=ends) if ends else held


def details(membership: Membership) -> dict[str, Any]:
    """What the trail tells of a role."""
    return {
        "peran": membership.role,
        "area": list(membership.areas),
        "sejak": str(membership.valid_from),
        "sampai": str(membership.valid_until or ""),
    }


def _locked(membership: Membership) -> Membership:
    """The role as it is now. Raises `RoleEndedError` for one of the past: it is a record."""
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "unit")
    found = rows.get(pk=membership.pk)
    if found.valid_until is not None and found.valid_until < timezone.localdate():
        raise RoleEndedError
    return found
