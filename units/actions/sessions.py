"""Ending sessions of a person."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from units import audit
from units.models import User
from units.permissions import rights_of


@transaction.atomic
def end_oldest_sessions(*, user: User, keep_key: str) -> int:
    """End what is beyond the number of sessions a person may have; answer how many.

    The session with `keep_key` stays. A limit of 0 ends nothing.
    """
    limit = settings.SESSIONS_PER_PERSON
    if not limit:
        return 0
    others = UserSession.objects.filter(user=user).exclude(session_key=keep_key)
    surplus = list(others.order_by("-created_at", "-pk")[max(0, limit - 1) :])
    for session in surplus:
        session.end()
    if surplus:
        _record(user, len(surplus), "sesi_terlama_diakhiri")
    return len(surplus)


@transaction.atomic
def end_other_sessions(*, by: User, keep_key: str) -> int:
    """End every session of the person but the one with `keep_key`; answer how many."""
    ended = end_sessions_of(by, keep_key=keep_key)
    if ended:
        _record(by, ended, "sesi_lain_diakhiri")
    return ended


def end_sessions_of(user: User, *, keep_key: str = "") -> int:
    """End the sessions of a person as part of something its caller records; answer how many."""
    sessions = UserSession.objects.filter(user=user).exclude(session_key=keep_key)
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return len(keys)


def _record(user: User, count: int, action: str) -> None:
    home = rights_of(user).home
    unit = home.unit_code if home else ""
    audit.record(actor=user, action=action, target=user, unit=unit, jumlah=count)
