from __future__ import annotations

import datetime as dt
import uuid
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from pengungkit import upload_metadata
from pengungkit.models.answers import Answer
from pengungkit.models.evidence import Evidence
from pengungkit.models.imports import ZipImport
from units.models import Unit, User
from zi_portal.lib.uuids import as_uuid


class UploadQuerySet(models.QuerySet["Upload"]):
    def unfinished(self) -> UploadQuerySet:
        """Those that can still be continued: neither kept, nor refused, nor expired."""
        return self.unkept().filter(refusal="", expires_at__gt=timezone.now())

    def replacing(self, evidence: Evidence) -> UploadQuerySet:
        """Those sent to replace this document."""
        named = upload_metadata.pair(upload_metadata.REPLACES, str(evidence.uuid))
        return self.filter(metadata__contains=named)

    def adding(self) -> UploadQuerySet:
        """Those sent to replace nothing."""
        return self.exclude(metadata__contains=f"{upload_metadata.REPLACES} ")

    def unkept(self) -> UploadQuerySet:
        """Those of which nothing came yet."""
        return self.filter(evidence=None, zip_import=None)

    def over(self) -> UploadQuerySet:
        """Those nobody can continue or ask about any more."""
        return self.filter(expires_at__lte=timezone.now())


class Upload(models.Model):
    """A file on its way in, part by part, until it is kept or refused: as evidence, as the newest
    version of a document (`replaces`), or as a ZIP.

    `offset` counts bytes that are on disk for good. It reaches `size` together with the row of what
    the file became and not before, so the last byte is only ever acknowledged with that.
    """

    class Purpose(models.TextChoices):
        EVIDENCE = "bukti", "Bukti"
        ZIP = "impor", "Impor ZIP"

    uuid = models.UUIDField("kode", default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="uploads", verbose_name="unit")
    owner = models.ForeignKey(User, models.PROTECT, related_name="uploads", verbose_name="pemilik")
    answer = models.ForeignKey(
        Answer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name="untuk butir",
    )
    purpose = models.CharField("tujuan", max_length=8, choices=Purpose, default=Purpose.EVIDENCE)
    original_name = models.CharField("nama berkas asal", max_length=255)
    title = models.CharField("judul", max_length=200, blank=True)
    # How the sender's browser knows the same file again; tells us nothing.
    fingerprint = models.CharField("sidik di perangkat", max_length=64, blank=True)
    # What the sender says the whole file hashes to, when it said so.
    sha256 = models.CharField("SHA-256 yang disebutkan", max_length=64, blank=True)
    # Word for word what came with it; the protocol gives it back to whoever asks where it stands.
    metadata = models.TextField("keterangan dari pengirim", blank=True)
    size = models.PositiveBigIntegerField("ukuran (byte)")
    offset = models.PositiveBigIntegerField("sudah diterima (byte)", default=0)
    started_at = models.DateTimeField("dimulai pada", auto_now_add=True)
    expires_at = models.DateTimeField("kedaluwarsa pada")
    evidence = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name="menjadi bukti",
    )
    zip_import = models.ForeignKey(
        ZipImport,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="uploads",
        verbose_name="menjadi impor ZIP",
    )
    was_there = models.BooleanField("sudah ada sebelumnya", default=False)
    # Sentences for the sender: why the file was refused, or what could not be done with it.
    refusal = models.TextField("alasan ditolak", blank=True)
    remark = models.TextField("catatan", blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "unggahan"
        indexes = [models.Index(fields=["expires_at"], name="pengungkit_upload_expiry")]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence=None, zip_import=None, offset__lt=F("size"))
                | Q(evidence__isnull=False, zip_import=None, offset=F("size"), refusal="")
                | Q(evidence=None, zip_import__isnull=False, offset=F("size"), refusal=""),
                name="pengungkit_upload_last_byte_with_evidence",
                violation_error_message="Unggahan selesai hanya bersama apa jadinya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.original_name} ({self.offset}/{self.size})"

    def get_absolute_url(self) -> str:
        return reverse("pengungkit:upload_part", args=[self.uuid])

    @property
    def part_name(self) -> str:
        """Under which name its bytes lie until they are kept."""
        return self.uuid.hex

    @property
    def is_kept(self) -> bool:
        return self.evidence_id is not None or self.zip_import_id is not None

    @property
    def is_zip(self) -> bool:
        return self.purpose == self.Purpose.ZIP

    @property
    def replaces(self) -> UUID | None:
        """The code of the document it replaces, as its sender named it; None when it adds one."""
        if self.is_zip:
            return None
        return as_uuid(upload_metadata.read(self.metadata).get(upload_metadata.REPLACES, ""))

    def is_over(self, now: dt.datetime) -> bool:
        return self.expires_at <= now
