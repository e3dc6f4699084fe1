"""Planning the import of people and their roles."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone

from units.areas import area_choices, area_names
from units.exceptions import OwnRoleError
from units.imports.columns import PEOPLE
from units.imports.plan import Change, Plan, RowPlan, State
from units.imports.sheets import RawRow
from units.managing import ADDRESS_WORDS, managed_people, managed_units
from units.models import Membership, Unit, User
from units.permissions import AREA_ROLES, Role, is_admin_role, rights_of


ROLES = {name.casefold(): role.value for role in Role for name in (role.label, role.value)}
OWN_FIELDS = ("name", "email", "nip")
CHECKS = {
    "username": User._meta.get_field("username").validators,
    "nip": User._meta.get_field("nip").validators,
}


@dataclass(slots=True)
class PeoplePlan(Plan):
    """What to write: new accounts, corrected accounts, new roles, and roles with new areas or days.

    A new role names its person by account name, since the account may be new as well.
    """

    accounts: dict[str, User] = field(default_factory=dict)
    corrected: dict[str, User] = field(default_factory=dict)
    grants: list[tuple[str, Membership]] = field(default_factory=list)
    respanned: list[Membership] = field(default_factory=list)


def plan_people(by: User, rows: list[RawRow]) -> PeoplePlan:
    """What these rows would add and change within the person's rank and scope.

    The number of queries does not depend on the number of rows. An empty cell never erases.
    """
    return _Planner(by, rows).plan()


class _Planner:
    def __init__(self, by: User, rows: list[RawRow]) -> None:
        self.rows = rows
        self.rights, self.own_name = rights_of(by), by.username
        self.today = timezone.localdate()
        names = {row.get("username").lower() for row in rows}
        self.existing = {user.username: user for user in User.objects.filter(username__in=names)}
        self.managed = set(
            managed_people(by).filter(username__in=names).values_list("username", flat=True)
        )
        codes = {row.get("unit").lower() for row in rows}
        units = managed_units(by).filter(code__in=codes, is_active=True)
        self.units = {unit.code: unit for unit in units}
        self.standing = self._standing()
        self.owner_of = self._owners()
        self.seen: set[tuple[str, str, str]] = set()
        self.said: dict[str, dict[str, str]] = defaultdict(dict)
        self.result = PeoplePlan()

    def _standing(self) -> dict[int, list[Membership]]:
        held: dict[int, list[Membership]] = defaultdict(list)
        rows = Membership.objects.filter(user__in=list(self.existing.values())).filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=self.today)
        )
        for membership in rows.select_related("unit"):
            held[membership.user_id].append(membership)
        return held

    def _owners(self) -> dict[str, str]:
        """Account name by e-mail and by NIP, for those that occur in the file."""
        emails = {row.get("email").lower() for row in self.rows} - {""}
        nips = {_digits(row.get("nip")) for row in self.rows} - {""}
        users = User.objects.filter(Q(email__in=emails) | Q(nip__in=nips))
        owners: dict[str, str] = {}
        for username, email, nip in users.values_list("username", "email", "nip"):
            owners |= {value: username for value in (email, nip) if value}
        return owners

    def plan(self) -> PeoplePlan:
        for row in self.rows:
            username = row.get("username").lower()
            shown = RowPlan(row.number, f"{row.get('name')} ({username})".strip())
            self.result.rows.append(shown)
            for key, sentence in row.errors.items():
                shown.fail(PEOPLE.title_of(key), sentence)
            account = self._account(row, username, shown)
            membership = self._membership(row, username, shown)
            if shown.is_wrong or account is None or membership is None:
                continue
            self._settle_account(username, account, shown)
            self._settle_role(username, membership, shown)
        return self.result

    def _account(self, row: RawRow, username: str, shown: RowPlan) -> User | None:
        """The account as it would be: a new one, or the existing one with corrected fields."""
        if not username:
            shown.fail("Nama akun", "Nama akun belum diisi.")
            return None
        if username in ADDRESS_WORDS:
            shown.fail("Nama akun", f"“{username}” dipakai alamat halaman. Pilih nama lain.")
        known = self.existing.get(username)
        if known is not None and username not in self.managed:
            shown.fail(
                "Nama akun",
                "Akun ini milik orang di luar wilayah Anda. Beri peran lewat halaman unitnya, atau"
                " pilih nama akun lain.",
            )
            return None
        wanted = User(
            username=username,
            name=row.get("name"),
            email=row.get("email").lower(),
            nip=_digits(row.get("nip")),
        )
        if known is None and not wanted.name:
            shown.fail("Nama", "Nama belum diisi.")
        self._check_account(wanted, shown)
        return wanted

    def _check_account(self, wanted: User, shown: RowPlan) -> None:
        for key, checks in CHECKS.items():
            value = getattr(wanted, key)
            for check in checks if value else []:
                try:
                    check(value)
                except ValidationError as error:
                    shown.fail(PEOPLE.title_of(key), error.messages[0])
        said = self.said[wanted.username]
        for key in OWN_FIELDS:
            value = getattr(wanted, key)
            if value and said.setdefault(key, value) != value:
                shown.fail(PEOPLE.title_of(key), "Berbeda dengan baris lain untuk akun ini.")
        if wanted.email:
            try:
                validate_email(wanted.email)
            except ValidationError:
                shown.fail("Surel", f"“{wanted.email}” bukan surel yang lengkap.")
        for key in ("email", "nip"):
            value = getattr(wanted, key)
            # The first row with a value owns it, so a second account in the file is told too.
            if value and self.owner_of.setdefault(value, wanted.username) != wanted.username:
                title = PEOPLE.title_of(key)
                shown.fail(title, f"{title} ini sudah dipakai akun lain.")

    def _membership(self, row: RawRow, username: str, shown: RowPlan) -> Membership | None:
        unit = self.units.get(row.get("unit").lower())
        if unit is None:
            shown.fail("Kode unit", f"Unit “{row.get('unit')}” tidak ada di wilayah Anda.")
        role = ROLES.get(row.get("role").casefold())
        if role is None:
            known = ", ".join(str(one.label) for one in Role)
            shown.fail("Peran", f"“{row.get('role')}” bukan peran. Yang ada: {known}.")
        if unit is None or role is None:
            return None
        if not self.rights.may_grant(role, unit):
            shown.fail("Peran", "Peran ini di luar wewenang Anda.")
        elif username == self.own_name and is_admin_role(role):
            shown.fail("Peran", str(OwnRoleError()))
        key = (username, unit.code, role)
        if key in self.seen:
            shown.fail("Peran", "Orang, unit, dan peran ini sudah ada di baris lain berkas ini.")
        self.seen.add(key)
        begins = _day(row.get("valid_from")) or self.today
        ends = _day(row.get("valid_until"))
        if ends and ends < begins:
            shown.fail("Berlaku sampai", "Hari terakhir tidak boleh sebelum hari mulai.")
        areas = self._areas(row.get("areas"), role, shown)
        return Membership(unit=unit, role=role, areas=areas, valid_from=begins, valid_until=ends)

    def _areas(self, text: str, role: str, shown: RowPlan) -> list[str]:
        # A comma is taken too, but Excel itself makes one number of "1,3".
        keys = {part.strip().casefold() for part in text.replace(";", ",").split(",")} - {""}
        known = [key for key, _ in area_choices()]
        if strange := keys - set(known):
            shown.fail(
                "Area", f"Area {', '.join(sorted(strange))} tidak dikenal. Tulis nomornya: 1; 3."
            )
        elif keys and role not in AREA_ROLES:
            shown.fail("Area", "Peran ini selalu mencakup semua area. Kosongkan kolom Area.")
        chosen = [key for key in known if key in keys]
        return [] if len(chosen) == len(known) else chosen

    def _settle_account(self, username: str, wanted: User, shown: RowPlan) -> None:
        known = self.existing.get(username)
        if known is None:
            shown.state = State.NEW
            if username not in self.result.accounts:
                self.result.accounts[username] = wanted
                shown.changes.append(Change("Akun", "", username))
            return
        changed = [
            key
            for key in OWN_FIELDS
            if getattr(wanted, key) and getattr(wanted, key) != getattr(known, key)
        ]
        if not changed or username in self.result.corrected:
            return
        if not self.rights.may_manage(self.standing[known.pk]):
            shown.fail("Nama akun", "Akun ini juga memegang peran di luar wewenang Anda.")
            return
        for key in changed:
            title = PEOPLE.title_of(key)
            shown.changes.append(Change(title, getattr(known, key), getattr(wanted, key)))
            setattr(known, key, getattr(wanted, key))
        shown.state = State.CHANGED
        self.result.corrected[username] = known

    def _settle_role(self, username: str, wanted: Membership, shown: RowPlan) -> None:
        if shown.is_wrong:
            return
        known = self.existing.get(username)
        held = next(
            (
                one
                for one in (self.standing[known.pk] if known else [])
                if (one.unit_id, one.role) == (wanted.unit.pk, wanted.role)
            ),
            None,
        )
        if held is None:
            self.result.grants.append((username, wanted))
            shown.changes.append(Change("Peran", "", _role_words(wanted)))
            shown.state = State.NEW if shown.state is State.NEW else State.CHANGED
            return
        before = _role_words(held)
        held.areas = wanted.areas or held.areas
        held.valid_until = wanted.valid_until or held.valid_until
        after = _role_words(held)
        if after != before:
            self.result.respanned.append(held)
            shown.changes.append(Change("Peran", before, after))
            shown.state = State.CHANGED


def _role_words(membership: Membership) -> str:
    unit: Unit = membership.unit
    until = f" sampai {membership.valid_until:%d-%m-%Y}" if membership.valid_until else ""
    label = Role(membership.role).label
    return f"{label}, {unit.short_name}, {area_names(membership.areas)}{until}"


def _digits(text: str) -> str:
    return "".join(text.split())


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
