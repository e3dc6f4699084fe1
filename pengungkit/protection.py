"""Why a document may not go: what still rests on its files."""

from __future__ import annotations

from pengungkit.models import Evidence, Record


def protected_by(evidence: Evidence) -> list[str]:
    """Sentences naming every frozen record that uses a file of this document; empty when none."""
    records = Record.objects.filter(files__version__evidence=evidence).distinct()
    return [
        f"Rekaman {number} penilaian {year} memakai berkasnya."
        for year, number in records.order_by("assessment__year", "number").values_list(
            "assessment__year", "number"
        )
    ]
