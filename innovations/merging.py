"""Two people at one form: fields only the second changed are taken, others are shown to them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from innovations.exceptions import InnovationChangedError
from units import audit
from units.models import AuditEvent, User


def as_recorded(value: Any) -> Any:
    """A value the way the trail keeps it, so that both can be compared."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Decimal):
        # A typed 60 and a stored 60.0000 are the same figure.
        return f"{value.normalize():f}"
    if isinstance(value, list):
        return [as_recorded(one) for one in value]
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    return DjangoJSONEncoder().default(value)


def merged(
    row: models.Model,
    wanted: Mapping[str, Any],
    *,
    base_version: int,
    by: User,
    beside: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The fields to store: the writer's own changes over what others saved meanwhile.

    `row` has a `version`; every change of it is in the trail with `version` and `changes` as
    field -> [old, new]. `beside` are current values that are no fields of the row. Raises
    `InnovationChangedError` when both changed a field to something different; a person never
    clashes with themselves.
    """
    apart = beside or {}
    current = {name: apart[name] if name in apart else getattr(row, name) for name in wanted}
    version = row.version  # type: ignore[attr-defined]
    if base_version >= version:
        return dict(wanted)
    events = list(
        AuditEvent.objects.filter(
            target=audit.label_of(row), data__version__gt=base_version
        ).order_by("pk")
    )
    base = {name: as_recorded(value) for name, value in current.items()}
    for event in reversed(events):
        base.update({name: old for name, (old, _) in _changes(event).items() if name in base})
    mine = {name for name, value in wanted.items() if as_recorded(value) != base[name]}
    others = [event for event in events if event.actor != by.username]
    clashing = {
        name
        for event in others
        for name in _changes(event)
        if name in mine and as_recorded(wanted[name]) != as_recorded(current[name])
    }
    if clashing:
        latest = next(event for event in reversed(others) if clashing & _changes(event).keys())
        raise InnovationChangedError(
            theirs={name: current[name] for name in wanted if name in clashing},
            actor_name=latest.actor_name,
            at=latest.at,
            version=version,
            mine=mine,
            row=row,
        )
    return {name: wanted[name] if name in mine else current[name] for name in wanted}


def changes_of(row: models.Model, new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What differs, for the trail: field -> [old, new]."""
    return {
        name: [as_recorded(getattr(row, name)), as_recorded(value)]
        for name, value in new.items()
        if getattr(row, name) != value
    }


def save_merged(
    row: models.Model, wanted: Mapping[str, Any], *, base_version: int, by: User
) -> dict[str, list[Any]]:
    """Store the merged fields as the next version of a locked row; answers what changed.

    Raises `InnovationChangedError`.
    """
    new = merged(row, wanted, base_version=base_version, by=by)
    changes = changes_of(row, new)
    if changes:
        for name, value in new.items():
            setattr(row, name, value)
        row.version += 1  # type: ignore[attr-defined]
        row.save(update_fields=[*new, "version"])
    return changes


def _changes(event: AuditEvent) -> dict[str, list[Any]]:
    changes: dict[str, list[Any]] = event.data.get("changes", {})
    return changes
