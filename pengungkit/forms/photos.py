"""Which photos become one PDF, in which order, and what it is called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django import forms

from pengungkit.forms.evidence import TextField
from pengungkit.models import EvidenceVersion
from zi_portal.lib.numbers import plain_number


class PhotosForm(forms.Form):
    """A title, and per photo of the unit its place (`urutan-…`)."""

    title = TextField(
        longest=190,
        label="Judul",
        error_messages={"required": "Judul belum diisi. Tulis apa yang terlihat di foto-foto ini."},
    )

    def __init__(
        self,
        *args: Any,
        photos: Sequence[EvidenceVersion],
        taken: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        """`photos` are those to choose from, `taken` the uuids of those chosen."""
        super().__init__(*args, **kwargs)
        self.photos = photos
        self.taken = taken

    def chosen(self) -> list[EvidenceVersion]:
        """The photos taken, by the places given; those without one last, as they were received."""
        chosen = [photo for photo in self.photos if str(photo.evidence.uuid) in self.taken]
        return sorted(
            chosen,
            key=lambda one: (self.place(one.evidence.uuid) or 1000, one.received_at, one.pk),
        )

    def place(self, uuid: UUID) -> int:
        """1 to 99; 0 for none, and for anything that is no such number."""
        text = self.data.get(f"urutan-{uuid}", "") if self.is_bound else ""
        return plain_number(text, 2) or 0
