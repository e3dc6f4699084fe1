from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from innovations.models.document_uses import DocumentUse
from units.models import Unit, User
from units.permissions import Permission, Rights


class AssistanceQuerySet(models.QuerySet["Assistance"]):
    def given_within(self, rights: Rights) -> AssistanceQuerySet:
        """Those given by units the person may see."""
        return self.filter(rights.scope(Permission.VIEW, "helper__"))

    def received_within(self, rights: Rights) -> AssistanceQuerySet:
        """Those received by units the person may see."""
        return self.filter(rights.scope(Permission.VIEW, "helped__"))

    def visible_to(self, rights: Rights) -> AssistanceQuerySet:
        """Those of which the person may see either side."""
        return self.filter(
            rights.scope(Permission.VIEW, "helper__") | rights.scope(Permission.VIEW, "helped__")
        )


class Assistance(models.Model):
    """That a unit assisted another on a day: a unit of the portal, or an agency by its name."""

    class Mode(models.TextChoices):
        MEETING = "tatap_muka", "Tatap muka"
        ONLINE = "daring", "Daring"
        LETTER = "surat", "Surat"
        PHONE = "telepon", "Telepon"

    class AgencyKind(models.TextChoices):
        CENTRAL = "vertikal", "Instansi vertikal pusat"
        REGIONAL = "pemda", "Pemerintah daerah"
        STATE_COMPANY = "bumn", "BUMN atau BUMD"
        EDUCATION = "pendidikan", "Perguruan tinggi atau sekolah"
        OTHER = "lainnya", "Lainnya"

    TEXT_MAX = 4000

    helper = models.ForeignKey(
        Unit, models.PROTECT, related_name="assistance_given", verbose_name="unit pendamping"
    )
    helped = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assistance_received",
        verbose_name="unit yang didampingi",
    )
    agency_name = models.CharField("nama instansi", max_length=200, blank=True)
    agency_kind = models.CharField("jenis instansi", max_length=12, choices=AgencyKind, blank=True)
    happened_on = models.DateField("tanggal")
    mode = models.CharField("cara", max_length=12, choices=Mode)
    # A count and never names: the portal needs no list of who took part.
    people = models.PositiveIntegerField("jumlah orang", null=True, blank=True)
    # Keys of areas and codes of items, as the instrument of the helping unit names them.
    areas = models.JSONField("area", default=list, blank=True)
    items = models.JSONField("butir", default=list, blank=True)
    topic = models.CharField("pokok bahasan", max_length=200)
    advice = models.TextField("saran", max_length=TEXT_MAX, blank=True)
    result = models.TextField("hasil", max_length=TEXT_MAX, blank=True)
    # Counts up with every change of what is told above; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = AssistanceQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        verbose_name = "asistensi"
        indexes = [
            models.Index(fields=["helper", "-happened_on"], name="innovations_assist_helper"),
            models.Index(fields=["helped", "-happened_on"], name="innovations_assist_helped"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(helped__isnull=False, agency_name="", agency_kind="")
                | Q(helped__isnull=True) & ~Q(agency_name="") & ~Q(agency_kind=""),
                name="innovations_assistance_one_helped",
                violation_error_message="Yang didampingi adalah satu unit atau satu instansi.",
            ),
            models.CheckConstraint(
                condition=Q(helped__isnull=True) | ~Q(helped=F("helper")),
                name="innovations_assistance_of_another",
                violation_error_message="Unit tidak dapat mendampingi dirinya sendiri.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic}: {self.helped_name}"

    def get_absolute_url(self) -> str:
        return reverse("innovations:assistance", args=[self.pk])

    @property
    def helped_name(self) -> str:
        return self.helped.name if self.helped else self.agency_name


class AssistanceEvidence(DocumentUse):
    """That a document of the helping unit's store proves an assistance."""

    assistance = models.ForeignKey(
        Assistance, models.CASCADE, related_name="documents", verbose_name="asistensi"
    )

    class Meta(DocumentUse.Meta):
        verbose_name = "bukti asistensi"
        constraints = [
            models.UniqueConstraint(
                fields=["assistance", "evidence"],
                name="innovations_assistanceevidence_once",
                violation_error_message="Bukti itu sudah terpasang pada asistensi ini.",
            ),
        ]


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> FollowUpQuerySet:
        return self.exclude(state=FollowUp.State.DONE)

    def late(self, today: dt.date) -> FollowUpQuerySet:
        """Those not done although their day has passed."""
        return self.open().filter(due_on__lt=today)


class FollowUp(models.Model):
    """One thing agreed in an assistance that the helped side does, by a day."""

    class State(models.TextChoices):
        WAITING = "belum", "Belum"
        GOING = "berjalan", "Berjalan"
        DONE = "selesai", "Selesai"

    assistance = models.ForeignKey(
        Assistance, models.CASCADE, related_name="follow_ups", verbose_name="asistensi"
    )
    what = models.CharField("tindak lanjut", max_length=300)
    due_on = models.DateField("tenggat", null=True, blank=True)
    state = models.CharField("keadaan", max_length=10, choices=State, default=State.WAITING)
    done_on = models.DateField("selesai pada", null=True, blank=True)
    remark = models.CharField("keterangan", max_length=500, blank=True)
    # Counts up with every change; the token of optimistic locking.
    version = models.PositiveIntegerField("versi", default=1)
    recorded_at = models.DateTimeField("dicatat pada", default=timezone.now)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="dicatat oleh"
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "tindak lanjut asistensi"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="selesai", done_on__isnull=False)
                | ~Q(state="selesai") & Q(done_on__isnull=True),
                name="innovations_followup_done_on_a_day",
                violation_error_message="Tindak lanjut yang selesai memerlukan tanggalnya.",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def is_late(self, today: dt.date) -> bool:
        return self.state != self.State.DONE and self.due_on is not None and self.due_on < today
