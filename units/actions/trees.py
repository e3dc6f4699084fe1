"""Units and their place in the tree. The only writer of `Unit.path`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from units import audit
from units.actions.taken import told_when_taken
from units.exceptions import UnitLoopError, UnitTooDeepError
from units.models import Unit, User
from units.models.offices import PATH_STEP


LONGEST_PATH: int = Unit._meta.get_field("path").max_length  # type: ignore[assignment]


def path_below(parent_path: str, pk: int) -> tuple[str, str]:
    """Path of a unit under a parent's path, and the end of its half-open range.

    Raises `UnitTooDeepError` beyond what the column holds.
    """
    path = f"{parent_path}{pk:0{PATH_STEP}d}"
    if len(path) > LONGEST_PATH:
        raise UnitTooDeepError
    # All steps are digits of one width, so the next number of that width ends the range.
    return path, f"{int(path) + 1:0{len(path)}d}"


def lock_tree() -> None:
    """Let nobody else place or close units until this transaction ends.

    A path follows from paths above it, and two moves at once could hang two units below each
    other. Taken before any row of a unit is locked. SQLite has one writer anyway.
    """
    list(Unit.objects.filter(parent=None).order_by("pk").select_for_update(no_key=True))


def _as_it_is(parent: Unit | None) -> Unit | None:
    """The parent with the path it has by now; it may have been moved since it was chosen."""
    return Unit.objects.get(pk=parent.pk) if parent else None


@transaction.atomic
def create_unit(*, by: User | None, parent: Unit | None, **fields: Any) -> Unit:
    """Add a unit under its parent. Raises `JustTakenError`."""
    lock_tree()
    parent = _as_it_is(parent)
    with told_when_taken():
        unit = Unit.objects.create(parent=parent, **fields)
    unit.path, unit.path_end = path_below(parent.path if parent else "", unit.pk)
    unit.save(update_fields=["path", "path_end"])
    audit.record(actor=by, action="unit_dibuat", target=unit, unit=unit.code, nama=unit.name)
    return unit


@transaction.atomic
def change_unit(*, unit: Unit, by: User, parent: Unit | None, **fields: Any) -> Unit:
    """Change a unit's particulars, and move it with everything below it when its parent changes.

    Raises `UnitLoopError` when the new parent is the unit itself or lies below it.
    """
    lock_tree()
    unit, parent = Unit.objects.select_for_update().get(pk=unit.pk), _as_it_is(parent)
    changes = {
        name: [str(getattr(unit, name)), str(value)]
        for name, value in fields.items()
        if getattr(unit, name) != value
    }
    for name, value in fields.items():
        setattr(unit, name, value)
    if unit.parent_id != (parent.pk if parent else None):
        if parent and parent.path.startswith(unit.path):
            raise UnitLoopError
        changes["parent"] = [unit.parent.code if unit.parent else "", parent.code if parent else ""]
        _move(unit, parent)
    if changes:
        unit.save()
        audit.record(actor=by, action="unit_diubah", target=unit, unit=unit.code, changes=changes)
    return unit


def _move(unit: Unit, parent: Unit | None) -> None:
    old = unit.path
    below = list(Unit.objects.below(unit).exclude(pk=unit.pk).select_for_update())
    unit.parent = parent
    unit.path, unit.path_end = path_below(parent.path if parent else "", unit.pk)
    unit.save(update_fields=["parent", "path", "path_end"])
    for child in below:
        above = unit.path + child.path[len(old) : -PATH_STEP]
        child.path, child.path_end = path_below(above, child.pk)
    _write_paths(below)


def _write_paths(units: list[Unit]) -> None:
    """Store the paths of many units.

    One prepared statement run many times: `bulk_update` spends five times as long on building a
    CASE with a branch for every unit.
    """
    statement = f"UPDATE {Unit._meta.db_table} SET path = %s, path_end = %s WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(unit.path, unit.path_end, unit.pk) for unit in units])


@transaction.atomic
def plant_units(*, units: Iterable[Unit], by: User | None) -> list[Unit]:
    """Add many units at once. Parents are set by object and may be in the same batch.

    A parent stands before its children. Keys are taken beforehand, so that a unit is written once,
    with its path; queries depend on the batch size, not on the number of units or the depth.
    Raises `JustTakenError`.
    """
    planted = list(units)
    for unit, key in zip(planted, _take_keys(len(planted)), strict=True):
        unit.pk = key
        unit.parent = unit.parent  # picks up the key its parent has just been given
        unit.path, unit.path_end = path_below(unit.parent.path if unit.parent else "", key)
    with told_when_taken():
        Unit.objects.bulk_create(planted, batch_size=1000)
    audit.record_many(
        by,
        (audit.Event("unit_dibuat", unit, unit.code, {"nama": unit.name}) for unit in planted),
    )
    return planted


def _take_keys(count: int) -> list[int]:
    """Primary keys that nobody else gets, in ascending order."""
    table = Unit._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [key for (key,) in cursor.fetchall()]
        # SQLite: the transaction holds the only write lock, so the next keys are ours.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + 1 + count))
