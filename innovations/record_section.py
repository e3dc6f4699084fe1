"""What a frozen record holds of the unit's innovations; docs/packet.md tells the keys."""

from __future__ import annotations

from typing import Any

from innovations.models import Innovation, InnovationStep, Measure
from pengungkit.models import Assessment, Evidence
from pengungkit.records.sections import Section


KEY = "inovasi"


def section_of(assessment: Assessment) -> Section:
    """Every innovation of the unit with its items, documents, steps and measures; six queries."""
    found = (
        Innovation.objects.filter(unit=assessment.unit_id)
        .select_related("builds_on")
        .prefetch_related("items", "documents__evidence", "steps", "measures__values")
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
                "langkah": [_step(step) for step in one.steps.all()],
                "ukuran": [_measure(measure) for measure in one.measures.all()],
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
        "asal": one.origin,
        "mendekatkan_layanan": one.brings_closer,
        "fase": one.phase,
        "layanan": one.service,
        "pemakai": one.users,
        "kebutuhan": one.need,
        "masalah": one.problem,
        "solusi": one.solution,
        "kebaruan": one.novelty,
        "keberlanjutan": one.sustainability,
        "pembeda": one.difference,
        "lanjutan_dari": one.builds_on.slug if one.builds_on else "",
        "melampaui_sop": one.beyond_sop,
        "area": list(one.areas),
        "mulai": one.started_on,
        "hanya_tahun": one.only_year_known,
    }


def _step(step: InnovationStep) -> dict[str, Any]:
    return {
        "keadaan": step.state,
        "tanggal": step.happened_on,
        "hanya_tahun": step.only_year_known,
        "keterangan": step.note,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "nama": measure.name,
        "satuan": measure.unit_name,
        "arah": measure.direction,
        "nilai_awal": measure.baseline,
        "tanggal_awal": measure.baseline_on,
        "target": measure.target,
        "nilai": [
            {"tanggal": one.measured_on, "nilai": one.value, "sumber": one.source}
            for one in measure.values.all()
        ],
    }
