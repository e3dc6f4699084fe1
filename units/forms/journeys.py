"""What people record about the road of their unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms

from units.models import Milestone, PredicateRecord, Unit
from zi_portal.lib.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    DateFormatError,
    format_date_long,
    parse_date,
)
from zi_portal.lib.form_fields import IndonesianDateField, LineField
from zi_portal.lib.numbers import plain_number


@dataclass(frozen=True, slots=True)
class DayOrYear:
    """A day, or a year of which no day is known (then the day is 1 January)."""

    day: dt.date
    only_year: bool

    def __str__(self) -> str:
        return str(self.day.year) if self.only_year else format_date_long(self.day)


class DayOrYearField(forms.CharField):
    """Reads "5 Agustus 2018", "5-8-2018" or just "2018"; old letters often survive as a year."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Contoh: 5 Agustus 2018, atau 2018 bila hanya tahunnya.")
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs["autocomplete"] = "off"

    def clean(self, value: Any) -> DayOrYear | None:
        text: str = super().clean(value)
        if not text:
            return None
        year = plain_number(text, 4)
        if year is not None and len(text) == 4:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise forms.ValidationError(
                    f"Tahun {text} di luar jangkauan. Tulis tahun antara {FIRST_YEAR} dan"
                    f" {LAST_YEAR}."
                )
            return DayOrYear(dt.date(year, 1, 1), only_year=True)
        try:
            return DayOrYear(parse_date(text), only_year=False)
        except DateFormatError as error:
            raise forms.ValidationError(str(error)) from error


class JourneyForm(forms.Form):
    """Knows the day it is at the unit, so that what has not happened is not recorded as done."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = unit.today
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."

    def is_ahead(self, when: DayOrYear) -> bool:
        return when.day > self.today


class PredicateForm(JourneyForm):
    """A predicate the unit was given; `fields_for_action` are those of `record_predicate`."""

    predicate = forms.ChoiceField(
        label="Predikat", choices=PredicateRecord.Predicate.choices, widget=forms.RadioSelect
    )
    giver = forms.ChoiceField(label="Diberikan oleh", choices=PredicateRecord.Giver.choices)
    granted_on = DayOrYearField(label="Ditetapkan pada")
    document_number = LineField(label="Nomor keputusan", max_length=120, required=False)
    note = forms.CharField(label="Keterangan", max_length=300, required=False)

    def clean_granted_on(self) -> DayOrYear:
        when: DayOrYear = self.cleaned_data["granted_on"]
        if self.is_ahead(when):
            raise forms.ValidationError(
                f"{when} belum tiba, jadi predikatnya belum diberikan. Catat rencananya sebagai"
                " tonggak."
            )
        return when

    @property
    def fields_for_action(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        when = values.pop("granted_on")
        return values | {"granted_on": when.day, "only_year_known": when.only_year}

    @staticmethod
    def initial_of(record: PredicateRecord) -> dict[str, Any]:
        return {
            "predicate": record.predicate,
            "giver": record.giver,
            "granted_on": str(DayOrYear(record.granted_on, record.only_year_known)),
            "document_number": record.document_number,
            "note": record.note,
        }


class RevokeForm(JourneyForm):
    """When a predicate was revoked, and why."""

    revoked_on = IndonesianDateField(label="Dicabut pada")
    revoked_reason = forms.CharField(
        label="Alasan pencabutan", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_revoked_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["revoked_on"]
        if day > self.today:
            raise forms.ValidationError(
                f"{format_date_long(day)} belum tiba. Tulis tanggal pada surat pencabutannya."
            )
        return day


class MilestoneForm(JourneyForm):
    """One step of the road; `fields_for_action` are those of `add_milestone`."""

    kind = forms.ChoiceField(
        label="Langkah", choices=[("", "Pilih langkah"), *Milestone.Kind.choices]
    )
    title = LineField(
        label="Judul",
        max_length=160,
        required=False,
        help_text="Boleh dikosongkan; dipakai nama langkahnya.",
    )
    happened_on = DayOrYearField(label="Tanggal")
    is_planned = forms.BooleanField(label="Masih rencana, belum dilaksanakan", required=False)
    note = forms.CharField(
        label="Keterangan",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        when, kind = cleaned.get("happened_on"), cleaned.get("kind")
        if when and self.is_ahead(when) and not cleaned["is_planned"]:
            self.add_error(
                "happened_on",
                f"{when} belum tiba. Centang “Masih rencana”, atau perbaiki tanggalnya.",
            )
        if kind in (Milestone.Kind.WBK, Milestone.Kind.WBBM) and not cleaned["is_planned"]:
            self.add_error(
                "kind",
                "Predikat yang sudah diterima dicatat lewat “Catat predikat”, karena menjadi syarat"
                " WBBM. Sebagai tonggak hanya rencananya.",
            )
        if kind and not cleaned.get("title"):
            cleaned["title"] = str(Milestone.Kind(kind).label)
        return cleaned

    @property
    def fields_for_action(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        when = values.pop("happened_on")
        return values | {"happened_on": when.day, "only_year_known": when.only_year}

    @staticmethod
    def initial_of(milestone: Milestone) -> dict[str, Any]:
        return {
            "kind": milestone.kind,
            "title": milestone.title,
            "happened_on": str(DayOrYear(milestone.happened_on, milestone.only_year_known)),
            "is_planned": milestone.is_planned,
            "note": milestone.note,
        }
