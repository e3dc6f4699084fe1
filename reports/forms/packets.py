"""What is brought along to be checked."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.conf import settings

from units.forms.sentences import SentenceForm
from zi_portal.lib.numbers import format_size


class CheckForm(SentenceForm):
    file = forms.FileField(
        label="Paket (.zip), manifest-sha256.txt, atau lke.json",
        widget=forms.ClearableFileInput({"accept": ".zip,.txt,.json"}),
    )

    def __init__(self, *args: object, dropped: Sequence[str] = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        most = format_size(settings.EVIDENCE_MAX_BYTES)
        missing = (
            f"Berkas ini lebih besar dari {most}, jadi tidak dikirim. Unggah manifest-sha256.txt"
            " dari paketnya saja, atau jalankan periksa.bat (Windows) atau periksa.sh di foldernya."
            if dropped
            else "Berkas belum dipilih. Pilih paket (.zip), manifest-sha256.txt, atau lke.json."
        )
        self.fields[
            "file"
        ].help_text = (
            f"Paling besar {most}. Paket yang lebih besar cukup diwakili manifest-sha256.txt-nya."
        )
        self.fields["file"].error_messages |= {
            "required": missing,
            "missing": missing,
            "empty": "Berkas kosong (0 byte). Periksa berkas aslinya, lalu pilih lagi.",
        }
