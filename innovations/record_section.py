"""What a frozen record holds of the unit's innovations; docs/packet.md tells the keys."""

from __future__ import annotations

from typing import Any

from innovations.models import Innovation
from pengungkit.models import Assessment, Evidence
from pengungkit.records.sections import Section


KEY = "inovasi"


def section_of(assessment: Assessment) -> Section:
    """Every innovation of the unit, with the items it touches and its documents; four queries."""
    found = (
        Innovation.objects.filter(unit=assessment.unit_id)
        .prefetch_related("items", "documents__evidence")
        .order_by("slug")
    )
    told: list[dict[str, Any]] = []
    evidence: dict[int, Evidence] = {}
    for one in found:
        documents = sorted(one.documents.all(), key=lambda document: document.pk)
        for document in documents:
            evidence.setdefault(document.evidence_id, document.evidence)
        told.append(
            _told(one)
            | {
                "butir": sorted(item.code for item in one.items.all()),
                "bukti": [str(document.evidence.uuid) for document in documents],
            }
        )
    return Section(data=told, evidence=list(evidence.values()))


def _told(one: Innovation) -> dict[str, Any]:
    return {
        "alamat": one.slug,
        "nama": one.name,
        "arti_nama": one.name_meaning,
        "jenis_nama": one.get_kind_display(),
        "keadaan_nama": one.get_state_display(),
        "fase": one.phase,
        "layanan": one.service,
        "pemakai": one.users,
        "kebutuhan": one.need,
        "masalah": one.problem,
        "solusi": one.solution,
        "kebaruan": one.novelty,
        "keberlanjutan": one.sustainability,
        "area": list(one.areas),
        "mulai": one.started_on,
        "hanya_tahun": one.only_year_known,
    }
