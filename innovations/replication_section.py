"""What a frozen record holds of who adopted a unit's innovations, and of what it adopted.

The same state gives the same text: rows in a fixed order and a fixed number of queries. Names of
people stay out; of a confirmation the record holds its hash.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q

from innovations.models import Confirmation, Replication, ReplicationEvidence
from innovations.models.replications import ReplicationQuerySet
from pengungkit.models import Assessment, Evidence
from pengungkit.records.sections import Section


Told = dict[str, Any]


def replication_section(assessment: Assessment) -> Section:
    """Two queries, however many there are."""
    unit = assessment.unit_id
    evidence: dict[int, Evidence] = {}
    named = defaultdict(list)
    proofs = ReplicationEvidence.objects.filter(replication__innovation__unit=unit)
    for proof in proofs.select_related("evidence").order_by("replication_id", "pk"):
        evidence.setdefault(proof.evidence_id, proof.evidence)
        named[proof.replication_id].append(str(proof.evidence.uuid))
    both = _replications(
        Replication.objects.filter(Q(innovation__unit=unit) | Q(adopter_unit=unit))
    )
    given = [one for one in both if one.innovation.unit_id == unit]
    received = [one for one in both if one.adopter_unit_id == unit]
    for one in given:
        # Kept with the record even when somebody detached it from the page.
        if one.confirmation and one.confirmation.letter:
            letter = one.confirmation.letter.evidence
            evidence.setdefault(letter.pk, letter)
    return Section(
        data={
            "diberikan": [_given(one, named[one.pk]) for one in given],
            "diterima": [_received(one) for one in received],
        },
        evidence=list(evidence.values()),
        missing=[
            f"Replikasi {one} belum dikonfirmasi penerimanya."
            for one in given
            if one.state == Replication.State.RUNNING
        ],
    )


def _given(one: Replication, proofs: list[str]) -> Told:
    return {
        "inovasi": one.innovation.slug,
        "nama": one.innovation.name,
        "penerima": one.adopter_name,
        "unit_penerima": one.adopter_unit.code if one.adopter_unit else "",
        "provinsi": one.place,  # type: ignore[attr-defined]
        "instansi_sama": one.same_agency,
        "unit_sejenis": one.similar_unit,
        "keadaan": one.state,
        "kesepakatan": one.agreement_number,
        "tanggal_kesepakatan": one.agreed_on,
        "disesuaikan": one.adapted,
        "hasil": one.adopter_results,
        "konfirmasi": _confirmation(one.confirmation),
        "bukti": proofs,
    }


def _received(one: Replication) -> Told:
    return {
        "inovasi": one.innovation.slug,
        "nama": one.innovation.name,
        "pemilik": one.innovation.unit.code,
        "keadaan": one.state,
        "konfirmasi": _confirmation(one.confirmation),
    }


def _confirmation(one: Confirmation | None) -> Told | None:
    if one is None:
        return None
    return {
        "acuan": one.reference,
        "lewat": "tautan" if one.link_id else "akun",
        "instansi": one.agency,
        "berjalan_sejak": one.running_since,
        "diberikan_pada": one.given_at,
        "sidik": one.sha256,
        "surat": str(one.letter.evidence.uuid) if one.letter else "",
        "sidik_surat": one.letter.sha256 if one.letter else "",
    }


def _replications(rows: ReplicationQuerySet) -> list[Replication]:
    found = rows.with_place().select_related(
        "adopter_unit", "innovation__unit", "confirmation__letter__evidence"
    )
    return list(found.order_by("pk"))
