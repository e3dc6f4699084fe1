"""What the portal notes of each packet it makes, and whether a packet is one of those.

A packet can be held against its own manifests by anybody, and so can one whose manifests were
written anew. Evidence is vouched for by the record; `index.html`, workbooks and PDFs only by this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from pengungkit.models import Record
from reports.packets.layout import BAG_INFO, BAGIT, MANIFEST, TAG_MANIFEST, Layout
from units import audit
from units.models import AuditEvent


MADE = "paket_dibuat"
# They follow from all the other files, and tell a reader nothing by their names.
LISTS = frozenset({MANIFEST, TAG_MANIFEST})
# What a manifest that was brought alone says nothing about.
BESIDE_MANIFEST = frozenset({BAGIT, BAG_INFO, TAG_MANIFEST})
MOVED = "Daftar berkasnya, atau letak berkas bukti di dalam foldernya"


@dataclass(frozen=True, slots=True)
class Known:
    """Whether this portal made exactly this packet.

    `made_at` is when it did. Without it `differing` are the paths by which the packet differs from
    the nearest one made of the same record; none when no making of that record is noted.
    """

    made_at: dt.datetime | None = None
    differing: tuple[str, ...] = ()


def made_event(record: Record, layout: Layout, written: Mapping[str, str]) -> audit.Event:
    """To be recorded once the packet is there; `written` are hashes of all but the evidence."""
    return audit.Event(
        MADE,
        record,
        record.assessment.unit.code,
        {
            "rekaman": record.number,
            "bagian": layout.part,
            "dari": layout.parts,
            "berkas": dict(written),
        },
    )


def known_making(
    record: Record, hashes: Mapping[str, str], evidence: set[str], part: tuple[int, int] | None
) -> Known:
    """Hold all paths of a packet, or those of its manifest alone, against what was noted.

    `evidence` are the hashes that the record vouches for.
    """
    events = AuditEvent.objects.filter(target=audit.label_of(record), action=MADE)
    nearest: tuple[bool, int, tuple[str, ...]] | None = None
    for at, data in events.order_by("pk").values_list("at", "data"):
        differing = _differing(data["berkas"], hashes, evidence)
        if not differing:
            return Known(made_at=at)
        is_other_part = (part or (1, 1)) != (data["bagian"], data["dari"])
        distance = (is_other_part, len(differing), differing)
        nearest = min(nearest or distance, distance)
    return Known(differing=nearest[2] if nearest else ())


def _differing(
    noted: Mapping[str, str], hashes: Mapping[str, str], evidence: set[str]
) -> tuple[str, ...]:
    unseen = frozenset() if TAG_MANIFEST in hashes else BESIDE_MANIFEST
    wanted = {path: one for path, one in noted.items() if path not in unseen}
    changed = {path for path, one in wanted.items() if hashes.get(path) != one}
    added = {path for path, one in hashes.items() if path not in noted and one not in evidence}
    named = (changed | added) - LISTS
    return tuple(sorted(named)) or ((MOVED,) if changed else ())
