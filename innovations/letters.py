"""The signed letter of an adopter: taken in as every other file, but of three kinds only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File

from innovations.forms.confirmations import LETTER_EXTENSIONS, LETTER_KINDS
from pengungkit.actions.evidence import Inspected, taken_in
from pengungkit.exceptions import EvidenceRefusedError
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
