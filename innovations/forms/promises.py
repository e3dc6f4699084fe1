"""What a unit promises, until when, and on which days it gives no service."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from innovations.models import Innovation, Promise
from units.models import Unit
from zi_portal.lib.clock_fields import ClockField
from zi_portal.lib.dates import EXAMPLE, DateFormatError, format_date_long, parse_date
from zi_portal.lib.form_fields import IndonesianDateField, IndonesianIntegerField, LineField
from zi_portal.lib.numbers import plain_number


DAYS = [
    (1, "Senin"),
    (2, "Selasa"),
    (3, "Rabu"),
    (4, "Kamis"),
    (5, "Jumat"),
    (6, "Sabtu"),
    (7, "Minggu"),
]
MOST_HOLIDAYS = 400


class PromiseForm(forms.Form):
    """A promise; hours matter only when not all of them count, yet are always kept."""

    FIELDS = (
        "service",
        "limit_minutes",
        "counting",
        "days",
        "opens_at",
        "closes_at",
        "pause_from",
        "pause_until",
        "valid_from",
        "statement",
        "compensation",
    )
    SECTIONS = (
        ("Janji", ("service", "limit_minutes", "valid_from", "innovation")),
        (
            "Waktu yang dihitung",
            ("counting", "days", "opens_at", "closes_at", "pause_from", "pause_until"),
        ),
        ("Bagi pemakai layanan", ("statement", "compensation")),
    )

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    service = LineField(label="Layanan", max_length=160, help_text="Misalnya: revisi anggaran.")
    limit_minutes = IndonesianIntegerField(
        label="Batas waktu (menit)",
        min_value=1,
        max_value=Promise.LONGEST_LIMIT,
        help_text="Satu jam = 60. Satu hari kerja 7 jam = 420.",
    )
    valid_from = IndonesianDateField(
        label="Berlaku sejak",
        help_text=f"Sejak kapan dijanjikan; kasus sebelum itu tidak dihitung. {EXAMPLE}.",
    )
    innovation = forms.ChoiceField(label="Bagian dari inovasi", required=False)
    counting = forms.ChoiceField(
        label="Yang dihitung",
        choices=Promise.Counting.choices,
        widget=forms.RadioSelect,
        help_text="Jam layanan saja: malam, istirahat, akhir pekan, dan hari libur unit tidak"
        " dihitung.",
    )
    days = forms.TypedMultipleChoiceField(
        label="Hari layanan",
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hari layanan belum dipilih. Pilih paling sedikit satu hari."},
    )
    opens_at = ClockField(label="Buka", help_text="Contoh: 08.00.")
    closes_at = ClockField(label="Tutup", help_text="Contoh: 16.00.")
    pause_from = ClockField(
        label="Istirahat mulai",
        required=False,
        help_text="Kosongkan bila layanan tetap buka saat istirahat.",
    )
    pause_until = ClockField(label="Istirahat selesai", required=False)
    statement = forms.CharField(
        label="Maklumat pelayanan",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kalimat janji seperti yang dipasang di loket.",
    )
    compensation = forms.CharField(
        label="Kompensasi bila terlewat",
        max_length=500,
        required=False,
        help_text="Misalnya: berkas diantar ke kantor pemohon.",
    )
    recounting = forms.BooleanField(
        label="Hitung ulang kasus lama dengan jam layanan di atas",
        required=False,
        help_text="Centang hanya bila jam yang lama keliru. Tanpa centang, kasus yang sudah"
        " selesai tetap dihitung dengan jam dan batas waktu saat itu.",
    )

    def __init__(
        self, *args: Any, unit: Unit, innovations: list[Innovation], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["innovation"].choices = [  # type: ignore[attr-defined]
            ("", "Bukan bagian dari inovasi"),
            *((str(one.pk), one.name) for one in innovations),
        ]
        if is_new:
            del self.fields["recounting"]
        for name in ("service", "counting"):
            field = self.fields[name]
            field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."

    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        found = [(title, [self[name] for name in names]) for title, names in self.SECTIONS]
        if "recounting" in self.fields:
            found[1][1].append(self["recounting"])
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error(
                "closes_at",
                "Jam tutup harus sesudah jam buka. Layanan yang buka sampai lewat tengah malam:"
                " pilih Semua jam.",
            )
            return cleaned
        first, last = cleaned.get("pause_from"), cleaned.get("pause_until")
        if (first is None) != (last is None):
            name = "pause_from" if first is None else "pause_until"
            if name not in self.errors:
                self.add_error(name, "Isi keduanya, mulai dan selesai istirahat, atau kosongkan.")
        elif first and last and opens and closes and not opens <= first < last <= closes:
            self.add_error(
                "pause_until", "Istirahat harus di antara jam buka dan tutup, mulai lebih dulu."
            )
        return cleaned

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        """What `make_promise` and `change_promise` take."""
        innovation = self.cleaned_data["innovation"]
        return {name: self.cleaned_data[name] for name in self.FIELDS} | {
            "innovation_id": plain_number(innovation, 18)
        }

    @classmethod
    def initial_of(cls, promise: Promise) -> dict[str, Any]:
        return {name: getattr(promise, name) for name in cls.FIELDS} | {
            "versi": promise.version,
            "innovation": str(promise.innovation_id or ""),
        }

    @staticmethod
    def first_initial(unit: Unit, innovation: Innovation | None) -> dict[str, Any]:
        """What most offices would fill in."""
        return {
            "counting": Promise.Counting.OFFICE,
            "days": [1, 2, 3, 4, 5],
            "opens_at": dt.time(8),
            "closes_at": dt.time(16),
            "valid_from": unit.today,
            "innovation": str(innovation.pk) if innovation else "",
        }


class EndForm(forms.Form):
    """The last day of a promise; empty when it goes on."""

    valid_until = IndonesianDateField(
        label="Berlaku sampai",
        required=False,
        help_text="Hari terakhir. Kosongkan bila janji ini masih berlaku.",
    )

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_until"].earliest = promise.valid_from  # type: ignore[attr-defined]


class HolidaysForm(forms.Form):
    """Days without service, one a line; what is wrong is said line by line."""

    text = forms.CharField(
        label="Hari libur",
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Satu hari per baris: tanggal, lalu namanya. Dapat ditempel dari Excel.",
        error_messages={"required": "Belum ada tanggal. Tulis satu hari libur per baris."},
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_HOLIDAYS:
            raise forms.ValidationError(
                f"Ada {len(lines)} baris. Tempel paling banyak {MOST_HOLIDAYS} sekali simpan."
            )
        self.days: dict[dt.date, str] = {}
        wrong = []
        for number, line in enumerate(lines, 1):
            try:
                day, name = holiday_in(line)
            except DateFormatError as error:
                wrong.append(f"Baris {number}: {error}")
                continue
            if day in self.days:
                wrong.append(f"Baris {number}: {format_date_long(day)} tertulis dua kali.")
            self.days[day] = name
        if wrong:
            raise forms.ValidationError(wrong)
        return text


def holiday_in(line: str) -> tuple[dt.date, str]:
    """The day at the start of a line and the name behind it. Raises `DateFormatError`."""
    if "\t" in line:
        first, _, name = line.strip().partition("\t")
        return parse_date(first), " ".join(name.split())[:120] or "Libur"
    words = line.replace(",", " ").replace(";", " ").split()
    error = None
    for length in (3, 1):
        try:
            day = parse_date(" ".join(words[:length]))
        except DateFormatError as refused:
            error = refused
            continue
        return day, " ".join(words[length:])[:120] or "Libur"
    raise error or DateFormatError("Tanggal belum diisi.")
