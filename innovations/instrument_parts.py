"""Areas and items of the LKE an innovation of a unit can support."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pengungkit.instruments import Instrument
from pengungkit.instruments.area_names import area_heading
from pengungkit.models import Assessment, InstrumentVersion
from pengungkit.models.instruments import structure_of
from units.models import Unit


@dataclass(frozen=True, slots=True)
class Choices:
    """`areas` as (key, words), `titles` of the items by code."""

    areas: tuple[tuple[str, str], ...]
    titles: dict[str, str]

    @property
    def codes(self) -> list[str]:
        return list(self.titles)

    def known_codes(self, text: str) -> tuple[list[str], list[str]]:
        """Codes typed with commas or blanks between, as the instrument writes them, and others."""
        typed = re.split(r"[,;\s]+", text.strip(" ,;"))
        typed = [code for code in typed if code]
        known = {code.casefold(): code for code in self.titles}
        found = {known[code.casefold()] for code in typed if code.casefold() in known}
        return sorted(found), [code for code in typed if code.casefold() not in known]


NOTHING = Choices((), {})


def choices_for(unit: Unit) -> Choices:
    """Those of the instrument of the unit's newest year; of the newest one without a year."""
    structure = _structure_for(unit)
    if structure is None:
        return NOTHING
    return Choices(
        areas=tuple((area.key, area_heading(area)) for area in structure.areas),
        titles={item.code: item.wording for item in structure.items},
    )


def _structure_for(unit: Unit) -> Instrument | None:
    years = Assessment.objects.filter(unit=unit).with_structure().order_by("-year")
    if newest := years.first():
        return newest.structure
    version = InstrumentVersion.objects.defer("document").order_by("-pk").first()
    return structure_of(version) if version else None
