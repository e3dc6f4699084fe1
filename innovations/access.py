"""How a view gets at the innovation a URL names: scope first (404), then the right (403)."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from innovations.models import Assistance, Innovation, Promise, Replication
from innovations.movement import with_movement
from units.models import Unit, User
from units.permissions import Permission, rights_of


def visible_innovation(user: User, slug: str) -> Innovation:
    """The innovation with its unit and when it last moved, or 404."""
    innovations = Innovation.objects.visible_to(rights_of(user)).select_related("unit", "builds_on")
    return get_object_or_404(with_movement(innovations), slug=slug)


def innovation_for(
    user: User, slug: str, permission: Permission = Permission.RECORD_INNOVATION
) -> Innovation:
    """The innovation on whose unit the person holds the permission; 404 outside, else 403."""
    innovation = visible_innovation(user, slug)
    rights_of(user).require(permission, innovation.unit)
    return innovation


def visible_assistance(user: User, pk: int) -> Assistance:
    """The assistance with its two sides, or 404 for who sees neither."""
    rows = Assistance.objects.visible_to(rights_of(user)).select_related("helper", "helped")
    return get_object_or_404(rows, pk=pk)


def assistance_for(user: User, pk: int) -> Assistance:
    """The assistance that the person may change for the helping unit; 404 outside, else 403."""
    assistance = visible_assistance(user, pk)
    rights_of(user).require(Permission.RECORD_ASSISTANCE, assistance.helper)
    return assistance


def visible_replication(user: User, slug: str, pk: int) -> Replication:
    """The replication of that very innovation, seen from the giver's side, or 404."""
    rows = Replication.objects.given_within(rights_of(user)).select_related(
        "innovation__unit", "adopter_unit__kind"
    )
    return get_object_or_404(rows, innovation__slug=slug, pk=pk)


def replication_for(user: User, slug: str, pk: int) -> Replication:
    """The replication of an innovation the person may record; 404 outside, else 403."""
    replication = visible_replication(user, slug, pk)
    rights_of(user).require(Permission.RECORD_INNOVATION, replication.innovation.unit)
    return replication


def received_replication(user: User, pk: int) -> tuple[Replication, Unit]:
    """The replication with the unit that adopted, as that unit sees it, or 404."""
    rows = Replication.objects.received_within(rights_of(user)).select_related(
        "innovation__unit", "adopter_unit__kind", "confirmation"
    )
    replication = get_object_or_404(rows, pk=pk)
    if replication.adopter_unit is None:
        raise Http404
    return replication, replication.adopter_unit


def visible_promise(user: User, pk: int) -> Promise:
    """The promise with its unit and innovation, or 404."""
    promises = Promise.objects.visible_to(rights_of(user)).select_related("unit", "innovation")
    return get_object_or_404(promises, pk=pk)


def promise_for(user: User, pk: int) -> Promise:
    """The promise whose unit's innovations the person may record; 404 outside, else 403."""
    promise = visible_promise(user, pk)
    rights_of(user).require(Permission.RECORD_INNOVATION, promise.unit)
    return promise
