"""Several photos of a unit become one PDF, as new evidence; the photos stay as they are."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from pengungkit.actions.evidence import Received, receive_file
from pengungkit.exceptions import EvidenceRefusedError, PhotosNotJoinedError
from pengungkit.models import EvidenceVersion
from pengungkit.previews import cache
from pengungkit.previews.jobs import Job
from pengungkit.previews.joining import MOST_PHOTOS, RESULT
from pengungkit.previews.refusals import CannotPreviewError
from pengungkit.previews.running import run
from units import audit
from units.models import Unit, User
from zi_portal.lib import blobs


LEAST_PHOTOS = 2
CHUNK = 1024 * 1024
# In the words of somebody who chose photos, not of somebody who looks at one.
REASONS = {
    "rusak": "salah satu fotonya rusak atau terpotong. Lihat tiap foto, lalu pilih yang utuh.",
    "terlalu-besar": (
        "salah satu fotonya terlalu besar. Kecilkan foto itu, unggah lagi, lalu pilih yang kecil."
    ),
    "terlalu-lama": "pembuatannya terlalu lama. Pilih lebih sedikit foto, lalu coba lagi.",
    "penuh": "ruang simpan server penuh. Beri tahu admin, lalu coba lagi.",
}
OTHERWISE = "server sedang sibuk. Tunggu sebentar, lalu coba lagi."


def join_photos(*, unit: Unit, photos: Sequence[EvidenceVersion], title: str, by: User) -> Received:
    """One PDF of A4 pages in this order, received like any other file.

    The same photos and title give the same bytes, so a second click finds the first PDF again.
    The caller has checked that the photos are images of the unit. Raises `PhotosNotJoinedError`.
    """
    if not LEAST_PHOTOS <= len(photos) <= MOST_PHOTOS:
        raise PhotosNotJoinedError(
            f"Pilih {LEAST_PHOTOS} sampai {MOST_PHOTOS} foto untuk digabung. Sekarang"
            f" {len(photos)} yang terpilih."
        )
    with _joined(photos, title) as pdf, pdf.open("rb") as file:
        try:
            received = receive_file(
                unit=unit,
                name=f"{title}.pdf",
                chunks=iter(lambda: file.read(CHUNK), b""),
                by=by,
                title=title,
            )
        except EvidenceRefusedError as refused:
            raise PhotosNotJoinedError(str(refused)) from refused
    if not received.was_there:
        with transaction.atomic():
            audit.record(
                actor=by,
                action="foto_digabung",
                target=received.evidence,
                unit=unit.code,
                foto=[str(photo.evidence.uuid) for photo in photos],
            )
    return received


@contextmanager
def _joined(photos: Sequence[EvidenceVersion], title: str) -> Iterator[Path]:
    """The PDF in a folder that is gone afterwards."""
    cache.root().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="gabung-", dir=cache.root()))
    try:
        yield _made(photos, title, folder)
    except CannotPreviewError as refused:
        why = REASONS.get(refused.reason, OTHERWISE)
        raise PhotosNotJoinedError(f"Foto tidak dapat digabung: {why}") from refused
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(photos: Sequence[EvidenceVersion], title: str, folder: Path) -> Path:
    for photo in photos:
        if not blobs.is_whole(photo.sha256, photo.size):
            raise CannotPreviewError("rusak")
    newest = max(photo.received_at for photo in photos)
    job = Job(
        recipe="gabung",
        sources=tuple(blobs.path_of(photo.sha256) for photo in photos),
        extension="pdf",
        out=folder,
        options={
            "akhiran": [photo.extension for photo in photos],
            "judul": title,
            "waktu": int(newest.timestamp()),
        },
    )
    with cache.place():
        answer = run(job)
    if answer.reason:
        raise CannotPreviewError(answer.reason)
    return folder / RESULT
