"""The fields answer in sentences, show what they read, and compare by meaning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms

from zi_portal.lib.form_fields import (
    IndonesianDateField,
    IndonesianDecimalField,
    IndonesianIntegerField,
    NipField,
)


class SurveyForm(forms.Form):
    index = IndonesianDecimalField(label="Indeks", min_value=0, max_value=100, places=2)
    people = IndonesianIntegerField(label="Jumlah pegawai", max_value=500, required=False)
    day = IndonesianDateField(
        label="Tanggal",
        required=False,
        earliest=date(2026, 1, 1),
        latest=lambda: date(2026, 12, 31),
    )
    nip = NipField(required=False)

    helper = FormHelper()


def errors_of(**data: str) -> dict[str, list[str]]:
    return SurveyForm({"index": "1", **data}).errors


def test_it_works():
    form = SurveyForm(
        {"index": "87,42", "people": "120", "day": "5 Agu 2026", "nip": "19850101 201001 1 001"}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "index": Decimal("87.42"),
        "people": 120,
        "day": date(2026, 8, 5),
        "nip": "198501012010011001",
    }


def test_empty_optional_fields_are_empty():
    form = SurveyForm({"index": "0", "people": " ", "day": "\u00a0", "nip": ""})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"index": Decimal(0), "people": None, "day": None, "nip": ""}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("index", "", "Angka belum diisi. Tulis angkanya, misalnya 12,5."),
        ("index", "12.345", "12.345 dapat dibaca dua cara. Maksud Anda 12,345?"),
        ("index", "101", "101 melebihi batas. Tulis paling banyak 100."),
        ("people", "1.234", "Titik pada 1.234 berarti ribuan, padahal batasnya 500."),
        ("people", "12,5", "12,5 bukan bilangan bulat."),
        ("day", "12/25/2026", "Tidak ada bulan 25."),
        ("day", "31 Desember 2025", "31 Desember 2025 terlalu awal. Tulis tanggal sejak"),
        ("day", "1-1-2027", "1 Januari 2027 terlalu jauh ke depan. Tulis tanggal sampai"),
        ("nip", "12345", "NIP yang ditulis 5 angka. NIP terdiri atas tepat 18 angka"),
        ("nip", "1.985010120100110e17", "NIP yang ditulis berisi tanda selain angka."),
        ("nip", "١" * 18, "NIP yang ditulis"),
    ],
)
def test_says_what_is_wrong_and_what_to_do(field, typed, sentence):
    [message] = errors_of(**{field: typed})[field]
    assert message.startswith(sentence)


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        ({"index": Decimal("12.50")}, {"index": "12,5"}, False),
        ({"index": Decimal("12.50")}, {"index": "12,51"}, True),
        ({"index": Decimal("12.50")}, {"index": "dua"}, True),
        ({"people": 12}, {"people": "12"}, False),
        ({"people": 12}, {"people": ""}, True),
        ({"day": date(2026, 8, 5)}, {"day": "05-08-2026"}, False),
        ({"day": date(2026, 8, 5)}, {"day": "2026-08-06"}, True),
    ],
)
def test_a_change_is_a_change_of_meaning(initial, data, changed):
    form = SurveyForm(data, initial=initial)
    assert bool(set(form.changed_data) & set(data)) is changed


def test_shows_what_is_stored_the_indonesian_way():
    form = SurveyForm(initial={"index": Decimal("1234.50"), "day": date(2026, 8, 5)})
    assert 'value="1234,5"' in str(form["index"])
    assert 'value="5 Agustus 2026"' in str(form["day"])
    assert 'data-zi-date="2026-08-05"' in str(form["day"])


def test_keeps_what_was_typed_wrongly_out_of_the_native_picker():
    form = SurveyForm({"day": "12/25/2026"})
    assert 'value="12/25/2026"' in str(form["day"])
    assert 'data-zi-date="asis"' in str(form["day"])
    assert 'data-zi-date=""' in str(SurveyForm()["day"])


def test_a_value_from_code_is_taken_as_it_is():
    field = IndonesianDecimalField(min_value=0, max_value=5)
    assert field.clean(3.5) == Decimal("3.5")
    assert IndonesianDateField().clean(date(2026, 8, 5)) == date(2026, 8, 5)


@pytest.mark.parametrize(
    ("field", "keyboard"),
    [
        (IndonesianDecimalField(min_value=0), "decimal"),
        (IndonesianIntegerField(), "numeric"),
        (NipField(), "numeric"),
        (IndonesianDecimalField(), None),
        (IndonesianIntegerField(min_value=-5), None),
        (IndonesianDateField(), None),
    ],
)
def test_phones_get_a_keyboard_that_has_every_sign_needed(field, keyboard):
    assert field.widget.attrs.get("inputmode") == keyboard


def test_crispy_ties_sentence_and_field_together():
    form = SurveyForm({"index": "12.345"})
    html = render_crispy_form(form)
    assert 'aria-invalid="true"' in html
    assert 'id="id_index_error"' in html
    assert "form-control is-invalid" in html
    assert "style=" not in html
