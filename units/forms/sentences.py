"""What all forms of /kelola/ share: whole sentences, and a unit named by its code."""

from __future__ import annotations

from typing import Any

from django import forms

from units.models import Unit
from units.models.offices import UnitQuerySet


# So many units fit in a list of suggestions; above that the list would outweigh the page.
MOST_SUGGESTIONS = 200
NOT_IN_LIST = "Pilihan itu tidak ada di daftar. Pilih salah satu yang tampil."


class SentenceForm(forms.Form):
    """A form whose fields are refused in whole sentences with the field's own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} belum diisi. Lengkapi dulu."
            field.error_messages["null_characters_not_allowed"] = (
                f"{field.label} berisi tanda yang tidak terlihat. Hapus, lalu ketik ulang."
            )
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = NOT_IN_LIST
            if getattr(field, "max_length", None):
                field.error_messages["max_length"] = (
                    f"{field.label} berisi %(show_value)d huruf, padahal paling banyak"
                    " %(limit_value)d. Singkatkan."
                )


class UnitCodeField(forms.CharField):
    """A unit of the admin's scope, written as its code or its exact name.

    A list of up to 200 suggestions comes along (`datalist`); with more units the list of units
    shows the codes.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("help_text", "Kode atau nama lengkap unit, misalnya kppn-ternate.")
        super().__init__(**kwargs)
        self.units: UnitQuerySet = Unit.objects.none()
        self.suggestions: list[Unit] = []

    def offer(self, units: UnitQuerySet, list_id: str) -> None:
        """Take units from here only, and suggest them when they are few enough."""
        self.units = units
        found = list(units.only("code", "name")[: MOST_SUGGESTIONS + 1])
        self.suggestions = found if len(found) <= MOST_SUGGESTIONS else []
        self.widget.attrs |= {"list": list_id, "autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        unit = self.units.filter(code=text.lower()).first()
        if unit is not None:
            return unit
        named = list(self.units.filter(name__iexact=text)[:2])
        if len(named) == 1:
            return named[0]
        if named:
            raise forms.ValidationError(
                f"Ada beberapa unit bernama “{text}”. Tulis kodenya.", code="ambiguous"
            )
        raise forms.ValidationError(
            f"Unit “{text}” tidak ada di wilayah Anda. Tulis kode unit, misalnya kppn-ternate.",
            code="unknown",
        )

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Unit) else value
