"""The form in use as a section of a record: the record alone says how it is filled in, and in
which words every item was asked."""

from __future__ import annotations

from pengungkit.models import Assessment, OfficialForm
from pengungkit.records.sections import Section


KEY = "formulir_resmi"


def form_section(assessment: Assessment) -> Section | None:
    """None while no form is in use; one query otherwise."""
    form = assessment.instrument.official_form_id
    if form is None:
        return None
    kept = OfficialForm.objects.only(
        "name", "sha256", "size", "places_found", "wordings_found"
    ).get(pk=form)
    return Section(
        data={
            "nama": kept.name,
            "sha256": kept.sha256,
            "ukuran": kept.size,
            "letak": kept.places_found,
            "bunyi": kept.wordings_found,
        }
    )
