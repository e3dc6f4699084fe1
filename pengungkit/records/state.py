"""The state of an assessment as plain data: everything a record holds, keys in Indonesian.

The instrument's own document is part of it, so that whoever holds nothing but a record can read
every question and count every value again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pengungkit import rollups, scoring
from pengungkit.models import (
    Answer,
    Assessment,
    Evidence,
    EvidenceUse,
    EvidenceVersion,
    InstrumentVersion,
)
from pengungkit.readiness import Readiness, readiness
from pengungkit.records.sections import Section, sections_of
from pengungkit.scoring import ItemScore, Result, Share
from units.models import Milestone, PredicateRecord, Unit


FORMAT = "rekaman-lke/1"
State = dict[str, Any]


def state_of(
    assessment: Assessment, sections_only: Collection[str] | None = None
) -> tuple[State, list[EvidenceVersion]]:
    """The state of now, and the files it rests on; a fixed number of queries.

    The assessment comes with its unit and instrument (`with_structure`). Of each document the
    newest file counts; once the assessment is closed, the newest of those it was closed with.
    """
    answers = list(assessment.answers.order_by("position"))
    result = scoring.score(assessment.structure, rollups.responses_of(answers))
    predicates = list(assessment.unit.predicates.order_by("granted_on", "pk"))
    held = standing_of(predicates, assessment)
    ready = readiness(assessment.structure, assessment.target, result.totals, has_wbk=held)
    sections = sections_of(assessment, sections_only)
    uses, documents = evidence_of(assessment, sections)
    files = files_of(assessment, documents)
    papers = [_evidence(one, files.get(one.pk), uses[one.pk], sections) for one in documents]
    proofs: dict[str, list[str]] = defaultdict(list)
    for paper in papers:
        for code in paper["butir"]:
            proofs[code].append(paper["uuid"])
    items = [_item(one, result.items[one.code], proofs[one.code]) for one in answers]
    state: State = {
        "format": FORMAT,
        "unit": _unit(assessment.unit),
        "penilaian": _assessment(assessment),
        "instrumen": _instrument(assessment),
        "butir": items,
        "bukti": papers,
        "nilai": totals_state(result),
        "syarat": checks_state(ready),
        "predikat": [_predicate(one) for one in predicates],
        "tonggak": [_milestone(one) for one in assessment.unit.milestones.all()],
        "tahun_lain": other_years(assessment),
        "bagian": {key: section.data for key, section in sections.items()},
        "kekurangan": _missing(items, papers, ready, sections),
        # Filled in once the evaluators' own values are kept.
        "tpi": None,
        "akhir": None,
    }
    return state, [files[one.pk] for one in documents if one.pk in files]


def standing_of(predicates: Iterable[PredicateRecord], assessment: Assessment) -> bool | None:
    """Whether the predicate that must come first is held; None while none is on record."""
    first = assessment.structure.target(assessment.target).precondition
    known = [one for one in predicates if one.predicate.lower() == first]
    return any(one.revoked_on is None for one in known) if known else None


def evidence_of(
    assessment: Assessment, sections: Mapping[str, Section]
) -> tuple[dict[int, list[str]], list[Evidence]]:
    """Item codes per document, and every document in the order items and sections name them."""
    uses: dict[int, list[str]] = defaultdict(list)
    documents: dict[int, Evidence] = {}
    rows = EvidenceUse.objects.filter(answer__assessment=assessment)
    for use in rows.select_related("answer", "evidence").order_by("answer__position", "pk"):
        uses[use.evidence_id].append(use.answer.code)
        documents.setdefault(use.evidence_id, use.evidence)
    for section in sections.values():
        for one in section.evidence:
            documents.setdefault(one.pk, one)
    return uses, list(documents.values())


def files_of(assessment: Assessment, documents: Iterable[Evidence]) -> dict[int, EvidenceVersion]:
    """The file of each document that counts for the assessment, by the document's key."""
    versions = EvidenceVersion.objects.filter(evidence__in=[one.pk for one in documents])
    if assessment.closed_at is not None:
        versions = versions.filter(received_at__lte=assessment.closed_at)
    newest = {one.evidence_id: one for one in versions.order_by("number")}
    # What was destroyed on legal grounds, or rejected by a virus scanner, proves nothing any more.
    return {
        pk: one for pk, one in newest.items() if one.destruction_id is None and not one.is_rejected
    }


def other_years(assessment: Assessment) -> list[State]:
    """How the unit's other years ended, as they stand."""
    rows = Assessment.objects.filter(unit=assessment.unit_id).exclude(pk=assessment.pk)
    return [
        {
            "tahun": year,
            "sasaran": target,
            "status": state,
            "total": total,
            "syarat": checks,
            "persen_area": percents,
        }
        for year, target, state, total, checks, percents in rows.order_by("year").values_list(
            "year", "target", "state", "total", "checks_met", "area_percents"
        )
    ]


def _unit(unit: Unit) -> State:
    above = {
        pk: {"kode": code, "nama": name}
        for pk, code, name in Unit.objects.filter(pk__in=unit.ancestor_ids).values_list(
            "pk", "code", "name"
        )
    }
    return {
        "kode": unit.code,
        "nama": unit.name,
        "nama_pendek": unit.short_name,
        "jenis": unit.kind.name,
        "provinsi": unit.province,
        "zona_waktu": unit.time_zone,
        "atasan": [above[pk] for pk in unit.ancestor_ids],
    }


def _assessment(assessment: Assessment) -> State:
    aim = assessment.structure.target(assessment.target)
    return {
        "tahun": assessment.year,
        "sasaran": assessment.target,
        "sasaran_kepanjangan": aim.full_name,
        "status": assessment.state,
        "status_nama": assessment.get_state_display(),
        "tenggat": assessment.due_on,
        "dibuka_pada": assessment.opened_at,
        "ditutup_pada": assessment.closed_at,
    }


