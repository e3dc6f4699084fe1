from __future__ import annotations

from functools import lru_cache

from django.db import models

from pengungkit.guessing.codes import CodeBook
from pengungkit.instruments import Instrument, parse_instrument


class InstrumentVersion(models.Model):
    """One version of the LKE, kept whole as the document it was loaded from.

    Once an assessment uses a version it never changes (pengungkit.actions.instruments guards it),
    so its parsed form may be kept in memory by its hash for as long as the process lives.
    """

    code = models.SlugField("kode", max_length=60, unique=True)
    name = models.CharField("nama", max_length=200)
    document = models.JSONField("isi")
    sha256 = models.CharField("SHA-256", max_length=64)
    loaded_at = models.DateTimeField("dimuat pada", auto_now=True)
    # The official workbook whose words are shown and which is filled in; not part of the document.
    official_form = models.OneToOneField(
        "pengungkit.OfficialForm",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="templat formulir resmi yang dipakai",
    )

    class Meta:
        ordering = ["code"]
        verbose_name = "versi instrumen"

    def __str__(self) -> str:
        return self.name


@lru_cache(maxsize=16)
def _parsed(pk: int, sha256: str) -> Instrument:
    document = InstrumentVersion.objects.values_list("document", flat=True).get(
        pk=pk, sha256=sha256
    )
    return parse_instrument(document)


def structure_of(version: InstrumentVersion) -> Instrument:
    """The parsed instrument. The document is read once per process, not once per request."""
    return _parsed(version.pk, version.sha256)


@lru_cache(maxsize=16)
def _spelled_out(pk: int, sha256: str) -> CodeBook:
    return CodeBook.of(_parsed(pk, sha256))


def book_of(version: InstrumentVersion) -> CodeBook:
    """The spellings of the instrument's codes, worked out once per process."""
    return _spelled_out(version.pk, version.sha256)
