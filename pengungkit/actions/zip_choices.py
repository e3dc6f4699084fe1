"""What people say of the files of a ZIP before it is applied: kept as typed, judged when read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from pengungkit.exceptions import ZipImportStateError
from pengungkit.forms.sorting import ItemsField
from pengungkit.models import Assessment, Evidence, ZipEntry, ZipImport
from pengungkit.targets import Target
from units.models import Unit
from units.permissions import Permission, Rights
from zi_portal.lib.form_fields import IndonesianDateField


TYPED = ("title", "kind", "number", "date_text", "codes_text")


@dataclass(frozen=True, slots=True)
class Meant:
    """What the typed texts of one file mean; `problems` are sentences by field."""

    codes: tuple[str, ...] = ()
    document_date: dt.date | None = None
    problems: dict[str, str] = field(default_factory=dict)


class Reader:
    """Understands what was typed: against one instrument and the areas one person may answer."""

    def __init__(self, assessment: Assessment | None, unit: Unit, rights: Rights) -> None:
        items = assessment.structure.items if assessment else ()
        areas = {
            key
            for key in {item.area_key for item in items}
            if rights.allows(Permission.ANSWER, unit, key)
        }
        allowed = {item.code: item.wording for item in items if item.area_key in areas}
        self.target = Target(assessment, allowed)
        self._codes, self._date = ItemsField(), IndonesianDateField(required=False)
        self._codes.target = self.target
        # The same text stands beside many files.
        self._known: dict[tuple[str, str], Meant] = {}

    def meant(self, codes_text: str, date_text: str) -> Meant:
        typed = codes_text, date_text
        if typed not in self._known:
            self._known[typed] = self._read(*typed)
        return self._known[typed]

    def _read(self, codes_text: str, date_text: str) -> Meant:
        problems: dict[str, str] = {}
        codes: list[str] = []
        day: dt.date | None = None
        try:
            codes = self._codes.clean(codes_text)
        except ValidationError as error:
            problems["codes_text"] = " ".join(error.messages)
        try:
            day = self._date.clean(date_text)
        except ValidationError as error:
            problems["date_text"] = " ".join(error.messages)
        return Meant(tuple(codes), day, problems)


@transaction.atomic
def save_choices(*, zip_import: ZipImport, typed: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep what was typed, by the key of the entry. Raises `ZipImportStateError`."""
    lock_ready(zip_import)
    entries = list(zip_import.entries.filter(pk__in=typed, state__in=ZipEntry.USABLE))
    for entry in entries:
        for name, value in typed[entry.pk].items():
            setattr(entry, name, value)
        entry.guessed = still_guessed(entry)
    ZipEntry.objects.bulk_update(entries, [*TYPED, "wanted", "guessed"], batch_size=100)


def still_guessed(entry: ZipEntry) -> dict[str, str]:
    """The guesses nobody replaced."""
    return {name: value for name, value in entry.guessed.items() if getattr(entry, name) == value}


@transaction.atomic
def want_all(*, zip_import: ZipImport, wanted: bool) -> None:
    """Tick or untick every file that can be brought in."""
    lock_ready(zip_import)
    zip_import.entries.filter(state__in=ZipEntry.USABLE).update(wanted=wanted)


def lock_ready(zip_import: ZipImport) -> ZipImport:
    locked = ZipImport.objects.select_for_update().get(pk=zip_import.pk)
    if locked.state != ZipImport.State.READY:
        raise ZipImportStateError(
            "ZIP ini sedang atau sudah dikerjakan, jadi pilihannya tidak dapat diubah lagi."
        )
    return locked


def needed_bytes(entries: Iterable[ZipEntry]) -> int:
    """What the wanted files will take of the unit's room: every content once."""
    sizes = {
        entry.sha256: entry.size
        for entry in entries
        if entry.wanted and entry.state in {ZipEntry.State.NEW, ZipEntry.State.DOUBLE}
    }
    return sum(sizes.values())


def known_kind(value: str) -> str:
    return value if value in Evidence.Kind.values else ""
