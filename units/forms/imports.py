"""The upload of an import."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from units.forms.sentences import SentenceForm
from units.imports.sheets import LIMITS


class UploadForm(SentenceForm):
    file = forms.FileField(
        label="Berkas Excel (.xlsx)",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        help_text="Paling banyak 5.000 baris.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].error_messages |= {
            "required": "Berkas belum dipilih. Pilih berkas .xlsx, lalu unggah.",
            "missing": "Berkas belum dipilih. Pilih berkas .xlsx, lalu unggah.",
            "empty": "Berkas kosong (0 byte). Periksa berkas aslinya, lalu pilih lagi.",
        }

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(".xlsx"):
            raise forms.ValidationError(
                "Berkas ini bukan .xlsx. Buka di Excel atau LibreOffice, lalu simpan sebagai .xlsx."
            )
        if (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError("Berkas lebih dari 10 MB. Bagi menjadi beberapa berkas.")
        return file
