from __future__ import annotations

from django import forms


class ReturnForm(forms.Form):
    """The note with which an item goes back to its team."""

    catatan = forms.CharField(
        label="Apa yang harus diperbaiki",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Tulis apa yang harus diperbaiki, agar tim tahu kapan butir ini selesai.",
            "max_length": (
                "Catatan terlalu panjang. Tulis paling banyak 2.000 huruf; rinciannya dapat"
                " disampaikan langsung."
            ),
            "null_characters_not_allowed": "Catatan memuat tanda yang tidak dapat disimpan.",
        },
    )
