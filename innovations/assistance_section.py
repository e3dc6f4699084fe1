"""Assistance given, as the record of an assessment keeps it."""

from __future__ import annotations

from typing import Any

from innovations.models import Assistance
from pengungkit.models import Assessment, Evidence
from pengungkit.records.sections import Section


KEY = "asistensi"


def section_of(assessment: Assessment) -> Section:
    """Everything the unit gave, with what was agreed and its proof; four queries."""
    found = (
        Assistance.objects.filter(helper=assessment.unit_id)
        .select_related("helped")
        .prefetch_related("follow_ups", "documents__evidence")
        .order_by("happened_on", "pk")
    )
    told: list[dict[str, Any]] = []
    evidence: dict[int, Evidence] = {}
    for one in found:
        documents = sorted(one.documents.all(), key=lambda document: document.pk)
        evidence.update({document.evidence_id: document.evidence for document in documents})
        told.append(
            _told(one)
            | {
                "tindak_lanjut": [
                    {
                        "apa": row.what,
                        "tenggat": row.due_on,
                        "keadaan": row.state,
                        "selesai_pada": row.done_on,
                        "keterangan": row.remark,
                    }
                    for row in sorted(one.follow_ups.all(), key=lambda row: row.pk)
                ],
                "bukti": [str(document.evidence.uuid) for document in documents],
            }
        )
    return Section(data=told, evidence=list(evidence.values()))


def _told(one: Assistance) -> dict[str, Any]:
    return {
        "didampingi": one.helped_name,
        "kode_unit": one.helped.code if one.helped else "",
        "jenis_instansi": one.agency_kind,
        "tanggal": one.happened_on,
        "cara": one.mode,
        "jumlah_orang": one.people,
        "area": list(one.areas),
        "butir": list(one.items),
        "nama": one.topic,
        "saran": one.advice,
        "hasil": one.result,
    }
