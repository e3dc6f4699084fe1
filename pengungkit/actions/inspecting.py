"""Looking into a kept file behind the scenes, and keeping what was found out with its versions."""

from __future__ import annotations

import logging

from django.utils import timezone

from pengungkit.models import EvidenceVersion
from pengungkit.previews.cache import EDITION, DamagedFileError
from pengungkit.previews.inspection import Inspection, inspect
from pengungkit.previews.refusals import CannotPreviewError


logger = logging.getLogger(__name__)


def look_into(*, version: EvidenceVersion) -> Inspection | None:
    """Find out what a file is like, and note it with every version that is this very file.

    None when nothing can be said now: the file is damaged, which other checks report, or the
    machine is busy. Opens the file in the child process only. Writes no event: what is found lies
    in the file and can be found out again at any time.
    """
    try:
        seen = inspect(version.sha256, version.extension)
    except DamagedFileError:
        logger.error("kept file %s of evidence version %s is damaged", version.sha256, version.pk)
        return None
    except CannotPreviewError as refused:
        if refused.reason in ("sibuk", "penuh", "tanpa-alat"):
            return None
        seen = Inspection(unread=refused.reason)
    same = EvidenceVersion.objects.filter(sha256=version.sha256, extension=version.extension)
    same.update(inspection=seen.to_json(), inspection_edition=EDITION, inspected_at=timezone.now())
    return seen
