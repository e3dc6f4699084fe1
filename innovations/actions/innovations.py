"""An innovation told, told better, moved along its road, and tied to documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from innovations.exceptions import (
    LoopOfInnovationsError,
    StateNotNextError,
    StepTooEarlyError,
)
from innovations.merging import as_recorded, changes_of, merged
from innovations.models import Innovation, InnovationEvidence, InnovationItem, InnovationStep
from pengungkit.models import Evidence
from units import audit
from units.models import Unit, User


SLUG_LENGTH = 100
SEARCHED = ("name", "name_meaning", "service", "users")
# Fields of the row itself; items are rows of their own and travel as a list of codes.
TOLD = (
    "name",
    "name_meaning",
    "kind",
    "origin",
    "brings_closer",
    "service",
    "users",
    "need",
    "need_source",
    "need_reference",
    "problem",
    "solution",
    "novelty",
    "areas",
    "owner",
    "team",
    "started_on",
    "only_year_known",
    "beyond_sop",
    "beyond_sop_note",
    "resources",
    "sustainability",
    "kit_steps",
    "phase",
    "builds_on_id",
    "difference",
)


@transaction.atomic
def record_innovation(
    *, unit: Unit, by: User | None, items: Collection[str] = (), **fields: Any
) -> Innovation:
    """Begin the story of an innovation of the unit, as an idea unless a state is given.

    `fields` are those of `TOLD`. The caller has checked that items are of the instrument and
    `builds_on_id` of the same unit.
    """
    _lock_stories(unit.pk)
    innovation = Innovation(unit=unit, recorded_by=by, **fields)
    innovation.slug = _free_slug(unit, innovation.name)
    innovation.search_text = _search_text(innovation)
    innovation.version = 1
    innovation.save()
    _set_items(innovation, items)
    audit.record(
        actor=by,
        action="inovasi_dicatat",
        target=innovation,
        unit=unit.code,
        version=1,
        isian={name: as_recorded(value) for name, value in fields.items()},
        butir=sorted(items),
    )
    return innovation


@transaction.atomic
def change_innovation(
    *,
    innovation: Innovation,
    base_version: int,
    by: User,
    items: Collection[str] | None = None,
    **fields: Any,
) -> Innovation:
    """Save what a person told of an innovation, merged with what others saved meanwhile.

    `base_version` is the version they started from. The same content sent twice changes nothing
    the second time. Raises `InnovationChangedError`, `LoopOfInnovationsError`.
    """
    _lock_stories(innovation.unit_id)
    row = Innovation.objects.select_for_update().select_related("unit").get(pk=innovation.pk)
    _refuse_loop(row, fields.get("builds_on_id"))
    there = sorted(row.items.values_list("code", flat=True))
    wanted = fields if items is None else fields | {"items": sorted(set(items))}
    new = merged(row, wanted, base_version=base_version, by=by, beside={"items": there})
    codes = new.pop("items", there)
    changes = changes_of(row, new)
    if codes != there:
        changes["items"] = [there, codes]
        _set_items(row, codes)
    if not changes:
        return row
    for name, value in new.items():
        setattr(row, name, value)
    row.search_text = _search_text(row)
    row.version += 1
    row.save(update_fields=[*new, "search_text", "version"])
    audit.record(
        actor=by,
        action="inovasi_diubah",
        target=row,
        unit=row.unit.code,
        version=row.version,
        changes=changes,
    )
    return row


@transaction.atomic
def move_innovation(
    *,
    innovation: Innovation,
    state: str,
    happened_on: dt.date,
    by: User | None,
    only_year_known: bool = False,
    note: str = "",
) -> InnovationStep:
    """Record that the innovation came into a state on a day.

    Raises `StateNotNextError` for a state that does not follow, `StepTooEarlyError`.
    """
    row = Innovation.objects.select_for_update().select_related("unit").get(pk=innovation.pk)
    if state not in row.next_states:
        raise StateNotNextError
    latest = row.steps.order_by("-happened_on", "-pk").first()
    if latest is not None and happened_on < latest.happened_on and not only_year_known:
        raise StepTooEarlyError
    step = InnovationStep.objects.create(
        innovation=row,
        state=state,
        happened_on=happened_on,
        only_year_known=only_year_known,
        note=note,
        recorded_by=by,
    )
    before, row.state = row.state, state
    row.version += 1
    row.save(update_fields=["state", "version"])
    audit.record(
        actor=by,
        action="inovasi_berpindah",
        target=row,
        unit=row.unit.code,
        version=row.version,
        changes={"state": [before, state]},
        tanggal=happened_on.isoformat(),
    )
    innovation.state, innovation.version = row.state, row.version
    return step


@transaction.atomic
def attach_document(*, innovation: Innovation, evidence: Evidence, purpose: str, by: User) -> bool:
    """Tie a document of the unit's store to an innovation; False when it was already.

    The caller has checked that the document belongs to the innovation's unit.
    """
    _, made = InnovationEvidence.objects.get_or_create(
        innovation=innovation, evidence=evidence, purpose=purpose, defaults={"attached_by": by}
    )
    if made:
        _record_document("bukti_inovasi_dipasang", innovation, evidence, purpose, by)
    return made


@transaction.atomic
def detach_document(*, innovation: Innovation, evidence: Evidence, purpose: str, by: User) -> bool:
    """Take a document from an innovation; it stays in the store. False when not there."""
    removed, _ = InnovationEvidence.objects.filter(
        innovation=innovation, evidence=evidence, purpose=purpose
    ).delete()
    if removed:
        _record_document("bukti_inovasi_dilepas", innovation, evidence, purpose, by)
    return bool(removed)


def _record_document(
    action: str, innovation: Innovation, evidence: Evidence, purpose: str, by: User
) -> None:
    audit.record(
        actor=by,
        action=action,
        target=innovation,
        unit=innovation.unit.code,
        bukti=str(evidence.uuid),
        judul=evidence.title,
        kegunaan=purpose,
    )


def _set_items(innovation: Innovation, codes: Collection[str]) -> None:
    there = set(innovation.items.values_list("code", flat=True))
    innovation.items.filter(code__in=there - set(codes)).delete()
    InnovationItem.objects.bulk_create(
        InnovationItem(innovation=innovation, code=code) for code in sorted(set(codes) - there)
    )


def _refuse_loop(innovation: Innovation, builds_on_id: int | None) -> None:
    """Follow what the chosen one builds on; it must not lead back here."""
    if builds_on_id is None:
        return
    own = Innovation.objects.filter(unit=innovation.unit_id)
    below: dict[int, int | None] = dict(own.values_list("pk", "builds_on_id"))
    below[innovation.pk] = builds_on_id
    at: int | None = innovation.pk
    while at is not None:
        # Each is passed once, so that a loop of others could not hold anybody here for ever.
        at = below.pop(at, None)
        if at == innovation.pk:
            raise LoopOfInnovationsError


def _lock_stories(unit_pk: int) -> None:
    """Let people of one unit take turns, so that no two stories build on each other.

    Nor do two of the same name take one address.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=unit_pk)


def _free_slug(unit: Unit, name: str) -> str:
    """A public address that nobody has: the name and the unit, numbered when needed."""
    stem = slugify(f"{name} {unit.code}")[:SLUG_LENGTH].strip("-") or slugify(unit.code)
    taken = set(Innovation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _search_text(innovation: Innovation) -> str:
    return " ".join(filter(None, (getattr(innovation, name) for name in SEARCHED))).lower()
