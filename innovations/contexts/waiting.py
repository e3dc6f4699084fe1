"""What the home page says of replications that wait for the person's unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from innovations.models import Innovation, Replication
from innovations.movement import last_moved, silent_ones
from units.permissions import Permission, Rights
from zi_portal.lib.dates import format_date_long


MOST = 5
NOTHING = "belum ada kegiatan, nilai, kesaksian, atau kasus yang dicatat"


@dataclass(frozen=True, slots=True)
class Waiting:
    words: str
    url: str


def waiting_replications(rights: Rights) -> tuple[Waiting, ...]:
    """Requests to answer, and what others say the unit runs; one query, none without an office."""
    asked = rights.scope(Permission.RECORD_INNOVATION, "innovation__unit__") & Q(
        state=Replication.State.ASKED
    )
    to_confirm = rights.scope(Permission.CONFIRM_REPLICATION, "adopter_unit__") & Q(
        state__in=[Replication.State.ADOPTING, Replication.State.RUNNING]
    )
    if not rights.office_ids:
        return ()
    rows = Replication.objects.filter(asked | to_confirm)
    rows = rows.select_related("innovation__unit", "adopter_unit").order_by("pk")
    return tuple(_waiting(one) for one in rows[:MOST])


def silent_innovations(rights: Rights) -> tuple[Waiting, ...]:
    """Of the person's own offices, what fell silent; one query, none for who records nothing."""
    if not (rights.office_ids and rights.has_anywhere(Permission.RECORD_INNOVATION)):
        return ()
    own = Innovation.objects.filter(rights.scope(Permission.RECORD_INNOVATION, "unit__"))
    found = silent_ones(own.select_related("unit")).order_by("name", "pk")
    return tuple(_silent(one) for one in found[:MOST])


def _silent(one: Innovation) -> Waiting:
    last = last_moved(one)
    since = f"tidak ada yang dicatat sejak {format_date_long(last)}" if last else NOTHING
    return Waiting(f"Inovasi {one.name}: {since}", one.get_absolute_url())


def _waiting(one: Replication) -> Waiting:
    name, giver = one.innovation.name, one.innovation.unit.name
    if one.state == Replication.State.ASKED:
        return Waiting(f"{one.adopter_name} meminta replikasi {name}", one.get_absolute_url())
    url = reverse("innovations:received", args=[one.pk])
    return Waiting(f"{giver} mencatat bahwa unit ini menerapkan {name}. Benarkah?", url)
