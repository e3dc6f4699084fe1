from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from innovations.models.innovations import Innovation
from pengungkit.models import Evidence
from units.models import User


class Measure(models.Model):
    """One figure by which people can feel an innovation, with where it began and should go."""

    class Direction(models.TextChoices):
        DOWN = "turun", "Makin kecil makin baik"
        UP = "naik", "Makin besar makin baik"

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="measures", verbose_name="inovasi"
    )
    name = models.CharField("ukuran", max_length=120)
    unit_name = models.CharField("satuan", max_length=40)
    direction = models.CharField("arah", max_length=6, choices=Direction)
    baseline = models.DecimalField(
        "nilai awal", max_digits=14, decimal_places=4, null=True, blank=True
    )
    baseline_on = models.DateField("tanggal nilai awal", null=True, blank=True)
    baseline_source = models.CharField("sumber nilai awal", max_length=200, blank=True)
    target = models.DecimalField("target", max_digits=14, decimal_places=4, null=True, blank=True)
    # Counts up with every change; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "ukuran"
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline__isnull=True, baseline_on__isnull=True)
                | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="innovations_measure_baseline_has_a_day",
                violation_error_message="Nilai awal perlu tanggalnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit_name})"


class MeasureValue(models.Model):
    """What a measure was on one day, and where the figure comes from."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="values", verbose_name="ukuran"
    )
    measured_on = models.DateField("tanggal")
    value = models.DecimalField("nilai", max_digits=14, decimal_places=4)
    source = models.CharField("sumber", max_length=200)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["measured_on", "pk"]
        verbose_name = "nilai ukuran"
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "measured_on"],
                name="innovations_measurevalue_once_a_day",
                violation_error_message="Nilai untuk tanggal itu sudah ada.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.value}"


class Activity(models.Model):
    """Something an innovation did on a day: a class held, a request helped with."""

    class Kind(models.TextChoices):
        CLASS = "kelas", "Kelas atau sosialisasi"
        HELP = "pendampingan", "Pendampingan"
        SERVICE = "layanan", "Layanan diberikan"
        MEETING = "rapat", "Rapat atau evaluasi"
        OTHER = "lainnya", "Lainnya"

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="activities", verbose_name="inovasi"
    )
    kind = models.CharField("jenis", max_length=16, choices=Kind)
    happened_on = models.DateField("tanggal")
    title = models.CharField("kegiatan", max_length=160)
    place = models.CharField("tempat", max_length=120, blank=True)
    # A count and never names: the portal needs no list of who took part.
    participants = models.PositiveIntegerField("jumlah peserta", null=True, blank=True)
    requester = models.CharField("diminta oleh", max_length=160, blank=True)
    result = models.TextField("hasil", max_length=2000, blank=True)
    photo = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="innovation_activities",
        verbose_name="foto atau bukti",
    )
    # Counts up with every change; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = "kegiatan inovasi"
        indexes = [
            models.Index(fields=["innovation", "-happened_on"], name="innovations_activity_day")
        ]

    def __str__(self) -> str:
        return self.title


class Testimony(models.Model):
    """What somebody served said of an innovation, kept only because they agreed to it."""

    innovation = models.ForeignKey(
        Innovation, models.CASCADE, related_name="testimonies", verbose_name="inovasi"
    )
    # As the speaker wants to be named: a function is enough.
    speaker = models.CharField("disampaikan oleh", max_length=120)
    words = models.TextField("kesaksian", max_length=2000)
    given_on = models.DateField("tanggal")
    consented_on = models.DateField("disetujui pada")
    consent_manner = models.CharField("cara persetujuan", max_length=160)
    # Counts up with every change; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    class Meta:
        ordering = ["-given_on", "-pk"]
        verbose_name = "kesaksian"
        constraints = [
            models.CheckConstraint(
                condition=~Q(consent_manner=""),
                name="innovations_testimony_with_consent",
                violation_error_message="Kesaksian hanya disimpan dengan persetujuan pemberinya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speaker}: {self.innovation}"
