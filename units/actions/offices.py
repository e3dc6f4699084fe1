"""Units as an admin keeps them: placed, changed, closed; and the list of their kinds."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from units import audit
from units.actions.taken import told_when_taken
from units.actions.trees import change_unit, create_unit, lock_tree
from units.exceptions import OwnUnitError, UnitHasActiveChildrenError, UnitOutOfReachError
from units.models import Unit, UnitKind, User
from units.permissions import Permission, rights_of


@transaction.atomic
def add_office(*, by: User, parent: Unit, **fields: Any) -> Unit:
    """Add a unit within own scope. Raises `UnitOutOfReachError`, `JustTakenError`."""
    _require(by, parent)
    return create_unit(by=by, parent=parent, **fields)


@transaction.atomic
def change_office(*, by: User, unit: Unit, parent: Unit | None, **fields: Any) -> Unit:
    """Change a unit within own scope; a new place must lie within it as well.

    The code stays: addresses and the trail know the unit by it. Raises `UnitOutOfReachError` and
    what `change_unit` raises.
    """
    _require(by, unit)
    if parent is None and unit.parent_id is not None:
        raise UnitOutOfReachError
    if parent is not None and parent.pk != unit.parent_id:
        _require(by, parent)
    return change_unit(unit=unit, by=by, parent=parent, **fields)


@transaction.atomic
def deactivate_office(*, by: User, unit: Unit) -> Unit:
    """Close a unit: roles in it stop, its past stays.

    Raises `UnitOutOfReachError`, `OwnUnitError`, `UnitHasActiveChildrenError`.
    """
    _require(by, unit)
    if rights_of(by).manages(unit):
        raise OwnUnitError
    lock_tree()
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.children.filter(is_active=True).exists():
        raise UnitHasActiveChildrenError
    return _set_active(by, unit, active=False)


@transaction.atomic
def activate_office(*, by: User, unit: Unit) -> Unit:
    """Open a closed unit again. Raises `UnitOutOfReachError`."""
    _require(by, unit)
    lock_tree()
    return _set_active(by, Unit.objects.select_for_update().get(pk=unit.pk), active=True)


@transaction.atomic
def save_kind(*, by: User, kind: UnitKind | None, code: str, name: str) -> UnitKind:
    """Add a kind of office, or rename one; the code of an existing kind stays.

    Raises `JustTakenError`.
    """
    if kind is None:
        with told_when_taken():
            kind = UnitKind.objects.create(code=code, name=name)
        audit.record(actor=by, action="jenis_dibuat", target=kind, nama=name)
    elif kind.name != name:
        before, kind.name = kind.name, name
        with told_when_taken():
            kind.save(update_fields=["name"])
        audit.record(actor=by, action="jenis_diubah", target=kind, sebelum=before, nama=name)
    return kind


def _set_active(by: User, unit: Unit, *, active: bool) -> Unit:
    if unit.is_active != active:
        unit.is_active = active
        unit.save(update_fields=["is_active"])
        action = "unit_diaktifkan" if active else "unit_dinonaktifkan"
        audit.record(actor=by, action=action, target=unit, unit=unit.code)
    return unit


def _require(by: User, unit: Unit) -> None:
    if not rights_of(by).allows(Permission.MANAGE_UNITS, unit):
        raise UnitOutOfReachError
