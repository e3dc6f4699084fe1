from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from pengungkit.models import Assessment
from units.models import Unit, User
from units.permissions import Permission, Rights


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User, rights: Rights) -> JobQuerySet:
        """One's own, and only of units that one may still see."""
        return self.filter(rights.scope(Permission.VIEW, "unit__"), owner=user)

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=Job.UNFINISHED)

    def ready(self) -> JobQuerySet:
        """Those whose file can be downloaded now."""
        return self.filter(state=Job.State.DONE, expires_at__gt=timezone.now())


class Job(models.Model):
    """One file a person asked to have made, from the asking until it is thrown away.

    The queue's own row is a means: this one is what people see, cancel and find again, and it
    decides whether a run may still write (`task` and `attempts` name the run that has it).
    """

    class State(models.TextChoices):
        WAITING = "menunggu", "Menunggu giliran"
        RUNNING = "berjalan", "Sedang dibuat"
        DONE = "selesai", "Siap diunduh"
        FAILED = "gagal", "Gagal"
        CANCELLED = "dibatalkan", "Dibatalkan"
        EXPIRED = "kedaluwarsa", "Kedaluwarsa"

    UNFINISHED = frozenset({State.WAITING, State.RUNNING})
    WITH_RESULT = frozenset({State.DONE, State.EXPIRED})

    uuid = models.UUIDField("kode", default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="jobs", verbose_name="pemilik")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="jobs", verbose_name="unit")
    assessment = models.ForeignKey(
        Assessment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="penilaian",
    )
    kind = models.CharField("jenis", max_length=40)
    parameters = models.JSONField("isi permintaan", default=dict)
    # Who asked for what, over which state of the data: the same is never made twice.
    fingerprint = models.CharField("sidik permintaan", max_length=64)
    state = models.CharField("keadaan", max_length=20, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField("diminta pada", default=timezone.now)
    started_at = models.DateTimeField("dimulai pada", null=True, blank=True)
    ended_at = models.DateTimeField("berakhir pada", null=True, blank=True)
    task = models.CharField("tugas antrean", max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    lease_until = models.DateTimeField("dipegang sampai", null=True, blank=True)
    done = models.PositiveIntegerField("sudah", default=0)
    total = models.PositiveIntegerField("dari", default=0)
    doing = models.CharField("sedang", max_length=200, blank=True)
    result_name = models.CharField("nama berkas", max_length=150, blank=True)
    result_type = models.CharField("jenis isi", max_length=100, blank=True)
    result_size = models.PositiveBigIntegerField("ukuran (byte)", default=0)
    result_sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    # Of a finished file: what it was to hold and does not, by name with a sentence why.
    left_out = models.JSONField("tidak disertakan", default=dict, blank=True)
    fetched_at = models.DateTimeField("diunduh pada", null=True, blank=True)
    expires_at = models.DateTimeField("disimpan sampai", null=True, blank=True)
    # A sentence for the owner.
    error = models.TextField("sebab gagal", blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "pekerjaan"
        indexes = [
            models.Index(fields=["owner", "-asked_at"], name="reports_job_owner"),
            models.Index(fields=["fingerprint"], name="reports_job_fingerprint"),
            models.Index(fields=["state", "expires_at"], name="reports_job_expiry"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(state__in=["menunggu", "berjalan"]),
                name="reports_job_same_request_once",
                violation_error_message="Permintaan yang sama sedang dikerjakan.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="menunggu",
                    started_at__isnull=True,
                    ended_at__isnull=True,
                    lease_until__isnull=True,
                )
                | Q(
                    state="berjalan",
                    started_at__isnull=False,
                    ended_at__isnull=True,
                    lease_until__isnull=False,
                )
                | Q(
                    state__in=["selesai", "gagal", "dibatalkan", "kedaluwarsa"],
                    ended_at__isnull=False,
                    lease_until__isnull=True,
                ),
                name="reports_job_state_has_its_times",
                violation_error_message="Keadaan pekerjaan tercatat bersama waktunya.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["selesai", "kedaluwarsa"], expires_at__isnull=False)
                & ~Q(result_name="")
                & ~Q(result_sha256="")
                | Q(
                    state__in=["menunggu", "berjalan", "gagal", "dibatalkan"],
                    expires_at__isnull=True,
                    result_name="",
                    result_sha256="",
                ),
                name="reports_job_result_when_done",
                violation_error_message="Hanya pekerjaan yang selesai yang punya berkas.",
            ),
            models.CheckConstraint(
                condition=Q(state="gagal") & ~Q(error="") | ~Q(state="gagal") & Q(error=""),
                name="reports_job_failed_with_a_reason",
                violation_error_message="Hanya pekerjaan yang gagal yang punya sebab.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid} ({self.state})"

    def get_absolute_url(self) -> str:
        from reports.jobs.kinds import KINDS

        kind = KINDS.get(self.kind)
        return reverse(kind.page if kind else "reports:job", args=[self.uuid])

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.DONE and not self.is_over(timezone.now())

    def is_over(self, now: dt.datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now
