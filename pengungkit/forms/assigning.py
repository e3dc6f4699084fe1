"""Giving items to people: who, until when, and which items."""

from __future__ import annotations

from typing import Any

from django import forms

from pengungkit.contexts.tasks import RULES
from zi_portal.lib.form_fields import IndonesianDateField
from zi_portal.lib.numbers import plain_number


NOBODY = "kosongkan"
MOST_CODES = 1000
LONGEST_PERSON, LONGEST_DUE = 20, 40


class AssignForm(forms.Form):
    """One act on many items. An empty person or date means: leave that as it is."""

    orang = forms.CharField(required=False, max_length=LONGEST_PERSON)
    tenggat = IndonesianDateField(label="Tenggat", required=False)
    hapus_tenggat = forms.BooleanField(required=False)
    semua = forms.BooleanField(required=False)
    saring = forms.CharField(required=False, max_length=20)
    q = forms.CharField(required=False, max_length=100)
    area = forms.CharField(required=False, max_length=10)

    def clean_saring(self) -> str:
        saring: str = self.cleaned_data["saring"]
        return saring if saring in RULES else ""

    def clean_orang(self) -> str:
        orang: str = self.cleaned_data["orang"]
        if orang and orang != NOBODY and plain_number(orang, 18) is None:
            raise forms.ValidationError("Orang itu tidak dikenal. Pilih dari daftar.")
        return orang

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if cleaned["tenggat"] and cleaned["hapus_tenggat"]:
            raise forms.ValidationError(
                "Tenggat diisi dan sekaligus dihapus. Pilih salah satu saja."
            )
        if not (cleaned["orang"] or cleaned["tenggat"] or cleaned["hapus_tenggat"]):
            raise forms.ValidationError(
                "Belum ada yang ditetapkan. Pilih penanggung jawab atau isi tenggatnya."
            )
        if not (cleaned["semua"] or self.codes):
            raise forms.ValidationError(
                "Belum ada butir yang dipilih. Centang butirnya, atau pilih semua yang cocok."
            )
        return cleaned

    @property
    def codes(self) -> list[str]:
        """Item codes that were ticked."""
        ticked: list[str] = self.data.getlist("butir")[:MOST_CODES]  # type: ignore[attr-defined]
        return ticked

    @property
    def asked(self) -> dict[str, Any]:
        """All that was chosen and typed, right or wrong, as a session can keep it."""
        due = self.cleaned_data.get("tenggat")
        typed = self.data.get("tenggat", "")[:LONGEST_DUE]
        return {
            "codes": self.codes,
            "person": self.data.get("orang", "")[:LONGEST_PERSON],
            "due": typed,
            "due_picked": due.isoformat() if due else "asis" if typed else "",
            "clear_due": "hapus_tenggat" in self.data,
            "everything": "semua" in self.data,
        }

    @property
    def first_error(self) -> str:
        """The one sentence to show; the form stands in a list, not on a page of its own."""
        return next(str(message) for errors in self.errors.values() for message in errors)
