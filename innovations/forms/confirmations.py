"""What an adopter is asked: by a link, on a phone perhaps, or in the account of its unit."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.conf import settings

from innovations.forms.replications import name_what_is_missing
from innovations.models import Replication
from units.forms.journeys import DayOrYear, DayOrYearField
from zi_portal.lib.form_fields import LineField
from zi_portal.lib.numbers import format_size


LETTER_ACCEPT = ".pdf,.jpg,.jpeg,.png"
LETTER_EXTENSIONS = frozenset({"pdf", "jpg", "jpeg", "png"})
LETTER_KINDS = "Surat harus berkas PDF, JPG, atau PNG. Simpan sebagai salah satunya, lalu pilih."


class SaidForm(forms.Form):
    """Who speaks; `today` is the day at the unit that asks."""

    FIELDS: ClassVar[tuple[str, ...]] = ("name", "function")

    name = LineField(
        label="Nama Anda", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    function = LineField(
        label="Jabatan Anda",
        max_length=160,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        name_what_is_missing(self)

    @property
    def fields_for_action(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.FIELDS}


class RunsForm(SaidForm):
    """That it runs, since when, and what became different."""

    FIELDS = ("name", "function", "agency", "changed")

    agency = LineField(
        label="Instansi Anda", max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    running_since = DayOrYearField(
        label="Diterapkan sejak",
        help_text="Tanggal, misalnya 5 Agustus 2025. Bila hanya ingat tahunnya, tulis tahunnya.",
    )
    changed = forms.CharField(
        label="Yang berubah atau hasilnya",
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )
    letter = forms.FileField(
        label="Surat yang ditandatangani",
        widget=forms.FileInput({"accept": LETTER_ACCEPT}),
        max_length=200,
        error_messages={
            "required": "Surat belum dipilih. Pilih foto atau pindaian surat yang ditandatangani.",
            "empty": "Berkas surat kosong (0 byte). Pilih berkas lain.",
            "max_length": "Nama berkas surat terlalu panjang. Pendekkan namanya, lalu pilih lagi.",
            "invalid": "Berkas surat tidak terkirim. Pilih lagi.",
        },
    )

    field_order = ("running_since", "changed", "name", "function", "agency", "letter")

    def __init__(self, *args: Any, letter_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = self.fields["letter"]
        letter.required = letter_required
        size = format_size(settings.CONFIRMATION_LETTER_BYTES)
        letter.help_text = f"Foto atau pindaian surat: PDF, JPG, atau PNG, paling besar {size}."

    def clean_running_since(self) -> DayOrYear:
        when: DayOrYear = self.cleaned_data["running_since"]
        if when.day > self.today:
            raise forms.ValidationError(f"{when} belum tiba. Tulis sejak kapan sudah diterapkan.")
        return when

    def clean_letter(self) -> Any:
        letter = self.cleaned_data["letter"]
        if letter is None:
            return None
        if letter.size > settings.CONFIRMATION_LETTER_BYTES:
            raise forms.ValidationError(
                f"Berkas surat sebesar {format_size(letter.size)} melebihi batas"
                f" {format_size(settings.CONFIRMATION_LETTER_BYTES)}. Kecilkan, lalu pilih lagi."
            )
        if letter.name.rpartition(".")[2].lower() not in LETTER_EXTENSIONS:
            raise forms.ValidationError(LETTER_KINDS)
        return letter

    @property
    def fields_for_action(self) -> dict[str, Any]:
        when: DayOrYear = self.cleaned_data["running_since"]
        return super().fields_for_action | {
            "running_since": when.day,
            "only_year_known": when.only_year,
        }


class DoesNotForm(SaidForm):
    """That it does not run there, and why."""

    FIELDS = ("name", "function", "agency", "reason")

    agency = LineField(
        label="Instansi Anda", max_length=200, widget=forms.TextInput({"autocomplete": "off"})
    )
    reason = forms.CharField(label="Alasan", max_length=2000, widget=forms.Textarea({"rows": 3}))

    field_order = ("reason", "name", "function", "agency")


class WithdrawForm(forms.Form):
    """Taking a confirmation back; `code` only for those without an account."""

    code = forms.CharField(
        label="Kode pencabutan",
        max_length=60,
        help_text="Yang tampil setelah Anda mengonfirmasi, misalnya ABCD-EFGH-JKLM-NPQR-STUV.",
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    reason = forms.CharField(
        label="Alasan mencabut", max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, with_code: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_code:
            del self.fields["code"]
        name_what_is_missing(self)


class AdopterNoteForm(forms.Form):
    """What the adopting unit itself says of how it runs there."""

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    adapted = forms.CharField(
        label="Yang disesuaikan",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    adopter_results = forms.CharField(
        label="Hasil di unit ini",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("adapted", "adopter_results")}

    @staticmethod
    def initial_of(replication: Replication) -> dict[str, Any]:
        return {
            "versi": replication.version,
            "adapted": replication.adapted,
            "adopter_results": replication.adopter_results,
        }
