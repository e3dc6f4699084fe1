"""What the page of the filled official form shows."""

from __future__ import annotations

from dataclasses import dataclass

from pengungkit.contexts.crumbs import Crumb, assessment_crumbs
from pengungkit.models import Assessment
from pengungkit.official.places import Unplaced
from reports.workbooks.official import Filling, OfficialFormFacts


HEADING = "Formulir resmi"


@dataclass(frozen=True, slots=True)
class FillingPage:
    name: str
    sheet: str
    filled: int
    unwritten: tuple[Unplaced, ...]
    crumbs: list[Crumb]
    url: str
    base: str

    @classmethod
    def of(cls, assessment: Assessment, form: OfficialFormFacts, filling: Filling) -> FillingPage:
        base = assessment.get_absolute_url()
        return cls(
            name=form.name,
            sheet=form.places.sheet,
            filled=sum(1 for value in filling.cells.values() if value is not None),
            unwritten=filling.unwritten,
            crumbs=assessment_crumbs(assessment, HEADING),
            url=f"{base}formulir/",
            base=base,
        )
