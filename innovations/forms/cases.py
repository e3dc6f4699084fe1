"""Cases of a promise that are past, their correction, and figures of months without cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from innovations.models import Case, MonthlyFigures, Promise
from innovations.service_figures import months_before, next_month
from zi_portal.lib.clock_fields import ClockField
from zi_portal.lib.dates import month_name
from zi_portal.lib.form_fields import (
    IndonesianDateField,
    IndonesianDecimalField,
    IndonesianIntegerField,
)


LONGEST_CASE = dt.timedelta(days=366)
MONTHS_BACK = 60
NO_NAMES = "Nomor surat atau tiket. Jangan tulis nama, NIP, atau nomor telepon orang."


class CaseForm(forms.Form):
    """One case; when a case is changed, `case` is it and changed times need a reason."""

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    reference = forms.CharField(
        label="Nomor permohonan", max_length=60, required=False, help_text=NO_NAMES
    )
    started_day = IndonesianDateField(label="Tanggal mulai")
    started_clock = ClockField(label="Jam mulai", help_text="Contoh: 08.15.")
    finished_day = IndonesianDateField(
        label="Tanggal selesai", required=False, help_text="Kosongkan bila belum selesai."
    )
    finished_clock = ClockField(label="Jam selesai", required=False, help_text="Contoh: 09.00.")
    miss_reason = forms.CharField(
        label="Sebab terlewat",
        max_length=500,
        required=False,
        help_text="Diisi bila batas waktunya terlewat. Tanpa nama orang.",
    )
    compensation = forms.CharField(
        label="Kompensasi yang diberikan", max_length=500, required=False
    )
    reason = forms.CharField(
        label="Alasan mengubah waktu",
        max_length=300,
        required=False,
        help_text="Wajib bila jam atau tanggalnya diubah; tersimpan di jejak audit.",
    )

    def __init__(
        self, *args: Any, promise: Promise, case: Case | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.promise, self.case = promise, case
        if case is None:
            del self.fields["reason"]
        for name in ("started_day", "finished_day"):
            self.fields[name].latest = promise.today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        started = self._moment("started")
        finished = self._moment("finished")
        if self.errors:
            return cleaned
        now = timezone.now()
        for name, moment in (("started", started), ("finished", finished)):
            if moment and moment > now:
                self.add_error(f"{name}_clock", "Jam itu belum tiba. Catat setelah terjadi.")
        if started and finished and finished < started:
            self.add_error(
                "finished_clock", "Selesainya lebih awal daripada mulainya. Periksa keduanya."
            )
        elif started and finished and finished - started > LONGEST_CASE:
            self.add_error(
                "finished_day", "Lebih dari setahun sesudah mulai. Periksa tahun pada tanggalnya."
            )
        day: dt.date = cleaned["started_day"]
        is_new_start = self.case is None or started != self.case.started_at
        if is_new_start and (words := self.promise.why_not_given(day)):
            self.add_error("started_day", words)
        cleaned["started_at"], cleaned["finished_at"] = started, finished
        if self.case is not None and not cleaned.get("reason") and self._times_changed():
            self.add_error(
                "reason", "Waktunya diubah. Tulis alasannya, misalnya: lupa menekan Selesai."
            )
        return cleaned

    def _moment(self, name: str) -> dt.datetime | None:
        """In UTC; the moment a clock was pressed is kept to the second while its minute stays."""
        day, clock = (self.cleaned_data.get(f"{name}_{part}") for part in ("day", "clock"))
        for part, value, other in (("day", day, clock), ("clock", clock, day)):
            if value is None and other is not None and f"{name}_{part}" not in self.errors:
                self.add_error(f"{name}_{part}", "Tanggal dan jam diisi keduanya.")
        if day is None or clock is None:
            return None
        told = dt.datetime.combine(day, clock, self.promise.zone).astimezone(dt.UTC)
        kept: dt.datetime | None = getattr(self.case, f"{name}_at", None)
        if kept and kept.replace(second=0, microsecond=0) == told:
            return kept
        return told

    def _times_changed(self) -> bool:
        return any(
            self.cleaned_data[name] != getattr(self.case, name)
            for name in ("started_at", "finished_at")
        )

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        """What `add_case` and `change_case` take."""
        names = ("reference", "started_at", "finished_at", "miss_reason", "compensation")
        more = {"reason": self.cleaned_data["reason"]} if self.case else {}
        return {name: self.cleaned_data[name] for name in names} | more

    @staticmethod
    def initial_of(case: Case) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: getattr(case, name) for name in ("reference", "miss_reason", "compensation")
        }
        for name in ("started", "finished"):
            moment: dt.datetime | None = getattr(case, f"{name}_at")
            if moment:
                here = moment.astimezone(case.promise.zone)
                found |= {f"{name}_day": here.date(), f"{name}_clock": here.time()}
        return found | {"versi": case.version}


class MonthForm(forms.Form):
    """Figures of a month that is over; zero cases is something known, and said as zero."""

    FIELDS = ("n", "met", "median", "source")

    versi = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    month = forms.TypedChoiceField(label="Bulan", coerce=dt.date.fromisoformat)
    n = IndonesianIntegerField(
        label="Jumlah kasus",
        max_value=10_000_000,
        help_text="0 bila bulan itu memang tidak ada permohonan.",
    )
    met = IndonesianIntegerField(label="Selesai tepat waktu", max_value=10_000_000)
    median = IndonesianDecimalField(
        label="Median (menit)",
        min_value=0,
        max_value=9_999_999,
        places=1,
        required=False,
        help_text="Nilai tengah. Kosongkan bila tidak diketahui; jangan isi rata-rata.",
    )
    source = forms.CharField(
        label="Sumber",
        max_length=200,
        help_text="Misalnya: laporan layanan bulanan.",
        error_messages={"required": "Sumber belum diisi. Tulis dari mana angka ini."},
    )

    def __init__(
        self, *args: Any, promise: Promise, row: MonthlyFigures | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.promise = promise
        if row is not None:
            del self.fields["month"]
            return
        this = promise.today.replace(day=1)
        months = [months_before(this, count) for count in range(1, MONTHS_BACK + 1)]
        self.fields["month"].choices = [  # type: ignore[attr-defined]
            (month.isoformat(), month_name(month)) for month in months
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        month: dt.date | None = cleaned.get("month")
        if month is not None:
            # A month in which the promise began or ended still has its days.
            last = next_month(month) - dt.timedelta(days=1)
            words = self.promise.why_not_given(last) and self.promise.why_not_given(month)
            if words:
                self.add_error("month", words)
        n, met = cleaned.get("n"), cleaned.get("met")
        if n is not None and met is not None and met > n:
            self.add_error("met", f"Melebihi jumlah kasus ({n}). Periksa keduanya.")
        if n == 0 and cleaned.get("median") is not None:
            self.add_error("median", "Bulan tanpa kasus tidak punya median. Kosongkan.")
        return cleaned

    @property
    def base_version(self) -> int:
        return self.cleaned_data["versi"] or 0

    @property
    def fields_for_action(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.FIELDS}

    @classmethod
    def initial_of(cls, row: MonthlyFigures) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.FIELDS} | {"versi": row.version}
