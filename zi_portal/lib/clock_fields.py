"""Times of day as offices write them: 08.15, also 8.15, 08:15 and 0815; never with AM or PM."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms

from zi_portal.lib.dates import parse_date


EXAMPLE = "Contoh: 08.15"
LONGEST_INPUT = 60
_CLOCK = re.compile(r"([0-9]{1,2})(?:[.:]([0-9]{2})(?:[.:]([0-9]{2}))?)?|([0-9]{2})([0-9]{2})")
_MOMENT = re.compile(r"(.*?),?[ T]+([0-9]{1,2}[.:][0-9]{2}(?:[.:][0-9]{2})?)(?: *WI(?:B|TA|T))?")
# How a spreadsheet keeps a moment: days since the end of 1899, the time as a part of a day.
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_SERIAL_START = dt.datetime(1899, 12, 30)


class ClockFormatError(ValueError):
    """The text is no time of day; str() is the sentence for the user."""


def parse_clock(text: str) -> dt.time:
    """Read `08.15`, `8.15`, `08:15`, `0815` or `8`."""
    typed = text.strip()
    if not typed:
        raise ClockFormatError(f"Jam belum diisi. {EXAMPLE}.")
    match = _CLOCK.fullmatch(typed[:LONGEST_INPUT])
    if match is None:
        raise ClockFormatError(f"“{typed[:20]}” bukan jam yang dikenali. {EXAMPLE}.")
    hour, minute, second = int(match[1] or match[4]), int(match[2] or match[5] or 0), match[3]
    if hour > 23 or minute > 59 or int(second or 0) > 59:
        raise ClockFormatError(f"Tidak ada jam {typed}. Tulis antara 00.00 dan 23.59.")
    return dt.time(hour, minute, int(second or 0))


def parse_moment(text: str) -> dt.datetime:
    """Read a day with a time, `2-3-2026 08.15`, or the number a spreadsheet keeps for it.

    The result has no zone. Raises `ClockFormatError`, `DateFormatError`.
    """
    typed = " ".join(text.split())
    if _SERIAL.fullmatch(typed):
        seconds = round(float(typed) * 86_400)
        return _SERIAL_START + dt.timedelta(seconds=seconds)
    if typed[-2:].upper() in ("AM", "PM"):
        raise ClockFormatError(
            f"“{typed[:40]}” memakai AM/PM. Ubah format selnya ke 24 jam: 2-3-2026 08.15."
        )
    match = _MOMENT.fullmatch(typed[:LONGEST_INPUT])
    if match is None:
        parse_date(typed)
        raise ClockFormatError(f"Jamnya belum ada pada “{typed}”. Tulis seperti 2-3-2026 08.15.")
    return dt.datetime.combine(parse_date(match[1]), parse_clock(match[2]))


class ClockField(forms.Field):
    """A time of day, typed; the browser's own field would show AM and PM on many PCs."""

    widget = forms.TextInput
    default_error_messages = {"required": f"Jam belum diisi. {EXAMPLE}."}

    def to_python(self, value: Any) -> dt.time | None:
        if value in self.empty_values or not str(value).strip():
            return None
        if isinstance(value, dt.time):
            return value
        try:
            return parse_clock(str(value))
        except ClockFormatError as error:
            raise forms.ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H.%M}" if isinstance(value, dt.time) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "inputmode": "decimal", "maxlength": "8", "size": "8"}
