"""Rows of cases, pasted or as a workbook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from innovations.case_rows import LIMITS
from pengungkit.forms.pasting import PastedTextField


class CaseImportForm(forms.Form):
    """One of the two is enough; a file wins."""

    text = PastedTextField(
        label="Sel dari Excel, LibreOffice, atau Google Sheets",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
    )
    file = forms.FileField(
        label="Atau berkas Excel (.xlsx)",
        required=False,
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        help_text="Lembar pertama yang berisi. Sampai 5 MB.",
        max_length=255,
        error_messages={
            "empty": "Berkas kosong (0 byte). Periksa berkas aslinya, lalu pilih lagi.",
            "max_length": "Nama berkas terlalu panjang. Pendekkan namanya, lalu pilih lagi.",
        },
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError(
                "Berkas lebih dari 5 MB. Hapus gambar dan lembar yang tidak perlu, lalu pilih lagi."
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not cleaned["text"].strip():
            self.add_error(
                "text", "Belum ada yang ditempel. Salin sel di Excel, lalu tempel di kotak ini."
            )
        return cleaned
