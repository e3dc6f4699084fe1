"""The lists below /kelola/: units, people with their roles, and the audit trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from reports.lists.listing import MOST_ROWS, Listing
from units.contexts.managing import ENDING_SOON_DAYS, shown_memberships
from units.contexts.trail import shown_event
from units.forms.filters import ListFilter, PeopleFilter, TrailFilter, UnitFilter
from units.managing import managed_memberships, managed_people, managed_units, visible_trail
from units.models import User
from zi_portal.lib.workbooks.tables import Form, TableColumn, Value


UNITS = (
    TableColumn("Kode", 22),
    TableColumn("Nama", 44),
    TableColumn("Nama pendek", 24),
    TableColumn("Jenis", 20),
    TableColumn("Unit atasan", 34),
    TableColumn("Provinsi", 22),
    TableColumn("Zona waktu", 11),
    TableColumn("Aktif", 8),
)
PEOPLE = (
    TableColumn("Nama", 32),
    TableColumn("Nama akun", 22),
    TableColumn("NIP", 21),
    TableColumn("Surel", 30),
    TableColumn("Akun", 14),
    TableColumn("Terakhir masuk", 17, Form.MOMENT),
    TableColumn("Peran", 20),
    TableColumn("Unit", 36),
    TableColumn("Area", 24),
    TableColumn("Berlaku sejak", 13, Form.DAY),
    TableColumn("Sampai", 13, Form.DAY),
    TableColumn("Keadaan peran", 14),
)
TRAIL = (
    TableColumn("Nomor", 10, Form.WHOLE),
    TableColumn("Waktu", 17, Form.MOMENT),
    TableColumn("Pelaku", 28),
    TableColumn("Nama akun", 20),
    TableColumn("Tindakan", 24),
    TableColumn("Sasaran", 28),
    TableColumn("Unit", 20),
    TableColumn("Rincian", 70),
    TableColumn("Hash", 16),
)


def unit_listing(user: User, chosen: UnitFilter) -> Listing:
    found = chosen.narrow(managed_units(user)).select_related("kind", "parent")
    return Listing(
        name="Daftar unit",
        title="Daftar unit",
        columns=UNITS,
        rows=(
            (
                one.code,
                one.name,
                one.short_name,
                one.kind.name,
                one.parent.name if one.parent else "",
                one.province,
                one.zone_label,
                "ya" if one.is_active else "tidak",
            )
            for one in found[: MOST_ROWS + 1]
        ),
        filters=words_of(chosen),
    )


def people_listing(user: User, chosen: PeopleFilter) -> Listing:
    """One row for each role in the viewer's scope, so that it can be filtered by unit and role."""
    return Listing(
        name="Daftar orang",
        title="Daftar orang dan perannya",
        columns=PEOPLE,
        rows=_people(user, chosen),
        filters=words_of(chosen),
    )


def _people(user: User, chosen: PeopleFilter) -> Iterator[Sequence[Value]]:
    soon = timezone.localdate() + dt.timedelta(days=ENDING_SOON_DAYS)
    found = list(chosen.narrow(managed_people(user), user, soon)[: MOST_ROWS + 1])
    roles = managed_memberships(user).filter(user__in=[one.pk for one in found])
    held: dict[int, list[Sequence[Value]]] = {}
    rows = roles.select_related("user", "unit").order_by("unit__name", "role", "pk")
    for one in shown_memberships(user, rows):
        held.setdefault(one.person.pk, []).append(
            (one.role, one.unit.name, one.areas, one.valid_from, one.valid_until, one.state)
        )
    for person in found:
        particulars = (
            person.name,
            person.username,
            person.nip or "",
            person.email,
            "aktif" if person.is_active else "tidak aktif",
            _clock(person.last_login),
        )
        for role in held.get(person.pk, [("", "", "", None, None, "")]):
            yield (*particulars, *role)


def trail_listing(user: User, chosen: TrailFilter) -> Listing:
    """The newest events first, as on the page."""
    events = chosen.narrow(visible_trail(user)).order_by("-pk")[: MOST_ROWS + 1]
    return Listing(
        name="Jejak audit",
        title="Jejak audit",
        columns=TRAIL,
        rows=(
            (
                one.number,
                _clock(one.at),
                one.actor_name,
                one.actor,
                one.action,
                one.target,
                one.unit,
                "; ".join(f"{key}: {value}" for key, value in one.details),
                one.hash,
            )
            for one in map(shown_event, events)
        ),
        filters=words_of(chosen),
    )


def words_of(chosen: ListFilter) -> dict[str, str]:
    """The filters in use, by their label."""
    return {
        str(field.label or name): str(chosen.value(name)) for name, field in chosen.fields.items()
    }


def _clock(moment: dt.datetime | None) -> dt.datetime | None:
    """A moment as the portal's own clock shows it; a workbook knows no zones."""
    if moment is None:
        return None
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).replace(tzinfo=None, microsecond=0)
