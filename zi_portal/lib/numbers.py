"""Numbers as offices in Indonesia write and read them: comma for decimals, dot for thousands.

Reading is strict where a dot could mean two things: `12.345` is asked about, never guessed.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache


Number = int | float | Decimal

MISSING = "–"
LONGEST_INPUT = 40
# Wide enough for the longest input; halves go away from zero, as offices round.
_ROUNDING = Context(prec=80, rounding=ROUND_HALF_UP)

_SPACES = " \t\r\n\u00a0\u2007\u2009\u200b\u202f\ufeff"
_ALLOWED = re.compile(r"-?[0-9.,]+")
_GROUPED = re.compile(r"(?!0+\.)[0-9]{1,3}(?:\.[0-9]{3})+")
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")


class NumberFormatError(ValueError):
    """The text is no number in Indonesian writing; str() is the sentence for the user.

    `suggestion` is what was probably meant, written the right way, or "" where nothing is likely.
    """

    def __init__(self, sentence: str, suggestion: str = "") -> None:
        super().__init__(sentence)
        self.suggestion = suggestion


def parse_decimal(
    text: str,
    *,
    minimum: Number | None = None,
    maximum: Number | None = None,
    places: int | None = None,
) -> Decimal:
    """Read a decimal number; `places` is the most digits allowed behind the comma.

    A dot counts as decimal sign only where it cannot be a thousands dot (`0.75`, `12.5`), and as
    thousands dot only beside a comma or another dot (`1.234,5`, `1.234.567`).
    """
    typed = _cleaned(text)
    value = Decimal(_plain_decimal(typed, maximum))
    if places is not None and value != _rounded(value, places):
        raise NumberFormatError(
            f"{typed} terlalu rinci. Tulis paling banyak {places} angka di belakang koma."
            if places
            else f"{typed} bukan bilangan bulat. Tulis tanpa koma, misalnya {int(value)}."
        )
    _check_range(value, minimum, maximum)
    return value


def parse_count(text: str, *, minimum: int = 0, maximum: int | None = None) -> int:
    """Read a whole number of people, files or cases.

    `1.234` is one thousand and some only where the field can hold more than 999; where it cannot,
    the dot must be a slip and is asked about.
    """
    typed = _cleaned(text)
    sign, digits = ("-", typed[1:]) if typed.startswith("-") else ("", typed)
    if "," in digits:
        raise _not_whole(typed)
    if "." in digits:
        if not _GROUPED.fullmatch(digits):
            raise _not_whole(typed)
        if maximum is not None and maximum <= 999:
            raise NumberFormatError(
                f"Titik pada {typed} berarti ribuan, padahal batasnya {maximum}."
                " Tulis jumlahnya tanpa titik."
            )
        digits = digits.replace(".", "")
    value = int(sign + digits)
    _check_range(value, minimum, maximum)
    return value


def plain_number(text: str, most_digits: int = 9) -> int | None:
    """The number an address or a hidden field carries, 0 or more; None for anything else.

    Only the digits 0 to 9 count, and not more of them than fit every whole-number column (nine) or
    a primary key (eighteen): what is longer was typed by nobody, and neither `int` nor a database
    takes it.
    """
    known = text.isascii() and text.isdigit() and len(text) <= most_digits
    return int(text) if known else None


@lru_cache(maxsize=4096)
def format_number(value: Number | None, places: int = 2) -> str:
    """1234.5 -> "1.234,50"; None -> "–". Halves are rounded away from zero."""
    if value is None:
        return MISSING
    rounded = _rounded(value, places)
    return f"{rounded:,f}".translate(str.maketrans(",.", ".,"))


def format_count(value: int | None) -> str:
    """1234 -> "1.234"."""
    return format_number(value, 0)


def format_points(value: Number | None) -> str:
    """A score of the LKE, always with two decimals."""
    return format_number(value, 2)


def format_percent(value: Number | None, places: int = 1) -> str:
    """71.2 -> "71,2%"; the value runs from 0 to 100."""
    return MISSING if value is None else f"{format_number(value, places)}%"


def format_signed(value: Number | None, places: int = 2) -> str:
    """A change: "+0,83", "-0,83"; what rounds to nothing carries no sign."""
    shown = format_number(value, places)
    return f"+{shown}" if shown[0] in "0123456789" and shown.strip("0,") else shown


def format_input(value: Number | None) -> str:
    """A number as it stands in an input: comma, no thousands dots, no superfluous zeros."""
    if value is None:
        return ""
    shown = f"{Decimal(str(value)):f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.replace(".", ",")


def format_figure(value: Number | None) -> str:
    """A figure in a sentence: thousands dots, and no more decimals than it has, at most four."""
    return format_number(value, 4).rstrip("0").rstrip(",") if value is not None else MISSING


def format_size(size: int | None) -> str:
    """Bytes in decimal units as file managers of offices show them: "412 kB", "2,4 MB"."""
    if size is None:
        return MISSING
    if size < 1000:
        return f"{size} byte"
    # Half a unit of the last shown digit below the next step already rounds up to it.
    if size < 999_500:
        return f"{format_number(Decimal(size).scaleb(-3), 0)} kB"
    unit, power = ("MB", 6) if size < 999_950_000 else ("GB", 9)
    return f"{format_number(Decimal(size).scaleb(-power), 1).removesuffix(',0')} {unit}"


def telling_places(value: Number, minimum: Number, places: int = 1, most: int = 4) -> int:
    """How many decimals show on which side of the minimum a value lies.

    With one decimal 74,96 of at least 75 would read "75,0" and look passed.
    """
    for tried in range(places, most):
        if value == minimum or format_number(value, tried) != format_number(minimum, tried):
            return tried
    return most


def _rounded(value: Number, places: int) -> Decimal:
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), context=_ROUNDING)
    # What rounds to nothing is shown without a sign.
    return rounded or abs(rounded)


def _cleaned(text: str) -> str:
    """Strip what pasting brings along and refuse whatever no number is written with."""
    typed = text.strip(_SPACES).replace("\u2212", "-")
    if not typed:
        raise NumberFormatError("Angka belum diisi. Tulis angkanya, misalnya 12,5.")
    if len(typed) > LONGEST_INPUT:
        raise NumberFormatError(
            "Angka terlalu panjang. Periksa apakah ada teks yang ikut tersalin."
        )
    if not _ALLOWED.fullmatch(typed) or not any(sign.isdigit() for sign in typed):
        raise NumberFormatError(
            f"“{typed}” bukan angka. Pakai angka 0–9 dan koma untuk desimal, misalnya 12,5."
        )
    return typed


def _plain_decimal(typed: str, maximum: Number | None) -> str:
    """The typed number in Python's writing, or a question where it could mean two things."""
    sign, digits = ("-", typed[1:]) if typed.startswith("-") else ("", typed)
    whole, comma, fraction = digits.partition(",")
    if comma and fraction.isdigit() and (whole.isdigit() or not whole or _GROUPED.fullmatch(whole)):
        return f"{sign}{whole.replace('.', '') or '0'}.{fraction}"
    if comma:
        suggestion = ""
        if _ENGLISH.fullmatch(digits):
            suggestion = sign + digits.translate(str.maketrans(",.", ".,"))
        raise NumberFormatError(
            f"Letak titik dan koma pada {typed} tidak lazim."
            + _meant(suggestion)
            + " Koma untuk desimal, titik untuk ribuan.",
            suggestion,
        )
    if digits.isdigit():
        return sign + digits
    if _GROUPED.fullmatch(digits):
        if digits.count(".") > 1:
            return sign + digits.replace(".", "")
        raise _two_readings(typed, maximum)
    before, _, after = digits.partition(".")
    if after.isdigit() and (before.isdigit() or not before):
        return f"{sign}{before or '0'}.{after}"
    raise NumberFormatError(
        f"Letak titik pada {typed} tidak lazim. Koma untuk desimal, titik untuk ribuan:"
        " misalnya 1.234,5."
    )


