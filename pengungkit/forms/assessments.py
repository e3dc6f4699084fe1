"""Opening an assessment, and saying why one is closed or opened again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from pengungkit.models import Assessment, InstrumentVersion
from pengungkit.models.instruments import structure_of
from units.models import PredicateRecord, Unit
from zi_portal.lib.form_fields import IndonesianDateField, IndonesianIntegerField


# Nobody scrolls through more names than this; a search narrows them.
UNITS_SHOWN = 50
# Offices enter older years to have a history; nobody plans further than the next year.
YEARS_BACK = 12


def matching_units(units: QuerySet[Unit], q: str) -> QuerySet[Unit]:
    """Units in whose name, short name or code every word occurs."""
    for word in q.split():
        units = units.filter(
            Q(name__icontains=word) | Q(short_name__icontains=word) | Q(code__icontains=word)
        )
    return units


class UnitChoiceField(forms.ModelChoiceField):
    """A unit by its public code. Offers the first few; accepts any unit of the queryset."""

    default_error_messages = {
        "required": "Unit belum dipilih. Pilih unit yang penilaiannya akan dibuka.",
        "invalid_choice": "Unit itu tidak ada atau di luar wewenang Anda. Pilih dari daftar.",
    }

    def offer(self, units: list[Unit]) -> None:
        self.widget.choices = [("", "Pilih unit")] + [(unit.code, unit.name) for unit in units]


class OpenAssessmentForm(forms.Form):
    """Fields are named as the parameters of `actions.assessments.open_assessment`.

    `units` are those the person may open an assessment for; `offered` the few to choose from.
    """

    unit = UnitChoiceField(queryset=Unit.objects.none(), to_field_name="code", label="Unit")
    year = IndonesianIntegerField(label="Tahun penilaian", max_value=9999)
    target = forms.ChoiceField(
        label="Sasaran predikat",
        choices=Assessment.Target.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Sasaran belum dipilih. Pilih WBK atau WBBM."},
    )
    instrument = forms.ModelChoiceField(
        queryset=InstrumentVersion.objects.defer("document"),
        to_field_name="code",
        label="Versi instrumen LKE",
        empty_label=None,
        error_messages={
            "required": "Versi instrumen belum dipilih. Pilih versi LKE yang dipakai tahun itu.",
            "invalid_choice": "Versi instrumen itu tidak ada. Pilih dari daftar.",
        },
        help_text="Penilaian tetap memakai versi ini walaupun kelak ada versi baru.",
    )
    due_on = IndonesianDateField(
        label="Tenggat pengisian",
        required=False,
        help_text="Boleh dikosongkan. Contoh: 31 Maret 2027 atau 31-3-2027.",
    )
    without_wbk = forms.BooleanField(
        label="Tetap buka dengan sasaran WBBM walaupun WBK belum tercatat", required=False
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], offered: list[Unit], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].widget.attrs["class"] = "input-short"
        unit_field = self.fields["unit"]
        assert isinstance(unit_field, UnitChoiceField)  # noqa: S101
        unit_field.queryset = units
        unit_field.offer(offered)
        # The question is put only when there is reason to ask it.
        self.asks_without_wbk = False

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        this_year = timezone.localdate().year
        if not this_year - YEARS_BACK <= year <= this_year + 1:
            raise forms.ValidationError(
                f"Tahun {year} di luar jangkauan. Tulis tahun antara {this_year - YEARS_BACK}"
                f" dan {this_year + 1}."
            )
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._check_due(cleaned.get("year"), cleaned.get("due_on"))
        self._check_wbk(cleaned)
        return cleaned

    def _check_due(self, year: int | None, due_on: dt.date | None) -> None:
        if year and due_on and not year <= due_on.year <= year + 1:
            self.add_error(
                "due_on",
                f"Tenggat itu jatuh pada tahun {due_on.year}, padahal penilaiannya tahun {year}."
                f" Tulis tanggal pada tahun {year} atau {year + 1}.",
            )

    def _check_wbk(self, cleaned: dict[str, Any]) -> None:
        """WBBM is only given to an office that holds WBK; a record may be missing, so it asks."""
        unit, instrument = cleaned.get("unit"), cleaned.get("instrument")
        if not (unit and instrument and cleaned.get("target")):
            return
        needed = needed_predicate(instrument, cleaned["target"])
        held = PredicateRecord.objects.standing().filter(unit=unit, predicate=needed)
        if not needed or held.exists():
            return
        self.asks_without_wbk = True
        if not cleaned.get("without_wbk"):
            self.add_error(
                "without_wbk",
                f"{unit} belum tercatat memegang predikat {needed}, padahal"
                f" {cleaned['target']} hanya diberikan setelah {needed}. Catat predikatnya di"
                " halaman Perjalanan, atau centang kotak ini bila tetap akan dibuka.",
            )

    @property
    def opening(self) -> dict[str, Any]:
        """The cleaned fields `open_assessment` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "without_wbk"}


def needed_predicate(version: InstrumentVersion, target: str) -> str:
    """The predicate that must be held before the target, in capitals; "" when none."""
    return (structure_of(version).target(target).precondition or "").upper()


class ReasonForm(forms.Form):
    """Why an assessment is closed or opened again; the reason goes to the trail."""

    reason = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Alasan belum diisi. Tulis satu kalimat untuk jejak audit."},
        help_text="Satu kalimat. Tercatat dalam jejak audit bersama nama Anda.",
    )
