"""What has to be said before files are destroyed on legal grounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from pengungkit.forms.evidence import TextField
from pengungkit.models import EvidenceVersion


LONGEST_GROUND = 1000


class DestroyForm(forms.Form):
    """Fields are named as the parameters of `actions.destroying.destroy`."""

    numbers = forms.TypedMultipleChoiceField(
        label="Berkas yang dimusnahkan",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Belum ada berkas yang dipilih. Centang versi yang harus dimusnahkan.",
            "invalid_choice": "Versi itu tidak boleh dimusnahkan. Pilih dari daftar.",
        },
    )
    ground = TextField(
        longest=LONGEST_GROUND,
        label="Dasar hukum",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Undang-undang, putusan, atau permintaan pemilik data beserta pasalnya.",
        error_messages={"required": "Dasar hukum belum diisi. Tulis apa yang mewajibkannya."},
    )
    decision = TextField(
        longest=120,
        label="Nomor keputusan",
        help_text="Surat keputusan atau putusan yang memerintahkan pemusnahan ini.",
        error_messages={"required": "Nomor keputusan belum diisi. Tulis nomor suratnya."},
    )
    hide_names = forms.BooleanField(
        label="Samarkan juga judul dan nama berkasnya, karena memuat data pribadi", required=False
    )

    def __init__(self, *args: Any, versions: Sequence[EvidenceVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = self.fields["numbers"]
        assert isinstance(numbers, forms.TypedMultipleChoiceField)  # noqa: S101
        numbers.choices = [
            (str(one.number), f"Versi {one.number}: {one.original_name}") for one in versions
        ]
        if any(one.repeats for one in versions):
            numbers.help_text = "Versi yang isinya sama ikut dimusnahkan."
