"""Which kept files the browser's own viewer may open, and which are only for saving."""

from __future__ import annotations

from pengungkit.file_types import TYPES
from pengungkit.models import EvidenceVersion
from pengungkit.previews.cache import DamagedFileError
from pengungkit.previews.inspection import Inspection, inspect
from pengungkit.previews.refusals import CannotPreviewError


# A file that cannot be looked into for what lies in itself may be made so on purpose.
HIDING = {"terlalu-lama", "terlalu-besar", "tidak-lazim", "gagal"}


def may_show_inline(version: EvidenceVersion) -> bool:
    """False for types that are never shown, and for a PDF that acts by itself or hides that."""
    if version.extension != "pdf":
        return TYPES[version.extension].inline
    seen = version.seen if version.inspection is not None else _looked_at(version)
    return not seen.active and seen.unread not in HIDING


def _looked_at(version: EvidenceVersion) -> Inspection:
    """What is found now, before the background worker has come to it; made once, then recalled."""
    try:
        return inspect(version.sha256, version.extension)
    except CannotPreviewError as refused:
        return Inspection(unread=refused.reason)
    except DamagedFileError:
        return Inspection(unread="gagal")
