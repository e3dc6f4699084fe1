"""The very first account, without which nobody could make any other."""

from __future__ import annotations

from django.db import transaction

from units import audit
from units.actions.trees import create_unit
from units.exceptions import AdminExistsError
from units.models import Membership, Unit, UnitKind, User
from units.permissions import Role


TOP_KIND = ("instansi", "Instansi")


def top_unit() -> Unit | None:
    """The unit at the head of the tree: the oldest without a parent."""
    return Unit.objects.filter(parent__isnull=True).order_by("pk").first()


def has_admin() -> bool:
    """Whether somebody holds the highest role now."""
    held = Membership.objects.active().filter(role=Role.ADMIN_PUSAT)
    return held.filter(user__is_active=True, unit__is_active=True).exists()


@transaction.atomic
def create_first_admin(
    *, name: str, username: str, password: str, unit_name: str = "", unit_code: str = ""
) -> User:
    """Make the first central admin, and the top unit when there is none yet.

    Raises `AdminExistsError` when there is an admin already: the rest is done below /kelola/.
    """
    if has_admin():
        raise AdminExistsError
    unit = top_unit()
    if unit is None:
        code, label = TOP_KIND
        kind, _ = UnitKind.objects.get_or_create(code=code, defaults={"name": label})
        unit = create_unit(
            by=None,
            parent=None,
            code=unit_code,
            name=unit_name,
            short_name=unit_name[:80],
            kind=kind,
        )
    user = User.objects.create_user(username, name=name, password=password)
    Membership.objects.create(user=user, unit=unit, role=Role.ADMIN_PUSAT)
    audit.record(
        actor=None,
        action="admin_pertama_dibuat",
        target=user,
        unit=unit.code,
        akun=user.username,
    )
    return user
