"""What makes the packet a bag that archives know (BagIt, RFC 8493), and its manifests.

The folders stand beside `data/` and not in it, because that is how offices look for evidence; ADR
0013 says what follows from it. `manifest-sha256.txt` lists every file but the four of the bag
itself, which `tagmanifest-sha256.txt` lists (all but itself).
"""

from __future__ import annotations

from collections.abc import Mapping

from reports.contexts.record import RecordContext
from reports.packets.layout import Layout
from zi_portal.lib.numbers import format_size


# Counts up when the same record would give other bytes than before.
GENERATOR = "Portal Zona Integritas paket/13"
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def manifest_of(hashes: Mapping[str, str]) -> bytes:
    """Lines as `sha256sum -c` reads them, in the order of the paths."""
    return "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes)).encode()


def bag_info(context: RecordContext, layout: Layout, files: int, size: int) -> bytes:
    """Who made the bag from what; `files` and `size` count what the manifest lists."""
    stamp = context.stamp
    lines = {
        "Source-Organization": context.unit.name,
        "External-Description": f"LKE Zona Integritas {context.assessment.year}",
        "Bag-Size": format_size(size).replace(",", "."),
        # Of data/ alone, as the standard counts; everything together stands in the next lines.
        "Payload-Oxum": f"{len(context.text.encode())}.1",
        "Jumlah-Berkas": str(files),
        "Jumlah-Byte": str(size),
        "Bag-Software-Agent": GENERATOR,
    }
    if stamp is not None:
        lines |= {
            "Bagging-Date": stamp.made_at.astimezone(context.unit.zone).date().isoformat(),
            "External-Identifier": f"rekaman {stamp.number} {stamp.sha256}",
            "Jejak-Audit": f"{stamp.trail_number} {stamp.trail_hash}",
        }
    if layout.parts > 1:
        lines["Bag-Count"] = f"{layout.part} of {layout.parts}"
    return "".join(f"{key}: {' '.join(value.split())}\n" for key, value in lines.items()).encode()
