"""Who may do what, where. The only module that reads Membership.role.

A person's rights are read once per request (one query) into a `Rights`, and reach the database
as path ranges inside the query, never as a list of ids. Rights removed therefore end with the
request that is running.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from units.models import Membership, Unit, User
from units.models.offices import PATH_STEP, in_subtree


Role = Membership.Role


class Permission(StrEnum):
    VIEW = auto()
    ANSWER = auto()
    ASSIGN = auto()
    APPROVE_ITEM = auto()
    OPEN_ASSESSMENT = auto()
    CLOSE_ASSESSMENT = auto()
    REOPEN_ASSESSMENT = auto()
    RECORD_JOURNEY = auto()
    MAKE_PACKET = auto()
    RECORD_INNOVATION = auto()
    RECORD_ASSISTANCE = auto()
    CONFIRM_REPLICATION = auto()
    VIEW_TRAIL = auto()
    MANAGE_PEOPLE = auto()
    MANAGE_UNITS = auto()
    MANAGE_KINDS = auto()
    MANAGE_INSTRUMENT = auto()
    DESTROY_EVIDENCE = auto()


_TEAM = {Permission.VIEW, Permission.ANSWER, Permission.RECORD_INNOVATION}
_COORDINATOR = _TEAM | {
    Permission.ASSIGN,
    Permission.APPROVE_ITEM,
    Permission.RECORD_ASSISTANCE,
}
_ADMIN = {
    Permission.VIEW,
    Permission.OPEN_ASSESSMENT,
    Permission.REOPEN_ASSESSMENT,
    Permission.RECORD_JOURNEY,
    Permission.RECORD_ASSISTANCE,
    Permission.MAKE_PACKET,
    Permission.VIEW_TRAIL,
    Permission.MANAGE_PEOPLE,
    Permission.MANAGE_UNITS,
}

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.ANGGOTA: frozenset(_TEAM),
    Role.KOORDINATOR: frozenset(_COORDINATOR),
    Role.KETUA: frozenset(
        _COORDINATOR
        | {
            Permission.OPEN_ASSESSMENT,
            Permission.CLOSE_ASSESSMENT,
            Permission.RECORD_JOURNEY,
            Permission.MAKE_PACKET,
            Permission.CONFIRM_REPLICATION,
            Permission.VIEW_TRAIL,
        }
    ),
    Role.KEPALA: frozenset(
        {
            Permission.VIEW,
            Permission.VIEW_TRAIL,
            Permission.CLOSE_ASSESSMENT,
            Permission.MAKE_PACKET,
            Permission.CONFIRM_REPLICATION,
        }
    ),
    Role.TPI: frozenset({Permission.VIEW}),
    Role.ADMIN_WILAYAH: frozenset(_ADMIN),
    Role.ADMIN_PUSAT: frozenset(
        _ADMIN
        | {Permission.MANAGE_KINDS, Permission.MANAGE_INSTRUMENT, Permission.DESTROY_EVIDENCE}
    ),
    Role.PENGAMAT: frozenset({Permission.VIEW}),
}

# These roles reach the unit they are held in and every unit below it; the others only the unit.
SUBTREE_ROLES = frozenset({Role.TPI, Role.ADMIN_WILAYAH, Role.ADMIN_PUSAT, Role.PENGAMAT})
# These roles can be bound to some areas of the instrument; the others always cover all of them.
AREA_ROLES = frozenset({Role.ANGGOTA, Role.KOORDINATOR})
# Nobody grants a role above their own rank.
RANK: dict[str, int] = {
    role: {Role.ADMIN_PUSAT: 3, Role.ADMIN_WILAYAH: 2}.get(role, 1) for role in Role
}
# Roles whose holders see or judge other people's offices; a setting makes a second factor a must.
SECOND_FACTOR_ROLES = frozenset({Role.TPI, Role.ADMIN_WILAYAH, Role.ADMIN_PUSAT})

# What the 403 page says: the right, and who has it.
SENTENCES: dict[Permission, str] = {
    Permission.VIEW: "Halaman ini hanya untuk orang yang memegang peran di unit ini.",
    Permission.ANSWER: (
        "Mengisi butir hanya dapat dilakukan anggota tim, koordinator area, atau ketua tim ZI"
        " yang ditugaskan di area itu."
    ),
    Permission.ASSIGN: (
        "Menugaskan butir hanya dapat dilakukan koordinator area itu atau ketua tim ZI."
    ),
    Permission.APPROVE_ITEM: (
        "Menyetujui atau mengembalikan butir hanya dapat dilakukan koordinator area itu atau"
        " ketua tim ZI."
    ),
    Permission.OPEN_ASSESSMENT: (
        "Membuka penilaian tahun baru hanya dapat dilakukan ketua tim ZI atau admin."
    ),
    Permission.CLOSE_ASSESSMENT: (
        "Menutup pengisian hanya dapat dilakukan ketua tim ZI atau kepala kantor."
    ),
    Permission.REOPEN_ASSESSMENT: (
        "Membuka kembali penilaian hanya dapat dilakukan admin wilayah atau admin pusat."
    ),
    Permission.RECORD_JOURNEY: (
        "Mencatat predikat dan tonggak hanya dapat dilakukan ketua tim ZI atau admin."
    ),
    Permission.RECORD_INNOVATION: (
        "Mencatat inovasi hanya dapat dilakukan anggota tim, koordinator area, atau ketua tim ZI"
        " unit ini."
    ),
    Permission.RECORD_ASSISTANCE: (
        "Mencatat asistensi hanya dapat dilakukan koordinator area atau ketua tim ZI unit"
        " pendamping, atau admin."
    ),
    Permission.CONFIRM_REPLICATION: (
        "Menjawab atas nama unit tentang inovasi yang diterima hanya dapat dilakukan ketua tim ZI"
        " atau kepala kantor unit itu."
    ),
    Permission.MAKE_PACKET: (
        "Merekam penilaian dan membuat paket hanya dapat dilakukan ketua tim ZI, kepala kantor,"
        " atau admin."
    ),
    Permission.VIEW_TRAIL: (
        "Jejak audit hanya dapat dibuka ketua tim ZI, kepala kantor, atau admin."
    ),
    Permission.MANAGE_PEOPLE: "Mengelola orang dan peran hanya dapat dilakukan admin.",
    Permission.MANAGE_UNITS: "Mengelola unit hanya dapat dilakukan admin.",
    Permission.MANAGE_KINDS: "Daftar jenis kantor hanya dapat diubah admin pusat.",
    Permission.MANAGE_INSTRUMENT: (
        "Templat formulir resmi hanya dapat dikelola admin pusat. Minta admin pusat mengunggah atau"
        " mengganti templatnya."
    ),
    Permission.DESTROY_EVIDENCE: (
        "Memusnahkan berkas bukti hanya dapat dilakukan admin pusat, atas dasar hukum. Untuk"
        " berhenti memakai bukti di sebuah butir, lepas bukti itu dari butirnya."
    ),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One active membership, as far as rights need it."""

    role: str
    unit_id: int
    unit_code: str
    unit_name: str
    path: str
    path_end: str
    areas: frozenset[str]

    def reaches(self, unit: Unit) -> bool:
        """Whether the grant covers this unit."""
        if self.role in SUBTREE_ROLES:
            return self.path <= unit.path < self.path_end
        return unit.pk == self.unit_id

    def covers(self, area: str | None) -> bool:
        """Whether the grant covers this area; a role without areas covers all of them."""
        return area is None or not self.areas or area in self.areas


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything one person may do during one request."""

    grants: tuple[Grant, ...]

    def _with(self, permission: Permission) -> Iterable[Grant]:
        return (grant for grant in self.grants if permission in PERMISSIONS[grant.role])

    def scope(self, permission: Permission = Permission.VIEW, prefix: str = "") -> Q:
        """Condition for rows whose unit this permission reaches; `prefix` leads to the unit.

        Example: `Assessment.objects.filter(rights.scope(Permission.VIEW, "unit__"))`.
        """
        condition = Q(pk__in=[])
        for grant in self._with(permission):
            if grant.role in SUBTREE_ROLES:
                condition |= in_subtree(grant.path, grant.path_end, prefix)
            else:
                condition |= Q(**{f"{prefix}path": grant.path})
        return condition

    def allows(self, permission: Permission, unit: Unit, area: str | None = None) -> bool:
        """Whether the person may do this in the unit, and in the area when one is named."""
        return any(grant.reaches(unit) and grant.covers(area) for grant in self._with(permission))

    def require(self, permission: Permission, unit: Unit, area: str | None = None) -> None:
        """Raise `PermissionDenied` with the sentence of the right when it is missing."""
        if not self.allows(permission, unit, area):
            raise PermissionDenied(SENTENCES[permission])

    def has_anywhere(self, permission: Permission) -> bool:
        return any(True for _ in self._with(permission))

    def require_anywhere(self, permission: Permission) -> None:
        """For pages that are not about one unit, such as the list of kinds."""
        if not self.has_anywhere(permission):
            raise PermissionDenied(SENTENCES[permission])

    def may_grant(self, role: str, unit: Unit) -> bool:
        """Whether this person may give someone this role in this unit: own rank, own scope."""
        return any(
            grant.reaches(unit) and RANK[grant.role] >= RANK[role]
            for grant in self._with(Permission.MANAGE_PEOPLE)
        )

    def grantable_roles(self, unit: Unit) -> list[str]:
        return [role for role in Role if self.may_grant(role, unit)]

    def grantable_roles_anywhere(self) -> list[str]:
        """Roles up to own rank, whichever unit they are then given in."""
        ranks = [RANK[grant.role] for grant in self._with(Permission.MANAGE_PEOPLE)]
        return [role for role in Role if ranks and RANK[role] <= max(ranks)]

    def may_manage(self, memberships: Iterable[Membership]) -> bool:
        """Whether an account with these roles is within own rank and scope, all of it.

        Whoever can set a person's password can act as that person, so one role out of reach is
        enough to say no.
        """
        return all(self.may_grant(one.role, one.unit) for one in memberships)

    def sees_everything(self, permission: Permission) -> bool:
        """Whether the permission reaches a whole tree from its top unit down."""
        return any(
            grant.role in SUBTREE_ROLES and len(grant.path) == PATH_STEP
            for grant in self._with(permission)
        )

    def manages(self, unit: Unit) -> bool:
        """Whether a role of this person as an admin hangs on exactly this unit."""
        return any(g.unit_id == unit.pk for g in self._with(Permission.MANAGE_UNITS))

    @property
    def needs_second_factor(self) -> bool:
        return any(grant.role in SECOND_FACTOR_ROLES for grant in self.grants)

    @property
    def home(self) -> Grant | None:
        """The grant that names "my office": the first whose role works inside one office."""
        inside = [grant for grant in self.grants if grant.role not in SUBTREE_ROLES]
        return next(iter(inside or self.grants), None)

    @property
    def office_ids(self) -> list[int]:
        """Offices in which the person works, in the order the roles were given."""
        inside = (grant.unit_id for grant in self.grants if grant.role not in SUBTREE_ROLES)
        return list(dict.fromkeys(inside))

    def belongs_to(self, unit_id: int) -> bool:
        """Whether the person holds any role in exactly this unit."""
        return any(grant.unit_id == unit_id for grant in self.grants)

    @property
    def overseen_code(self) -> str:
        """The code of the first unit below which the person looks after offices; "" if none."""
        return next((g.unit_code for g in self.grants if g.role in SUBTREE_ROLES), "")

    def seen_beside(self, unit: Unit) -> dict[str, str]:
        """What the person sees that is not below this unit: names by code, none inside another."""
        seen = list(self._with(Permission.VIEW))
        wide = [(unit.path, unit.path_end)]
        wide += [(one.path, one.path_end) for one in seen if one.role in SUBTREE_ROLES]
        return {
            one.unit_code: one.unit_name
            for one in seen
            if one.path != unit.path and not any(start < one.path < end for start, end in wide)
        }

    @property
    def oversees(self) -> bool:
        """Whether the person looks after other people's offices."""
        return any(grant.role in SUBTREE_ROLES for grant in self.grants)


