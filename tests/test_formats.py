"""Indonesian numbers and dates: every row of the table of traps, and the writing on screen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats, timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from zi_portal.lib.dates import (
    DateFormatError,
    format_clock,
    format_date_long,
    format_date_short,
    format_moment,
    month_in,
    parse_date,
    relative_day,
    time_ago,
)
from zi_portal.lib.numbers import (
    NumberFormatError,
    format_count,
    format_figure,
    format_input,
    format_number,
    format_percent,
    format_points,
    format_signed,
    format_size,
    parse_count,
    parse_decimal,
    plain_number,
    telling_places,
)


MONTH_SPELLINGS = {
    1: ["Januari", "Jan", "JANUARI"],
    2: ["Februari", "Feb", "Peb", "Pebruari"],
    3: ["Maret", "Mar", "Mrt"],
    4: ["April", "Apr"],
    5: ["Mei", "mei"],
    6: ["Juni", "Jun"],
    7: ["Juli", "Jul"],
    8: ["Agustus", "Agu", "Agt", "Ags", "agustus"],
    9: ["September", "Sep", "Sept"],
    10: ["Oktober", "Okt"],
    11: ["November", "Nopember", "Nov", "Nop"],
    12: ["Desember", "Des", "Des."],
}


def test_a_plain_number_fits_every_column():
    read = ["0", "007", "9" * 9]
    assert [plain_number(text) for text in read] == [0, 7, 999_999_999]
    for odd in ("", "-1", "+1", " 1", "1.0", "²", "٣", "9" * 10, "9" * 5000):
        assert plain_number(odd) is None, odd
    assert plain_number("9" * 18, 18) == 10**18 - 1


def test_a_month_lies_in_years_offices_know():
    assert month_in("2026-03") == date(2026, 3, 1)
    for odd in ("", "2026-13", "0001-01", "9999-12", "2026-3", "maret"):
        assert month_in(odd) is None, odd


class TestDecimals:
    @pytest.mark.parametrize(
        ("typed", "value"),
        [
            ("0,75", "0.75"),
            ("12,5", "12.5"),
            ("12,345", "12.345"),
            ("12.5", "12.5"),
            ("0.75", "0.75"),
            ("0.345", "0.345"),
            ("12.3456", "12.3456"),
            ("1234.5", "1234.5"),
            ("1.234,56", "1234.56"),
            ("1.234.567", "1234567"),
            ("1.234.567,8", "1234567.8"),
            ("100", "100"),
            ("007", "7"),
            (",5", "0.5"),
            (".5", "0.5"),
            ("-3,25", "-3.25"),
            ("\u22123,25", "-3.25"),
            ("\u00a012,5\u00a0", "12.5"),
            (" 12,5\t\r\n", "12.5"),
            ("\u202f12,5\ufeff", "12.5"),
        ],
    )
    def test_reads(self, typed, value):
        assert parse_decimal(typed) == Decimal(value)

    @pytest.mark.parametrize(
        ("typed", "suggestion"),
        [("12.345", "12,345"), ("-12.345", "-12,345"), ("012.345", "012,345")],
    )
    def test_asks_about_a_dot_that_could_be_thousands(self, typed, suggestion):
        with pytest.raises(NumberFormatError, match=f"Maksud Anda {suggestion}\\?") as caught:
            parse_decimal(typed, maximum=100)
        assert caught.value.suggestion == suggestion
        assert "ribuan" not in str(caught.value), "a field up to 100 holds no thousands"

    def test_names_both_readings_where_both_are_possible(self):
        with pytest.raises(NumberFormatError, match=r"Maksud Anda 12,345\?.*ribuan, tulis 12345"):
            parse_decimal("12.345", maximum=1_000_000)

    def test_asks_about_english_writing(self):
        with pytest.raises(NumberFormatError, match=r"Maksud Anda 1\.234,56\?") as caught:
            parse_decimal("1,234.56")
        assert parse_decimal(caught.value.suggestion) == Decimal("1234.56")

    @pytest.mark.parametrize(
        "typed",
        [
            "1e3",
            "1E3",
            "٣,٥",
            "１２",
            "²",
            "+5",
            "12,5%",
            "Rp1.000,00",
            "1 234",
            "1_000",
            "0x1f",
            "NaN",
            "Infinity",
            "--5",
            "5-",
            "1,2,3",
            "1.23.456",
            "12.34.567",
            "1.234,5.6",
            "5,",
            "5.",
            ".",
            ",",
            "-",
            "",
            "   ",
            "dua belas",
            "1" * 41,
        ],
    )
    def test_refuses_with_a_sentence(self, typed):
        with pytest.raises(NumberFormatError) as caught:
            parse_decimal(typed)
        assert str(caught.value).endswith(".")
        assert len(str(caught.value)) > 30

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("100,01", "100,01 melebihi batas. Tulis paling banyak 100."),
            ("-0,5", "-0,5 kurang dari nol. Tulis angka 0 atau lebih."),
            ("1,234", "1,234 terlalu rinci. Tulis paling banyak 2 angka di belakang koma."),
        ],
    )
    def test_says_which_limit_was_passed(self, typed, sentence):
        with pytest.raises(NumberFormatError) as caught:
            parse_decimal(typed, minimum=0, maximum=100, places=2)
        assert str(caught.value) == sentence

    def test_a_minimum_other_than_zero_is_named(self):
        with pytest.raises(NumberFormatError, match="paling sedikit 1,5"):
            parse_decimal("1", minimum=Decimal("1.5"))

    def test_zeros_behind_the_comma_are_not_too_precise(self):
        assert parse_decimal("12,5000", places=1) == Decimal("12.5")

    def test_no_places_means_whole(self):
        with pytest.raises(NumberFormatError, match="bukan bilangan bulat"):
            parse_decimal("12,5", places=0)

    def test_the_longest_number_is_read_without_rounding(self):
        assert parse_decimal("9" * 40, places=2) == int("9" * 40)

    @given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
    def test_what_the_portal_writes_it_reads(self, value):
        assert parse_decimal(format_input(value)) == value
        # A number shown in a table and copied back may be asked about but never changes.
        try:
            assert parse_decimal(format_number(value, 4)) == value
        except NumberFormatError as error:
            pytest.fail(str(error))

    @given(st.from_regex(r"-?[0-9]{1,3}\.[0-9]{3}", fullmatch=True))
    def test_a_lone_dot_before_three_digits_is_never_thousands(self, typed):
        try:
            value = parse_decimal(typed)
        except NumberFormatError as error:
            value = parse_decimal(error.suggestion)
        assert value == Decimal(typed)

    @given(st.text(alphabet="0123456789.,- e", max_size=45))
    def test_any_text_is_a_number_or_a_sentence(self, typed):
        try:
            answer = format_input(parse_decimal(typed))
        except NumberFormatError as error:
            answer = str(error)
        assert answer.endswith(".") or parse_decimal(answer) == parse_decimal(typed)


class TestCounts:
    @pytest.mark.parametrize(
        ("typed", "maximum", "value"),
        [
            ("12", None, 12),
            ("0", None, 0),
            (" 12\u00a0", 100, 12),
            ("1.234", None, 1234),
            ("1.234", 5000, 1234),
            ("1.234.567", None, 1234567),
            ("1.000", 1000, 1000),
        ],
    )
    def test_reads(self, typed, maximum, value):
        assert parse_count(typed, maximum=maximum) == value

    def test_a_thousands_dot_needs_a_field_that_holds_thousands(self):
        with pytest.raises(NumberFormatError, match="berarti ribuan, padahal batasnya 500"):
            parse_count("1.234", maximum=500)

    def test_too_many(self):
        with pytest.raises(NumberFormatError, match="5001 melebihi batas"):
            parse_count("5.001", maximum=5000)

    @pytest.mark.parametrize(
        ("typed", "suggestion"),
        [
            ("12,0", "12"),
            ("12.0", "12"),
            ("12,00", "12"),
            ("12,5", ""),
            ("12.5", ""),
            ("1,000", ""),
            ("1.234,0", ""),
            (",5", ""),
            ("1.23", ""),
            ("1..2", ""),
        ],
    )
    def test_asks_about_what_is_not_whole(self, typed, suggestion):
        with pytest.raises(NumberFormatError, match="bukan bilangan bulat") as caught:
            parse_count(typed)
        assert caught.value.suggestion == suggestion
        assert ("Maksud Anda" in str(caught.value)) == bool(suggestion)

    @pytest.mark.parametrize("typed", ["1e3", "٣", "-", "", "1 234", "sepuluh"])
    def test_refuses(self, typed):
        with pytest.raises(NumberFormatError):
            parse_count(typed)

    def test_nothing_below_zero_unless_allowed(self):
        with pytest.raises(NumberFormatError, match="kurang dari nol"):
            parse_count("-1")
        assert parse_count("-1", minimum=-5) == -1


class TestDates:
    @pytest.mark.parametrize(
        "typed",
        [
            "5/8/2026",
            "05/08/2026",
            "5-8-2026",
            "05-08-2026",
            "2026-08-05",
            "5 Agustus 2026",
            "05 agustus 2026",
            "5 Agu 2026",
            "5-Agu-2026",
            "5/Agt/2026",
            "5 Agt. 2026",
            "5  Agustus\u00a02026 ",
        ],
    )
    def test_reads_day_first(self, typed):
        assert parse_date(typed) == date(2026, 8, 5)

    @pytest.mark.parametrize(
        ("month", "name"),
        [(month, name) for month, names in MONTH_SPELLINGS.items() for name in names],
    )
    def test_reads_names_of_months(self, month, name):
        assert parse_date(f"7 {name} 2026") == date(2026, month, 7)

    def test_never_month_first(self):
        with pytest.raises(DateFormatError) as caught:
            parse_date("12/25/2026")
        assert str(caught.value) == (
            "Tidak ada bulan 25. Tanggal ditulis hari/bulan/tahun. Maksud Anda 25/12/2026?"
        )

    def test_an_impossible_pair_gets_no_suggestion(self):
        with pytest.raises(DateFormatError) as caught:
            parse_date("40/25/2026")
        assert "Maksud Anda" not in str(caught.value)

    @pytest.mark.parametrize("typed", ["5/8/26", "5-8-26", "5 Agustus 26", "5 Agu 226"])
    def test_a_year_has_four_digits(self, typed):
        with pytest.raises(DateFormatError, match="Tulis tahun empat angka"):
            parse_date(typed)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("31/2/2026", "Tidak ada tanggal 31 Februari 2026. Bulan itu sampai tanggal 28"),
            ("29 Februari 2027", "Bulan itu sampai tanggal 28"),
            ("0/5/2026", "Tidak ada tanggal 0 Mei 2026"),
            ("5/0/2026", "Tidak ada bulan 0"),
            ("2026-13-05", "Tidak ada bulan 13"),
            ("5 August 2026", "Nama bulan “August” tidak dikenali"),
            ("1/1/1899", "Tahun 1899 di luar jangkauan"),
            ("0206-08-05", "Tahun 0206 di luar jangkauan"),
            ("5.8.2026", "bukan tanggal yang dikenali"),
            ("5/8-2026", "bukan tanggal yang dikenali"),
            ("٥/٨/٢٠٢٦", "bukan tanggal yang dikenali"),
            ("besok", "bukan tanggal yang dikenali"),
            ("", "belum diisi"),
            ("5 Agustus 2026 " * 5, "terlalu panjang"),
        ],
    )
    def test_refuses_with_a_sentence(self, typed, sentence):
        with pytest.raises(DateFormatError) as caught:
            parse_date(typed)
        assert sentence in str(caught.value)
        assert str(caught.value)[-1] in ".?"

    def test_a_leap_day_exists(self):
        assert parse_date("29-2-2028") == date(2028, 2, 29)

    @given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
    def test_what_the_portal_writes_it_reads(self, day):
        assert parse_date(format_date_long(day)) == day
        assert parse_date(format_date_short(day)) == day
        assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "bomb",
    [
        "1" * 200_000,
        "1." * 100_000,
        "1.234" * 50_000,
        "," * 200_000,
        " " * 200_000 + "x",
        "5 " + "a" * 200_000 + " 2026",
        "5" + " " * 200_000 + "2026",
        "\u00a0" * 200_000,
    ],
)
@pytest.mark.parametrize("read", [parse_decimal, parse_count, parse_date])
def test_a_very_long_text_is_refused(read, bomb):
    """A pattern that went back and forth over one of these would not end within the day."""
    with pytest.raises(ValueError, match=r"\w"):
        read(bomb)


class TestNumbersOnScreen:
    @pytest.mark.parametrize(
        ("shown", "expected"),
        [
            (format_number(Decimal("1234.56")), "1.234,56"),
            (format_number(1234567.891, 1), "1.234.567,9"),
            (format_number(Decimal("0.005")), "0,01"),
            (format_number(Decimal("2.5"), 0), "3"),
            (format_number(-1234), "-1.234,00"),
            (format_number(Decimal("-0.001")), "0,00"),
            (format_number(None), "–"),
            (format_count(1234), "1.234"),
            (format_count(0), "0"),
            (format_points(Decimal("87.4")), "87,40"),
            (format_percent(Decimal("71.2")), "71,2%"),
            (format_percent(100, 0), "100%"),
            (format_percent(None), "–"),
            (format_signed(Decimal("0.83")), "+0,83"),
            (format_signed(Decimal("-0.83")), "-0,83"),
            (format_signed(0), "0,00"),
            (format_signed(Decimal("0.004")), "0,00"),
            (format_signed(Decimal("-0.004")), "0,00"),
            (format_signed(1234), "+1.234,00"),
            (format_signed(None), "–"),
            (format_input(Decimal("12.50")), "12,5"),
            (format_input(Decimal("1200")), "1200"),
            (format_input(None), ""),
            (format_figure(Decimal("1440.0000")), "1.440"),
            (format_figure(Decimal("-1234567.25")), "-1.234.567,25"),
            (format_figure(0), "0"),
            (format_size(0), "0 byte"),
            (format_size(999), "999 byte"),
            (format_size(412_300), "412 kB"),
            (format_size(999_499), "999 kB"),
            (format_size(999_500), "1 MB"),
            (format_size(2_400_000), "2,4 MB"),
            (format_size(64_000_000), "64 MB"),
            (format_size(999_949_999), "999,9 MB"),
            (format_size(999_950_000), "1 GB"),
            (format_size(5_340_000_000), "5,3 GB"),
            (format_size(None), "–"),
        ],
    )
    def test_shows(self, shown, expected):
        assert shown == expected

    @pytest.mark.parametrize(
        ("value", "minimum", "places"),
        [("71.2", 75, 1), ("74.96", 75, 2), ("74.996", 75, 3), ("75", 75, 1), ("74.99999", 75, 4)],
    )
    def test_a_value_just_below_its_minimum_does_not_look_like_it(self, value, minimum, places):
        assert telling_places(Decimal(value), minimum) == places


class TestDatesOnScreen:
    # 23.30 in Jakarta is already the next day in Ternate.
    late = datetime(2026, 8, 5, 16, 30, tzinfo=UTC)

    def test_words_in_text_and_digits_in_tables(self):
        assert format_date_long(date(2026, 8, 5)) == "5 Agustus 2026"
        assert format_date_short(date(2026, 8, 5)) == "05-08-2026"

    @pytest.mark.parametrize(
        ("zone", "clock", "day"),
        [
            ("Asia/Jakarta", "23.30 WIB", "5 Agustus 2026"),
            ("Asia/Makassar", "00.30 WITA", "6 Agustus 2026"),
            ("Asia/Jayapura", "01.30 WIT", "6 Agustus 2026"),
        ],
    )
    def test_time_and_day_follow_the_unit_s_zone(self, zone, clock, day):
        assert format_clock(self.late, zone) == clock
        assert format_date_long(self.late, zone) == day
        assert format_moment(self.late, zone) == f"{day}, {clock}"

    def test_without_a_zone_the_portal_s_own_is_used(self):
        assert format_moment(self.late) == "5 Agustus 2026, 23.30 WIB"

    @pytest.mark.parametrize(
        "show", [format_date_long, format_date_short, format_clock, format_moment]
    )
    def test_nothing_is_a_dash(self, show):
        assert show(None) == "–"

    @pytest.mark.parametrize(
        ("day", "words"),
        [
            (date(2026, 11, 22), "hari ini"),
            (date(2026, 11, 21), "kemarin"),
            (date(2026, 11, 23), "besok"),
            (date(2026, 11, 28), "6 hari lagi"),
            (date(2026, 11, 19), "3 hari lalu"),
        ],
    )
    def test_relative_day(self, day, words):
        assert relative_day(day, date(2026, 11, 22)) == words

    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(20, "baru saja"), (60, "1 menit lalu"), (10_000, "2 jam lalu"), (200_000, "2 hari lalu")],
    )
    def test_time_ago(self, seconds, words):
        assert time_ago(timezone.now() - timedelta(seconds=seconds)) == words

    @pytest.mark.parametrize(
        ("source", "shown"),
        [
            ("{{ x|number }}", "1.234,56"),
            ("{{ x|number:1 }}", "1.234,6"),
            ("{{ x|points }}", "1.234,56"),
            ("{{ x|signed }}", "+1.234,56"),
            ("{{ n|count }}", "1.234"),
            ("{{ p|percent }}", "71,2%"),
            ("{{ n|size }}", "1 kB"),
            ("{{ t|date_long:zone }}", "6 Agustus 2026"),
            ("{{ t|date_short:zone }}", "06-08-2026"),
            ("{{ t|clock:zone }}", "01.30 WIT"),
            ("{{ t|moment:zone }}", "6 Agustus 2026, 01.30 WIT"),
            ("{{ d|relative_day:today }}", "besok"),
        ],
    )
    def test_filters(self, source, shown):
        context = Context(
            {
                "x": Decimal("1234.56"),
                "n": 1234,
                "p": Decimal("71.2"),
                "t": self.late,
                "zone": "Asia/Jayapura",
                "d": date(2026, 11, 23),
                "today": date(2026, 11, 22),
            }
        )
        assert Template("{% load zi_formats %}" + source).render(context) == shown


class TestDjangosOwnFormats:
    """FORMAT_MODULE_PATH: plain Django fields and filters must not fall back to month first."""

    @pytest.fixture(autouse=True)
    def _indonesian(self):
        with translation.override("id"):
            formats.reset_format_cache()
            yield
            formats.reset_format_cache()

    def test_month_first_is_refused(self):
        with pytest.raises(forms.ValidationError):
            forms.DateField().clean("12/25/2026")
        with pytest.raises(forms.ValidationError):
            forms.DateTimeField().clean("12/25/2026 14:05")

    @pytest.mark.parametrize("typed", ["05/08/2026", "05-08-2026", "2026-08-05"])
    def test_day_first_is_read(self, typed):
        assert forms.DateField().clean(typed) == date(2026, 8, 5)

    @pytest.mark.parametrize("typed", ["14:05", "14.05"])
    def test_both_signs_between_hours_and_minutes(self, typed):
        assert forms.TimeField().clean(typed).strftime("%H.%M") == "14.05"

    def test_the_week_begins_on_monday(self):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1

    @pytest.mark.parametrize(
        ("source", "shown"),
        [
            ("{{ d|date }}", "5 Agustus 2026"),
            ('{{ d|date:"SHORT_DATE_FORMAT" }}', "05-08-2026"),
            ("{{ t|time }}", "14.05"),
            ("{{ x }}", "0,75"),
        ],
    )
    def test_filters_without_arguments(self, source, shown):
        context = Context(
            {"d": date(2026, 8, 5), "t": datetime(2026, 8, 5, 14, 5), "x": Decimal("0.75")}
        )
        assert Template(source).render(context) == shown
