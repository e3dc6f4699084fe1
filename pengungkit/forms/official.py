"""The upload of an official form."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from pengungkit.models import InstrumentVersion
from pengungkit.official.analysis import LIMITS


class OfficialFormUpload(forms.Form):
    name = forms.CharField(
        label="Nama",
        max_length=120,
        help_text="Supaya dikenali di daftar. Contoh: LKE resmi 2026.",
        error_messages={"required": "Nama belum diisi. Contoh: LKE resmi 2026."},
    )
    instrument = forms.ModelChoiceField(
        label="Untuk versi LKE",
        queryset=InstrumentVersion.objects.defer("document").order_by("-loaded_at", "-pk"),
        empty_label=None,
    )
    file = forms.FileField(
        label="Buku kerja resmi (.xlsx)",
        widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        help_text="Berkas kosong seperti dibagikan kementerian, tanpa makro. Sampai 10 MB.",
        max_length=255,
        error_messages={
            "required": "Berkas belum dipilih. Pilih berkas .xlsx, lalu unggah.",
            "missing": "Berkas belum dipilih. Pilih berkas .xlsx, lalu unggah.",
            "empty": "Berkas kosong (0 byte). Periksa berkas aslinya, lalu pilih lagi.",
            "max_length": "Nama berkas terlalu panjang. Pendekkan namanya, lalu pilih lagi.",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError(
                "Berkas lebih dari 10 MB, padahal formulir resmi jauh lebih kecil. Hapus gambar dan"
                " lembar yang tidak perlu, simpan, lalu pilih lagi."
            )
        return file
