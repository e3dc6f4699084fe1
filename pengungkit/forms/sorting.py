"""What is said when documents are sorted: of one, or of many at once."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.safestring import mark_safe

from pengungkit.forms.evidence import DescribeForm, TextField
from pengungkit.models import Evidence
from pengungkit.targets import Target
from zi_portal.lib.form_fields import IndonesianDateField


STAGES = [
    ("", "Belum disebut"),
    (Evidence.Stage.EXISTS, "Ada: aturan, SK, atau rencananya sudah ada"),
    (Evidence.Stage.DONE, "Dilaksanakan: kegiatannya sudah berjalan"),
    (Evidence.Stage.MONITORED, "Dimonev: pelaksanaannya dipantau dan dinilai"),
    (Evidence.Stage.FOLLOWED_UP, "Ditindaklanjuti: hasil monev sudah dikerjakan"),
]
MARK = mark_safe('<span class="tag tag-info">tebakan dari nama berkas</span> ')
# So many items a document may be said to prove at once.
MOST_ITEMS = 40


class ItemsField(TextField):
    """Codes of items, between commas, in any spelling that leaves no doubt."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=1000, required=False, **kwargs)
        self.target = Target(None, {})
        self.widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "off",
            "spellcheck": "false",
            "list": "butir-dikenal",
            "data-zi-codes": "",
        }

    def clean(self, value: Any) -> list[str]:
        codes: list[str] = []
        for part in re.split(r"[,;\n]+", super().clean(value)):
            if part.strip():
                codes.append(self.meant(part.strip()))
        codes = list(dict.fromkeys(codes))
        if len(codes) > MOST_ITEMS:
            raise forms.ValidationError(
                f"Paling banyak {MOST_ITEMS} butir sekaligus. Hapus sebagian kodenya."
            )
        return codes

    def meant(self, text: str) -> str:
        """The one item a piece of the text means, or a sentence on what is wrong with it."""
        found = self.target.read(text)
        allowed = [code for code in found if code in self.target.items]
        if len(allowed) == 1:
            return allowed[0]
        if self.target.assessment is None:
            raise forms.ValidationError(
                "Belum ada penilaian yang terbuka, jadi bukti belum dapat dipasang. Kosongkan"
                " isian ini; keterangannya tetap dapat disimpan."
            )
        if len(allowed) > 1:
            raise forms.ValidationError(
                f"“{text}” dapat berarti {' atau '.join(allowed)}. Tulis salah satu kodenya."
            )
        if found:
            raise forms.ValidationError(
                f"Butir {found[0]} ada di area yang tidak Anda isi. Minta anggota area itu"
                " memasangnya, lalu hapus kodenya di sini."
            )
        raise forms.ValidationError(
            f"Tidak ada butir “{text}” di penilaian {self.target.year}. Tulis kodenya, misalnya"
            f" {next(iter(self.target.items), 'kode butir')}."
        )


class SortForm(DescribeForm):
    """One document: what it is and which items it proves. `guessed` are fields a guess filled."""

    stage = forms.ChoiceField(label="Tahap yang dibuktikan", choices=STAGES, required=False)
    items = ItemsField(label="Dipakai untuk butir")

    def __init__(
        self, *args: Any, target: Target, guessed: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].target = target  # type: ignore[attr-defined]
        self.fields["items"].help_text = "Kode butir, pisahkan dengan koma."
        if target.assessment is None:
            del self.fields["items"]
        for name in guessed or {}:
            if name in self.fields:
                field = self.fields[name]
                field.help_text = MARK + str(field.help_text)
                field.widget.attrs["class"] = "guessed"


class SortManyForm(forms.Form):
    """What is said of all chosen documents at once; an empty field leaves each as it is."""

    UNCHANGED = ("", "Tidak diubah")

    kind = forms.ChoiceField(
        label="Jenis", choices=[UNCHANGED, *Evidence.Kind.choices], required=False
    )
    stage = forms.ChoiceField(
        label="Tahap yang dibuktikan", choices=[UNCHANGED, *Evidence.Stage.choices], required=False
    )
    document_date = IndonesianDateField(label="Tanggal dokumen", required=False, help_text="")
    valid_until = IndonesianDateField(label="Berlaku sampai", required=False, help_text="")
    items = ItemsField(label="Pasang di butir")
    guesses = forms.BooleanField(label="Terima tebakan dari nama berkas", required=False)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "banyak_%s"
        self.fields["items"].target = target  # type: ignore[attr-defined]
        if target.assessment is None:
            del self.fields["items"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise forms.ValidationError(
                "Belum ada yang diubah. Isi sekurangnya satu, misalnya jenis, atau centang Terima"
                " tebakan."
            )
        return data

    @property
    def everything(self) -> bool:
        """Whether all that match were chosen, beyond those the page shows."""
        return "semua" in self.data

    @property
    def values(self) -> dict[str, Any]:
        """What every chosen document is to become."""
        names = ("kind", "stage", "document_date", "valid_until")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}
