"""What came of an innovation: measures and their values, activities, testimony."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models, transaction

from innovations.exceptions import ValueTakenError
from innovations.merging import as_recorded, save_merged
from innovations.models import Activity, Innovation, Measure, MeasureValue, Testimony
from innovations.removals import Removed, taken_away
from units import audit
from units.models import User


Told = Measure | Activity | Testimony
ToldT = TypeVar("ToldT", bound=Told)
ACTIONS: dict[type[models.Model], str] = {
    Measure: "ukuran_inovasi",
    Activity: "kegiatan_inovasi",
    Testimony: "kesaksian_inovasi",
}


@transaction.atomic
def tell(*, of: type[ToldT], innovation: Innovation, by: User | None, **fields: Any) -> ToldT:
    """Record a measure, an activity or a testimony of an innovation."""
    row: ToldT = of.objects.create(  # type: ignore[assignment]
        innovation=innovation, recorded_by=by, **fields
    )
    _record(f"{ACTIONS[of]}_dicatat", innovation, row, by, isian=_all_plain(fields))
    return row


@transaction.atomic
def retell(*, row: Told, base_version: int, by: User, **fields: Any) -> Told:
    """Change what was recorded, merged with what others changed since `base_version`.

    Raises `InnovationChangedError` when somebody else changed the same field to something else.
    """
    kind = type(row)
    row = kind.objects.select_for_update().select_related("innovation__unit").get(pk=row.pk)
    changes = save_merged(row, fields, base_version=base_version, by=by)
    if changes:
        action = f"{ACTIONS[kind]}_diubah"
        _record(action, row.innovation, row, by, version=row.version, changes=changes)
    return row


@transaction.atomic
def remove(*, row: Told, by: User) -> Removed:
    """Remove what was recorded by mistake; the trail keeps what it was."""
    innovation, kind = row.innovation, type(row)
    isian = {
        field.name: as_recorded(getattr(row, field.attname))
        for field in kind._meta.concrete_fields
        if field.name not in {"id", "innovation", "recorded_at", "recorded_by"}
    }
    target = audit.label_of(row)
    values = row.values.all() if isinstance(row, Measure) else ()
    removed = taken_away(innovation.unit, f"{ACTIONS[kind]}_dikembalikan", row, *values)
    row.delete()
    _record(f"{ACTIONS[kind]}_dihapus", innovation, target, by, isian=isian)
    return removed


@transaction.atomic
def add_value(*, measure: Measure, by: User | None, **fields: Any) -> MeasureValue:
    """Record what a measure was on a day. Raises `ValueTakenError` for a day that has a value."""
    Measure.objects.select_for_update().get(pk=measure.pk)
    if measure.values.filter(measured_on=fields["measured_on"]).exists():
        raise ValueTakenError
    value = MeasureValue.objects.create(measure=measure, recorded_by=by, **fields)
    _record("nilai_ukuran_dicatat", measure.innovation, measure, by, isian=_all_plain(fields))
    return value


@transaction.atomic
def remove_value(*, value: MeasureValue, by: User) -> Removed:
    """Take back a value recorded by mistake; the trail keeps it."""
    measure = value.measure
    isian = {
        "measured_on": value.measured_on.isoformat(),
        "value": str(value.value),
        "source": value.source,
    }
    removed = taken_away(measure.innovation.unit, "nilai_ukuran_dikembalikan", value)
    value.delete()
    _record("nilai_ukuran_dihapus", measure.innovation, measure, by, isian=isian)
    return removed


def _all_plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: as_recorded(value) for name, value in fields.items()}


def _record(
    action: str,
    innovation: Innovation,
    target: models.Model | str,
    by: User | None,
    **data: Any,
) -> None:
    audit.record(
        actor=by,
        action=action,
        target=target,
        unit=innovation.unit.code,
        inovasi=innovation.slug,
        **data,
    )
