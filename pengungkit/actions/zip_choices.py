"""What people say of the files of a ZIP before it is applied: kept as typed, judged when read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from pengungkit.exceptions import ZipImportStateError
from pengungkit.guessing import CodeBook, guess
from pengungkit.models import Assessment, Evidence, ZipEntry, ZipImport
from units.models import Unit
from units.permissions import Permission, Rights
from zi_portal.lib.dates import DateFormatError, parse_date


TYPED = ("title", "kind", "number", "date_text", "codes_text")
_BETWEEN = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class Meant:
    """What the typed texts of one file mean; `problems` are sentences by field."""

    codes: tuple[str, ...] = ()
    document_date: dt.date | None = None
    problems: dict[str, str] = field(default_factory=dict)


class Reader:
    """Understands what was typed: against one instrument and the areas one person may answer."""

    def __init__(self, assessment: Assessment | None, unit: Unit, rights: Rights) -> None:
        self.unit, self.rights = unit, rights
        self.structure = assessment.structure if assessment else None
        items = self.structure.items if self.structure else ()
        self.items = {item.code.upper(): item for item in items}

    def meant(self, entry: ZipEntry) -> Meant:
        problems: dict[str, str] = {}
        codes: list[str] = []
        for typed in filter(None, _BETWEEN.split(entry.codes_text.strip())):
            item = self.items.get(typed.upper().strip("."))
            if item is None:
                problems["codes_text"] = self._unknown(typed)
            elif not self.rights.allows(Permission.ANSWER, self.unit, item.area_key):
                problems["codes_text"] = (
                    f"Anda tidak ditugaskan di area butir {item.code}. Kosongkan, atau minta"
                    " anggota area itu memasang buktinya."
                )
            elif item.code not in codes:
                codes.append(item.code)
        day = None
        if entry.date_text.strip():
            try:
                day = parse_date(entry.date_text)
            except DateFormatError as error:
                problems["date_text"] = str(error)
        return Meant(tuple(codes), day, problems)

    def _unknown(self, typed: str) -> str:
        if self.structure is None:
            return (
                "Unit ini belum punya penilaian yang terbuka, jadi butir belum dapat dipilih."
                " Kosongkan kode butirnya."
            )
        meant = guess(f"{typed} .pdf", "", CodeBook.of(self.structure)).codes[:3]
        hint = f"Maksud Anda {' atau '.join(meant)}?" if meant else "Contoh: A.I.1.i.a."
        return f"Butir {typed} tidak ada di LKE. {hint}"


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
