"""Form fields that read numbers, dates and NIP the Indonesian way and answer in whole sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from zi_portal.lib.dates import EXAMPLE, DateFormatError, format_date_long, parse_date
from zi_portal.lib.numbers import (
    Number,
    NumberFormatError,
    format_input,
    parse_count,
    parse_decimal,
)
from zi_portal.lib.unseen import without_unseen


Day = date | Callable[[], date]

_NIP = re.compile(r"[0-9]{18}")
LONGEST_NIP_INPUT = 40


class IndonesianDecimalField(forms.Field):
    """A decimal with a comma; `places` is the most digits allowed behind it.

    A text input, since the browser's number input follows the language of the PC, not ours.
    """

    widget = forms.TextInput
    default_error_messages = {"required": "Angka belum diisi. Tulis angkanya, misalnya 12,5."}

    def __init__(
        self,
        *,
        min_value: Number | None = None,
        max_value: Number | None = None,
        places: int | None = None,
        **kwargs: Any,
    ) -> None:
        self.min_value, self.max_value, self.places = min_value, max_value, places
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, int | float | Decimal):
            value = format_input(value)
        try:
            return parse_decimal(
                value, minimum=self.min_value, maximum=self.max_value, places=self.places
            )
        except NumberFormatError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return format_input(value) if isinstance(value, int | float | Decimal) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial, data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return _number_attrs("decimal", self.min_value)


class IndonesianIntegerField(forms.Field):
    """A count: whole, by default not negative. Thousands dots only where max_value exceeds 999."""

    widget = forms.TextInput
    default_error_messages = {"required": "Jumlah belum diisi. Tulis angka bulat, misalnya 12."}

    def __init__(self, *, min_value: int = 0, max_value: int | None = None, **kwargs: Any) -> None:
        self.min_value, self.max_value = min_value, max_value
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_count(str(value), minimum=self.min_value, maximum=self.max_value)
        except NumberFormatError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial, data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return _number_attrs("numeric", self.min_value)


class IndonesianDateInput(forms.TextInput):
    """A text input, so that names of months can be typed and pasted on every PC.

    On phones static/js/zi.js turns it into the native picker; `data-zi-date` then carries the
    stored day in ISO, which is the only writing that picker takes.
    """

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        try:
            context["widget"]["attrs"]["data-zi-date"] = parse_date(str(value or "")).isoformat()
        except DateFormatError:
            # What was typed wrongly must stay to be seen; a picker would blank it.
            context["widget"]["attrs"]["data-zi-date"] = "asis" if value else ""
        return context


class IndonesianDateField(forms.Field):
    """A day, bounded by `earliest` and `latest` (days, or callables for "today")."""

    widget = IndonesianDateInput
    default_error_messages = {"required": f"Tanggal belum diisi. {EXAMPLE}."}

    def __init__(
        self, *, earliest: Day | None = None, latest: Day | None = None, **kwargs: Any
    ) -> None:
        self.earliest, self.latest = earliest, latest
        kwargs.setdefault("help_text", f"{EXAMPLE}.")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except DateFormatError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        earliest, latest = _resolved(self.earliest), _resolved(self.latest)
        if earliest is not None and value < earliest:
            raise forms.ValidationError(
                f"{format_date_long(value)} terlalu awal."
                f" Tulis tanggal sejak {format_date_long(earliest)}.",
                code="too_early",
            )
        if latest is not None and value > latest:
            raise forms.ValidationError(
                f"{format_date_long(value)} terlalu jauh ke depan."
                f" Tulis tanggal sampai {format_date_long(latest)}.",
                code="too_late",
            )

    def prepare_value(self, value: Any) -> Any:
        """In words, so that the day read by the portal can be checked at a glance."""
        return format_date_long(value) if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _has_changed(self, initial, data)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "maxlength": "40"}


class LineField(forms.CharField):
    """A name, title or other short line; marks nobody sees, often pasted along, are dropped."""

    def to_python(self, value: Any) -> str:
        return without_unseen(super().to_python(value) or "").strip()


class NipField(forms.CharField):
    """The 18 digits of a civil servant's number, kept as text; grouping spaces are dropped."""

    default_error_messages = {"required": "NIP belum diisi. Tulis 18 angka tanpa spasi."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "NIP")
        kwargs.setdefault("help_text", "18 angka. Boleh dikosongkan.")
        super().__init__(max_length=None, **kwargs)

    def to_python(self, value: Any) -> str:
        digits = "".join(str(value or "").split())
        if digits and not _NIP.fullmatch(digits):
            plain = digits.isascii() and digits.isdecimal()
            count = f"{len(digits)} angka" if plain else "berisi tanda selain angka"
            raise forms.ValidationError(
                f"NIP yang ditulis {count}. NIP terdiri atas tepat 18 angka; periksa lagi.",
                code="invalid",
            )
        return digits

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off", "maxlength": str(LONGEST_NIP_INPUT)}


def _number_attrs(keyboard: str, minimum: Number | None) -> dict[str, Any]:
    attrs: dict[str, Any] = {"autocomplete": "off", "maxlength": "40"}
    # The number keyboards of phones have no minus sign.
    if minimum is not None and minimum >= 0:
        attrs["inputmode"] = keyboard
    return attrs


def _resolved(day: Day | None) -> date | None:
    return day() if callable(day) else day


def _has_changed(field: forms.Field, initial: Any, data: Any) -> bool:
    """Compare what is meant, not how it is written; unreadable text always counts as changed."""
    if field.disabled:
        return False
    try:
        return field.to_python(initial) != field.to_python(data)
    except forms.ValidationError:
        return True
