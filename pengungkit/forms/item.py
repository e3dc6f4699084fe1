"""What a person typed for one item, from the item page or a row of the table mode.

Names of the fields: `jawaban`, `jumlah-<key>`, `indeks`, `penjelasan`, `selesai` (ya | belum) and
`versi`. A field that is not sent, or that cannot be read, is left as it is stored.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from pengungkit.actions.answers import Entry
from pengungkit.instruments import Item, Kind, RatioInput
from pengungkit.models import Answer
from pengungkit.ratios import HIGHEST_COUNT
from zi_portal.lib.form_fields import IndonesianDecimalField, IndonesianIntegerField
from zi_portal.lib.numbers import format_count, format_input, plain_number


COUNT_PREFIX = "jumlah-"
READY, NOT_READY = "ya", "belum"


def count_name(one: RatioInput) -> str:
    """The name of the form field of one count."""
    return COUNT_PREFIX + one.key


class NarrativeField(forms.Field):
    """Free text kept as typed, with line ends as \\n; too long or unprintable text is refused."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        limit = Answer.NARRATIVE_MAX
        if len(value) > limit:
            raise ValidationError(
                f"Penjelasan {format_count(len(value))} huruf, padahal paling banyak"
                f" {format_count(limit)}. Pendekkan {format_count(len(value) - limit)} huruf, atau"
                " unggah uraian panjangnya sebagai bukti."
            )
        if "\x00" in value:
            raise ValidationError(
                "Penjelasan memuat tanda yang tidak dapat disimpan, biasanya terbawa saat"
                " menyalin. Hapus lalu tempel lagi sebagai teks biasa."
            )


class OptionField(forms.Field):
    """The letter of one of the item's options, or nothing."""

    def __init__(self, item: Item) -> None:
        super().__init__(required=False, label="Jawaban")
        self.letters = [option.letter for option in item.options]

    def to_python(self, value: Any) -> str:
        return str(value or "")

    def validate(self, value: str) -> None:
        if value and value not in self.letters:
            raise ValidationError(
                f"Pilihan itu tidak ada pada butir ini. Pilih salah satu: "
                f"{', '.join(self.letters)}."
            )


class ItemForm(forms.Form):
    """The entry of one item. `entry()` may be used whether or not every field could be read."""

    def __init__(self, item: Item, data: QueryDict) -> None:
        super().__init__(data)
        self.item = item
        if item.kind is Kind.CHOICE:
            self.fields["jawaban"] = OptionField(item)
        elif item.kind is Kind.INDEX:
            self.fields["indeks"] = IndonesianDecimalField(
                label="Indeks", required=False, min_value=0, max_value=item.scale_max, places=2
            )
        elif item.ratio is not None:
            for one in item.ratio.inputs:
                self.fields[count_name(one)] = IndonesianIntegerField(
                    label=one.wording, required=False, max_value=HIGHEST_COUNT
                )
        self.fields["penjelasan"] = NarrativeField(label="Penjelasan", required=False)

    @property
    def base_version(self) -> int:
        """The version the sender's page was made from; 0 when it is missing or unreadable."""
        return plain_number(self.data.get("versi", "")) or 0

    @property
    def sentences(self) -> dict[str, str]:
        """What is wrong, by field name: the first sentence of each."""
        return {name: str(errors[0]) for name, errors in self.errors.items()}

    def entry(self) -> Entry:
        """What to save: every field that was sent and could be read; the others are kept."""
        valid = self.cleaned_data if self.is_bound and self.errors is not None else {}
        known = {name: valid[name] for name in self.fields if name in self.data and name in valid}
        keep = {"narrative"} - ({"narrative"} if "penjelasan" in known else set())
        counts: dict[str, int | None] | None = None
        if self.item.ratio is not None:
            counts = {}
            for one in self.item.ratio.inputs:
                if count_name(one) in known:
                    counts[one.key] = known[count_name(one)]
                else:
                    keep.add(f"counts.{one.key}")
        elif self.item.kind is Kind.INDEX and "indeks" not in known:
            keep.add("index")
        elif self.item.kind is Kind.CHOICE and "jawaban" not in known:
            keep.add("choice")
        return Entry(
            choice=known.get("jawaban", ""),
            counts=counts,
            index=known.get("indeks"),
            narrative=known.get("penjelasan", ""),
            done={READY: True, NOT_READY: False}.get(self.data.get("selesai", "")),
            keep=frozenset(keep),
        )

    def shown(self) -> dict[str, str]:
        """The fields that were sent and could be read, written as the page shows them."""
        values = self.entry().values() | {"status": ""}
        shown = shown_fields(self.item, values)
        if self.data.get("selesai") in (READY, NOT_READY):
            shown["selesai"] = self.data["selesai"]
        return {
            name: text
            for name, text in shown.items()
            if name in self.data and name not in self.errors
        }


def shown_fields(item: Item, values: dict[str, Any]) -> dict[str, str]:
    """Stored values of an answer as the fields of the form show them, by field name."""
    shown = {"penjelasan": values["narrative"]}
    if item.kind is Kind.CHOICE:
        shown["jawaban"] = values["choice"]
    elif item.kind is Kind.INDEX:
        stored = values["index"]
        shown["indeks"] = "" if stored is None else format_input(Decimal(stored))
    elif item.ratio is not None:
        counts = values["counts"] or {}
        for one in item.ratio.inputs:
            number = counts.get(one.key)
            shown[count_name(one)] = "" if number is None else str(number)
    if values["status"]:
        shown["selesai"] = READY if values["status"] in Answer.DONE_STATUSES else NOT_READY
    return shown
