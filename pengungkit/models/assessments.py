from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from pengungkit.instruments import Instrument
from pengungkit.models.instruments import InstrumentVersion, structure_of
from units.models import Unit, User
from units.permissions import Permission, Rights


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, rights: Rights) -> AssessmentQuerySet:
        """Those whose unit the person may see. Outside it an assessment does not exist."""
        return self.filter(rights.scope(Permission.VIEW, "unit__"))

    def with_structure(self) -> AssessmentQuerySet:
        """Join unit and instrument, leaving the large document out (see `structure`)."""
        return self.select_related("unit", "instrument").defer("instrument__document")

    def newest(self) -> AssessmentQuerySet:
        """Of each unit only the latest year."""
        later = Assessment.objects.filter(unit=OuterRef("unit"), year__gt=OuterRef("year"))
        return self.exclude(Exists(later))


class Assessment(models.Model):
    """One unit's LKE for one year, toward one predicate, on one version of the instrument."""

    class Target(models.TextChoices):
        WBK = "WBK", "WBK"
        WBBM = "WBBM", "WBBM"

    class State(models.TextChoices):
        DRAFT = "draf", "Draf"
        SUBMITTED = "diajukan", "Diajukan ke TPI"
        JUDGED = "dinilai", "Dinilai TPI"
        RETURNED = "dikembalikan", "Dikembalikan"
        FINAL = "final", "Final"
        SENT = "terkirim", "Terkirim ke TPN"

    # States in which the unit may write; in every other one all write paths are closed.
    OPEN_STATES = frozenset({State.DRAFT, State.RETURNED})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assessments", verbose_name="unit")
    year = models.PositiveSmallIntegerField("tahun")
    target = models.CharField("sasaran predikat", max_length=4, choices=Target)
    instrument = models.ForeignKey(
        InstrumentVersion, models.PROTECT, related_name="assessments", verbose_name="instrumen"
    )
    state = models.CharField("status", max_length=12, choices=State, default=State.DRAFT)
    due_on = models.DateField("tenggat pengisian", null=True, blank=True)
    opened_at = models.DateTimeField("dibuka pada", default=timezone.now)
    opened_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dibuka oleh"
    )
    closed_at = models.DateTimeField("ditutup pada", null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ditutup oleh"
    )

    # Roll-ups of the unit's own answers, written with each save and proved by
    # `periksa_integritas`. Sub-area scores are exact fractions ("2/3"); the rest is for lists.
    sub_scores = models.JSONField("nilai sub-area", default=dict)
    total = models.DecimalField("nilai total", max_digits=12, decimal_places=9, default=Decimal(0))
    pengungkit = models.DecimalField(
        "nilai pengungkit", max_digits=12, decimal_places=9, default=Decimal(0)
    )
    area_percents = models.JSONField("persen per area", default=dict)
    checks_met = models.PositiveSmallIntegerField("syarat terpenuhi", default=0)
    # The unit's local day the total above belongs to; see DailyScore.
    scored_on = models.DateField("tanggal nilai", null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "unit__name", "pk"]
        verbose_name = "penilaian"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="pengungkit_assessment_one_a_year",
                violation_error_message="Unit ini sudah punya penilaian untuk tahun itu.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draf", "dikembalikan"],
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                )
                | (Q(closed_at__isnull=False) & ~Q(state__in=["draf", "dikembalikan"])),
                name="pengungkit_assessment_closed_has_date",
                violation_error_message="Tanggal penutupan harus sesuai dengan status penilaian.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("pengungkit:assessment", args=[self.year, self.unit.code])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES

    @property
    def structure(self) -> Instrument:
        """The parsed instrument of this assessment's version."""
        return structure_of(self.instrument)


class DailyScore(models.Model):
    """The total with which one assessment ended one day; only days on which it changed."""

    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="daily_scores", verbose_name="penilaian"
    )
    day = models.DateField("tanggal")
    total = models.DecimalField("nilai total", max_digits=12, decimal_places=9)
    checks_met = models.PositiveSmallIntegerField("syarat terpenuhi")

    class Meta:
        ordering = ["day"]
        verbose_name = "nilai harian"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "day"],
                name="pengungkit_dailyscore_one_a_day",
                violation_error_message="Nilai hari itu sudah tercatat.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.day}: {self.total}"
