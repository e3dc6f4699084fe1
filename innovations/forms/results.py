"""What people tell of the results of an innovation."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms

from innovations.models import Activity, Innovation, Measure, Testimony
from pengungkit.models import Evidence
from zi_portal.lib.form_fields import (
    IndonesianDateField,
    IndonesianDecimalField,
    IndonesianIntegerField,
    LineField,
)


# What the column of a value holds; more digits would be cut by some databases.
MOST = 9_999_999_999


class MeasuredField(IndonesianDecimalField):
    """A figure of a measure, within what can be kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(places=4, min_value=-MOST, max_value=MOST, **kwargs)


class ResultForm(forms.Form):
    """Knows today at the unit; `versi` is the version the person has before them."""

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    # Days of what happened may not lie ahead.
    PAST_DAYS: ClassVar[tuple[str, ...]] = ()
    FIELDS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, innovation: Innovation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.innovation = innovation
        self.today: dt.date = innovation.unit.today
        for name in self.PAST_DAYS:
            self.fields[name].latest = self.today  # type: ignore[attr-defined]
        for field in self.fields.values():
            if field.label and "default_error_messages" not in vars(type(field)):
                field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.FIELDS}

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.FIELDS} | {"versi": row.version}


class MeasureForm(ResultForm):
    """A measure; the value before the innovation gives the picture its left bar."""

    PAST_DAYS = ("baseline_on",)
    FIELDS = (
        "name",
        "unit_name",
        "direction",
        "baseline",
        "baseline_on",
        "baseline_source",
        "target",
    )

    name = LineField(label="Ukuran", max_length=120, help_text="Misalnya: lama revisi anggaran.")
    unit_name = LineField(
        label="Satuan",
        max_length=40,
        help_text="Misalnya: menit. Untuk angka besar: juta rupiah.",
    )
    direction = forms.ChoiceField(
        label="Arah", choices=Measure.Direction.choices, widget=forms.RadioSelect
    )
    baseline = MeasuredField(label="Nilai sebelum inovasi", required=False)
    baseline_on = IndonesianDateField(label="Tanggal nilai sebelum inovasi", required=False)
    baseline_source = forms.CharField(
        label="Sumber nilai sebelum inovasi", max_length=200, required=False
    )
    target = MeasuredField(label="Target", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value, day = cleaned.get("baseline"), cleaned.get("baseline_on")
        if value is not None and day is None and "baseline_on" not in self.errors:
            self.add_error(
                "baseline_on",
                "Tanggal nilai sebelum inovasi belum diisi. Tulis kapan nilai itu diukur.",
            )
        if day is not None and value is None and "baseline" not in self.errors:
            self.add_error(
                "baseline", "Nilainya belum diisi. Tulis nilainya, atau kosongkan tanggalnya."
            )
        return cleaned


class ValueForm(ResultForm):
    """What a measure was on a day."""

    PAST_DAYS = ("measured_on",)
    FIELDS = ("measured_on", "value", "source")

    measured_on = IndonesianDateField(label="Tanggal")
    value = MeasuredField(label="Nilai")
    source = forms.CharField(
        label="Sumber", max_length=200, help_text="Misalnya: survei kepuasan semester I 2026."
    )


class ActivityForm(ResultForm):
    """Something done on a day; who took part is told as a number."""

    PAST_DAYS = ("happened_on",)
    FIELDS = (
        "kind",
        "happened_on",
        "title",
        "place",
        "participants",
        "requester",
        "result",
        "photo",
    )

    kind = forms.ChoiceField(label="Jenis", choices=[("", "Pilih jenis"), *Activity.Kind.choices])
    happened_on = IndonesianDateField(label="Tanggal")
    title = LineField(label="Kegiatan", max_length=160)
    place = LineField(label="Tempat", max_length=120, required=False)
    participants = IndonesianIntegerField(
        label="Jumlah peserta", required=False, max_value=1_000_000, help_text="Cukup jumlahnya."
    )
    requester = LineField(
        label="Diminta oleh", max_length=160, required=False, help_text="Kantor atau kelompok."
    )
    result = forms.CharField(
        label="Hasil", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = forms.ModelChoiceField(
        label="Foto atau bukti",
        queryset=Evidence.objects.none(),
        to_field_name="uuid",
        required=False,
        empty_label="Belum ada",
        help_text="Dari kotak bukti unit.",
        error_messages={"invalid_choice": "Bukti itu tidak ada di kotak bukti unit ini."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.innovation.unit.evidence.order_by("title", "pk")
        self.fields["photo"].queryset = own  # type: ignore[attr-defined]


class TestimonyForm(ResultForm):
    """What somebody said; stored only with how and when they agreed."""

    PAST_DAYS = ("given_on", "consented_on")
    FIELDS = ("speaker", "words", "given_on", "consented_on", "consent_manner")

    speaker = LineField(
        label="Disampaikan oleh",
        max_length=120,
        help_text="Jabatan atau kantornya cukup; nama hanya bila orangnya mau.",
    )
    words = forms.CharField(
        label="Kesaksian", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    given_on = IndonesianDateField(label="Tanggal disampaikan")
    consented_on = IndonesianDateField(label="Disetujui untuk dicatat pada")
    consent_manner = forms.CharField(
        label="Cara persetujuan",
        max_length=160,
        help_text="Misalnya: surat, pesan tertulis, formulir survei. Tanpa persetujuan tidak"
        " disimpan.",
    )


RESULT_FORMS: dict[str, tuple[type[Measure | Activity | Testimony], type[ResultForm]]] = {
    "ukuran": (Measure, MeasureForm),
    "kegiatan": (Activity, ActivityForm),
    "kesaksian": (Testimony, TestimonyForm),
}
