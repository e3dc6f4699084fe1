"""What people tell of assistance given, and of what was agreed to follow."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q

from innovations.forms.innovations import long_text
from innovations.instrument_parts import Choices
from innovations.models import Assistance, FollowUp
from units.models import Unit
from zi_portal.lib.form_fields import IndonesianDateField, IndonesianIntegerField, LineField


IN_PORTAL = "unit"
MOST_ALIKE = 5
MOST_NEAR = 60


class AssistanceForm(forms.Form):
    """One assistance; the helped office is one of the portal by its name or code, or any agency."""

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    helped_kind = forms.ChoiceField(
        label="Yang didampingi",
        choices=[(IN_PORTAL, "Unit di portal ini"), *Assistance.AgencyKind.choices],
    )
    helped_name = LineField(
        label="Nama kantornya",
        max_length=200,
        help_text="Untuk unit di portal ini: nama atau kodenya, misalnya kppn-ternate.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "unit-terdekat"}),
    )
    happened_on = IndonesianDateField(label="Tanggal")
    mode = forms.ChoiceField(label="Cara", choices=[("", "Pilih cara"), *Assistance.Mode.choices])
    people = IndonesianIntegerField(
        label="Jumlah orang yang didampingi",
        required=False,
        max_value=1_000_000,
        help_text="Cukup jumlahnya.",
    )
    topic = LineField(
        label="Pokok bahasan",
        max_length=200,
        help_text="Misalnya: menyusun rencana kerja pembangunan ZI.",
    )
    areas = forms.MultipleChoiceField(
        label="Area", required=False, widget=forms.CheckboxSelectMultiple
    )
    items = forms.CharField(
        label="Butir LKE yang dibahas",
        required=False,
        max_length=1000,
        help_text="Kode butir, pisahkan dengan koma.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    advice = long_text("Saran yang diberikan")
    result = long_text("Hasil")

    SAME = ("happened_on", "mode", "people", "topic", "areas", "items", "advice", "result")

    def __init__(self, *args: Any, helper: Unit, parts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper, self.parts = helper, parts
        self.fields["happened_on"].latest = helper.today  # type: ignore[attr-defined]
        self.fields["areas"].choices = parts.areas  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name != "happened_on":
                field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."

    def clean_items(self) -> list[str]:
        known, strange = self.parts.known_codes(self.cleaned_data["items"])
        if strange:
            raise forms.ValidationError(
                f"Kode {', '.join(strange[:5])} tidak ada di LKE. Tulis kode seperti di daftar"
                " tugas, misalnya A.I.1.i.a."
            )
        return known

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.helped = None
        name = cleaned.get("helped_name", "")
        if name and cleaned.get("helped_kind") == IN_PORTAL:
            try:
                self.helped = found_unit(name, besides=self.helper)
            except forms.ValidationError as error:
                self.add_error("helped_name", error)
        return cleaned

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        """What `record_assistance` and `change_assistance` take."""
        cleaned = self.cleaned_data
        outside = cleaned["helped_kind"] != IN_PORTAL
        return {name: cleaned[name] for name in self.SAME} | {
            "helped": self.helped,
            "agency_name": cleaned["helped_name"] if outside else "",
            "agency_kind": cleaned["helped_kind"] if outside else "",
        }

    @classmethod
    def initial_of(cls, one: Assistance) -> dict[str, Any]:
        return {name: getattr(one, name) for name in cls.SAME} | {
            "versi": one.version,
            "helped_kind": one.agency_kind or IN_PORTAL,
            "helped_name": one.helped.code if one.helped else one.agency_name,
            "items": ", ".join(one.items),
        }


def found_unit(words: str, *, besides: Unit) -> Unit:
    """The one active unit with this code or name; what is like it is told when none or several."""
    units = Unit.objects.filter(is_active=True)
    same = Q(code=words.lower()) | Q(name__iexact=words) | Q(short_name__iexact=words)
    found = list(units.filter(same).order_by("name", "pk")[: MOST_ALIKE + 1])
    if len(found) == 1:
        if found[0].pk == besides.pk:
            raise forms.ValidationError("Itu unit Anda sendiri. Tulis unit lain yang didampingi.")
        return found[0]
    alike = found or list(
        units.filter(Q(name__icontains=words) | Q(code__icontains=words.lower()))
        .exclude(pk=besides.pk)
        .order_by("name", "pk")[:MOST_ALIKE]
    )
    named = "; ".join(f"{one.name} ({one.code})" for one in alike[:MOST_ALIKE])
    if found:
        raise forms.ValidationError(f"Beberapa unit bernama {words}: {named}. Tulis kodenya.")
    raise forms.ValidationError(
        f"Tidak ada unit {words} di portal ini."
        + (f" Yang mirip: {named}. Tulis kodenya." if named else "")
        + " Untuk kantor di luar portal, pilih jenis instansinya."
    )


class ProgressForm(forms.Form):
    """How far a follow-up is: what the helped side may say."""

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    state = forms.ChoiceField(label="Keadaan", choices=FollowUp.State.choices)
    done_on = IndonesianDateField(
        label="Selesai pada", required=False, help_text="Kosong berarti hari ini."
    )
    remark = forms.CharField(label="Keterangan", max_length=500, required=False)

    FIELDS: tuple[str, ...] = ("state", "done_on", "remark")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["done_on"].latest = today  # type: ignore[attr-defined]
        if "what" in self.fields:
            self.fields["what"].error_messages["required"] = (
                "Tindak lanjut belum diisi. Tulis apa yang disepakati."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("state") != FollowUp.State.DONE:
            cleaned["done_on"] = None
        elif cleaned.get("done_on") is None and "done_on" not in self.errors:
            cleaned["done_on"] = self.today
        return cleaned

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.FIELDS}

    @classmethod
    def initial_of(cls, row: FollowUp) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.FIELDS} | {"versi": row.version}


class FollowUpForm(ProgressForm):
    """A follow-up as the helping side agrees and changes it."""

    FIELDS = ("what", "due_on", "state", "done_on", "remark")

    what = forms.CharField(
        label="Tindak lanjut",
        max_length=300,
        help_text="Apa yang dikerjakan kantor yang didampingi.",
    )
    due_on = IndonesianDateField(label="Tenggat", required=False)
    field_order = ("versi", "what", "due_on", "state", "done_on", "remark")


def near_units(unit: Unit) -> list[Unit]:
    """Offices most likely meant: those below the unit, and those under the same one."""
    near = Q(parent=unit) | (Q(parent_id=unit.parent_id) if unit.parent_id else Q())
    rows = Unit.objects.filter(near, is_active=True).exclude(pk=unit.pk)
    return list(rows.order_by("name", "pk")[:MOST_NEAR])
