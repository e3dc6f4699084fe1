"""The hidden sheet by which a workbook of ours is known again: whose LKE it is, and how old.

It names the unit, the year, the instrument, what it was made from, and the version each item had.
The seal over all of it tells a sheet that somebody changed; it keeps no secret and grants no right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zi_portal.lib.workbooks.cells import Sheet


TITLE = "_portal"
FORM = "lke-1"
WARNING = "Dipakai portal saat berkas ini diimpor. Jangan diubah."
_FACTS = ("bentuk", "unit", "tahun", "instrumen", "versi_instrumen", "sumber", "dibuat")
_ITEM, _SEAL = "butir", "segel"


class AlteredOriginError(ValueError):
    """The hidden sheet is not as the portal wrote it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a workbook came from. `versions` are those of the answers in it, by item code."""

    unit: str
    year: int
    instrument: str
    instrument_version: str
    source: str
    made: str
    versions: Mapping[str, int]

    def rows(self) -> list[tuple[str, ...]]:
        """What the sheet holds, the seal last."""
        return [(WARNING,), *self._sealed_rows(), (_SEAL, self.seal)]

    def _sealed_rows(self) -> Iterable[tuple[str, ...]]:
        values = (
            FORM,
            self.unit,
            str(self.year),
            self.instrument,
            self.instrument_version,
            self.source,
            self.made,
        )
        yield from zip(_FACTS, values, strict=True)
        for code in sorted(self.versions):
            yield _ITEM, code, str(self.versions[code])

    @property
    def seal(self) -> str:
        text = "\n".join("\t".join(row) for row in self._sealed_rows())
        return hashlib.sha256(text.encode()).hexdigest()


def origin_in(sheet: Sheet) -> Origin:
    """The origin a hidden sheet tells. Raises `AlteredOriginError`."""
    facts: dict[str, str] = {}
    versions: dict[str, int] = {}
    try:
        for row in sheet.row_numbers():
            texts = [_text(sheet, row, column) for column in (1, 2, 3)]
            if texts[0] == _ITEM:
                versions[texts[1]] = int(texts[2])
            else:
                facts[texts[0]] = texts[1]
        origin = Origin(
            unit=facts["unit"],
            year=int(facts["tahun"]),
            instrument=facts["instrumen"],
            instrument_version=facts["versi_instrumen"],
            source=facts["sumber"],
            made=facts["dibuat"],
            versions=versions,
        )
    except (KeyError, ValueError) as error:
        raise AlteredOriginError from error
    if facts["bentuk"] != FORM or facts.get(_SEAL) != origin.seal:
        raise AlteredOriginError
    return origin


def _text(sheet: Sheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return cell.text if cell is not None else ""
