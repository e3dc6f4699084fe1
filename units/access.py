"""How a view gets at the unit a URL names: through the person's scope first, then their right."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from units.models import Unit, User
from units.permissions import Permission, rights_of


def visible_unit(user: User, code: str) -> Unit:
    """The unit, or 404 outside the person's scope; `code` may be anything somebody sent."""
    if "\x00" in code:
        # PostgreSQL would rather fail than look for it.
        raise Http404
    return get_object_or_404(Unit.objects.filter(rights_of(user).scope()), code=code)


def unit_for(user: User, code: str, permission: Permission) -> Unit:
    """The unit on which the person holds the permission; 404 outside scope, else 403."""
    unit = visible_unit(user, code)
    rights_of(user).require(permission, unit)
    return unit
