"""Why a document may not go: what still rests on its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.models import Assessment, Evidence, RecordFile


# By the number of a version, a sentence why it is the word of somebody else that counts now.
Pins = Callable[[Evidence], dict[int, str]]
_pins: list[Pins] = []


def provide_pins(find: Pins) -> None:
    """Let a room above this one name the versions that count as another office's word."""
    _pins.append(find)


def require_replaceable(evidence: Evidence) -> None:
    """Raise `EvidenceRefusedError` when a newer file would stand for another office's word."""
    for find in _pins:
        for sentence in find(evidence).values():
            raise EvidenceRefusedError(
                f"{sentence} Berkas pengganti akan tampil seolah-olah dari mereka. Simpan sebagai"
                " bukti baru."
            )


def protections_of(evidence: Evidence) -> dict[int, list[str]]:
    """A sentence for everything that rests on a version, by its number; four queries.

    A closed assessment uses the version that was the newest when it closed (ADR 0014).
    """
    found: dict[int, list[str]] = defaultdict(list)
    versions = list(evidence.versions.order_by("-number").values_list("number", "received_at"))
    closed = Assessment.objects.filter(
        answers__uses__evidence=evidence, closed_at__isnull=False
    ).distinct()
    for year, closed_at in closed.order_by("year").values_list("year", "closed_at"):
        used = next((number for number, at in versions if closed_at and at <= closed_at), None)
        if used is not None:
            found[used].append(f"Penilaian {year} yang sudah ditutup memakai berkasnya.")
    records = RecordFile.objects.filter(version__evidence=evidence).values_list(
        "version__number", "record__assessment__year", "record__number"
    )
    for used, year, number in records.order_by("record__assessment__year", "record__number"):
        found[used].append(f"Rekaman {number} penilaian {year} memakai berkasnya.")
    for find in _pins:
        for used, sentence in find(evidence).items():
            found[used].append(sentence)
    return dict(found)
