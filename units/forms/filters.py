"""Filters of the lists below /kelola/. They only narrow what the scope already allows."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from units.managing import managed_memberships
from units.models import AuditEvent, UnitKind, User
from units.models.offices import UnitQuerySet
from units.permissions import Role
from zi_portal.lib.form_fields import IndonesianDateField


class ListFilter(forms.Form):
    """A filter that takes what is valid of the query string and leaves the rest aside."""

    def value(self, name: str) -> Any:
        """The cleaned value, or an empty one when it was not given or not valid."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""

    @property
    def is_used(self) -> bool:
        return any(self.value(name) for name in self.fields)


class SearchFilter(ListFilter):
    q = forms.CharField(
        label="Cari", max_length=100, required=False, widget=forms.TextInput({"type": "search"})
    )


class UnitFilter(SearchFilter):
    STATES = (("", "Aktif"), ("nonaktif", "Tidak aktif"), ("semua", "Semua"))

    jenis = forms.ModelChoiceField(
        UnitKind.objects.all(),
        to_field_name="code",
        label="Jenis",
        required=False,
        empty_label="Semua jenis",
    )
    status = forms.ChoiceField(label="Keadaan", choices=STATES, required=False)
    atasan = forms.CharField(required=False, widget=forms.HiddenInput)

    def narrow(self, units: UnitQuerySet) -> UnitQuerySet:
        text = self.value("q")
        if text:
            units = units.filter(Q(name__icontains=text) | Q(code__icontains=text))
        if self.value("jenis"):
            units = units.filter(kind=self.value("jenis"))
        if self.value("atasan"):
            units = units.filter(parent__code=self.value("atasan"))
        if self.value("status") != "semua":
            units = units.filter(is_active=self.value("status") != "nonaktif")
        return units.order_by(Lower("name"), "pk")


class PeopleFilter(SearchFilter):
    STATES = (
        ("", "Akun aktif"),
        ("belum-masuk", "Belum pernah masuk"),
        ("segera-berakhir", "Peran segera berakhir"),
        ("tanpa-peran", "Tanpa peran yang berlaku"),
        ("nonaktif", "Akun tidak aktif"),
        ("semua", "Semua"),
    )

    peran = forms.ChoiceField(
        label="Peran", choices=[("", "Semua peran"), *Role.choices], required=False
    )
    status = forms.ChoiceField(label="Keadaan", choices=STATES, required=False)

    def narrow(self, people: QuerySet[User], by: User, soon: dt.date) -> QuerySet[User]:
        """`soon` is the day until which an ending role counts as ending soon."""
        text, state = self.value("q"), self.value("status")
        if text:
            people = people.filter(
                Q(name__icontains=text)
                | Q(username__icontains=text)
                | Q(email__icontains=text)
                | Q(nip__startswith=text)
            )
        if state != "semua":
            people = people.filter(is_active=state != "nonaktif")
        if state == "belum-masuk":
            people = people.filter(last_login__isnull=True)
        standing = managed_memberships(by).active().filter(user=OuterRef("pk"))
        if state == "tanpa-peran":
            people = people.exclude(Exists(standing))
        if state == "segera-berakhir":
            people = people.filter(Exists(standing.filter(valid_until__lte=soon)))
        if self.value("peran"):
            people = people.filter(Exists(standing.filter(role=self.value("peran"))))
        return people.order_by(Lower("name"), "pk")


class TrailFilter(ListFilter):
    """By unit, actor, action and day. Days are days of the portal's own zone."""

    unit = forms.CharField(label="Kode unit", max_length=60, required=False)
    pelaku = forms.CharField(label="Nama akun pelaku", max_length=60, required=False)
    tindakan = forms.CharField(label="Tindakan", max_length=60, required=False)
    dari = IndonesianDateField(label="Dari tanggal", required=False, help_text="")
    sampai = IndonesianDateField(label="Sampai tanggal", required=False, help_text="")

    def narrow(self, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
        if self.value("unit"):
            events = events.filter(unit=self.value("unit").lower())
        if self.value("pelaku"):
            events = events.filter(actor=self.value("pelaku").lower())
        if self.value("tindakan"):
            # Shown with spaces, stored with underscores.
            action = "_".join(self.value("tindakan").lower().split())
            events = events.filter(action__startswith=action)
        zone = ZoneInfo(settings.TIME_ZONE)
        if self.value("dari"):
            begin = dt.datetime.combine(self.value("dari"), dt.time.min, zone)
            events = events.filter(at__gte=begin)
        if self.value("sampai"):
            day_after = self.value("sampai") + dt.timedelta(days=1)
            events = events.filter(at__lt=dt.datetime.combine(day_after, dt.time.min, zone))
        return events
