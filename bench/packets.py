"""A packet of 100 files of 1 MB, beside a bare stored ZIP of the same files; and its memory.

Wall time, since most of it is reading and writing; the two take turns, so that a busy disk is busy
for both. The packet holds everything a packet holds: index, workbook, letters, manifests. Only its
PDFs are left out: they take seconds of their own and are measured in `bench.pdfs`.
"""

from __future__ import annotations

import hashlib
import json
import resource
import statistics
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.goals import Goal


if TYPE_CHECKING:
    from reports.contexts.record import RecordContext

ROUNDS = 7
FILES, MEGABYTE = 100, 1_000_000
HUGE_FILES, HUGE = 20, 100 * MEGABYTE
MOST, MOST_GROWTH = 1.3, 30.0


def measured(unit: str, year: int) -> dict[str, Any]:
    """Seconds of packet and bare ZIP, and what memory grew by for 100 MB and for 2 GB."""
    from django.conf import settings

    from pengungkit.models import Assessment
    from reports.contexts.record import RecordContext
    from reports.packets.building import build

    settings.PDF_REASON = "diukur sendiri"
    assessment = Assessment.objects.with_structure().get(unit__code=unit, year=year)
    empty = with_files(RecordContext.live(assessment), 0, 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def packet(context: RecordContext) -> float:
            began = time.perf_counter()
            with (folder / "paket.zip").open("w+b") as out:
                build(context, out)
            return time.perf_counter() - began

        packet(empty)
        before = peak_megabytes()
        context = with_files(empty, FILES, MEGABYTE)
        seconds: dict[str, list[float]] = {"packet": [], "bare": []}
        for number in range(ROUNDS + 1):
            for act, took in (("bare", bare(context, folder)), ("packet", packet(context))):
                if number:
                    seconds[act].append(took)
        grown = peak_megabytes() - before
        packet(with_files(empty, HUGE_FILES, HUGE))
        grown_huge = peak_megabytes() - before
    return {act: statistics.median(each) for act, each in seconds.items()} | {
        "growth": grown,
        "growth_huge": grown_huge,
    }


def with_files(context: RecordContext, count: int, size: int) -> RecordContext:
    """The same state with so many documents and no others, whose files lie in the store."""
    from reports.contexts.record import RecordContext

    state = json.loads(context.text)
    codes = [item["kode"] for item in state["butir"]]
    received = state["penilaian"]["dibuka_pada"]
    state["bukti"] = [
        {
            "uuid": str(number),
            "judul": f"Berkas {number}",
            "jenis_nama": "",
            "nomor": "",
            "tanggal": None,
            "berlaku_sampai": None,
            "tahap_nama": "",
            "diterima_pada": received,
            "tautan": "",
            "butir": [codes[number % len(codes)]],
            "bagian": [],
            "berkas": {
                "versi": 1,
                "sha256": kept_file(f"{count} {number}".encode(), size),
                "ukuran": size,
                "jenis_isi": "application/pdf",
                "akhiran": "pdf",
                "nama_asal": f"Berkas {number}.pdf",
                "diterima_pada": received,
            },
        }
        for number in range(count)
    ]
    for place, item in enumerate(state["butir"]):
        item["bukti"] = [str(number) for number in range(place, count, len(codes))]
    state["kekurangan"]["tidak_tersimpan"] = []
    return RecordContext.from_text(json.dumps(state))


def kept_file(head: bytes, size: int) -> str:
    """A file in the store that begins like this and is otherwise empty; returns its hash."""
    from zi_portal.lib import blobs

    head = head.ljust(64)
    digest = hashlib.sha256(head)
    for at in range(len(head), size, MEGABYTE):
        digest.update(bytes(min(MEGABYTE, size - at)))
    path = blobs.path_of(digest.hexdigest())
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(size)
    return digest.hexdigest()


def bare(context: RecordContext, folder: Path) -> float:
    """What `zipfile` alone takes for the same files, stored."""
    from zi_portal.lib import blobs

    began = time.perf_counter()
    with zipfile.ZipFile(folder / "bare.zip", "w", zipfile.ZIP_STORED) as archive:
        for number, document in enumerate(context.documents):
            if document.file:
                archive.write(blobs.path_of(document.file.sha256), f"{number}.pdf")
    return time.perf_counter() - began


def peak_megabytes() -> float:
    """The most memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def packet_goals(found: dict[str, float]) -> list[Goal]:
    return [
        Goal("Paket 100 x 1 MB tanpa PDF / ZIP polos", found["packet"] / found["bare"], MOST, "x"),
        Goal("Memori paket 100 MB, bertambah", found["growth"], MOST_GROWTH, "MB"),
        Goal("Memori paket 2 GB, bertambah", found["growth_huge"], MOST_GROWTH, "MB"),
    ]
