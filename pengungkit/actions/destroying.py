"""Destroying kept files on legal grounds. Detaching ("lepas") is something else entirely."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction

from pengungkit.actions.sweeping import drop_unnamed
from pengungkit.derived import KEYS, derive
from pengungkit.exceptions import EvidenceProtectedError, NothingToDestroyError
from pengungkit.models import Assessment, Destruction, Evidence, EvidenceVersion
from pengungkit.protection import protections_of
from units import audit
from units.backups import destroyed
from units.models import User


logger = logging.getLogger(__name__)
HIDDEN_TITLE = "Bukti yang dimusnahkan"


def destroy(
    *,
    evidence: Evidence,
    numbers: Collection[int],
    ground: str,
    decision: str,
    hide_names: bool,
    by: User,
) -> Destruction:
    """Destroy the files of these versions and leave a tombstone.

    The tombstone is written first, then the list beside the database, then the bytes go; after a
    crash between these the sweep takes the bytes. Raises `EvidenceProtectedError` when a closed
    assessment or a record rests on one of them, and `NothingToDestroyError`.
    """
    destruction = lay_tombstone(
        evidence=evidence,
        numbers=numbers,
        ground=ground,
        decision=decision,
        hide_names=hide_names,
        by=by,
    )
    finish(destruction)
    return destruction


@transaction.atomic
def lay_tombstone(
    *,
    evidence: Evidence,
    numbers: Collection[int],
    ground: str,
    decision: str,
    hide_names: bool,
    by: User | None,
) -> Destruction:
    """Say in the database that these files are no more; nobody (`by`) repeats an earlier act."""
    used = Assessment.objects.filter(answers__uses__evidence=evidence).order_by("pk")
    # Nobody closes or freezes one of them until we are done.
    list(Assessment.objects.select_for_update().filter(pk__in=used.values("pk")).order_by("pk"))
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    chosen = evidence.versions.kept().filter(number__in=numbers)
    # A version that was taken up again goes with the one it repeats.
    same = evidence.versions.kept().filter(sha256__in=chosen.values("sha256"))
    versions = list(same.order_by("number"))
    if not versions:
        raise NothingToDestroyError
    if by is not None:
        protections = protections_of(evidence)
        reasons = [one for version in versions for one in protections.get(version.number, [])]
        if reasons:
            raise EvidenceProtectedError(reasons)
    destruction = Destruction.objects.create(
        evidence=evidence, ground=ground, decision=decision, names_hidden=hide_names, by=by
    )
    for version in versions:
        version.destruction, version.damaged_at = destruction, None
        if hide_names:
            version.original_name = f"berkas-{version.number}.{version.extension}"
        version.save(update_fields=["destruction", "damaged_at", "original_name"])
    mark(evidence, hide_names=hide_names)
    audit.record(
        actor=by,
        action="bukti_dimusnahkan",
        target=evidence,
        unit=evidence.unit.code,
        versi=[version.number for version in versions],
        sha256=[version.sha256 for version in versions],
        ukuran=[version.size for version in versions],
        dasar=ground,
        keputusan=decision,
    )
    return destruction


def mark(evidence: Evidence, *, hide_names: bool) -> None:
    """What the document itself says from now on."""
    newest = evidence.versions.order_by("-number").first()
    evidence.is_destroyed = newest is not None and newest.destruction_id is not None
    if hide_names:
        evidence.title, evidence.number = HIDDEN_TITLE, ""
        # These rows only served to answer the senders, and carry the name as well.
        evidence.uploads.all().delete()
    names = evidence.versions.order_by("-number").values_list("original_name", flat=True)
    derive(evidence, names)
    evidence.save(update_fields=["is_destroyed", "title", "number", *KEYS])


def finish(destruction: Destruction) -> None:
    """Write the list, then delete the bytes that nothing else names."""
    versions = list(destruction.versions.select_related("evidence"))
    try:
        destroyed.append(destroyed.own_list(), [line_of(destruction, one) for one in versions])
    except OSError:
        # The tombstone is in the database; only an older backup would not know of it.
        logger.exception("the list of destroyed files cannot be written")
    for version in versions:
        drop_unnamed(version.sha256)


def line_of(destruction: Destruction, version: EvidenceVersion) -> str:
    said = {
        "bukti": str(version.evidence.uuid),
        "versi": version.number,
        "sha256": version.sha256,
        "pada": destruction.at.isoformat(),
        "oleh": destruction.by.username if destruction.by else audit.SYSTEM,
        "dasar": destruction.ground,
        "keputusan": destruction.decision,
        "samarkan": destruction.names_hidden,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def repeat() -> int:
    """Destroy again what an older backup brought back; returns how many versions.

    Whoever reads the list has been told by law already, so nothing protects them any more.
    """
    count = 0
    for line in destroyed.lines_in(destroyed.own_list()):
        try:
            said = json.loads(line)
            count += _repeated(said)
        except (ValueError, KeyError, TypeError):
            logger.exception("a line of the list of destroyed files cannot be read")
    return count


def _repeated(said: dict[str, Any]) -> bool:
    version = (
        EvidenceVersion.objects.kept()
        .filter(evidence__uuid=UUID(said["bukti"]), number=said["versi"], sha256=said["sha256"])
        .select_related("evidence")
        .first()
    )
    if version is None:
        return False
    destruction = lay_tombstone(
        evidence=version.evidence,
        numbers=[version.number],
        ground=said["dasar"],
        decision=said["keputusan"],
        hide_names=said["samarkan"],
        by=None,
    )
    # The act was done on that day by that person, whatever day the backup is put back.
    author = User.objects.filter(username=said["oleh"]).first()
    Destruction.objects.filter(pk=destruction.pk).update(at=said["pada"], by=author)
    drop_unnamed(version.sha256)
    return True
