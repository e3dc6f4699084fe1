"""What a frozen record holds of the unit's innovations; docs/packet.md tells the keys."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from innovations.models import Activity, Innovation, InnovationStep, Measure, Testimony
from pengungkit.models import Assessment, Evidence
from pengungkit.records.sections import Section


KEY = "inovasi"


def section_of(assessment: Assessment) -> Section:
    """Every innovation of the unit with all that was told of it; eight queries."""
    found = (
        Innovation.objects.filter(unit=assessment.unit_id)
        .select_related("builds_on")
        .prefetch_related(
            "items",
            "documents__evidence",
            "steps",
            "measures__values",
            Prefetch("activities", Activity.objects.select_related("photo")),
            "testimonies",
        )
        .order_by("slug")
    )
    told: list[dict[str, Any]] = []
    evidence: dict[int, Evidence] = {}
    for one in found:
        documents = sorted(one.documents.all(), key=lambda document: document.pk)
        activities = sorted(one.activities.all(), key=lambda act: (act.happened_on, act.pk))
        proofs = {use.evidence_id: use.evidence for use in documents}
        proofs |= {act.photo.pk: act.photo for act in activities if act.photo}
        evidence |= proofs
        told.append(
            _told(one)
            | {
                "butir": sorted(item.code for item in one.items.all()),
                "langkah": [_step(step) for step in one.steps.all()],
                "ukuran": [_measure(measure) for measure in one.measures.all()],
                "kegiatan": [_activity(act) for act in activities],
                "kesaksian": [
                    _testimony(voice)
                    for voice in sorted(
                        one.testimonies.all(), key=lambda voice: (voice.given_on, voice.pk)
                    )
                ],
                # Also those of its activities.
                "bukti": [str(proof.uuid) for proof in proofs.values()],
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
        "sumber_kebutuhan": one.get_need_source_display(),
        "rujukan_kebutuhan": one.need_reference,
        "masalah": one.problem,
        "solusi": one.solution,
        "kebaruan": one.novelty,
        "sumber_daya": one.resources,
        "keberlanjutan": one.sustainability,
        "langkah_peniru": one.kit_steps,
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


def _activity(act: Activity) -> dict[str, Any]:
    return {
        "tanggal": act.happened_on,
        "jenis_nama": act.get_kind_display(),
        "nama": act.title,
        "tempat": act.place,
        "peserta": act.participants,
        "diminta_oleh": act.requester,
        "hasil": act.result,
        "bukti": str(act.photo.uuid) if act.photo else "",
    }


def _testimony(one: Testimony) -> dict[str, Any]:
    """As the speaker wanted to be named, and how they agreed."""
    return {
        "dari": one.speaker,
        "kesaksian": one.words,
        "tanggal": one.given_on,
        "disetujui_pada": one.consented_on,
        "cara_persetujuan": one.consent_manner,
    }
