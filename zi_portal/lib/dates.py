"""Dates and times in Indonesian: read day first or with month names, shown in words with a zone."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone


MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
# Spellings met in letters, Excel cells and old forms, beside the full names above.
_OTHER_NAMES = {
    1: "jan",
    2: "feb peb pebruari",
    3: "mar mrt",
    4: "apr",
    5: "mei",
    6: "jun",
    7: "jul",
    8: "agu agt ags agus",
    9: "sep sept",
    10: "okt",
    11: "nov nop nopember",
    12: "des",
}
_MONTH_NUMBERS = {name.casefold(): number for number, name in enumerate(MONTHS, 1)} | {
    name: number for number, names in _OTHER_NAMES.items() for name in names.split()
}

EXAMPLE = "Contoh: 5 Agustus 2026 atau 5-8-2026"
LONGEST_INPUT = 40
# Outside these years a date in this portal is a slip of the finger, not history.
FIRST_YEAR, LAST_YEAR = 1900, 2100

_NUMERIC = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{1,4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NAMED = re.compile(r"([0-9]{1,2})[ /-]([A-Za-z]{3,12})\.?,?[ /-]([0-9]{1,4})")


class DateFormatError(ValueError):
    """The text is no date in Indonesian writing; str() is the sentence for the user."""


def parse_date(text: str) -> date:
    """Read `5/8/2026`, `5-8-2026`, `5 Agustus 2026`, `5-Agu-2026` or `2026-08-05`.

    Day comes first, always; a year has four digits.
    """
    typed = " ".join(text.split())
    if not typed:
        raise DateFormatError(f"Tanggal belum diisi. {EXAMPLE}.")
    if len(typed) > LONGEST_INPUT:
        raise DateFormatError(f"Teks terlalu panjang untuk sebuah tanggal. {EXAMPLE}.")
    if match := _ISO.fullmatch(typed):
        return _real_date(int(match[3]), int(match[2]), match[1], typed)
    if match := _NUMERIC.fullmatch(typed):
        return _real_date(int(match[1]), int(match[3]), match[4], typed)
    if match := _NAMED.fullmatch(typed):
        month = _MONTH_NUMBERS.get(match[2].casefold())
        if month is None:
            raise DateFormatError(
                f"Nama bulan “{match[2]}” tidak dikenali. Tulis nama bulan Indonesia. {EXAMPLE}."
            )
        return _real_date(int(match[1]), month, match[3], typed)
    raise DateFormatError(f"“{typed}” bukan tanggal yang dikenali. {EXAMPLE}.")


def format_date_long(value: date | None, zone: ZoneInfo | str | None = None) -> str:
    """For running text: "5 Agustus 2026". A datetime is first taken to the zone."""
    if value is None:
        return "–"
    day = _local_day(value, zone)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def format_date_short(value: date | None, zone: ZoneInfo | str | None = None) -> str:
    """For tables: "05-08-2026"."""
    if value is None:
        return "–"
    day = _local_day(value, zone)
    return f"{day.day:02}-{day.month:02}-{day.year:04}"


def format_clock(value: datetime | None, zone: ZoneInfo | str | None = None) -> str:
    """ "14.05 WIT": the time in the unit's zone, with the zone's name."""
    if value is None:
        return "–"
    local = _local_moment(value, zone)
    return f"{local:%H.%M} {local.tzname()}"


def format_moment(value: datetime | None, zone: ZoneInfo | str | None = None) -> str:
    """ "5 Agustus 2026, 14.05 WIT"."""
    if value is None:
        return "–"
    return f"{format_date_long(value, zone)}, {format_clock(value, zone)}"


def month_name(month: date) -> str:
    """ "Maret 2026", for any day of the month."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def relative_day(value: date, today: date | None = None) -> str:
    """How far a day is from today in words: "hari ini", "kemarin", "6 hari lagi"."""
    distance = (_local_day(value, None) - (today or timezone.localdate())).days
    near = {0: "hari ini", 1: "besok", -1: "kemarin"}
    if distance in near:
        return near[distance]
    return f"{distance} hari lagi" if distance > 0 else f"{-distance} hari lalu"


def time_ago(value: datetime) -> str:
    """How long ago something was: "baru saja", "5 menit lalu", "3 jam lalu", "2 hari lalu"."""
    seconds = (timezone.now() - value).total_seconds()
    for size, word in ((86_400, "hari"), (3_600, "jam"), (60, "menit")):
        if seconds >= size:
            return f"{int(seconds // size)} {word} lalu"
    return "baru saja"


def month_number(name: str) -> int:
    """1 to 12 for the name of a month or a usual short form of it; 0 for any other word."""
    return _MONTH_NUMBERS.get(name.casefold(), 0)


def _real_date(day: int, month: int, year_digits: str, typed: str) -> date:
    if len(year_digits) != 4:
        raise DateFormatError(
            f"Tahun pada {typed} tidak lengkap. Tulis tahun empat angka. {EXAMPLE}."
        )
    year = int(year_digits)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateFormatError(
            f"Tahun {year_digits} di luar jangkauan."
            f" Tulis tahun antara {FIRST_YEAR} dan {LAST_YEAR}."
        )
    if not 1 <= month <= 12:
        swapped = f" Maksud Anda {month}/{day}/{year}?" if 1 <= day <= 12 and month <= 31 else ""
        raise DateFormatError(
            f"Tidak ada bulan {month}. Tanggal ditulis hari/bulan/tahun.{swapped}"
        )
    last_day = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last_day:
        raise DateFormatError(
            f"Tidak ada tanggal {day} {MONTHS[month - 1]} {year}."
            f" Bulan itu sampai tanggal {last_day}; periksa harinya."
        )
    return date(year, month, day)


def _local_day(value: date, zone: ZoneInfo | str | None) -> date:
    if isinstance(value, datetime):
        return _local_moment(value, zone).date()
    return value


def _local_moment(value: datetime, zone: ZoneInfo | str | None) -> datetime:
    wanted = ZoneInfo(zone) if isinstance(zone, str) else zone
    return timezone.localtime(value, wanted)


def month_in(text: str) -> date | None:
    """The first day of the month "2026-03"; None for anything else, as for years without offices.

    Reckoning with other months from there thus never leaves the calendar.
    """
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if FIRST_YEAR <= month.year <= LAST_YEAR else None
