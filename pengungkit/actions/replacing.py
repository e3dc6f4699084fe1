"""A newer file for a document: the versions before it stay."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from pengungkit.actions.evidence import (
    Inspected,
    create_version,
    record_received,
    taken_in,
    version_of,
)
from pengungkit.actions.healing import heal_with
from pengungkit.derived import KEYS, derive
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.models import Evidence, EvidenceVersion
from pengungkit.protection import require_replaceable
from pengungkit.quotas import require_room
from units.models import User
from zi_portal.lib import blobs


def replace_file(
    *, evidence: Evidence, name: str, chunks: Iterable[bytes], by: User
) -> EvidenceVersion:
    """Take a file in as the newest version of a document; the versions before it stay.

    A noted link becomes a kept file this way, and an earlier version sent again is the newest from
    then on. Raises `EvidenceRefusedError`, also when the unit has this very file elsewhere.
    """
    with taken_in(name, chunks) as file:
        return keep_version(evidence=evidence, file=file, by=by)


def refuse_beforehand(evidence: Evidence, known: EvidenceVersion | None) -> None:
    """Say what of the rules of `keep_version` is certain before the file was sent.

    `known` is the version in which the unit has this very file, if the sender told its hash.
    """
    require_replaceable(evidence)
    if known is not None:
        _require_other(evidence, known, newest_number(evidence))


def newest_number(evidence: Evidence) -> int:
    return evidence.versions.aggregate(newest=Max("number"))["newest"] or 0


def _require_other(evidence: Evidence, known: EvidenceVersion, newest: int) -> None:
    """A file that the unit has already replaces nothing, unless it was this document's before."""
    if known.evidence_id != evidence.pk:
        raise EvidenceRefusedError(
            f"Berkas ini sudah tersimpan sebagai bukti “{known.evidence.title}”. Pasang bukti"
            " itu di butirnya, atau pilih berkas lain."
        )
    if known.number == newest:
        raise EvidenceRefusedError(
            f"Berkas ini sama persis dengan versi {newest} yang sedang dipakai bukti ini, jadi"
            " tidak ada yang diganti. Pilih berkas lain."
        )


@transaction.atomic
def keep_version(
    *, evidence: Evidence, file: Inspected, by: User, has_room: bool = False
) -> EvidenceVersion:
    """Give an inspected file its place as the next version of a document.

    Raises `QuotaError`, unless room was set aside for the file before it came (`has_room`).
    """
    unit = evidence.unit
    known = version_of(unit, file)
    newest = newest_number(evidence)
    if known is not None:
        if heal_with(file.path, file.blob, by=by) and known.evidence_id == evidence.pk:
            known.was_healed = True
            return known
        _require_other(evidence, known, newest)
    elif not has_room:
        require_room(unit, file.blob.size)
    require_replaceable(evidence)
    blobs.keep(file.path, file.blob)
    number = 1 + newest
    version = create_version(evidence, unit, file, number, by, repeats=known is not None)
    names = evidence.versions.values_list("original_name", flat=True)
    evidence.url, evidence.is_destroyed = "", False
    derive(evidence, names)
    evidence.save(update_fields=["url", "is_destroyed", *KEYS])
    record_received(evidence, unit, file, "bukti_diganti", by, versi=number)
    return version


def told(version: EvidenceVersion) -> str:
    """What to tell whoever sent the file."""
    if version.was_healed:
        return f"Berkas versi {version.number} yang rusak sudah pulih dengan berkas yang sama ini."
    return f"Berkas diganti. Sekarang versi {version.number}; versi lama tetap ada."
