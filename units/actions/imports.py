"""Applying an import: planned again inside the transaction, so that only what still differs is
written. Applying the same rows a second time changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from units import audit
from units.actions.memberships import details
from units.actions.offices import change_office
from units.actions.taken import told_when_taken
from units.actions.trees import lock_tree, plant_units
from units.imports.people_plan import PeoplePlan, plan_people
from units.imports.plan import Plan, State
from units.imports.sheets import RawRow
from units.imports.unit_plan import plan_units
from units.models import Membership, User
from units.tokens import forget_link


@dataclass(frozen=True, slots=True)
class Applied:
    """How many rows had which effect."""

    added: int
    changed: int
    same: int
    skipped: int


@transaction.atomic
def apply_units(*, by: User, rows: list[RawRow]) -> Applied:
    """Add and change units; rows with errors are left out. Raises `RefusedError`."""
    _one_at_a_time(by)
    lock_tree()
    plan = plan_units(by, rows)
    if plan.new:
        plant_units(units=plan.new, by=by)
    for unit, fields in plan.changed:
        change_office(by=by, unit=unit, **fields)
    return _applied(plan)


@transaction.atomic
def apply_people(*, by: User, rows: list[RawRow]) -> Applied:
    """Add and correct accounts and roles; rows with errors are left out. Raises `RefusedError`."""
    _one_at_a_time(by)
    plan = plan_people(by, rows)
    for user in plan.accounts.values():
        user.set_unusable_password()
    corrected = list(plan.corrected.values())
    with told_when_taken():
        made = User.objects.bulk_create(plan.accounts.values())
        User.objects.bulk_update(corrected, ["name", "email", "nip"], batch_size=500)
    for user in corrected:
        forget_link(user)
    _write_roles(by, plan)
    audit.record_many(by, _people_events(plan, made, corrected))
    return _applied(plan)


def _write_roles(by: User, plan: PeoplePlan) -> None:
    names = {username for username, _ in plan.grants}
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    for username, membership in plan.grants:
        membership.user = people[username]
        membership.granted_by = by
    Membership.objects.bulk_create([membership for _, membership in plan.grants])
    Membership.objects.bulk_update(plan.respanned, ["areas", "valid_until"], batch_size=500)


def _people_events(
    plan: PeoplePlan, made: list[User], corrected: list[User]
) -> Iterator[audit.Event]:
    """One event for every account and role that was written, as the single acts record them."""
    unit_of = {username: membership.unit.code for username, membership in plan.grants}
    for action, users in (("akun_dibuat", made), ("akun_diubah", corrected)):
        for user in users:
            unit = unit_of.get(user.username, "")
            yield audit.Event(action, user, unit, {"akun": user.username})
    given = [membership for _, membership in plan.grants]
    for action, held in (("peran_diberikan", given), ("peran_diubah", plan.respanned)):
        for one in held:
            yield audit.Event(action, one.user, one.unit.code, details(one))


def _applied(plan: Plan) -> Applied:
    return Applied(
        added=plan.count(State.NEW),
        changed=plan.count(State.CHANGED),
        same=plan.count(State.SAME),
        skipped=plan.count(State.WRONG),
    )


def _one_at_a_time(by: User) -> None:
    """A double click must wait for the first, and then find nothing left to do."""
    User.objects.select_for_update().get(pk=by.pk)
