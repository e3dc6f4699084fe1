"""Packets as files in a folder: complete under their name, or not there at all."""

from __future__ import annotations

import os
from pathlib import Path

from pengungkit.models import Record
from reports.contexts.record import RecordContext
from reports.packets.building import Built, build
from reports.packets.layout import layout_of, parts_needed


def write_packets(record: Record, folder: Path, *, in_parts: bool) -> dict[Path, Built]:
    """Write the packet of a record, or all its parts, into a folder."""
    context = RecordContext.from_record(record)
    parts = parts_needed(context) if in_parts else 1
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for part in range(1, parts + 1):
        path = folder / layout_of(context, part, parts).name
        unfinished = path.with_suffix(".zip.part")
        try:
            with unfinished.open("w+b") as out:
                built = build(context, out, part=part, parts=parts)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        made[path] = built
    return made
