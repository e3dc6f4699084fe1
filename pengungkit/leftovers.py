"""Files that lie in the store and belong to nobody, found but not touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from pengungkit.models import EvidenceVersion, OfficialForm, Upload
from zi_portal.lib import blobs, parts


AT_A_TIME = 500


def temporary_files(age: dt.timedelta) -> Iterator[Path]:
    """Temporary files last written so long ago that no upload will continue."""
    live = {
        parts.path_of(uuid.hex).name
        for uuid in Upload.objects.unfinished().values_list("uuid", flat=True)
    }
    for folder in (blobs.root() / "tmp", Path(settings.FILE_UPLOAD_TEMP_DIR)):
        for path in older_than(folder, age):
            if path.name not in live:
                yield path


def stray_files(age: dt.timedelta) -> Iterator[Path]:
    """Files in the store of that age which no row names, or only tombstones do.

    Those that are not `blobs.is_in_place` somebody put there by hand; they are not ours to
    delete.
    """
    paths = older_than(blobs.root() / "blobs", age)
    while batch := list(islice(paths, AT_A_TIME)):
        names = [path.name for path in batch]
        named = named_among(names)
        yield from (path for path in batch if path.name not in named)


def named_among(hashes: list[str]) -> set[str]:
    """Those of the hashes by which some row names a kept file: evidence, or an official form."""
    versions = EvidenceVersion.objects.kept().filter(sha256__in=hashes).order_by()
    forms = OfficialForm.objects.filter(sha256__in=hashes).order_by()
    return {
        sha256 for rows in (versions, forms) for sha256 in rows.values_list("sha256", flat=True)
    }


def older_than(folder: Path, age: dt.timedelta) -> Iterator[Path]:
    """Files below the folder that were last written so long ago, in order of their names."""
    limit = (timezone.now() - age).timestamp()
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file() and path.stat().st_mtime < limit:
                yield path
        except FileNotFoundError:
            # Somebody was quicker.
            continue
