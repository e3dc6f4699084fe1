"""The upload of a filled LKE."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from pengungkit.workbooks.incoming import LIMITS


class LkeUploadForm(forms.Form):
    file = forms.FileField(
        label="Berkas LKE (.xlsx)",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        help_text="LKE yang diunduh dari portal lalu diisi, atau LKE kantor sendiri. Sampai 10 MB.",
        max_length=255,
        error_messages={
            "required": "Berkas belum dipilih. Pilih berkas .xlsx, lalu lihat pratinjaunya.",
            "missing": "Berkas belum dipilih. Pilih berkas .xlsx, lalu lihat pratinjaunya.",
            "empty": "Berkas kosong (0 byte). Periksa berkas aslinya, lalu pilih lagi.",
            "max_length": "Nama berkas terlalu panjang. Pendekkan namanya, lalu pilih lagi.",
        },
    )
    clear_empty = forms.BooleanField(
        label="Kosongkan juga butir yang selnya kosong",
        required=False,
        help_text="Tanpa centang ini, sel kosong tidak pernah menghapus isi yang sudah ada.",
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError(
                "Berkas lebih dari 10 MB, padahal LKE jauh lebih kecil. Hapus gambar dan lembar"
                " yang tidak perlu, simpan, lalu pilih lagi."
            )
        return file
