"""Forms of /kelola/: units, kinds, people and roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from units.areas import area_choices
from units.forms.sentences import SentenceForm, UnitCodeField
from units.managing import ADDRESS_WORDS
from units.models import Membership, Unit, UnitKind, User
from units.models.offices import UnitQuerySet
from units.permissions import AREA_ROLES, Role, rights_of
from zi_portal.lib.form_fields import (
    IndonesianDateField,
    IndonesianIntegerField,
    LineField,
    NipField,
)


# 100 TB: more than an office fills, and within what the column holds.
LARGEST_QUOTA_MB = 100_000_000


class UnitForm(SentenceForm):
    """A unit's particulars and its place. The code is only asked for a new unit."""

    code = forms.CharField(
        label="Kode",
        max_length=60,
        validators=Unit._meta.get_field("code").validators,
        help_text="Dipakai di alamat halaman dan tidak dapat diganti. Contoh: kppn-ternate.",
    )
    name = LineField(label="Nama", max_length=200)
    short_name = LineField(
        label="Nama pendek", max_length=80, help_text="Untuk daftar dan bagian atas halaman."
    )
    kind = forms.ModelChoiceField(UnitKind.objects.all(), label="Jenis kantor", empty_label="Pilih")
    parent = UnitCodeField(label="Unit atasan")
    province = LineField(label="Provinsi", max_length=60, required=False)
    time_zone = forms.ChoiceField(label="Zona waktu", choices=Unit.TimeZone.choices)
    quota_mb = IndonesianIntegerField(
        label="Batas kotak bukti (MB)",
        required=False,
        min_value=1,
        max_value=LARGEST_QUOTA_MB,
        help_text="Kosongkan untuk memakai batas yang berlaku bagi semua unit.",
    )

    def __init__(
        self, *args: Any, units: UnitQuerySet, unit: Unit | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.parent_field.offer(units, "daftar-unit")
        if unit is not None:
            del self.fields["code"]
            self.initial = {name: getattr(unit, name) for name in self.fields}
            if unit.parent is None or not units.filter(pk=unit.parent.pk).exists():
                # The place of the topmost unit in one's scope is for those above to change.
                del self.fields["parent"]

    @property
    def parent_field(self) -> UnitCodeField:
        field: UnitCodeField = self.fields["parent"]  # type: ignore[assignment]
        return field

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in ADDRESS_WORDS:
            raise forms.ValidationError(f"“{code}” dipakai alamat halaman. Pilih kode lain.")
        if Unit.objects.filter(code=code).exists():
            raise forms.ValidationError("Kode ini sudah dipakai. Pilih kode lain.")
        return code


class KindForm(SentenceForm):
    code = forms.SlugField(
        label="Kode", max_length=40, help_text="Huruf kecil, angka, tanda hubung. Contoh: kppn."
    )
    name = LineField(label="Nama", max_length=120)

    def __init__(self, *args: Any, kind: UnitKind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind is not None:
            del self.fields["code"]
            self.initial = {"name": kind.name}

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if UnitKind.objects.filter(code=code).exists():
            raise forms.ValidationError("Kode ini sudah dipakai. Pilih kode lain.")
        return code

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        same = UnitKind.objects.filter(name__iexact=name)
        if same.exclude(pk=self.kind.pk if self.kind else 0).exists():
            raise forms.ValidationError("Jenis dengan nama ini sudah ada.")
        return name


class PersonForm(SentenceForm):
    """Who a person is. The account name is only asked for a new account."""

    name = LineField(label="Nama", max_length=150)
    username = forms.CharField(
        label="Nama akun",
        max_length=60,
        validators=User._meta.get_field("username").validators,
        help_text="Untuk masuk; tidak dapat diganti. Contoh: sari.ternate.",
    )
    email = forms.EmailField(
        label="Surel",
        required=False,
        help_text="Untuk tautan lupa kata sandi. Boleh dikosongkan.",
        error_messages={"invalid": "Surel ini tidak lengkap. Contoh: sari@kantor.example.go.id."},
    )
    nip = NipField(required=False)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person is not None:
            del self.fields["username"]
            self.initial = {name: getattr(person, name) for name in self.fields}

    def _taken(self, **value: str) -> bool:
        others = User.objects.exclude(pk=self.person.pk if self.person else 0)
        return others.filter(**value).exists()

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"]
        if username in ADDRESS_WORDS:
            raise forms.ValidationError(f"“{username}” dipakai alamat halaman. Pilih nama lain.")
        if self._taken(username=username):
            raise forms.ValidationError(
                "Nama akun ini sudah dipakai. Pilih nama lain, atau beri peran pada akun yang ada."
            )
        return username

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email and self._taken(email=email):
            raise forms.ValidationError("Surel ini sudah dipakai akun lain.")
        return email

    def clean_nip(self) -> str:
        nip: str = self.cleaned_data["nip"]
        if nip and self._taken(nip=nip):
            raise forms.ValidationError("NIP ini sudah dipakai akun lain.")
        return nip


class SpanForm(SentenceForm):
    """Areas and last day of a role."""

    areas = forms.MultipleChoiceField(
        label="Area",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Untuk anggota tim dan koordinator area. Kosong berarti semua area.",
    )
    valid_until = IndonesianDateField(
        label="Berlaku sampai",
        required=False,
        help_text="Hari terakhir. Kosongkan bila belum ditentukan.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas_field.choices = area_choices()

    @property
    def areas_field(self) -> forms.MultipleChoiceField:
        field: forms.MultipleChoiceField = self.fields["areas"]  # type: ignore[assignment]
        return field


class ChangeMembershipForm(SpanForm):
    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.membership = membership
        self.initial = {"areas": membership.areas, "valid_until": membership.valid_until}
        if membership.role not in AREA_ROLES:
            del self.fields["areas"]

    def clean_valid_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["valid_until"]
        if day is not None and day < timezone.localdate():
            raise forms.ValidationError(
                "Hari terakhir paling awal hari ini. Untuk mengakhiri peran sekarang juga, pakai"
                " Akhiri."
            )
        if day is not None and day < self.membership.valid_from:
            raise forms.ValidationError(
                "Hari terakhir tidak boleh sebelum peran ini mulai berlaku."
            )
        return day


class GrantForm(SpanForm):
    """A role in a unit, for a person who is named elsewhere on the page."""

    unit = UnitCodeField(label="Unit")
    role = forms.ChoiceField(label="Peran")
    valid_from = IndonesianDateField(label="Berlaku sejak", initial=timezone.localdate)
    field_order = ["unit", "role", "areas", "valid_from", "valid_until"]

    def __init__(self, *args: Any, by: User, units: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        unit_field: UnitCodeField = self.fields["unit"]  # type: ignore[assignment]
        unit_field.offer(units, "daftar-unit")
        role_field: forms.ChoiceField = self.fields["role"]  # type: ignore[assignment]
        granted = rights_of(by).grantable_roles_anywhere()
        role_field.choices = [("", "Pilih"), *((role, Role(role).label) for role in granted)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        role, unit, areas = cleaned.get("role"), cleaned.get("unit"), cleaned.get("areas")
        if role and unit and not rights_of(self.by).may_grant(role, unit):
            self.add_error("role", "Peran ini di luar wewenang Anda di unit itu. Pilih peran lain.")
        if role and areas and role not in AREA_ROLES:
            self.add_error(
                "areas", f"{Role(role).label} selalu mencakup semua area. Kosongkan pilihan area."
            )
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", "Hari terakhir tidak boleh sebelum hari mulai.")
        return cleaned


class AppointForm(GrantForm):
    """A role in one unit, for somebody who has an account already, here or elsewhere.

    People move between regions, so the account may lie outside the admin's scope; it is therefore
    named exactly and never offered.
    """

    person = forms.CharField(
        label="Nama akun atau NIP",
        max_length=60,
        help_text="Tulis lengkap. Untuk orang yang belum punya akun, pakai Tambah orang.",
    )
    field_order = ["person", "role", "areas", "valid_from", "valid_until"]

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["unit"]
        self.office = unit
        role_field: forms.ChoiceField = self.fields["role"]  # type: ignore[assignment]
        granted = rights_of(self.by).grantable_roles(unit)
        role_field.choices = [("", "Pilih"), *((role, Role(role).label) for role in granted)]

    def clean_person(self) -> User:
        text = "".join(self.cleaned_data["person"].split()).lower()
        named = Q(nip=text) if text.isdecimal() and len(text) == 18 else Q(username=text)
        person = User.objects.filter(named, is_active=True).first()
        if person is None:
            raise forms.ValidationError(
                "Tidak ada akun aktif dengan nama akun atau NIP itu. Periksa ejaannya, atau pakai"
                " Tambah orang."
            )
        return person


class NewPersonForm(GrantForm, PersonForm):
    """A new account with its first role."""

    field_order = [
        "name", "username", "email", "nip", "unit", "role", "areas", "valid_from", "valid_until",
    ]  # fmt: skip


class EndMembershipForm(SentenceForm):
    last_day = IndonesianDateField(
        label="Hari terakhir",
        required=False,
        earliest=timezone.localdate,
        help_text="Kosongkan untuk mengakhiri sekarang juga.",
    )
