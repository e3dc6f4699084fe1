from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from units.models.offices import Unit
from units.models.people import User


class PredicateQuerySet(models.QuerySet["PredicateRecord"]):
    def standing(self) -> PredicateQuerySet:
        """Those that have not been revoked."""
        return self.filter(revoked_on__isnull=True)


class PredicateRecord(models.Model):
    """A predicate a unit was given, and when it was revoked if it was.

    Source: PermenPANRB 90/2021, Lampiran II, on penetapan and pencabutan.
    """

    class Predicate(models.TextChoices):
        WBK = "WBK", "WBK"
        WBBM = "WBBM", "WBBM"

    class Giver(models.TextChoices):
        TPN = "tpn", "Kementerian PANRB (TPN)"
        AGENCY = "instansi", "Instansi sendiri (mandiri)"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="predicates", verbose_name="unit")
    predicate = models.CharField("predikat", max_length=4, choices=Predicate)
    giver = models.CharField("pemberi", max_length=10, choices=Giver, default=Giver.TPN)
    granted_on = models.DateField("ditetapkan pada")
    # Old letters often survive only as a year; then the page says the year and not the day.
    only_year_known = models.BooleanField("hanya tahun yang diketahui", default=False)
    document_number = models.CharField("nomor keputusan", max_length=120, blank=True)
    note = models.CharField("keterangan", max_length=300, blank=True)
    revoked_on = models.DateField("dicabut pada", null=True, blank=True)
    revoked_reason = models.CharField("alasan pencabutan", max_length=300, blank=True)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = PredicateQuerySet.as_manager()

    class Meta:
        ordering = ["granted_on", "pk"]
        verbose_name = "riwayat predikat"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "predicate"],
                condition=Q(revoked_on__isnull=True),
                name="units_predicate_standing_once",
                violation_error_message="Unit ini sudah tercatat memegang predikat itu.",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_reason="")
                | (Q(revoked_on__isnull=False) & ~Q(revoked_reason="")),
                name="units_predicate_revoked_with_reason",
                violation_error_message="Pencabutan perlu tanggal dan alasannya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predicate} · {self.unit}"


class Milestone(models.Model):
    """One dated step of a unit on its road to a predicate, planned or done."""

    class Kind(models.TextChoices):
        PENCANANGAN = "pencanangan", "Pencanangan"
        PENETAPAN = "penetapan", "Penetapan unit"
        PEMBANGUNAN = "pembangunan", "Pembangunan"
        MANDIRI = "mandiri", "Penilaian mandiri"
        TPI = "tpi", "Evaluasi TPI"
        PENGAJUAN = "pengajuan", "Pengajuan ke TPN"
        DESK = "desk", "Desk evaluasi"
        LAPANGAN = "lapangan", "Evaluasi lapangan"
        WBK = "wbk", "Predikat WBK"
        WBBM = "wbbm", "Predikat WBBM"
        PEMANTAUAN = "pemantauan", "Pemantauan"
        LAINNYA = "lainnya", "Langkah lain"

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="milestones", verbose_name="unit")
    kind = models.CharField("langkah", max_length=20, choices=Kind)
    title = models.CharField("judul", max_length=160)
    happened_on = models.DateField("tanggal")
    only_year_known = models.BooleanField("hanya tahun yang diketahui", default=False)
    is_planned = models.BooleanField("masih rencana", default=False)
    note = models.TextField("keterangan", max_length=2000, blank=True)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name = "tonggak"

    def __str__(self) -> str:
        return f"{self.title} · {self.unit}"
