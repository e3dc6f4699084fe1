"""Innovations and replications that were recorded by mistake, taken out of the register."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from innovations.actions.replications import locked_replication, record_event
from innovations.exceptions import InnovationInUseError, ReplicationAnsweredError
from innovations.merging import as_recorded
from innovations.models import Innovation, MeasureValue, Replication
from innovations.removals import Removed, taken_away
from units import audit
from units.models import Membership, User


@transaction.atomic
def remove_innovation(*, innovation: Innovation, by: User) -> Removed:
    """Remove an innovation with its own story; the trail keeps what it was.

    Raises `InnovationInUseError` while a replication, a promise or another innovation rests on it.
    """
    row = Innovation.objects.select_for_update(of=("self",)).select_related("unit")
    one = row.get(pk=innovation.pk)
    if one.replications.exists() or one.promises.exists() or one.successors.exists():
        raise InnovationInUseError
    own: list[models.Model] = [
        *one.steps.all(),
        *one.items.all(),
        *one.documents.all(),
        *one.measures.all(),
        *MeasureValue.objects.filter(measure__innovation=one),
        *one.activities.all(),
        *one.testimonies.all(),
    ]
    target, isian = audit.label_of(one), _fields(one)
    removed = taken_away(one.unit, "inovasi_dikembalikan", one, *own)
    one.delete()
    audit.record(
        actor=by,
        action="inovasi_dihapus",
        target=target,
        unit=innovation.unit.code,
        isian=isian,
        bagian=[[row._meta.verbose_name, _fields(row)] for row in own],
    )
    return removed


@transaction.atomic
def remove_replication(*, replication: Replication, by: User) -> Removed:
    """Remove a replication nobody answered; a link that was sent for it ends for good.

    Raises `ReplicationAnsweredError` when the adopter answered it, or asked for it itself.
    """
    one = locked_replication(replication)
    if one.confirmations.exists() or _asked_by_adopter(one):
        raise ReplicationAnsweredError
    own = [*one.steps.all(), *one.documents.all()]
    isian = _fields(one)
    removed = taken_away(one.innovation.unit, "replikasi_dikembalikan", one, *own)
    record_event(one, "replikasi_dihapus", by, penerima=one.adopter_name, isian=isian)
    one.delete()
    return removed


def _asked_by_adopter(one: Replication) -> bool:
    """Whether somebody who does not work for the owner recorded it: the adopter, out of the
    catalogue."""
    if one.adopter_unit_id is None or one.recorded_by_id is None:
        return False
    ours = Membership.objects.filter(unit=one.innovation.unit_id, user=one.recorded_by_id)
    return not ours.exists()


def _fields(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: as_recorded(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in {"id", "search_text", "recorded_at", "recorded_by"}
    }
