from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pengungkit.models.assessments import Assessment
from pengungkit.models.evidence import EvidenceVersion
from units.models import User


class Record(models.Model):
    """The state of one assessment at one moment, frozen; triggers refuse to change or delete it.

    `content` is canonical JSON (pengungkit/records). `sha256` is its hash, shown to people and
    printed on what is made from the record; `state_sha256` leaves number and time out, so that
    two records of an unchanged assessment are seen to be the same.
    """

    assessment = models.ForeignKey(
        Assessment, models.PROTECT, related_name="records", verbose_name="penilaian"
    )
    number = models.PositiveIntegerField("nomor")
    made_at = models.DateTimeField("dibuat pada", default=timezone.now)
    made_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dibuat oleh"
    )
    content = models.TextField("isi")
    sha256 = models.CharField("SHA-256", max_length=64)
    state_sha256 = models.CharField("SHA-256 keadaan", max_length=64)
    # For lists, which would else read every content; `periksa_integritas` counts them again.
    total = models.DecimalField("nilai total", max_digits=12, decimal_places=9)
    checks_met = models.PositiveSmallIntegerField("syarat terpenuhi")

    class Meta:
        ordering = ["assessment", "-number"]
        verbose_name = "rekaman"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "number"],
                name="pengungkit_record_number_once",
                violation_error_message="Nomor rekaman itu sudah ada.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & ~Q(content="") & ~Q(sha256=""),
                name="pengungkit_record_is_whole",
                violation_error_message="Rekaman perlu nomor, isi, dan sidiknya.",
            ),
        ]

    def __str__(self) -> str:
        return f"rekaman {self.number} · {self.assessment}"

    def get_absolute_url(self) -> str:
        assessment = self.assessment
        return reverse("reports:record", args=[assessment.year, assessment.unit.code, self.number])

    @property
    def grouped_sha256(self) -> str:
        """The hash in groups of eight, for reading aloud and comparing by eye."""
        return " ".join(self.sha256[at : at + 8] for at in range(0, 64, 8))


class RecordFile(models.Model):
    """That a record rests on one version of a document, which can therefore never go."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="files", verbose_name="rekaman")
    version = models.ForeignKey(
        EvidenceVersion, models.PROTECT, related_name="record_files", verbose_name="versi bukti"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "berkas rekaman"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "version"],
                name="pengungkit_recordfile_once",
                violation_error_message="Berkas itu sudah tercatat pada rekaman ini.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} · {self.version_id}"