def _instrument(assessment: Assessment) -> State:
    version = InstrumentVersion.objects.get(pk=assessment.instrument_id)
    return {
        "kode": version.code,
        "nama": version.name,
        "sha256": version.sha256,
        "dokumen": version.document,
    }


def _item(answer: Answer, score: ItemScore, proofs: list[str]) -> State:
    return {
        "kode": answer.code,
        "versi": answer.version,
        "jawaban": {"pilihan": answer.choice, "jumlah": answer.counts, "indeks": answer.index},
        "penjelasan": answer.narrative,
        "status": answer.status,
        "status_nama": answer.get_status_display(),
        "catatan_perbaikan": answer.repair_note,
        "bukti": proofs,
        "tpi": None,
        "akhir": None,
    } | score_state(score)


def score_state(score: ItemScore) -> State:
    """What an item is worth: Nilai as the LKE says it (0..1), exactly too, and its points."""
    return {
        "terisi": score.answered,
        "keterangan": score.remark,
        "porsi": score.share,
        "porsi_pecahan": score.fraction,
        "nilai": score.value,
        "bobot": score.weight,
    }


def _evidence(
    one: Evidence,
    version: EvidenceVersion | None,
    codes: list[str],
    sections: Mapping[str, Section],
) -> State:
    return {
        "uuid": str(one.uuid),
        "judul": one.title,
        "jenis": one.kind,
        "jenis_nama": one.get_kind_display() if one.kind else "",
        "nomor": one.number,
        "tanggal": one.document_date,
        "berlaku_sampai": one.valid_until,
        "tahap": one.stage,
        "tahap_nama": one.get_stage_display() if one.stage else "",
        "diterima_pada": one.received_at,
        # A link is noted and never fetched: what stands there is not kept.
        "tersimpan": version is not None,
        "tautan": one.url,
        "berkas": _file(version) if version else None,
        "butir": codes,
        "bagian": [
            key
            for key, section in sections.items()
            if any(other.pk == one.pk for other in section.evidence)
        ],
    }


def _file(version: EvidenceVersion) -> State:
    return {
        "versi": version.number,
        "sha256": version.sha256,
        "ukuran": version.size,
        "jenis_isi": version.content_type,
        "akhiran": version.extension,
        "nama_asal": version.original_name,
        "diterima_pada": version.received_at,
    }


def _share(share: Share) -> State:
    return {
        "kode": share.code,
        "nama": share.name,
        "bobot": share.weight,
        "nilai": share.value,
        "pecahan": share.exact,
        "persen": share.percent,
    }


def totals_state(result: Result) -> State:
    """Every sum above the items."""
    totals = result.totals
    return {
        "total": totals.total,
        "pengungkit": totals.pengungkit,
        "hasil": totals.hasil,
        "terisi": result.answered,
        "jumlah_butir": len(result.items),
        "komponen": [_share(one) for one in totals.components.values()],
        "aspek": [_share(one) for one in totals.aspects.values()],
        "area": [
            _share(one) | {"bagian": {key: _share(part) for key, part in one.parts.items()}}
            for one in totals.areas.values()
        ],
        "sub_area": [_share(one) for one in totals.sub_areas.values()],
    }


def checks_state(ready: Readiness) -> State:
    """Every minimum of the target with what is missing, and the predicate that must come first."""
    first = ready.precondition
    return {
        "predikat": ready.target_name,
        "jumlah": len(ready.checks),
        "terpenuhi": ready.met_count,
        "lulus": ready.passed,
        "predikat_sebelumnya": first
        and {"kode": first.predicate_code, "nama": first.predicate_name, "dipegang": first.held},
        "daftar": [
            {
                "kode": one.code,
                "nama": one.name,
                "satuan": one.unit,
                "nilai": one.value,
                "minimum": one.minimum,
                "kurang": one.gap,
                "terpenuhi": one.met,
                "poin": one.points,
                "bobot": one.weight,
                "indeks_minimum": one.index_minimum,
            }
            for one in ready.checks
        ],
    }


def _predicate(one: PredicateRecord) -> State:
    return {
        "predikat": one.predicate,
        "pemberi": one.giver,
        "pemberi_nama": one.get_giver_display(),
        "tanggal": one.granted_on,
        "hanya_tahun": one.only_year_known,
        "nomor": one.document_number,
        "keterangan": one.note,
        "dicabut_pada": one.revoked_on,
        "alasan_pencabutan": one.revoked_reason,
    }


def _milestone(one: Milestone) -> State:
    return {
        "jenis": one.kind,
        "judul": one.title,
        "tanggal": one.happened_on,
        "hanya_tahun": one.only_year_known,
        "rencana": one.is_planned,
        "keterangan": one.note,
    }


def _missing(
    items: list[State], papers: list[State], ready: Readiness, sections: Mapping[str, Section]
) -> State:
    """What is not there, by code: the list that goes with every packet."""
    return {
        "belum_terisi": [one["kode"] for one in items if not one["terisi"]],
        "tanpa_bukti": [one["kode"] for one in items if one["terisi"] and not one["bukti"]],
        "perlu_perbaikan": [one["kode"] for one in items if one["status"] == Answer.Status.REPAIR],
        "tidak_tersimpan": [one["uuid"] for one in papers if not one["tersimpan"]],
        "syarat": [one.code for one in ready.failed],
        "predikat_sebelumnya": ready.precondition is not None and not ready.precondition.met,
        "bagian": {key: list(one.missing) for key, one in sections.items() if one.missing},
    }
