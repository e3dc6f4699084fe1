"""What people tell of an innovation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from innovations.instrument_parts import Choices
from innovations.models import Innovation
from units.forms.journeys import DayOrYear, DayOrYearField
from units.models import Unit
from zi_portal.lib.form_fields import LineField
from zi_portal.lib.numbers import plain_number


LONG = {"rows": 4}


def long_text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=Innovation.TEXT_MAX,
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text=help_text,
    )


class InnovationForm(forms.Form):
    """An innovation told; incomplete is allowed, since a story grows. `sections` order the page."""

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    name = LineField(label="Nama inovasi", max_length=120)
    name_meaning = forms.CharField(
        label="Arti nama",
        max_length=200,
        required=False,
        help_text="Kepanjangan singkatan atau alasan memilih nama itu.",
    )
    kind = forms.ChoiceField(label="Jenis", choices=[("", "Pilih jenis"), *Innovation.Kind.choices])
    origin = forms.ChoiceField(
        label="Asal gagasan",
        choices=[("", "Belum disebut"), *Innovation.Origin.choices],
        required=False,
        help_text="Menentukan jawaban yang diusulkan untuk butir inovasi di LKE.",
    )
    brings_closer = forms.ChoiceField(
        label="Mendekatkan layanan kepada penggunanya?",
        choices=[("", "Belum dijawab"), ("ya", "Ya"), ("tidak", "Tidak")],
        required=False,
    )
    phase = forms.ChoiceField(
        label="Lahir pada masa",
        choices=Innovation.Phase.choices,
        widget=forms.RadioSelect,
        help_text="Predikat yang sedang dibangun unit ketika inovasi ini mulai.",
    )
    started_on = DayOrYearField(label="Mulai", required=False)
    service = LineField(
        label="Layanan", max_length=200, required=False, help_text="Layanan yang diperbaiki."
    )
    users = LineField(
        label="Pemakai layanan", max_length=200, required=False, help_text="Untuk siapa."
    )
    need = long_text("Kebutuhan yang dijawab")
    need_source = forms.ChoiceField(
        label="Kebutuhan itu diketahui dari",
        choices=[("", "Belum disebut"), *Innovation.NeedSource.choices],
        required=False,
    )
    need_reference = forms.CharField(
        label="Rujukan sumber",
        max_length=200,
        required=False,
        help_text="Misalnya: survei kepuasan semester I 2025.",
    )
    problem = long_text("Masalah sebelumnya")
    solution = long_text("Solusi")
    novelty = long_text("Apa yang baru")
    builds_on = forms.ChoiceField(label="Lanjutan dari inovasi", required=False)
    difference = long_text(
        "Pembeda", "Apa yang berbeda dari masa WBK, atau dari inovasi yang dilanjutkan."
    )
    areas = forms.MultipleChoiceField(
        label="Area pengungkit", required=False, widget=forms.CheckboxSelectMultiple
    )
    items = forms.CharField(
        label="Butir LKE yang didukung",
        required=False,
        max_length=1000,
        help_text="Kode butir, pisahkan dengan koma. Misalnya: A.I.6.ii.f, A.II.6.i.a.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    beyond_sop = forms.ChoiceField(
        label="Melampaui SOP dan IKU?",
        choices=[("", "Belum dijawab"), ("ya", "Ya"), ("tidak", "Tidak")],
        required=False,
    )
    beyond_sop_note = forms.CharField(
        label="Penjelasan SOP dan IKU", max_length=500, required=False
    )
    owner = LineField(label="Penanggung jawab", max_length=120, required=False)
    team = long_text("Tim", "Nama atau jabatan, satu per baris.")
    resources = long_text("Sumber daya", "Orang, alat, dan anggaran yang dipakai.")
    sustainability = long_text(
        "Keberlanjutan", "Apa yang membuatnya tetap jalan bila orangnya berganti."
    )
    kit_steps = long_text(
        "Langkah bagi peniru", "Urutan kerja agar unit lain dapat memulainya, satu per baris."
    )

    YES_OR_NO = ("beyond_sop", "brings_closer")
    SECTIONS = (
        (
            "Inovasi",
            ("name", "name_meaning", "kind", "origin", "phase", "started_on", "service", "users"),
        ),
        (
            "Kebutuhan dan solusi",
            ("need", "need_source", "need_reference", "problem", "solution", "novelty"),
        ),
        ("Pembeda dan LKE", ("builds_on", "difference", "areas", "items")),
        ("Melampaui tugas", ("brings_closer", "beyond_sop", "beyond_sop_note")),
        (
            "Pelaksana dan keberlanjutan",
            ("owner", "team", "resources", "sustainability", "kit_steps"),
        ),
    )

    def __init__(
        self, *args: Any, unit: Unit, parts: Choices, others: list[Innovation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        self.today: dt.date = unit.today
        self.fields["areas"].choices = parts.areas  # type: ignore[attr-defined]
        self.fields["builds_on"].choices = [  # type: ignore[attr-defined]
            ("", "Bukan lanjutan"),
            *((str(one.pk), one.name) for one in others),
        ]
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names]) for title, names in self.SECTIONS]

    def clean_started_on(self) -> DayOrYear | None:
        when: DayOrYear | None = self.cleaned_data["started_on"]
        if when and when.day > self.today:
            raise forms.ValidationError(
                f"{when} belum tiba. Tulis hari inovasi mulai, atau kosongkan selama masih ide."
            )
        return when

    def clean_items(self) -> list[str]:
        known, strange = self.parts.known_codes(self.cleaned_data["items"])
        if strange:
            raise forms.ValidationError(
                f"Kode {', '.join(strange[:5])} tidak ada di LKE. Tulis kode seperti di daftar"
                " tugas, misalnya A.I.6.ii.f."
            )
        return known

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        """What `record_innovation` and `change_innovation` take."""
        values = dict(self.cleaned_data)
        values.pop("versi")
        when: DayOrYear | None = values.pop("started_on")
        builds_on = values.pop("builds_on")
        return values | {
            "started_on": when.day if when else None,
            "only_year_known": bool(when and when.only_year),
            "builds_on_id": plain_number(builds_on, 18),
            **{name: {"ya": True, "tidak": False}.get(values[name]) for name in self.YES_OR_NO},
        }

    @staticmethod
    def initial_of(innovation: Innovation) -> dict[str, Any]:
        one = innovation
        apart = {"versi", "started_on", "builds_on", "items", *InnovationForm.YES_OR_NO}
        same = InnovationForm.base_fields.keys() - apart
        started = DayOrYear(one.started_on, one.only_year_known) if one.started_on else ""
        return {
            name: getattr(one, name) for name in same if name not in InnovationForm.YES_OR_NO
        } | {
            "versi": one.version,
            "started_on": str(started),
            "builds_on": str(one.builds_on_id or ""),
            "items": ", ".join(one.items.values_list("code", flat=True)),
            **{
                name: {True: "ya", False: "tidak"}.get(getattr(one, name), "")
                for name in InnovationForm.YES_OR_NO
            },
        }


class StepForm(forms.Form):
    """Into which state an innovation came, and when; choices are the states that follow."""

    state = forms.ChoiceField(label="Keadaan baru")
    happened_on = DayOrYearField(label="Sejak")
    note = forms.CharField(
        label="Keterangan",
        max_length=500,
        required=False,
        help_text="Misalnya nomor SOP, atau sebab berhenti.",
    )

    def __init__(self, *args: Any, innovation: Innovation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = innovation.unit.today
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (state, Innovation.State(state).label) for state in innovation.next_states
        ]
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."

    def clean_happened_on(self) -> DayOrYear:
        when: DayOrYear = self.cleaned_data["happened_on"]
        if when.day > self.today:
            raise forms.ValidationError(f"{when} belum tiba. Catat setelah terjadi.")
        return when

    @property
    def fields_for_action(self) -> dict[str, Any]:
        when: DayOrYear = self.cleaned_data["happened_on"]
        return {
            "state": self.cleaned_data["state"],
            "happened_on": when.day,
            "only_year_known": when.only_year,
            "note": self.cleaned_data["note"],
        }
