"""What the pages below /kelola/ show."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from units.areas import area_names
from units.managing import managed_memberships, managed_people, managed_units
from units.models import Membership, Unit, User
from units.permissions import Role, is_admin_role, rights_of


PER_PAGE = 50
ENDING_SOON_DAYS = 30


def page_of(rows: QuerySet[Any], number: str | None) -> Page[Any]:
    """The asked page of a list, or the nearest one there is."""
    return Paginator(rows, PER_PAGE).get_page(number)


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures on the entrance page."""

    units: int
    people: int
    never_signed_in: int
    ending_soon: int

    @classmethod
    def of(cls, user: User) -> Summary:
        today = timezone.localdate()
        people = managed_people(user).filter(is_active=True)
        counted = people.aggregate(
            people=Count("pk"), never=Count("pk", filter=Q(last_login__isnull=True))
        )
        soon = today + dt.timedelta(days=ENDING_SOON_DAYS)
        return cls(
            units=managed_units(user).filter(is_active=True).count(),
            people=counted["people"],
            never_signed_in=counted["never"],
            ending_soon=managed_memberships(user)
            .filter(valid_until__gte=today, valid_until__lte=soon)
            .count(),
        )


@dataclass(frozen=True, slots=True)
class ShownMembership:
    """A role in words, and whether it stands."""

    pk: int
    person: User
    role: str
    unit: Unit
    areas: str
    valid_from: dt.date
    valid_until: dt.date | None
    state: str
    may_change: bool

    @property
    def stands(self) -> bool:
        """Whether there is something left to change or end."""
        return self.state != PAST


CURRENT, FUTURE, PAST = "Berlaku", "Belum mulai", "Berakhir"


def shown_memberships(by: User, rows: Iterable[Membership]) -> list[ShownMembership]:
    """Roles with what this admin may do about each. Unit and person must be loaded."""
    rights, today = rights_of(by), timezone.localdate()
    shown = []
    for row in rows:
        state = CURRENT
        if row.valid_from > today:
            state = FUTURE
        elif row.valid_until is not None and row.valid_until < today:
            state = PAST
        shown.append(
            ShownMembership(
                pk=row.pk,
                person=row.user,
                role=str(Role(row.role).label),
                unit=row.unit,
                areas=area_names(row.areas),
                valid_from=row.valid_from,
                valid_until=row.valid_until,
                state=state,
                may_change=rights.may_grant(row.role, row.unit)
                and not (row.user_id == by.pk and is_admin_role(row.role)),
            )
        )
    return shown


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the list of people: who, and the roles held now within the admin's scope."""

    person: User
    roles: list[str]


def person_rows(by: User, people: Iterable[User]) -> list[PersonRow]:
    """The people of one page with their roles, in one query however many."""
    shown = list(people)
    roles: dict[int, list[str]] = defaultdict(list)
    held = managed_memberships(by).active().filter(user__in=shown)
    for row in held.select_related("unit").order_by("unit__name", "role"):
        roles[row.user_id].append(f"{Role(row.role).label}, {row.unit.short_name}")
    return [PersonRow(person, roles[person.pk]) for person in shown]
