"""What people say about a document: what it is, when it is from, where a link leads."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from pengungkit.models import Evidence
from zi_portal.lib.form_fields import IndonesianDateField, LineField


NO_NULLS = "Isian memuat tanda yang tidak dapat disimpan. Ketik ulang isian ini."


class TextField(LineField):
    """A line of text with its own Indonesian sentences."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(max_length=longest, **kwargs)
        self.error_messages["max_length"] = (
            f"{self.label} terlalu panjang. Tulis paling banyak {longest} huruf."
        )

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if "\x00" in text:
            raise ValidationError(NO_NULLS)
        return text


class DescribeForm(forms.Form):
    """What a document is; the dates are those it carries, not the day it was received."""

    title = TextField(
        longest=200,
        label="Judul",
        error_messages={"required": "Judul belum diisi. Tulis nama dokumen yang mudah dikenali."},
    )
    kind = forms.ChoiceField(
        label="Jenis", choices=[("", "Belum disebut"), *Evidence.Kind.choices], required=False
    )
    number = TextField(longest=120, label="Nomor dokumen", required=False)
    document_date = IndonesianDateField(label="Tanggal dokumen", required=False)
    valid_until = IndonesianDateField(
        label="Berlaku sampai",
        required=False,
        help_text="Kosongkan bila tidak ada batasnya. Contoh: 31 Desember 2026.",
    )
    stage = forms.ChoiceField(
        label="Tahap yang dibuktikan",
        choices=[("", "Belum disebut"), *Evidence.Stage.choices],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start: dt.date | None = data.get("document_date")
        end: dt.date | None = data.get("valid_until")
        if start and end and end < start:
            self.add_error(
                "valid_until",
                "Berlaku sampai mendahului tanggal dokumen. Periksa kedua tanggalnya.",
            )
        return data


class LinkForm(forms.Form):
    """An address noted as evidence. The portal never opens it."""

    title = TextField(
        longest=200,
        label="Judul",
        help_text="Nama yang mudah dikenali, misalnya: Siaran video pencanangan ZI.",
        error_messages={"required": "Judul belum diisi. Tulis nama yang mudah dikenali."},
    )
    url = forms.CharField(
        label="Alamat tautan",
        max_length=500,
        help_text="Diawali https://",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={
            "required": "Alamat tautan belum diisi. Salin dari bilah alamat peramban.",
            "max_length": "Alamat tautan terlalu panjang. Pakai alamat yang lebih pendek.",
        },
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            parts = urlsplit(url) if url.isprintable() else None
        except ValueError:
            # Brackets, and letters that would turn into others, stand in no address of the web.
            parts = None
        if parts is None or parts.scheme != "https" or parts.username or parts.password:
            raise ValidationError(
                "Hanya tautan yang diawali https:// yang diterima, tanpa nama pengguna di dalamnya."
                " Salin lagi dari bilah alamat peramban."
            )
        try:
            URLValidator(schemes=["https"])(url)
        except ValidationError:
            raise ValidationError(
                "Alamat tautan tidak lengkap. Salin seluruhnya dari bilah alamat peramban."
            ) from None
        return url
