"""Accounts of people: making, changing and closing them, and letting someone in again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from units import audit
from units.actions.memberships import grant_membership, require_grantable
from units.actions.sessions import end_sessions_of
from units.actions.taken import told_when_taken
from units.exceptions import OwnAccountError, PersonOutOfReachError
from units.models import Membership, Unit, User
from units.permissions import rights_of
from units.tokens import BY_ADMIN_SECONDS, PasswordLinkGenerator, forget_link


@transaction.atomic
def create_person(
    *,
    by: User,
    username: str,
    name: str,
    email: str = "",
    nip: str = "",
    unit: Unit,
    role: str,
    areas: Iterable[str] = (),
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> User:
    """Make an account together with its first role, without which nobody could find it again.

    It has no password yet; see `one_time_password_link`. Raises `JustTakenError`, and as
    `grant_membership` does.
    """
    require_grantable(by, role, unit)
    with told_when_taken():
        user = User.objects.create_user(username, name=name, email=email.lower(), nip=nip)
    audit.record(actor=by, action="akun_dibuat", target=user, unit=unit.code, akun=user.username)
    grant_membership(
        by=by,
        user=user,
        unit=unit,
        role=role,
        areas=areas,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    return user


@transaction.atomic
def change_person(*, by: User, user: User, name: str, email: str, nip: str) -> User:
    """Correct name, e-mail and NIP. The account name stays: the trail knows the person by it.

    Raises `PersonOutOfReachError`, `JustTakenError`.
    """
    user = _within_reach(by, user)
    wanted = {"name": name, "email": email.lower(), "nip": nip}
    # Which fields changed is enough for the trail; it need not repeat personal data.
    changed = [field for field, value in wanted.items() if getattr(user, field) != value]
    for field in changed:
        setattr(user, field, wanted[field])
    if changed:
        with told_when_taken():
            user.save(update_fields=changed)
        if "email" in changed:
            forget_link(user)
        _record(by, "akun_diubah", user, isian=changed)
    return user


@transaction.atomic
def deactivate_person(*, by: User, user: User) -> User:
    """Close an account at once on every device; its past stays. Raises `OwnAccountError`,
    `PersonOutOfReachError`."""
    user = _within_reach(by, user, own_account=False)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        forget_link(user)
        ended = end_sessions_of(user)
        _record(by, "akun_dinonaktifkan", user, sesi_diakhiri=ended)
    return user


@transaction.atomic
def activate_person(*, by: User, user: User) -> User:
    """Open a closed account again, with the password it had. Raises `PersonOutOfReachError`."""
    user = _within_reach(by, user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _record(by, "akun_diaktifkan", user)
    return user


@transaction.atomic
def one_time_password_link(*, by: User | None, user: User) -> tuple[str, str]:
    """User key and token of a link that sets a new password once, within a day.

    A newer link ends it. `by` None stands for the command line. Raises `PersonOutOfReachError`.
    """
    if by is not None:
        user = _within_reach(by, user)
    token = PasswordLinkGenerator(BY_ADMIN_SECONDS).make_token(user)
    _record(by, "tautan_sandi_dibuat", user)
    return user_pk_to_url_str(user), token


@transaction.atomic
def reset_second_factor(*, by: User | None, user: User) -> int:
    """Take away every second factor of someone whose device is lost, and end all sessions.

    Answers how many factors there were. Raises `OwnAccountError`, `PersonOutOfReachError`.
    """
    if by is not None:
        user = _within_reach(by, user, own_account=False)
    count, _ = Authenticator.objects.filter(user=user).delete()
    if count:
        end_sessions_of(user)
        _record(by, "dua_langkah_disetel_ulang", user)
    return count


def standing_memberships(user: User) -> list[Membership]:
    """The roles a person holds now or will hold, with their units."""
    today = timezone.localdate()
    rows = Membership.objects.filter(user=user).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    )
    return list(rows.select_related("unit"))


def _within_reach(by: User, user: User, *, own_account: bool = True) -> User:
    """The account, locked, when every role it holds is within own rank and scope."""
    if user.pk == by.pk and not own_account:
        raise OwnAccountError
    user = User.objects.select_for_update().get(pk=user.pk)
    if not rights_of(by).may_manage(standing_memberships(user)):
        raise PersonOutOfReachError
    return user


def _record(by: User | None, action: str, user: User, **data: object) -> None:
    home = rights_of(user).home
    audit.record(
        actor=by,
        action=action,
        target=user,
        unit=home.unit_code if home else "",
        akun=user.username,
        **data,
    )