NO_RIGHTS = Rights(grants=())


def rights_of(user: User | AnonymousUser) -> Rights:
    """The person's rights now. Read once and kept on the user object of this request."""
    if not isinstance(user, User):
        return NO_RIGHTS
    known: Rights | None = getattr(user, "_rights", None)
    if known is None:
        rows = (
            Membership.objects.active()
            .filter(user=user, unit__is_active=True)
            .order_by("pk")
            .values_list(
                "role",
                "unit_id",
                "unit__code",
                "unit__short_name",
                "unit__path",
                "unit__path_end",
                "areas",
            )
        )
        known = Rights(tuple(grant_from(row) for row in rows))
        user._rights = known  # type: ignore[attr-defined]
    return known


def grant_from(row: Sequence[Any]) -> Grant:
    """A grant from a row of role, unit id, code, short name, path, end of path, areas."""
    role, unit_id, code, name, path, path_end, areas = row
    return Grant(role, unit_id, code, name, path, path_end, frozenset(areas))


def is_admin_role(role: str) -> bool:
    """Whether the role keeps people: nobody decides how long to hold it themselves."""
    return Permission.MANAGE_PEOPLE in PERMISSIONS[role]


def roles_with(permission: Permission) -> list[str]:
    """Every role that holds the permission."""
    return [role for role, granted in PERMISSIONS.items() if permission in granted]


@dataclass(frozen=True, slots=True)
class Holder:
    """Someone who holds a permission in a unit; no areas stands for every area."""

    user_id: int
    name: str
    areas: frozenset[str]

    def covers(self, area: str) -> bool:
        return not self.areas or area in self.areas


def holders_of(permission: Permission, unit: Unit) -> list[Holder]:
    """People who hold the permission through a role in this very unit, by name; one query."""
    rows = (
        Membership.objects.active()
        .filter(unit=unit, role__in=roles_with(permission), user__is_active=True)
        .order_by("user__name", "user_id")
        .values_list("user_id", "user__name", "areas")
    )
    found: dict[int, Holder] = {}
    for user_id, name, areas in rows:
        known = found.get(user_id)
        if known is None:
            found[user_id] = Holder(user_id, name, frozenset(areas))
        else:
            everywhere = not (known.areas and areas)
            merged = frozenset() if everywhere else known.areas | set(areas)
            found[user_id] = Holder(user_id, name, merged)
    return list(found.values())
