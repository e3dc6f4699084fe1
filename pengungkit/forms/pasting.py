"""A block of text from a spreadsheet, and the choices on what changed meanwhile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from zi_portal.lib.numbers import plain_number


PASTE, STORED = "tempelan", "sekarang"


class PastedTextField(forms.Field):
    """Text exactly as pasted: blank cells and blank rows at its ends mean something."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\x00", "")


class PasteForm(forms.Form):
    text = PastedTextField(
        label="Sel dari Excel, LibreOffice, atau Google Sheets",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "wrap": "off"}),
        error_messages={
            "required": "Belum ada yang ditempel. Salin sel di Excel, lalu tempel di kotak ini."
        },
    )
    clear_empty = forms.BooleanField(
        label="Kosongkan juga butir yang selnya kosong",
        required=False,
        help_text="Tanpa centang ini, sel kosong tidak pernah menghapus isi yang sudah ada.",
    )


def choices_in(data: QueryDict) -> dict[str, tuple[bool, int]]:
    """Choices on items that changed meanwhile, from fields `pilih-<code>` = "tempelan:7".

    The number is the version the person had before their eyes. Anything else is no choice.
    """
    found = {}
    for name, value in data.items():
        prefix, _, code = name.partition("-")
        winner, _, version = str(value).partition(":")
        seen = plain_number(version)
        if prefix == "pilih" and winner in (PASTE, STORED) and seen is not None:
            found[code] = (winner == PASTE, seen)
    return found
