"""The signed letter of an adopter: taken in as every other file, but of three kinds only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File
from django.db.models import F

from innovations.forms.confirmations import LETTER_EXTENSIONS, LETTER_KINDS
from innovations.models import Confirmation
from pengungkit.actions.evidence import Inspected, taken_in
from pengungkit.exceptions import EvidenceRefusedError
from pengungkit.models import Evidence
from pengungkit.previews.inspection import inspect_unkept
from pengungkit.previews.refusals import CannotPreviewError


BROKEN = (
    "Surat ini tidak dapat dibuka: berkasnya rusak atau terkirim sebagian. Foto atau pindai ulang,"
    " lalu pilih lagi."
)


@contextmanager
def letter_from(file: File | None) -> Iterator[Inspected | None]:
    """The letter as it was found on disk, None without one; gone afterwards unless it was kept.

    Raises `EvidenceRefusedError` with the sentence to show.
    """
    if file is None:
        yield None
        return
    with taken_in(file.name or "", file.chunks()) as letter:
        if letter.file_type.extension not in LETTER_EXTENSIONS:
            raise EvidenceRefusedError(LETTER_KINDS)
        yield letter


def require_readable(letter: Inspected | None) -> None:
    """Raise `EvidenceRefusedError` for a letter nobody can open: there is no second sending."""
    if letter is None:
        return
    try:
        seen = inspect_unkept(letter.path, letter.file_type.extension)
    except CannotPreviewError:
        # The server was too busy to look; that is no fault of the letter.
        return
    if seen.broken:
        raise EvidenceRefusedError(BROKEN)


def standing_letters(evidence: Evidence) -> dict[int, str]:
    """Versions of a document that are the letter of a confirmation that counts now; one query."""
    standing = Confirmation.objects.filter(
        letter__evidence=evidence, replication__confirmation=F("pk")
    )
    return {
        one.letter.number: f"Konfirmasi {one.reference} dari {one.agency} memakai surat ini."
        for one in standing.select_related("letter").order_by("pk")
        if one.letter
    }
