"""The form in use as a section of a record, so that the record alone says how it is filled in."""

from __future__ import annotations

from pengungkit.models import Assessment, OfficialForm
from pengungkit.records.sections import Section


KEY = "formulir_resmi"


def form_section(assessment: Assessment) -> Section | None:
    """None while no form is in use; one query otherwise."""
    form = assessment.instrument.official_form_id
    if form is None:
        return None
    kept = OfficialForm.objects.only("name", "sha256", "size", "places_found").get(pk=form)
    return Section(
        data={
            "nama": kept.name,
            "sha256": kept.sha256,
            "ukuran": kept.size,
            "letak": kept.places_found,
        }
    )
