"""The signed letter of an adopter: taken in as every other file, but of three kinds only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import File

from innovations.forms.confirmations import LETTER_EXTENSIONS, LETTER_KINDS
from pengungkit.actions.evidence import Inspected, taken_in
from pengungkit.exceptions import EvidenceRefusedError


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
