"""What fell by the wayside is taken away: expired uploads, temporary files, files without a row."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from pengungkit.actions.zip_arrival import sweep_imports
from pengungkit.leftovers import named_among, older_than, stray_files, temporary_files
from pengungkit.models import Upload
from pengungkit.previews import cache
from pengungkit.store import own_store
from zi_portal.lib import blobs, parts


logger = logging.getLogger(__name__)
# A file is without a row for a moment between its name and its row, and after a crash for longer;
# whoever sends it again within a day finds it there.
LEFT_ALONE = dt.timedelta(hours=24)
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Swept:
    """How many were taken away: uploads with their parts, temporary files, stray files, ZIPs.

    `aside` counts damaged files that were replaced long enough ago.
    """

    uploads: int
    temporary: int
    strays: int
    aside: int
    zips: int = 0

    def __str__(self) -> str:
        return (
            f"{self.uploads} unggahan kedaluwarsa, {self.temporary} berkas sementara,"
            f" {self.zips} ZIP kedaluwarsa, {self.strays} berkas tanpa catatan, {self.aside} berkas"
            " rusak yang sudah lama diganti dibersihkan."
        )


def sweep(*, strays: bool = True) -> Swept:
    """Take away what nobody can continue or ask for; `strays` also looks through all kept files."""
    return Swept(
        uploads=sweep_uploads(),
        zips=sweep_imports(),
        temporary=sweep_temporary_files(),
        strays=sweep_strays() if strays else 0,
        aside=sweep_set_aside(),
    )


def sweep_uploads() -> int:
    """Uploads past their time, finished ones too: their row only served to answer the sender."""
    uploads = list(Upload.objects.over()[:AT_A_TIME])
    swept = 0
    while uploads:
        for upload in uploads:
            swept += _sweep_upload(upload)
        uploads = list(Upload.objects.over().filter(pk__lt=uploads[-1].pk)[:AT_A_TIME])
    return swept


@transaction.atomic
def _sweep_upload(upload: Upload) -> bool:
    # Asked again under the lock: a part may have come just now.
    locked = Upload.objects.over().select_for_update().filter(pk=upload.pk).first()
    if locked is None:
        return False
    locked.delete()
    parts.drop(locked.part_name)
    return True


def sweep_temporary_files() -> int:
    """Temporary files of requests that ended without cleaning up, as a killed process does."""
    swept = 0
    for path in temporary_files(LEFT_ALONE):
        path.unlink(missing_ok=True)
        logger.info("temporary file %s swept", path.name)
        swept += 1
    return swept


def sweep_strays() -> int:
    """Kept files that no row names, older than a day."""
    strays = (path for path in stray_files(LEFT_ALONE) if blobs.is_in_place(path))
    return sum(drop_unnamed(path.name) for path in strays)


@transaction.atomic
def drop_unnamed(sha256: str) -> bool:
    """Delete a kept file, its damaged copies and its previews, unless a row still names it."""
    # Alone with the store, so that nobody keeps this very file between question and removal.
    own_store()
    if sha256 in named_among([sha256]):
        return False
    paths = [blobs.path_of(sha256), *blobs.aside().glob(f"{sha256}-*")]
    for path in paths:
        path.unlink(missing_ok=True)
    if paths[0].parent.is_dir():
        blobs.sync_folder(paths[0].parent)
    cache.forget(sha256)
    logger.info("file %s without a row swept", sha256)
    return True


def sweep_set_aside() -> int:
    """Damaged files that were replaced, once nobody will look into them any more."""
    swept = 0
    for path in older_than(blobs.aside(), dt.timedelta(days=settings.DAMAGED_KEPT_DAYS)):
        path.unlink(missing_ok=True)
        swept += 1
    return swept