def _two_readings(typed: str, maximum: Number | None) -> NumberFormatError:
    """The question asked of `12.345`; the thousands are only named where the field holds them."""
    suggestion, thousands = typed.replace(".", ","), typed.replace(".", "")
    next_step = " Tulis desimal dengan koma."
    if maximum is None or abs(int(thousands)) <= maximum:
        next_step = f" Tulis dengan koma; bila maksudnya ribuan, tulis {thousands}."
    return NumberFormatError(
        f"{typed} dapat dibaca dua cara. Maksud Anda {suggestion}?{next_step}", suggestion
    )


def _not_whole(typed: str) -> NumberFormatError:
    """Only `12,0` has an evident meaning; `1,000` may be a thousand in English writing."""
    whole, fraction = typed.replace(",", ".").split(".", 1)
    evident = whole.isdigit() and fraction in {"0", "00"}
    suggestion = whole if evident else ""
    return NumberFormatError(
        f"{typed} bukan bilangan bulat.{_meant(suggestion)}"
        " Tulis jumlahnya tanpa koma, misalnya 12.",
        suggestion,
    )


def _meant(suggestion: str) -> str:
    return f" Maksud Anda {suggestion}?" if suggestion else ""


def _check_range(value: Number, minimum: Number | None, maximum: Number | None) -> None:
    if minimum is not None and value < minimum:
        if minimum == 0:
            raise NumberFormatError(
                f"{format_input(value)} kurang dari nol. Tulis angka 0 atau lebih."
            )
        raise NumberFormatError(
            f"{format_input(value)} di bawah batas. Tulis paling sedikit {format_input(minimum)}."
        )
    if maximum is not None and value > maximum:
        raise NumberFormatError(
            f"{format_input(value)} melebihi batas. Tulis paling banyak {format_input(maximum)}."
        )
