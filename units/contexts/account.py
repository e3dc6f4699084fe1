"""What the pages of one's own account show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from units.areas import area_names
from units.devices import describe_device
from units.models import User
from units.permissions import Role, rights_of
from units.second_factor import OWN_FACTORS


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role the person holds now, in words."""

    role: str
    unit_name: str
    areas: str


@dataclass(frozen=True, slots=True)
class AccountContext:
    """The overview of one's own account."""

    user: User
    roles: list[HeldRole]
    has_second_factor: bool
    needs_second_factor: bool
    session_count: int
    password_due: dt.date | None

    @classmethod
    def of(cls, user: User) -> AccountContext:
        rights = rights_of(user)
        factors = Authenticator.objects.filter(user=user, type__in=OWN_FACTORS)
        days = settings.PASSWORD_MAX_AGE_DAYS
        return cls(
            user=user,
            roles=[
                HeldRole(str(Role(grant.role).label), grant.unit_name, area_names(grant.areas))
                for grant in rights.grants
            ],
            has_second_factor=factors.exists(),
            needs_second_factor=settings.SECOND_FACTOR_REQUIRED and rights.needs_second_factor,
            session_count=len(sessions_of(user, "")),
            password_due=(
                (user.password_changed_at + dt.timedelta(days=days)).date() if days else None
            ),
        )


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One session of the person, in words."""

    device: str
    ip: str
    began: dt.datetime
    last_seen: dt.datetime
    is_current: bool


def sessions_of(user: User, current_key: str) -> list[OpenSession]:
    """The sessions that still stand, this one first, then the newest."""
    standing = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows = list(UserSession.objects.filter(user=user, session_key__in=standing))
    rows.sort(key=lambda row: (row.session_key != current_key, -row.created_at.timestamp()))
    return [
        OpenSession(
            device=describe_device(row.user_agent),
            ip=row.ip,
            began=row.created_at,
            last_seen=row.last_seen_at,
            is_current=row.session_key == current_key,
        )
        for row in rows
    ]
